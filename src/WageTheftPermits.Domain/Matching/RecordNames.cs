namespace WageTheftPermits.Domain.Matching;

/// <summary>Sorts the names of one record into trade names, legal names and persons.</summary>
internal sealed class RecordNames
{
    private readonly List<string> tradeNames = [];
    private readonly List<string> legalNames = [];
    private readonly List<string> persons = [];

    internal void AddTradeName(string? written)
    {
        if (string.IsNullOrWhiteSpace(written))
            return;
        // Clerks key "Golden Wok Inc" or "XYZ LLC dba Golden Wok" where the form asks for the name over the door.
        if (DefendantText.HasTradeNameMark(written))
            AddParties(written, PartyKind.Unknown);
        else
            Add(tradeNames, written);
    }

    internal void AddParties(string? written, PartyKind kind)
    {
        foreach (var party in DefendantText.Read(written))
        {
            var named = party.Kind == PartyKind.Unknown ? kind : party.Kind;
            foreach (var name in party.OtherNames.Prepend(party.Name).Where(n => n.Length > 0))
                switch (named)
                {
                    case PartyKind.Organization when kind == PartyKind.Organization && party.Kind == PartyKind.Unknown && DefendantText.LooksLikePerson(name):
                        // A column of legal names holds sole proprietors too; which it is, the comparison may find out.
                        Add(legalNames, name);
                        Add(persons, name);
                        break;
                    case PartyKind.Organization:
                        Add(legalNames, name);
                        break;
                    case PartyKind.Person:
                        Add(persons, name);
                        break;
                    default:
                        Add(tradeNames, name);
                        if (DefendantText.LooksLikePerson(name))
                            Add(persons, name);
                        break;
                }
            foreach (var trade in party.TradeNames)
                Add(tradeNames, trade);
        }
    }

    internal MatchRecord Record(string id, IEnumerable<ReadAddress> addresses, IEnumerable<string> phones, string? taxLast4) => new()
    {
        Id = id,
        TradeNames = tradeNames,
        LegalNames = legalNames,
        Persons = persons,
        Addresses = [.. addresses],
        Phones = [.. phones.Where(p => !string.IsNullOrWhiteSpace(p))],
        TaxIdLast4 = string.IsNullOrWhiteSpace(taxLast4) ? null : taxLast4.Trim(),
    };

    private static void Add(List<string> names, string written)
    {
        var name = Folding.Straighten(written).Replace('\n', ' ').Trim();
        if (name.Length > 0 && !names.Contains(name, StringComparer.OrdinalIgnoreCase))
            names.Add(name);
    }
}
