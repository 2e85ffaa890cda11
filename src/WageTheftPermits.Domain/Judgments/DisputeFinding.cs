namespace WageTheftPermits.Domain.Judgments;

/// <summary>Finds what is disputed in a judgment and not settled: by a person, by an amendment that lists it, or by one that brings the party.</summary>
internal static class DisputeFinding
{
    public static ValueList<Dispute> In(IReadOnlyList<JudgmentEvent> ordered, PaymentLedger payments, JudgmentDecisions decisions)
    {
        var amendments = ordered.OfType<JudgmentEvent.Amended>().ToList();
        return
        [
            .. Conflicts(ordered).Concat(payments.Disputes).Concat(UnknownParties(ordered))
                .Where(dispute => !Settled(dispute, amendments, decisions))
                .OrderBy(dispute => dispute.Sequences[0]).ThenBy(dispute => dispute.Sequences[^1]).ThenBy(dispute => dispute.Kind),
        ];
    }

    private static IEnumerable<Dispute> Conflicts(IEnumerable<JudgmentEvent> ordered) =>
        ordered.OfType<JudgmentEvent.SetAside>().Select(one => new Dispute(DisputeKind.Conflict, [one.Sequence], null));

    /// <summary>A party is looked for in the terms that stood at the event, and in all that came after.</summary>
    private static List<Dispute> UnknownParties(IReadOnlyList<JudgmentEvent> ordered)
    {
        var waiting = new List<Dispute>();
        JudgmentTerms? terms = null;
        foreach (var one in ordered)
        {
            if (one.Terms() is { } stated)
            {
                terms = stated;
                waiting.RemoveAll(dispute => stated.Names(dispute.About!));
            }

            foreach (var id in (one.Narrowed ?? []).Distinct(StringComparer.Ordinal))
            {
                if (terms?.Names(id) != true)
                    waiting.Add(new Dispute(DisputeKind.UnknownParty, [one.Sequence], id));
            }
        }

        return waiting;
    }

    private static bool Settled(Dispute dispute, List<JudgmentEvent.Amended> amendments, JudgmentDecisions decisions) =>
        decisions.Settled.Any(settled => dispute.Sequences.All(settled.Contains))
        || amendments.Any(amendment => amendment.Sequence > dispute.Sequences[^1] && dispute.Sequences.Any(amendment.Settles.Contains));
}
