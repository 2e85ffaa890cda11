namespace WageTheftPermits.Domain.Matching;

/// <summary>
/// One side of a comparison: a judgment's party, or a permit (its permittee at its site). What is unknown is left empty; empty is never a difference.
/// </summary>
public sealed class MatchRecord
{
    private RecordReading? reading;

    public required string Id { get; init; }

    /// <summary>Names over the door.</summary>
    public IReadOnlyList<string> TradeNames { get; init; } = [];

    /// <summary>Names of organizations, as registered.</summary>
    public IReadOnlyList<string> LegalNames { get; init; } = [];

    /// <summary>Names of natural persons.</summary>
    public IReadOnlyList<string> Persons { get; init; } = [];

    public IReadOnlyList<ReadAddress> Addresses { get; init; } = [];

    public IReadOnlyList<string> Phones { get; init; } = [];

    /// <summary>The last four digits of the tax number, all that permit forms ask for.</summary>
    public string? TaxIdLast4 { get; init; }

    internal RecordReading Reading => reading ??= new RecordReading(this);

    /// <summary>A permit from its columns; each may be null, empty or free text, and the owner may be a person or an organization.</summary>
    public static MatchRecord FromPermit(
        string id, string? tradeName, string? legalName, string? owner, string? line1, string? line2, string? city, string? state, string? postal,
        string? phone, string? taxLast4)
    {
        var names = new RecordNames();
        names.AddTradeName(tradeName);
        names.AddParties(legalName, PartyKind.Organization);
        names.AddParties(owner, PartyKind.Unknown);
        return names.Record(id, AddressText.Read(line1, line2, city, state, postal) is { } address ? [address] : [], phone is null ? [] : [phone], taxLast4);
    }

    /// <summary>A judgment's party. <paramref name="name"/> may itself be free text that names several defendants and their trade names.</summary>
    public static MatchRecord FromParty(
        string id, string? name, IEnumerable<string>? tradeNames, PartyKind kind, IEnumerable<ReadAddress>? addresses, IEnumerable<string>? phones, string? taxLast4)
    {
        var names = new RecordNames();
        names.AddParties(name, kind);
        foreach (var tradeName in tradeNames ?? [])
            names.AddTradeName(tradeName);
        return names.Record(id, addresses ?? [], phones ?? [], taxLast4);
    }

    /// <summary>A judgment from a file's columns, each of them free text; <paramref name="name"/> may be the trade name or the whole list of defendants.</summary>
    public static MatchRecord FromJudgmentRow(
        string id, string? name, string? legalName, string? owner, IEnumerable<ReadAddress> addresses, string? phone)
    {
        var names = new RecordNames();
        names.AddParties(name, PartyKind.Unknown);
        names.AddParties(legalName, PartyKind.Organization);
        names.AddParties(owner, PartyKind.Unknown);
        return names.Record(id, addresses, phone is null ? [] : [phone], null);
    }
}
