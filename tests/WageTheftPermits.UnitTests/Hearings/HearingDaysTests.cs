using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.UnitTests.Enforcement;

namespace WageTheftPermits.UnitTests.Hearings;

public class HearingDaysTests
{
    private static readonly Policy s_thirdThursdays = Given.Policy with
    {
        Hearing = new() { Regular = new(DayOfWeek.Thursday, 3, new(13, 0)) },
        CourtHolidays = [],
        OfficeHolidays = [new(2026, 3, 16)],
    };

    [Theory]
    [InlineData(2026, 1, 15)]
    [InlineData(2026, 2, 19)]
    [InlineData(2026, 4, 16)]
    [InlineData(2026, 10, 15)]
    public void TheThirdThursday(int year, int month, int day) => new RegularHearings(DayOfWeek.Thursday, 3, new(13, 0)).In(new(year, month, 1)).ShouldBe(new DateOnly(year, month, day));

    [Fact]
    public void ARegularDay_WithinTheLimits_IsLawful()
    {
        // Asked on Thursday 5 February: the notice leaves time from Monday the 16th, the law until Friday the 20th, and Thursday the 19th lies between.
        var days = HearingDays.Of(s_thirdThursdays, new(2026, 2, 5), false, new(2026, 2, 5));
        (days.Earliest, days.Latest, days.RegularClashes).ShouldBe((new DateOnly(2026, 2, 16), new DateOnly(2026, 2, 20), false));
        days.WhyNot(new(2026, 2, 19), s_thirdThursdays).ShouldBeNull();
    }

    [Fact]
    public void TheLimitsClash_OnMostDays_AndTheLawfulWaysOutAreNamed()
    {
        var days = HearingDays.Of(s_thirdThursdays, new(2026, 3, 2), false, new(2026, 3, 2));
        days.RegularClashes.ShouldBeTrue();
        days.WhyNot(new(2026, 3, 19), s_thirdThursdays).ShouldNotBeNull().ShouldContain("special hearing");
        days.WhyNot(new(2026, 3, 11), s_thirdThursdays).ShouldNotBeNull().ShouldContain("10 days before");
        days.WhyNot(new(2026, 3, 16), s_thirdThursdays).ShouldNotBeNull().ShouldContain("closed");
        days.WhyNot(new(2026, 3, 12), s_thirdThursdays).ShouldBeNull();
        HearingDays.Of(s_thirdThursdays, new(2026, 3, 2), true, new(2026, 3, 2)).WhyNot(new(2026, 4, 16), s_thirdThursdays).ShouldBeNull();
    }

    [Fact]
    public void AnswersThatComeLate_LeaveNoDay()
    {
        var days = HearingDays.Of(s_thirdThursdays, new(2026, 3, 2), false, new(2026, 3, 13));
        days.NoDayIsLawful.ShouldBeTrue();
    }

    [Fact]
    public void ANonRegularDay_IsASpecialHearing()
    {
        var one = Given.NewCase();
        var hearing = Given.Charge(one, Given.InForce(one));
        hearing.Request(Given.Today, "Hear us.", Given.Inspector, Given.Today);
        void Schedule(bool special) => hearing.Schedule(new(new(2026, 3, 12), new(13, 0), "Room 300", special), false, s_thirdThursdays, Given.Inspector, Given.Today);
        Should.Throw<RuleViolation>(() => Schedule(false)).Rule.ShouldBe("hearing.not-regular");
        Schedule(true);
        hearing.Slot.ShouldNotBeNull().Special.ShouldBeTrue();
    }
}
