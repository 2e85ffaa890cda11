using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.UnitTests.Enforcement;

namespace WageTheftPermits.UnitTests.Policies;

public class DeadlinesTests
{
    private readonly Deadlines _deadlines = new(Given.Policy);

    [Theory]
    [InlineData("2026-03-02", false, "2026-03-17")] // Tuesday
    [InlineData("2026-03-06", false, "2026-03-23")] // day 15 is Saturday 21, rolls to Monday
    [InlineData("2026-03-16", false, "2026-04-01")] // day 15 is 31 March, a court holiday
    [InlineData("2026-03-02", true, "2026-03-23")] // 20 days with mail: Sunday 22, rolls
    public void RespondBy_CountsFromTheDayAfterService_AndRolls(string served, bool mail, string expected) =>
        _deadlines.AnswerBy(LetterKinds.FirstNotice, DateOnly.Parse(served), mail).ShouldBe(DateOnly.Parse(expected));

    [Theory]
    [InlineData("2026-02-13", 1, "2026-02-17")] // Friday; Monday 16 February is a holiday
    [InlineData("2026-03-02", 5, "2026-03-09")]
    public void BusinessDays_SkipWeekendsAndOfficeHolidays(string from, int days, string expected) =>
        _deadlines.BusinessDaysAfter(DateOnly.Parse(from), days).ShouldBe(DateOnly.Parse(expected));

    [Theory]
    [InlineData("2026-03-07", "2026-03-08T08:00:00Z")] // the night before the clocks go forward: standard time
    [InlineData("2026-03-08", "2026-03-09T07:00:00Z")] // and the day on which they did
    [InlineData("2026-11-01", "2026-11-02T08:00:00Z")]
    public void EndOfADay_IsMidnightInTheDepartmentsZone(string day, string expected) =>
        Given.Policy.EndOf(DateOnly.Parse(day)).ShouldBe(DateTimeOffset.Parse(expected));

    [Theory]
    [InlineData("2026-03-31", "2026-02-02", "2026-03-31")] // a term that ends on the program's day
    [InlineData("2026-04-15", "2026-02-20", "2026-03-31")] // the program's day is in the term's window, and still to come
    [InlineData("2026-04-15", "2026-04-01", "2026-04-15")] // it was past when the renewal was opened: the term's end counts
    [InlineData("2026-10-15", "2026-08-20", "2026-10-15")] // an anniversary term: the program's day is far back, and half a year ahead
    [InlineData("2026-01-15", "2025-12-01", "2026-01-15")]
    [InlineData("2026-03-31", "2026-05-01", "2026-03-31")] // the term has ended: late from the beginning
    public void RenewalDue_IsTheProgramsDayWhereItCanBeMet_AndElseTheTermsEnd(string termEnd, string openedOn, string due) =>
        Given.Policy.RenewalDueOn(DateOnly.Parse(termEnd), DateOnly.Parse(openedOn)).ShouldBe(DateOnly.Parse(due));

    [Fact]
    public void RenewalOpenedToday_IsOverdueOnlyWhereItsTermHasEnded()
    {
        var opened = new DateOnly(2026, 3, 2);
        foreach (var day in Enumerable.Range(-40, 800).Select(opened.AddDays))
        {
            var due = Given.Policy.RenewalDueOn(day, opened);
            due.ShouldBeLessThanOrEqualTo(day);
            (due < opened).ShouldBe(day < opened);
        }
    }

    [Fact]
    public void RenewalDue_WithoutAProgramsDay_IsTheTermsEnd() =>
        (Given.Policy with { RenewalsDue = null }).RenewalDueOn(new(2026, 10, 15), new(2026, 9, 1)).ShouldBe(new DateOnly(2026, 10, 15));
}
