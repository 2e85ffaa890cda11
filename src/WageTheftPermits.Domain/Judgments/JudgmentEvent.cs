namespace WageTheftPermits.Domain.Judgments;

/// <summary>
/// One thing that happened to a judgment, as its agency tells it. Events are ordered by <see cref="Sequence"/>, which counts from 1.
/// Where an event has <c>PartyIds</c>, <c>null</c> means every party, those whom a later amendment brings too.
/// </summary>
public abstract record JudgmentEvent
{
    private JudgmentEvent(long sequence) => Sequence = sequence;

    public long Sequence { get; init; }

    /// <summary>The parties the event is narrowed to; <c>null</c>: all.</summary>
    public virtual ValueList<string>? Narrowed => null;

    /// <summary>Whether the event speaks of this party.</summary>
    public bool Concerns(string partyId) => Narrowed is not { } ids || ids.Contains(partyId);

    public sealed record Issued(long Sequence, JudgmentTerms Terms) : JudgmentEvent(Sequence);

    /// <param name="Settles">Sequences before this one whose dispute it settles.</param>
    public sealed record Amended(long Sequence, JudgmentTerms Terms, ValueList<long> Settles) : JudgmentEvent(Sequence);

    public sealed record Served(long Sequence, DateOnly? ServedOn, string? Method) : JudgmentEvent(Sequence);

    public sealed record BecameFinal(long Sequence, DateOnly? FinalOn, ValueList<string>? PartyIds) : JudgmentEvent(Sequence)
    {
        public override ValueList<string>? Narrowed => PartyIds;
    }

    public sealed record Appealed(long Sequence, DateOnly? FiledOn, bool? UndertakingPosted, ValueList<string>? PartyIds) : JudgmentEvent(Sequence)
    {
        public override ValueList<string>? Narrowed => PartyIds;
    }

    public sealed record Stayed(long Sequence, string StayId, string? By, DateOnly? From, ValueList<string>? PartyIds) : JudgmentEvent(Sequence)
    {
        public override ValueList<string>? Narrowed => PartyIds;
    }

    public sealed record StayLifted(long Sequence, string StayId, DateOnly? On) : JudgmentEvent(Sequence);

    public sealed record Vacated(long Sequence, DateOnly? On, string? Reason, ValueList<string>? PartyIds) : JudgmentEvent(Sequence)
    {
        public override ValueList<string>? Narrowed => PartyIds;
    }

    public sealed record Withdrawn(long Sequence, DateOnly? On, string? Reason) : JudgmentEvent(Sequence);

    public sealed record Reinstated(long Sequence, DateOnly? On, string? Reason, ValueList<string>? PartyIds) : JudgmentEvent(Sequence)
    {
        public override ValueList<string>? Narrowed => PartyIds;
    }

    public sealed record Assigned(long Sequence, string? ToName, string? ToAgency, string? ToSubject, DateOnly? On) : JudgmentEvent(Sequence);

    /// <param name="Until">The last day on which the judgment can be enforced.</param>
    public sealed record Renewed(long Sequence, DateOnly? On, DateOnly Until) : JudgmentEvent(Sequence);

    /// <param name="AcceptedAmount">What was taken instead of the whole; <c>null</c>: paid in full.</param>
    public sealed record Satisfied(long Sequence, DateOnly? On, decimal? AcceptedAmount, ValueList<string>? PartyIds) : JudgmentEvent(Sequence)
    {
        public override ValueList<string>? Narrowed => PartyIds;
    }

    public sealed record PaymentReceived(long Sequence, string PaymentId, decimal Amount, DateOnly ReceivedOn) : JudgmentEvent(Sequence);

    public sealed record PaymentReturned(long Sequence, string PaymentId, DateOnly ReturnedOn, string? Reason) : JudgmentEvent(Sequence);

    public sealed record AccordSigned(
        long Sequence, string AccordId, DateOnly? SignedOn, bool? Notarized, ValueList<AccordInstallment> Installments, int? GraceDays) : JudgmentEvent(Sequence);

    public sealed record InstallmentMissed(long Sequence, string AccordId, DateOnly? DueOn) : JudgmentEvent(Sequence);

    public sealed record AccordCompleted(long Sequence, string AccordId, DateOnly? On) : JudgmentEvent(Sequence);

    public sealed record BankruptcyFiled(
        long Sequence, string? Court, string CaseNumber, string? Chapter, DateOnly? FiledOn, ValueList<string>? PartyIds) : JudgmentEvent(Sequence)
    {
        public override ValueList<string>? Narrowed => PartyIds;
    }

    /// <param name="Dismissed">Thrown out rather than discharged or closed.</param>
    /// <param name="DebtDischarged">Whether the discharge reached this debt; <c>null</c>: unknown. Not asked of a dismissal.</param>
    public sealed record BankruptcyEnded(long Sequence, string CaseNumber, bool Dismissed, DateOnly? On, bool? DebtDischarged) : JudgmentEvent(Sequence);

    /// <param name="Amount">Principal and costs owed on <paramref name="AsOf"/>.</param>
    public sealed record BalanceConfirmed(
        long Sequence, decimal Amount, decimal? Interest, DateOnly AsOf, decimal? Payoff, DateOnly? GoodThrough) : JudgmentEvent(Sequence);

    /// <summary>An event that contradicts another of the same id or place. Its sequence counts as come, its content for nothing.</summary>
    public sealed record SetAside(long Sequence) : JudgmentEvent(Sequence);
}

/// <summary>One payment that an accord promises.</summary>
public sealed record AccordInstallment(DateOnly? DueOn, decimal? Amount);
