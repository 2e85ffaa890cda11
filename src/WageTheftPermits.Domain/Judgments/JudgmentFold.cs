namespace WageTheftPermits.Domain.Judgments;

/// <summary>
/// Makes a judgment's state of its events, by the published contract with the agencies. Only sequence counts: the order in which events
/// are given, and giving one twice, change nothing.
/// </summary>
public static class JudgmentFold
{
    /// <param name="events">All that have come and are valid, with <see cref="JudgmentEvent.SetAside"/> for each that stands in a conflict.</param>
    /// <param name="today">The day in the department's time zone.</param>
    public static JudgmentState Fold(IEnumerable<JudgmentEvent> events, DateOnly today) => Fold(events, today, JudgmentDecisions.None);

    /// <inheritdoc cref="Fold(IEnumerable{JudgmentEvent}, DateOnly)"/>
    public static JudgmentState Fold(IEnumerable<JudgmentEvent> events, DateOnly today, JudgmentDecisions decisions)
    {
        var ordered = Order(events);
        var terms = LastTerms(ordered);
        var until = ordered.OfType<JudgmentEvent.Renewed>().LastOrDefault()?.Until;
        var payments = PaymentLedger.Of(ordered);
        var parties = PartyFold.Fold(ordered, terms, payments, expired: until < today, decisions);
        var status = StatusOf(parties);
        var confirmed = LastConfirmedBalance(ordered);
        var (balance, overpaid) = BalanceOf(terms, status, payments, confirmed);
        var accord = LastAccord(ordered);

        return new JudgmentState
        {
            LastSequence = ordered.Count == 0 ? 0 : ordered[^1].Sequence,
            Gaps = GapsIn(ordered),
            Disputes = DisputeFinding.In(ordered, payments, decisions),
            Status = status,
            Parties = parties,
            Terms = terms,
            Paid = payments.Paid,
            Balance = balance,
            Overpaid = overpaid,
            ConfirmedBalance = confirmed,
            Payments = payments.Payments,
            Accord = accord.Status,
            AccordStandsCompleted = accord.Status == AccordStatus.Completed && accord.CompletedAt > payments.LastReturn,
            LastAccord = accord.Signed,
            Satisfaction = status == JudgmentStatus.Satisfied ? ordered.OfType<JudgmentEvent.Satisfied>().LastOrDefault() : null,
            Assignment = ordered.OfType<JudgmentEvent.Assigned>().LastOrDefault(),
            EnforceableUntil = until,
        };
    }

    /// <summary>One event a sequence, in order. Two that differ contradict each other, and neither counts.</summary>
    private static List<JudgmentEvent> Order(IEnumerable<JudgmentEvent> events) =>
    [
        .. events.GroupBy(one => one.Sequence).OrderBy(group => group.Key)
            .Select(group => group.Distinct().Skip(1).Any() ? new JudgmentEvent.SetAside(group.Key) : group.First()),
    ];

    private static JudgmentTerms? LastTerms(List<JudgmentEvent> ordered)
    {
        JudgmentTerms? last = null;
        DateOnly? servedOn = null;
        foreach (var one in ordered)
        {
            last = one.Terms() ?? last;
            servedOn = one.Terms()?.ServedOn ?? (one as JudgmentEvent.Served)?.ServedOn ?? servedOn;
        }

        return last is null ? null : last with { ServedOn = servedOn };
    }

    private static ValueList<SequenceRange> GapsIn(List<JudgmentEvent> ordered)
    {
        var gaps = new List<SequenceRange>();
        var expected = 1L;
        foreach (var one in ordered)
        {
            if (one.Sequence > expected)
                gaps.Add(new SequenceRange(expected, one.Sequence - 1));
            expected = one.Sequence + 1;
        }

        return [.. gaps];
    }

    private static JudgmentStatus StatusOf(ValueList<PartyState> parties)
    {
        if (parties.Count == 0)
            return JudgmentStatus.Unknown;
        var owing = parties.Where(party => party.Status.Owes()).ToList();
        return (JudgmentStatus)(owing.Count > 0 ? owing.Min(party => party.Status) : parties.Max(party => party.Status));
    }

    private static JudgmentEvent.BalanceConfirmed? LastConfirmedBalance(List<JudgmentEvent> ordered)
    {
        var at = ordered.FindLastIndex(one => one is JudgmentEvent.BalanceConfirmed);
        return at < 0 || ordered.Skip(at).Any(one => one.Terms() is not null) ? null : (JudgmentEvent.BalanceConfirmed)ordered[at];
    }

    private static (decimal? Balance, decimal Overpaid) BalanceOf(
        JudgmentTerms? terms, JudgmentStatus status, PaymentLedger payments, JudgmentEvent.BalanceConfirmed? confirmed)
    {
        if (terms is null)
            return (null, 0);
        var owed = confirmed is null ? terms.Amount - payments.Paid : confirmed.Amount - payments.NetAfter(confirmed.AsOf);
        var nothingOwed = status is JudgmentStatus.Satisfied or JudgmentStatus.Vacated or JudgmentStatus.Withdrawn;
        return (nothingOwed ? 0 : Math.Max(owed, 0), Math.Max(-owed, 0));
    }

    private static (AccordStatus Status, JudgmentEvent.AccordSigned? Signed, long CompletedAt) LastAccord(List<JudgmentEvent> ordered)
    {
        var at = ordered.FindLastIndex(one => one is JudgmentEvent.AccordSigned);
        if (at < 0)
            return (AccordStatus.None, null, 0);
        var signed = (JudgmentEvent.AccordSigned)ordered[at];
        var since = ordered.Skip(at + 1).ToList();
        var completed = since.OfType<JudgmentEvent.AccordCompleted>().LastOrDefault(one => one.AccordId == signed.AccordId);
        var status = completed is not null ? AccordStatus.Completed
            : since.Any(one => one is JudgmentEvent.InstallmentMissed missed && missed.AccordId == signed.AccordId) ? AccordStatus.Broken
            : AccordStatus.Kept;
        return (status, signed, completed?.Sequence ?? 0);
    }

    /// <summary>The terms that an event states, if it states any.</summary>
    internal static JudgmentTerms? Terms(this JudgmentEvent one) => one switch
    {
        JudgmentEvent.Issued issued => issued.Terms,
        JudgmentEvent.Amended amended => amended.Terms,
        _ => null,
    };
}
