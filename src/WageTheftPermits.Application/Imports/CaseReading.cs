using System.Globalization;
using WageTheftPermits.Domain.Matching;

namespace WageTheftPermits.Application.Imports;

/// <summary>Makes one statement of the rows of a case: one row a defendant, or several in one cell, in any order.</summary>
internal static class CaseReading
{
    /// <summary>Fields on which all rows of a case must agree: two of them cannot both be so.</summary>
    private static readonly string[] OneForAll = ["amount", "principal", "status", "finalOn", "paid", "balance", "balanceAsOf", "issuedOn"];

    /// <param name="before">What the last file said: its parties keep their ids.</param>
    /// <returns>The statement, or why the rows make none.</returns>
    public static (CaseStatement? Statement, string? Refusal) Read(string subject, IReadOnlyList<CsvRow> rows, bool isLead, CaseStatement? before)
    {
        var workers = First(rows, "workers");
        if (workers is not null && !int.TryParse(workers, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out _))
            return (null, $"\"{workers}\" is no number of workers.");
        var contradiction = OneForAll.Select(field => Contradiction(rows, field)).FirstOrDefault(found => found is not null);
        return (new CaseStatement(
            subject,
            new CaseTerms(
                First(rows, "caseNumber"), First(rows, "court"), First(rows, "filedOn"), One(rows, "issuedOn"), First(rows, "servedOn"), First(rows, "appealDeadline"),
                isLead ? "lead" : First(rows, "kind"), One(rows, "amount"), One(rows, "principal"),
                workers is null ? null : int.Parse(workers, NumberStyles.AllowThousands, CultureInfo.InvariantCulture), First(rows, "naics"),
                Parties(rows, before)),
            One(rows, "status"),
            rows.Select(row => row.UnknownStatus).FirstOrDefault(status => status is not null),
            One(rows, "finalOn"), One(rows, "paid"), One(rows, "balance"), One(rows, "balanceAsOf"),
            contradiction), null);
    }

    /// <summary>Defendants of the last file that this one's statement of the case has only because they are never dropped.</summary>
    public static IReadOnlyList<string> LeftOut(IReadOnlyList<CsvRow> rows, CaseStatement? before)
    {
        var named = Names(rows).Select(Respelling.Plain).ToHashSet(StringComparer.Ordinal);
        var respelled = Respelled(rows, before)?.Before;
        return [.. (before?.Terms.Parties ?? []).Select(party => party.Name).Where(name => name != respelled && !named.Contains(Respelling.Plain(name)))];
    }

    /// <summary>A defendant of the last file whose name this one corrects, and the name.</summary>
    public static (string Before, string Now)? Respelled(IReadOnlyList<CsvRow> rows, CaseStatement? before) =>
        Respelling.Find([.. (before?.Terms.Parties ?? []).Select(party => party.Name)], [.. Names(rows)]);

    private static IEnumerable<string> Names(IReadOnlyList<CsvRow> rows) => rows.SelectMany(Parties).Select(party => party.Name);

    private static string? First(IReadOnlyList<CsvRow> rows, string field) => rows.Select(row => row[field]).FirstOrDefault(value => value is not null);

    private static string? One(IReadOnlyList<CsvRow> rows, string field) => Contradiction(rows, field) is null ? First(rows, field) : null;

    private static CaseContradiction? Contradiction(IReadOnlyList<CsvRow> rows, string field)
    {
        var said = rows.Select(row => row[field]).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return said.Count < 2 ? null : new CaseContradiction(field, $"The rows of this case do not agree on its {field}: {string.Join(", ", said)}.");
    }

    /// <summary>
    /// Each name once, with all that its rows say of it. A name that the last file had keeps its id, whatever the order of the rows:
    /// what a person decided about a party rests on that id, and a name that was corrected has it too. One that the rows leave out stays as it
    /// was last stated: a glitch in an export must not take a defendant away, and with it a hold.
    /// </summary>
    private static List<CaseParty> Parties(IReadOnlyList<CsvRow> rows, CaseStatement? last)
    {
        var before = last?.Terms.Parties ?? [];
        var ids = before.ToDictionary(party => Respelling.Plain(party.Name), party => party.Id, StringComparer.Ordinal);
        if (Respelled(rows, last) is { } respelled)
            ids[Respelling.Plain(respelled.Now)] = ids[Respelling.Plain(respelled.Before)];
        var highest = before.Select(party => int.Parse(party.Id.AsSpan(1), CultureInfo.InvariantCulture)).DefaultIfEmpty(0).Max();
        var parties = new Dictionary<string, CaseParty>(StringComparer.Ordinal);
        foreach (var party in rows.SelectMany(Parties))
        {
            var key = Respelling.Plain(party.Name);
            if (parties.TryGetValue(key, out var known))
            {
                parties[key] = known with
                {
                    TradeNames = [.. known.TradeNames.Union(party.TradeNames)],
                    Addresses = [.. known.Addresses.Union(party.Addresses)],
                    Phones = [.. known.Phones.Union(party.Phones)],
                };
                continue;
            }
            if (!ids.TryGetValue(key, out var id))
                ids[key] = id = string.Create(CultureInfo.InvariantCulture, $"p{++highest}");
            parties[key] = party with { Id = id };
        }
        var stated = parties.Values.Select(party => party.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var party in before.Where(party => !stated.Contains(party.Id)))
            parties.TryAdd(Respelling.Plain(party.Name), party);
        return [.. parties.Values.OrderBy(party => int.Parse(party.Id.AsSpan(1), CultureInfo.InvariantCulture))];
    }

    private static IEnumerable<CaseParty> Parties(CsvRow row)
    {
        var written = row["partyName"] ?? row["legalName"] ?? row["tradeName"] ?? "";
        string[] tradeNames = row["tradeName"] is { } door && door != written ? [door] : [];
        string[] phones = row["phone"] is { } phone ? [phone] : [];
        var addresses = Addresses(row);
        foreach (var read in DefendantText.Read(written).DefaultIfEmpty(new ReadParty(PartyKind.Unknown, written, [], [], written)))
        {
            string[] names = [.. read.TradeNames, .. tradeNames];
            var name = read.Name.Length > 0 ? read.Name : names.FirstOrDefault() ?? written;
            // Other names stay with the name: the matcher reads "X aka Y" as agencies write it.
            var known = string.Join("", read.OtherNames.Select(other => $" aka {other}"));
            var (role, kind) = read.Kind switch
            {
                PartyKind.Person => ("individual-defendant", "person"),
                PartyKind.Organization => ("employer", "organization"),
                _ => ("employer", (string?)null),
            };
            yield return new CaseParty("", row["partyRole"] ?? role, kind, name + known, [.. names.Where(n => n != name).Distinct(StringComparer.Ordinal)], addresses, phones);
        }
    }

    private static List<CaseAddress> Addresses(CsvRow row)
    {
        var (text, city, state, postal) = (row["address"], row["city"], row["state"], row["postalCode"]);
        if (city is not null)
        {
            var street = text is null ? null : WithoutPlace(text, city, ref state, ref postal);
            return [new CaseAddress(street, null, city, state, postal)];
        }
        if (text is null)
            return postal is null ? [] : [new CaseAddress(null, null, null, state, postal)];
        var blocks = AddressText.Read(text);
        return blocks.Count == 1
            ? [new CaseAddress(blocks[0].Written, null, null, state, blocks[0].Zip is null ? postal : null)]
            : [.. blocks.Select(block => new CaseAddress(block.Written, null, null, null, null))];
    }

    /// <summary>A whole address in one cell, beside a column for its city: "1 Main St Springfield CA 95000" is the street and what follows it.</summary>
    private static string WithoutPlace(string text, string city, ref string? state, ref string? postal)
    {
        var place = System.Text.RegularExpressions.Regex.Match(
            text, $@"^(?<street>.+?)[\s,]+{System.Text.RegularExpressions.Regex.Escape(city)}[\s,]+(?<state>[A-Za-z]{{2}})\.?\s*(?<zip>\d{{5}}(-\d{{4}})?)?\s*$",
            System.Text.RegularExpressions.RegexOptions.IgnoreCase | System.Text.RegularExpressions.RegexOptions.CultureInvariant | System.Text.RegularExpressions.RegexOptions.Singleline);
        if (!place.Success)
            return text;
        state ??= place.Groups["state"].Value;
        postal ??= place.Groups["zip"].Success ? place.Groups["zip"].Value : null;
        return place.Groups["street"].Value;
    }
}
