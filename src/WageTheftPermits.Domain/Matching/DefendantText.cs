using System.Text.RegularExpressions;

namespace WageTheftPermits.Domain.Matching;

/// <summary>
/// Reads a defendant as agencies write one: <c>Golden Wok Inc., a California corporation dba Golden Wok; Ana Li, an individual</c>.
/// Never throws and never drops a name: what cannot be taken apart is one party as written.
/// </summary>
public static partial class DefendantText
{
    private const int MostParties = 40;

    // Marks left where a capacity phrase stood. Private-use characters cannot come in: Straighten's input is text people type.
    private const char PersonMark = '\uE001', OrganizationMark = '\uE002', GroupMark = '\uE003';

    /// <summary>The parties in the order written; empty for empty text.</summary>
    public static IReadOnlyList<ReadParty> Read(string? raw)
    {
        var parties = new List<ReadParty>();
        foreach (var segment in Segments(Marked(Folding.Straighten(raw))))
        {
            if (parties.Count >= MostParties)
                break;
            AddSegment(segment, parties);
        }
        return parties;
    }

    private static string Marked(string text)
    {
        text = new string([.. text.Select(c => c is PersonMark or OrganizationMark or GroupMark ? ' ' : c)]);
        // Runs of spaces carry nothing and make every pattern below quadratic.
        text = LineRuns().Replace(Runs().Replace(text, " "), "\n");
        text = Attention().Replace(text, " ");
        // A new line starts a new party only where the one above is complete; else it is a wrap.
        text = Organization().Replace(text, m => $" {OrganizationMark} ");
        text = Individual().Replace(text, $" {PersonMark} ");
        text = Capacity().Replace(text, $" {GroupMark} ");
        text = Regex.Replace(text, $@"({PersonMark}|{OrganizationMark})\s*\n(?!\s*(?:and\s+)?(?:d\s*/?\s*b|d\.b|doing|a\.?k\.?a|f\.?k\.?a|[a-z]))", "$1;");
        return text.Replace('\n', ' ');
    }

    private static IEnumerable<string> Segments(string text)
    {
        foreach (var part in text.Split(';'))
        {
            // "A Inc ⟨org⟩ and B ⟨person⟩": a mark ends a party unless a trade name follows it.
            var rest = part;
            while (MarkThenAnd().Match(rest) is { Success: true } next)
            {
                yield return rest[..(next.Index + 1)];
                rest = rest[(next.Index + next.Length)..];
            }
            yield return rest;
        }
    }

    private static void AddSegment(string segment, List<ReadParty> parties)
    {
        var kind = segment.Contains(OrganizationMark) ? PartyKind.Organization : segment.Contains(PersonMark) ? PartyKind.Person : PartyKind.Unknown;
        var pieces = TradeNameMark().Split(segment);
        var head = Clean(pieces[0]);
        var trades = pieces.Skip(1).Select(Clean).Where(t => t.Length > 0).ToList();
        if (head.Length == 0 && trades.Count > 0 && parties.Count > 0)
        {
            // "…; individually and jointly dba X": theirs together.
            for (var i = 0; i < parties.Count; i++)
                parties[i] = parties[i] with { TradeNames = [.. parties[i].TradeNames.Union(trades)] };
            return;
        }
        if (head.Length == 0 && trades.Count == 0)
            return;
        var tail = TakeTrailingPerson(trades, pieces.Length > 1 && pieces[^1].TrimEnd(' ', ',', GroupMark).EndsWith(PersonMark));
        var headKind = tail is not null && !pieces[0].Contains(PersonMark) && !pieces[0].Contains(OrganizationMark) ? PartyKind.Unknown
            : tail is not null && pieces[0].Contains(PersonMark) ? PartyKind.Person : kind;
        foreach (var name in SplitNames(head))
        {
            var names = AliasMark().Split(name).Select(Clean).Where(n => n.Length > 0).ToList();
            var proper = names.Count > 0 ? names[0] : "";
            parties.Add(new ReadParty(KindOf(proper, headKind, trades.Count > 0), proper, trades, [.. names.Skip(1)], Clean(segment)));
        }
        if (tail is not null)
            parties.Add(new ReadParty(PartyKind.Person, tail, [], [], tail));
    }

    // "dba North Paving and Ana Li ⟨person⟩": the individual named last is a party, not part of the trade name.
    private static string? TakeTrailingPerson(List<string> trades, bool endsWithPerson)
    {
        if (!endsWithPerson || trades.Count == 0)
            return null;
        var at = trades[^1].LastIndexOf(" and ", StringComparison.OrdinalIgnoreCase);
        if (at < 0 || !LooksLikePerson(trades[^1][(at + 5)..]))
            return null;
        var person = trades[^1][(at + 5)..].Trim();
        trades[^1] = trades[^1][..at].Trim();
        return person;
    }

    private static List<string> SplitNames(string head)
    {
        var byAnd = And().Split(head).Select(p => p.Trim(' ', ',')).Where(p => p.Length > 0).ToList();
        if (byAnd.Count > 1 && byAnd.TrueForAll(HasLegalForm))
            return byAnd;
        if (HasLegalForm(head))
            return [head];
        var pieces = byAnd.SelectMany(p => SuffixComma().Replace(p, " $1").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToList();
        return pieces.Count > 1 && pieces.TrueForAll(LooksLikePerson) ? pieces : [head];
    }

    private static PartyKind KindOf(string name, PartyKind said, bool trades) => said switch
    {
        // A corporation among the individuals of one segment stays a corporation.
        _ when HasLegalForm(name) && !(said == PartyKind.Person && Folding.Words(Folding.Fold(name)) is { Count: 2 }) => PartyKind.Organization,
        PartyKind.Unknown when trades && LooksLikePerson(name) => PartyKind.Person,
        _ => said,
    };

    internal static bool HasTradeNameMark(string written) => TradeNameMark().IsMatch(Folding.Straighten(written));

    internal static bool HasLegalForm(string name)
    {
        var words = Folding.Words(Folding.Fold(name.Replace(".", "", StringComparison.Ordinal)));
        return words.Count > 1 && words.Skip(1).Any(NoiseWords.LegalForms.Contains);
    }

    /// <summary>Two to five words, none a legal form or a word of the trade, no digits: enough to split on, not enough to be sure.</summary>
    internal static bool LooksLikePerson(string name)
    {
        var words = Folding.Words(Folding.Fold(AliasMark().Split(name)[0]));
        return words.Count is >= 2 and <= 5 && !name.Contains('&', StringComparison.Ordinal)
            && words.TrueForAll(w => !NoiseWords.LegalForms.Contains(w) && !NoiseWords.Generic.Contains(w) && !w.Any(char.IsDigit));
    }

    private static string Clean(string text)
    {
        var plain = new string([.. text.Select(c => c is PersonMark or OrganizationMark or GroupMark ? ' ' : c)]);
        plain = Spaces().Replace(plain, " ").Trim(' ', ',', ':', ';', '-');
        plain = LooseEnds().Replace(plain, "").Trim(' ', ',', ':', ';', '-');
        // A full stop that ends a sentence goes, one that ends "Inc." stays.
        return plain.EndsWith('.') && !plain[..^1].Contains('.', StringComparison.Ordinal) && plain.Length > 24 && !HasLegalForm(plain) ? plain[..^1] : plain;
    }

    [GeneratedRegex(@"\b(?:attn|attention)\s*:[^;\n]*", RegexOptions.IgnoreCase)]
    private static partial Regex Attention();

    // "A Better Company" at the very start is a name; after something it is a capacity.
    [GeneratedRegex(@"(?<=\S)[\s,]+an?\s+(?:(?!and\b|dba\b)[\p{L}.]+\s+){0,5}?(?:limited\s+liability\s+(?:company|partnership|co\b\.?)|partnership|corporation|corp\b\.?|association|company|llc|(?:business\s+)?entity(?:,?\s+(?:of\s+unknown\s+form|form\s+unknown))?)(?![\p{L}])|,\s*(?:[\p{L}]+\s+){0,3}(?:corporations|limited\s+liability\s+companies|partnerships)(?![\p{L}])", RegexOptions.IgnoreCase)]
    private static partial Regex Organization();

    [GeneratedRegex(@",?\s*\b(?:an\s+individual|(?:all\s+|both\s+)?individuals|a\s+sole\s+proprietor(?:ship)?|sole\s+proprietor|a\s+(?:married|single|natural)\s+(?:man|woman|person))\b", RegexOptions.IgnoreCase)]
    private static partial Regex Individual();

    [GeneratedRegex(@",?\s*(?:\band\s+)?(?:\b(?:each|both|all)\s+)*\b(?:individually|severally|jointly|personally)\b(?:\s*(?:,|and|&|or)\s*(?:individually|severally|jointly|personally))*(?:\s+liable)?(?:,?\s*(?:and\s+)?(?:(?:in\s+(?:his|her|their|its)\s+capacity\s+)?as)\s+(?:an?\s+|the\s+)?(?:joint\s+employers?|(?:managing\s+(?:agent|member)|agent|owner|officer|director|president|ceo|cfo|manager|partner|member|principal|employer|alter\s+ego)s?(?:\s*(?:,|and|/)\s*(?:managing\s+(?:agent|member)|agent|owner|officer|director|president|ceo|cfo|manager|partner|member|principal)s?)*(?:\s+(?:of|for)\s+(?:(?!\b(?:dba|d/b/a|doing)\b)[^;,\n])+)?))?|,\s*as\s+(?:joint\s+employers?|(?:the\s+)?(?:managing\s+agent|owner|officer|president)\s+of\s+[^;,\n]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Capacity();

    [GeneratedRegex("[\uE001\uE002][\\s,\uE003]*(?:\\band\\b|&)(?!\\s*(?:d\\s*/?\\s*b\\s*/?\\s*a\\b|d\\.b|doing))|[\uE001\uE002]\\s*,(?=\\s*\\p{Lu})(?!\\s*(?:d\\s*/?\\s*b\\s*/?\\s*a\\b|D\\s*/?\\s*B|d\\.b|doing|DBA|Doing|aka|AKA))")]
    private static partial Regex MarkThenAnd();

    [GeneratedRegex(@"[,;:(]?\s*(?:\band\s+)?(?<![\p{L}\p{N}])(?:d\s*/\s*b\s*/\s*a|d\.\s?b\.\s?a\.?|dba|(?:also\s+)?doing\s+business\s+as|trading\s+as|t/a)(?![\p{L}\p{N}])[\s,:.""]*", RegexOptions.IgnoreCase)]
    private static partial Regex TradeNameMark();

    [GeneratedRegex(@"[,(]?\s*(?<![\p{L}\p{N}])(?:a\s*/\s*k\s*/\s*a|a\.k\.a\.?|aka|also\s+known\s+as|f\s*/\s*k\s*/\s*a|f\.k\.a\.?|fka|formerly\s+known\s+as|formerly|nka|n/k/a|now\s+known\s+as)(?![\p{L}\p{N}])[\s,:.]*", RegexOptions.IgnoreCase)]
    private static partial Regex AliasMark();

    [GeneratedRegex(@"\s*,?\s+and\s+", RegexOptions.IgnoreCase)]
    private static partial Regex And();

    [GeneratedRegex(@",\s*((?:jr|sr|ii|iii|iv|esq)\b\.?)", RegexOptions.IgnoreCase)]
    private static partial Regex SuffixComma();

    [GeneratedRegex(@"\s{2,}|[\t\n]")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"[ \t]{2,}")]
    private static partial Regex Runs();

    [GeneratedRegex(@" ?\n\s*")]
    private static partial Regex LineRuns();

    [GeneratedRegex(@"^(?:and|&)\s+|[\s,]+(?:and|&|as partners|each|an?)$|^(?:and|as partners|each)$", RegexOptions.IgnoreCase)]
    private static partial Regex LooseEnds();
}
