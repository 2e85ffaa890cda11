namespace WageTheftPermits.Domain.Judgments;

/// <summary>How a judgment stands towards one party. The order is the contract's: of those that hold, the last is the status.</summary>
public enum PartyStatus
{
    Issued = 1,
    Final,
    Appealed,
    Stayed,
    Expired,
    Satisfied,
    Vacated,
    Withdrawn,
}

/// <summary>How a judgment stands as a whole: as towards a party, or <see cref="Unknown"/> while neither its issue nor an amendment has come.</summary>
public enum JudgmentStatus
{
    Unknown = 0,
    Issued = PartyStatus.Issued,
    Final = PartyStatus.Final,
    Appealed = PartyStatus.Appealed,
    Stayed = PartyStatus.Stayed,
    Expired = PartyStatus.Expired,
    Satisfied = PartyStatus.Satisfied,
    Vacated = PartyStatus.Vacated,
    Withdrawn = PartyStatus.Withdrawn,
}

/// <summary>Whether a bankruptcy stands between a party and this debt. A bar outweighs a filing that is pending.</summary>
public enum BankruptcyStatus
{
    None,

    /// <summary>Filed and not ended: the automatic stay (11 U.S.C. § 362) forbids collection.</summary>
    Pending,

    /// <summary>Ended in a way that may have discharged the debt (11 U.S.C. § 524); only counsel lifts it.</summary>
    Barred,
}

/// <summary>How the last accord signed stands.</summary>
public enum AccordStatus
{
    None,
    Kept,
    Broken,
    Completed,
}

/// <summary>The names these have in messages and answers.</summary>
public static class WireNames
{
    public static string ToWire(this PartyStatus status) => Lower(status);

    public static string ToWire(this JudgmentStatus status) => Lower(status);

    public static string ToWire(this BankruptcyStatus status) => Lower(status);

    public static string ToWire(this AccordStatus status) => Lower(status);

    /// <summary>Whether a party in this status still owes.</summary>
    public static bool Owes(this PartyStatus status) => status < PartyStatus.Expired;

    private static string Lower<T>(T value)
        where T : struct, Enum => Enum.GetName(value)!.ToLowerInvariant();
}
