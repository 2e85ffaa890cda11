using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Restitution;
using static WageTheftPermits.UnitTests.Restitution.Given;

namespace WageTheftPermits.UnitTests.Restitution;

public class PayoffReachedTests
{
    private static readonly DateOnly s_today = Entered.AddDays(20);

    private static JudgmentEvent Quote(decimal payoff, DateOnly? goodThrough) => new JudgmentEvent.BalanceConfirmed(2, 36_500, 100, Entered.AddDays(10), payoff, goodThrough);

    private static PayoffSource? Of(params JudgmentEvent[] events) => PayoffReached.Of(Fold([Issue(36_500), .. events]), Rules, s_today)?.By;

    public static TheoryData<string, JudgmentEvent[], PayoffSource?> Lives => new()
    {
        { "nothing paid", [], null },
        { "paid with its interest", [Pay(3, 36_700, s_today)], PayoffSource.OurLedger },
        { "paid earlier, in two parts", [Pay(3, 20_000, Entered), Pay(4, 16_500, Entered)], PayoffSource.OurLedger },
        { "a cent short", [Pay(3, 36_699.99m, s_today)], null },
        { "the award without its interest", [Pay(3, 36_500, s_today)], null },
        { "returned", [Pay(3, 36_700, s_today), new JudgmentEvent.PaymentReturned(4, "m3", s_today, null)], null },
        { "dated tomorrow", [Pay(3, 36_710, s_today.AddDays(1))], PayoffSource.OurLedger },
        { "what the agency quoted, in time", [Quote(36_600, Entered.AddDays(15)), Pay(3, 36_600, Entered.AddDays(15))], PayoffSource.AgencyQuote },
        { "what it quoted, a day late", [Quote(36_600, Entered.AddDays(15)), Pay(3, 36_600, Entered.AddDays(16))], null },
        { "a quote without a last day", [Quote(36_600, null), Pay(3, 36_600, Entered.AddDays(16))], PayoffSource.AgencyQuote },
        { "paid before the quote", [Quote(36_600, Entered.AddDays(15)), Pay(3, 36_600, Entered.AddDays(10))], null },
        { "the agency confirmed since", [Pay(3, 36_600, Entered.AddDays(10)), Quote(5, null)], null },
        { "satisfied", [Pay(3, 36_700, s_today), new JudgmentEvent.Satisfied(4, null, null, null)], null },
        { "vacated", [Pay(3, 36_700, s_today), new JudgmentEvent.Vacated(4, null, null, null)], null },
    };

    [Theory]
    [MemberData(nameof(Lives))]
    public void Payoff_IsReached_ByTheLedgerOrTheAgencysQuote(string life, JudgmentEvent[] events, PayoffSource? by) => Of(events).ShouldBe(by, life);

    [Fact]
    public void Unknown_IsNeverPaidOff() => PayoffReached.Of(Fold(Pay(2, 100, Entered)), Rules, s_today).ShouldBeNull();
}
