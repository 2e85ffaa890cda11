namespace WageTheftPermits.Domain.Judgments;

/// <summary>What another report of the same debt says of one debtor.</summary>
/// <param name="Name">The report's agency and subject.</param>
/// <param name="Status">As to the party that a person named as the same; of the judgment as a whole where none was named.</param>
/// <param name="Named">False where its agency no longer names that party.</param>
/// <param name="IsCreditors">Whether its agency is still the creditor of record: its word of payment ends the debt.</param>
/// <param name="IsClear">False where something of it is missing, disputed, in quarantine or not yet read: it may be the payment.</param>
public sealed record LinkedReport(string Name, JudgmentStatus Status, BankruptcyStatus Bankruptcy, bool Named, bool IsCreditors, bool IsClear)
{
    /// <param name="report">With its parties.</param>
    /// <param name="counterpart">The record of the same party in the report; null where nobody named one.</param>
    /// <param name="unread">Whether a message about the report is in quarantine or not yet read.</param>
    public static LinkedReport Of(Judgment report, Guid? counterpart, bool unread = false)
    {
        var party = report.Parties.FirstOrDefault(p => p.Id == counterpart);
        return new LinkedReport(
            report.Name, party is null ? report.Status : (JudgmentStatus)party.Status, party?.Bankruptcy ?? BankruptcyStatus.None, party?.Removed != true,
            report.IsCreditors, !(report.HasGaps || report.Disputed || unread));
    }

    /// <summary>Why no adverse step may rest on the debt; null where the report says nothing against it. It outweighs whatever the leading judgment says.</summary>
    public string? Bar => this switch
    {
        { Status: JudgmentStatus.Satisfied or JudgmentStatus.Vacated or JudgmentStatus.Withdrawn or JudgmentStatus.Stayed } => $"{Name}, which reports the same debt, is {Status.ToWire()}.",
        { Named: false } => $"{Name}, which reports the same debt, no longer names the party.",
        { Bankruptcy: not BankruptcyStatus.None } => $"{Name}, which reports the same debt, has a bankruptcy that is {Bankruptcy.ToWire()} (11 USC 525(a)).",
        { IsClear: false } => $"{Name}, which reports the same debt, is not clear: something of it is missing, disputed, in quarantine or not yet read.",
        _ => null,
    };

    /// <summary>Why a case on the debt has nothing left to rest on: its creditor of record was paid, or a court vacated the judgment; null where neither is so.</summary>
    public string? End => Status == JudgmentStatus.Vacated || (Status == JudgmentStatus.Satisfied && IsCreditors)
        ? $"{Name}, which reports the same debt, is {Status.ToWire()}."
        : null;
}
