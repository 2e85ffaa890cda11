namespace WageTheftPermits.Domain.Judgments;

/// <summary>Sequences that have not come, both ends included.</summary>
public readonly record struct SequenceRange(long First, long Last);

/// <summary>Why a judgment is disputed.</summary>
public enum DisputeKind
{
    /// <summary>Two events claim one id or one place with different content.</summary>
    Conflict,

    /// <summary>One payment came twice with different amounts.</summary>
    PaymentAmounts,

    /// <summary>One payment came again after it was returned.</summary>
    PaymentAfterReturn,

    /// <summary>An event names a party that the judgment does not have.</summary>
    UnknownParty,
}

/// <param name="Sequences">The events in question; an amendment settles the dispute by listing any of them.</param>
/// <param name="About">The payment's or the party's key; <c>null</c> for a conflict.</param>
public sealed record Dispute(DisputeKind Kind, ValueList<long> Sequences, string? About)
{
    /// <summary>What it is called within its judgment, such as <c>3-7</c>: disputes of the same events are settled together.</summary>
    public string Name => string.Join('-', Sequences);
}

/// <summary>One party as things stand.</summary>
/// <param name="FinalSequence">The last event that made the judgment final towards the party; <c>null</c>: none has.</param>
/// <param name="FinalOn">The day that event gives, where it gives one.</param>
/// <param name="AppealedSince">Whether an appeal came after that event, or came at all where there was none.</param>
public sealed record PartyState(
    JudgmentParty Party,
    PartyStatus Status,
    BankruptcyStatus Bankruptcy,
    long? FinalSequence,
    DateOnly? FinalOn,
    bool AppealedSince)
{
    /// <summary>Case numbers of bankruptcies that bar the debt until counsel lifts the bar.</summary>
    public ValueList<string> Bars { get; init; } = [];
}

/// <summary>A payment, counted once by its id.</summary>
/// <param name="ReturnedOn"><c>null</c>: it stands.</param>
/// <param name="ReturnReason">Why it was returned, where the agency says.</param>
public sealed record JudgmentPayment(string PaymentId, decimal Amount, DateOnly ReceivedOn, DateOnly? ReturnedOn, string? ReturnReason = null)
{
    /// <summary>Received and not returned: only an honored check pays (Code of Civil Procedure 724.010).</summary>
    public bool Stands => ReturnedOn is null;
}

/// <summary>A judgment as all its events, taken together, say it stands on one day. Money in dollars.</summary>
public sealed record JudgmentState
{
    /// <summary>The highest sequence that has come; 0 where none has.</summary>
    public required long LastSequence { get; init; }

    /// <summary>What is missing below <see cref="LastSequence"/>, in order.</summary>
    public required ValueList<SequenceRange> Gaps { get; init; }

    /// <summary>What is not settled, in order of the first sequence concerned.</summary>
    public required ValueList<Dispute> Disputes { get; init; }

    public required JudgmentStatus Status { get; init; }

    /// <summary>In the order of the last terms; empty while unknown.</summary>
    public required ValueList<PartyState> Parties { get; init; }

    /// <summary>The last issued or amended, with the last day of service that any event gave; <c>null</c> while unknown.</summary>
    public required JudgmentTerms? Terms { get; init; }

    /// <summary><c>null</c> while unknown.</summary>
    public decimal? Amount => Terms?.Amount;

    /// <summary>Received and not returned.</summary>
    public required decimal Paid { get; init; }

    /// <summary>What is left to pay, never below zero; <c>null</c> while unknown. It releases nothing by itself.</summary>
    public required decimal? Balance { get; init; }

    /// <summary>What was paid beyond what was owed.</summary>
    public required decimal Overpaid { get; init; }

    /// <summary>The last balance that the agency confirmed, where no amendment has outdated it.</summary>
    public required JudgmentEvent.BalanceConfirmed? ConfirmedBalance { get; init; }

    public DateOnly? BalanceConfirmedOn => ConfirmedBalance?.AsOf;

    /// <summary>In the order they came, returned ones too.</summary>
    public required ValueList<JudgmentPayment> Payments { get; init; }

    public required AccordStatus Accord { get; init; }

    /// <summary>The last accord was completed, and no payment was returned since.</summary>
    public required bool AccordStandsCompleted { get; init; }

    /// <summary>The accord that <see cref="Accord"/> speaks of.</summary>
    public required JudgmentEvent.AccordSigned? LastAccord { get; init; }

    /// <summary>The event that satisfied the judgment, while it is satisfied.</summary>
    public required JudgmentEvent.Satisfied? Satisfaction { get; init; }

    /// <summary>To whom the judgment was assigned last.</summary>
    public required JudgmentEvent.Assigned? Assignment { get; init; }

    /// <summary>The last day on which the judgment can be enforced, by its last renewal.</summary>
    public required DateOnly? EnforceableUntil { get; init; }

    public bool Disputed => Disputes.Count > 0;

    public bool HasGaps => Gaps.Count > 0;

    public PartyState? Party(string partyId) => Parties.FirstOrDefault(party => party.Party.Id == partyId);
}
