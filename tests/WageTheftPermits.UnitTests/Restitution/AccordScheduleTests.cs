using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.Domain.Restitution;
using static WageTheftPermits.UnitTests.Restitution.Given;

namespace WageTheftPermits.UnitTests.Restitution;

public class AccordScheduleTests
{
    private static readonly DateOnly s_signed = Date("2026-01-15");

    private static JudgmentEvent.AccordSigned Sign(int? grace = 5) => new(2, "a", s_signed, true,
        [new(Date("2026-03-01"), 300), new(Date("2026-02-01"), 300), new(Date("2026-04-01"), 400)], grace);

    public static TheoryData<string, string, decimal[], InstallmentState[], decimal> Days => new()
    {
        // The day, what was received on 1 February and after, how the three stand, and what is short.
        { "before the first", "2026-01-31", [], [InstallmentState.Due, InstallmentState.Due, InstallmentState.Due], 0 },
        { "on its day", "2026-02-01", [], [InstallmentState.Due, InstallmentState.Due, InstallmentState.Due], 0 },
        { "the last day of grace", "2026-02-06", [], [InstallmentState.InGrace, InstallmentState.Due, InstallmentState.Due], 300 },
        { "past grace", "2026-02-07", [], [InstallmentState.Late, InstallmentState.Due, InstallmentState.Due], 300 },
        { "paid", "2026-02-07", [300], [InstallmentState.Paid, InstallmentState.Due, InstallmentState.Due], 0 },
        { "paid in part", "2026-02-07", [100, 150], [InstallmentState.Late, InstallmentState.Due, InstallmentState.Due], 50 },
        { "paid ahead", "2026-02-07", [650], [InstallmentState.Paid, InstallmentState.Paid, InstallmentState.Due], 0 },
        { "one behind", "2026-03-07", [300], [InstallmentState.Paid, InstallmentState.Late, InstallmentState.Due], 300 },
        { "all, over the end", "2026-04-20", [1200], [InstallmentState.Paid, InstallmentState.Paid, InstallmentState.Paid], 0 },
    };

    [Theory]
    [MemberData(nameof(Days))]
    public void Installments_ArePaidOldestFirst(string case_, string asOf, decimal[] received, InstallmentState[] states, decimal shortfall)
    {
        var events = received.Select((amount, index) => (JudgmentEvent)Pay(index + 3, amount, Date("2026-02-01").AddDays(index)));
        var schedule = AccordSchedule.Of(Fold([Issue(1000), Sign(), .. events]), new AccordRules(), Date(asOf))!;

        schedule.Installments.Select(one => one.State).ShouldBe(states, case_);
        schedule.Installments.Select(one => one.DueOn).ShouldBe([Date("2026-02-01"), Date("2026-03-01"), Date("2026-04-01")]);
        schedule.Shortfall.ShouldBe(shortfall, case_);
    }

    [Fact]
    public void Payments_BeforeTheAccord_ReturnedOrToCome_DoNotCount()
    {
        var schedule = AccordSchedule.Of(Fold(Issue(1000), Sign(), Pay(3, 300, s_signed.AddDays(-1)), Pay(4, 300, s_signed), Pay(5, 300, Date("2026-02-10")),
            new JudgmentEvent.PaymentReturned(6, "m4", Date("2026-02-02"), null)), new AccordRules(), Date("2026-02-07"))!;

        schedule.Installments.Sum(one => one.Paid).ShouldBe(0);
        schedule.Next!.DueOn.ShouldBe(Date("2026-02-01"));
    }

    [Fact]
    public void Installment_SaysWhenTheLastOfItCame() =>
        AccordSchedule.Of(Fold(Issue(1000), Sign(), Pay(3, 200, Date("2026-02-01")), Pay(4, 200, Date("2026-02-09"))), new AccordRules(), Date("2026-02-10"))!
            .Installments.Select(one => (one.Paid, one.PaidOn)).ShouldBe([(300, Date("2026-02-09")), (100, null), (0, null)]);

    [Theory]
    [InlineData(null, 3, InstallmentState.InGrace)]
    [InlineData(null, 2, InstallmentState.Late)]
    [InlineData(0, 9, InstallmentState.Late)]
    public void Grace_IsTheAccordsOwn_ElseThePolicys(int? own, int policy, InstallmentState state) =>
        AccordSchedule.Of(Fold(Issue(1000), Sign(own)), new AccordRules { GraceDays = policy }, Date("2026-02-04"))!.Installments[0].State.ShouldBe(state);

    [Fact]
    public void Installment_WithoutDayOrAmount_IsUnclear() =>
        AccordSchedule.Of(Fold(Issue(1000), new JudgmentEvent.AccordSigned(2, "a", s_signed, true, [new(null, 300), new(Date("2026-02-01"), null)], null)), new AccordRules(), Date("2026-05-01"))!
            .Installments.ShouldAllBe(one => one.State == InstallmentState.Unclear);

    [Fact]
    public void WithoutAnAccord_ThereIsNoSchedule() => AccordSchedule.Of(Fold(Issue(1000)), new AccordRules(), Entered).ShouldBeNull();
}
