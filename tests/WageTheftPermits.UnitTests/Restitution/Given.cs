using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.Domain.Restitution;
using static WageTheftPermits.Domain.Judgments.JudgmentEvent;

namespace WageTheftPermits.UnitTests.Restitution;

/// <summary>Made-up judgments and their ledgers.</summary>
internal static class Given
{
    public static readonly InterestRules Rules = new();

    public static readonly DateOnly Entered = new(2025, 1, 1);

    public static DateOnly Date(string text) => DateOnly.Parse(text);

    public static JudgmentTerms Terms(decimal amount, decimal? principal = null, decimal? rate = 0.10m, DateOnly? from = null, string? kind = "court-judgment") => new(
        "77-00002", "Santa Clara", from ?? Entered, null, null, kind, ["wages"], amount, principal, rate, from ?? Entered, null, null,
        [new JudgmentParty("p1", "employer", "organization", "Blue Heron Foods LLC", [], null, [], [])]);

    public static Issued Issue(decimal amount, decimal? principal = null, decimal? rate = 0.10m, DateOnly? from = null, string? kind = "court-judgment") =>
        new(1, Terms(amount, principal, rate, from, kind));

    public static PaymentReceived Pay(long sequence, decimal amount, DateOnly on, string? id = null) => new(sequence, id ?? $"m{sequence}", amount, on);

    public static JudgmentState Fold(params JudgmentEvent[] events) => JudgmentFold.Fold(events, new DateOnly(2026, 6, 1));

    public static RestitutionLedger Ledger(params JudgmentEvent[] events) => RestitutionLedger.Of(Fold(events), Rules)!;
}
