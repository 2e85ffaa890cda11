namespace WageTheftPermits.Domain.Judgments;

/// <summary>Makes each party's standing of the events that concern it.</summary>
internal static class PartyFold
{
    public static ValueList<PartyState> Fold(
        IReadOnlyList<JudgmentEvent> ordered, JudgmentTerms? terms, PaymentLedger payments, bool expired, JudgmentDecisions decisions) =>
        [.. (terms?.Parties ?? []).Select(party => Fold(party, [.. ordered.Where(one => one.Concerns(party.Id))], payments, expired, decisions))];

    private static PartyState Fold(
        JudgmentParty party, List<JudgmentEvent> events, PaymentLedger payments, bool expired, JudgmentDecisions decisions)
    {
        var final = events.OfType<JudgmentEvent.BecameFinal>().LastOrDefault();
        var appealed = Last<JudgmentEvent.Appealed>(events) > (final?.Sequence ?? 0);
        var reinstated = Last<JudgmentEvent.Reinstated>(events);

        // The contract's list from its end: the first that holds here is the last that holds there.
        var status = Last<JudgmentEvent.Withdrawn>(events) > reinstated ? PartyStatus.Withdrawn
            : Last<JudgmentEvent.Vacated>(events) > reinstated ? PartyStatus.Vacated
            : Last<JudgmentEvent.Satisfied>(events) > payments.LastReturn ? PartyStatus.Satisfied
            : expired ? PartyStatus.Expired
            : IsStayed(events) ? PartyStatus.Stayed
            : appealed ? PartyStatus.Appealed
            : final is not null ? PartyStatus.Final
            : PartyStatus.Issued;

        var filings = FilingsIn(events, decisions);
        // An enum's order is the order of weight: a bar outweighs a filing that is pending.
        var bankruptcy = filings.Values.DefaultIfEmpty(BankruptcyStatus.None).Max();
        return new PartyState(party, status, bankruptcy, final?.Sequence, final?.FinalOn, appealed)
        {
            Bars = [.. filings.Where(filing => filing.Value == BankruptcyStatus.Barred).Select(filing => filing.Key).Order(StringComparer.Ordinal)],
        };
    }

    private static long Last<T>(List<JudgmentEvent> events)
        where T : JudgmentEvent => events.OfType<T>().LastOrDefault()?.Sequence ?? 0;

    private static bool IsStayed(List<JudgmentEvent> events)
    {
        var stays = new HashSet<string>(StringComparer.Ordinal);
        foreach (var one in events)
        {
            if (one is JudgmentEvent.Stayed stayed)
                stays.Add(stayed.StayId);
            else if (one is JudgmentEvent.StayLifted lifted)
                stays.Remove(lifted.StayId);
        }

        return stays.Count > 0;
    }

    /// <summary>How each bankruptcy stands, by its case number; one whose bar counsel has lifted stands in no way.</summary>
    private static Dictionary<string, BankruptcyStatus> FilingsIn(List<JudgmentEvent> events, JudgmentDecisions decisions)
    {
        var filings = new Dictionary<string, BankruptcyStatus>(StringComparer.Ordinal);
        foreach (var one in events)
        {
            if (one is JudgmentEvent.BankruptcyFiled filed)
                filings[filed.CaseNumber] = BankruptcyStatus.Pending;
            else if (one is JudgmentEvent.BankruptcyEnded ended && filings.TryGetValue(ended.CaseNumber, out var standing))
                filings[ended.CaseNumber] = After(ended, standing);
        }

        foreach (var lifted in decisions.LiftedBars.Where(number => filings.GetValueOrDefault(number) == BankruptcyStatus.Barred))
            filings[lifted] = BankruptcyStatus.None;
        return filings;
    }

    private static BankruptcyStatus After(JudgmentEvent.BankruptcyEnded ended, BankruptcyStatus standing)
    {
        if (ended.Dismissed || ended.DebtDischarged == false)
            return BankruptcyStatus.None;
        // A discharge that spared this debt is followed by the closing of the case, which says nothing of the debt and bars nothing anew.
        return standing == BankruptcyStatus.None && ended.DebtDischarged is null ? BankruptcyStatus.None : BankruptcyStatus.Barred;
    }
}
