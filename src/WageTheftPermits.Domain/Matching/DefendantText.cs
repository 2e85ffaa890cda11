using System.Buffers;
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

    // What any of the patterns below needs in order to find something.
    private static readonly SearchValues<string> Signs = SearchValues.Create(
        [
            ";", ",", "/", "(", "\n", "&", ":", "\uE001", "\uE002", "\uE003", " and ", " a ", " an ", "dba", "d.b", "d. b", "t/a", "aka", "a.k", "fka", "f.k", "nka", "known as", "formerly", "business as",
            "trading", "individual", "jointly", "severally", "personally", "propriet", "attn", "attention", "doe", "et al", "et. al", "trust", "estate", "husband", "wife", "deceased",
        ], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> TradeNameSigns = SearchValues.Create(["dba", "d.b", "d. b", "d/", "d /", "doing", "trading", "t/a", "business"], StringComparison.OrdinalIgnoreCase);

    /// <summary>The parties in the order written; empty for empty text.</summary>
    public static IReadOnlyList<ReadParty> Read(string? raw)
    {
        var parties = new List<ReadParty>();
        var straight = Folding.Straighten(raw);
        // Most cells hold one name and nothing to take apart.
        if (!straight.AsSpan().ContainsAny(Signs))
        {
            if (Clean(straight) is { Length: > 0 } name)
                parties.Add(new ReadParty(KindOf(name, PartyKind.Unknown, false), name, [], [], name));
            return parties;
        }
        foreach (var segment in Segments(Marked(straight)))
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
        text = Unnamed().Replace(text, " ");
        text = BracketedCapacity().Replace(text, ", $1 ");
        // A trustee and the trust are two parties.
        text = Trustee().Replace(text, "; ");
        // A new line starts a new party only where the one above is complete; else it is a wrap.
        text = Organization().Replace(text, m => $" {OrganizationMark} ");
        text = Individual().Replace(text, $" {PersonMark} ");
        text = Capacity().Replace(text, $" {GroupMark} ");
        text = Regex.Replace(text, $@"({PersonMark}|{OrganizationMark})\s*\n(?!\s*(?:and\s+)?(?:d\s*/?\s*b|d\.b|doing|a\.?k\.?a|f\.?k\.?a|[a-z]))", "$1;");
        text = LineAfterForm().Replace(text, ";");
        text = PersonAfterTradeName().Replace(text, ";");
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
        var tail = TakeTrailingPerson(trades, pieces.Length > 1 && pieces[^1].TrimEnd(' ', ',', '.')[^1..] is [PersonMark or GroupMark]);
        var headKind = tail is not null && !pieces[0].Contains(PersonMark) && !pieces[0].Contains(OrganizationMark) ? PartyKind.Unknown
            : tail is not null && pieces[0].Contains(PersonMark) ? PartyKind.Person : kind;
        foreach (var name in SplitNames(head))
        {
            var names = AliasMark().Split(name).Select(Clean).Where(n => n.Length > 0).ToList();
            var proper = names.Count > 0 ? names[0] : "";
            var ofThe = EstateOf().Match(proper);
            if (ofThe.Success && LooksLikePerson(ofThe.Groups[1].Value))
                (proper, headKind) = (ofThe.Groups[1].Value, PartyKind.Person);
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
        trades[^1] = trades[^1][..at].Trim(' ', ',');
        return person;
    }

    private static List<string> SplitNames(string head)
    {
        var byAnd = And().Split(head).Select(p => p.Trim(' ', ',')).Where(p => p.Length > 0).ToList();
        if (byAnd.Count > 1 && byAnd.TrueForAll(HasLegalForm))
            return byAnd;
        if (HasLegalForm(head))
        {
            // "Brass Lantern Inc. / Orla Testwell": what stands behind a legal form is the next party, unless it is more of the form.
            var behind = AfterForm().Split(head).Select(p => p.Trim(' ', ',')).Where(p => p.Length > 0).ToList();
            return behind.Count > 1 && behind.TrueForAll(p => HasLegalForm(p) || Folding.Words(Folding.Fold(p)).Count > 1) ? behind : [head];
        }
        var pieces = byAnd.SelectMany(p => SuffixComma().Replace(p, " $1").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToList();
        return pieces.Count > 1 && pieces.TrueForAll(LooksLikePerson) ? pieces : [head];
    }

    private static PartyKind KindOf(string name, PartyKind said, bool trades) => said switch
    {
        // A corporation among the individuals of one segment stays a corporation.
        _ when IsTrust().IsMatch(name) => PartyKind.Organization,
        _ when HasLegalForm(name) && !(said == PartyKind.Person && Folding.Words(Folding.Fold(name)) is { Count: 2 }) => PartyKind.Organization,
        PartyKind.Unknown when trades && LooksLikePerson(name) => PartyKind.Person,
        _ => said,
    };

    internal static bool HasTradeNameMark(string written) => written.AsSpan().ContainsAny(TradeNameSigns) && TradeNameMark().IsMatch(Folding.Straighten(written));

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
            && words.TrueForAll(w => w is not ("trust" or "estate" or "does" or "doe") && !NoiseWords.LegalForms.Contains(w) && !NoiseWords.Generic.Contains(w) && !w.Any(char.IsDigit));
    }

    private static string Clean(string text)
    {
        var plain = new string([.. text.Select(c => c is PersonMark or OrganizationMark or GroupMark ? ' ' : c)]);
        plain = Spaces().Replace(plain, " ").Trim(' ', ',', ':', ';', '-', '/');
        plain = LooseEnds().Replace(plain, "").Trim(' ', ',', ':', ';', '-', '/');
        if (plain.Count(c => c == '"') % 2 == 1)
            plain = plain.Trim('"');
        if (plain.EndsWith(')') && !plain.Contains('('))
            plain = plain.TrimEnd(')');
        // A full stop that ends a sentence goes, one that ends "Inc." stays.
        return plain.EndsWith('.') && !plain[..^1].Contains('.', StringComparison.Ordinal) && plain.Length > 24 && !HasLegalForm(plain) ? plain[..^1] : plain;
    }

    [GeneratedRegex(@"\b(?:attn|attention)\s*:[^;\n]*|\bc/o\b[^;\n]*", RegexOptions.IgnoreCase)]
    private static partial Regex Attention();

    // "A Better Company" at the very start is a name; after something it is a capacity.
    [GeneratedRegex(@"(?<=\S)[\s,]+an?\s+(?:(?!and\b|dba\b)[\p{L}.]+\s+){0,5}?(?:limited\s+liability\s+(?:company|partnership|co\b\.?)|partnership|corporation|corp\b\.?|association|company|llc|(?:business\s+)?entity(?:,?\s+(?:of\s+unknown\s+form|form\s+unknown))?)(?![\p{L}])|,\s*(?:[\p{L}]+\s+){0,3}(?:corporations|limited\s+liability\s+companies|partnerships)(?![\p{L}])", RegexOptions.IgnoreCase)]
    private static partial Regex Organization();

    [GeneratedRegex(@",?\s*\b(?:an\s+individual|(?:all\s+|both\s+)?individuals|a\s+sole\s+proprietor(?:ship)?|sole\s+proprietor|an?\s+(?:un)?(?:married|single|natural)\s+(?:man|woman|person|couple)|husband\s+and\s+wife|wife\s+and\s+husband)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Individual();

    [GeneratedRegex(@",?\s*(?:\band\s+)?(?:\b(?:each|both|all)\s+)*\b(?:individually|severally|jointly|personally|in\s+(?:his|her|their)\s+individual\s+capacit(?:y|ies))(?![\p{L}])(?:\s*(?:,|and|&|or)\s*(?:individually|severally|jointly|personally))*(?:\s+liable)?(?:,?\s*(?:and\s+)?(?:(?:in\s+(?:his|her|their|its)\s+capacity\s+)?as)\s+(?:an?\s+|the\s+)?(?:joint\s+employers?|(?:managing\s+(?:agent|member)|agent|owner|officer|director|president|ceo|cfo|manager|partner|member|principal|employer|alter\s+ego)s?(?:\s*(?:,|and|/)\s*(?:managing\s+(?:agent|member)|agent|owner|officer|director|president|ceo|cfo|manager|partner|member|principal)s?)*(?:\s+(?:of|for)\s+(?:(?!\b(?:dba|d/b/a|doing)\b)[^;,\n])+)?))?|,\s*as\s+(?:joint\s+employers?|(?:the\s+)?(?:managing\s+agent|owner|officer|president)\s+of\s+[^;,\n]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Capacity();

    [GeneratedRegex("[\uE001\uE002][\\s,\uE003]*(?:\\band\\b|&)(?!\\s*(?:d\\s*/?\\s*b\\s*/?\\s*a\\b|d\\.b|doing))|[\uE001\uE002]\\s*,(?=\\s*\\p{Lu})(?!\\s*(?:d\\s*/?\\s*b\\s*/?\\s*a\\b|D\\s*/?\\s*B|d\\.b|doing|DBA|Doing|aka|AKA))")]
    private static partial Regex MarkThenAnd();

    [GeneratedRegex(@"[,;:(]?\s*(?:\band\s+)?(?<![\p{L}\p{N}])(?:d\s*/\s*b\s*/\s*a|d\.\s?b\.\s?a\.?|dba|(?:also\s+)?doing\s+business\s+(?:in\s+\p{L}+\s+)?as|which\s+(?:will\s+do|does|do)\s+business\s+(?:in\s+\p{L}+\s+)?as|trading\s+as|t/a)(?![\p{L}\p{N}])[\s,:.""]*", RegexOptions.IgnoreCase)]
    private static partial Regex TradeNameMark();

    [GeneratedRegex(@"[,(]?\s*(?<![\p{L}\p{N}])(?:a\s*/\s*k\s*/\s*a|a\.k\.a\.?|aka|also\s+known\s+as|f\s*/\s*k\s*/\s*a|f\.k\.a\.?|fka|formerly\s+known\s+as|formerly|nka|n/k/a|now\s+known\s+as)(?![\p{L}\p{N}])[\s,:.]*", RegexOptions.IgnoreCase)]
    private static partial Regex AliasMark();

    // "Does 1 through 10" and "et al." hold a place for whoever is found later.
    [GeneratedRegex(@"[,;]?\s*(?:\band\s+|&\s*)?\bdoes?\s+(?:nos?\.?\s*)?\d+\s*(?:-|to|through|thru)\s*\d+(?:\s*,?\s*inclusive)?|,?\s*\bet\.?\s+al\b\.?", RegexOptions.IgnoreCase)]
    private static partial Regex Unnamed();

    [GeneratedRegex(@"\(\s*(an?\s[^()]{0,60}(?:individual|corporation|company|partnership|proprietor|proprietorship|llc))\s*\)", RegexOptions.IgnoreCase)]
    private static partial Regex BracketedCapacity();

    [GeneratedRegex(@"\s*,?\s*(?:\bas\s+)?\b(?:successor\s+|co-?\s?)?trustees?\s+(?:of|for)\s+(?:the\s+)?", RegexOptions.IgnoreCase)]
    private static partial Regex Trustee();

    [GeneratedRegex(@"\btrust(?:\s*,?\s+(?:dated|u/?d/?t)\b.*)?$", RegexOptions.IgnoreCase)]
    private static partial Regex IsTrust();

    [GeneratedRegex(@"^(?:the\s+)?estate\s+of\s+(?:the\s+late\s+)?(.+?)(?:\s*,\s*deceased)?$", RegexOptions.IgnoreCase)]
    private static partial Regex EstateOf();

    private const string Forms = @"\b(?:inc|llc|corp|ltd|llp|incorporated|corporation|l\.\s?l\.\s?c|l\.\s?l\.\s?p|l\.\s?p)\b\.?";

    [GeneratedRegex(@"(?<=" + Forms + @")\s*(?:,|/|&|\band\b)\s*(?=\p{L})(?!(?:formerly|now\s+known|also\s+known|[afn]\.?/?k\.?/?a\b))", RegexOptions.IgnoreCase)]
    private static partial Regex AfterForm();

    [GeneratedRegex(@"(?<=" + Forms + @")[ ,]*\n(?!\s*(?:and\s+)?(?:d\s*/?\s*b|d\.b|doing|a\.?k\.?a|f\.?k\.?a))(?=\s*\p{Lu})", RegexOptions.IgnoreCase)]
    private static partial Regex LineAfterForm();

    [GeneratedRegex("(?<=\\b(?:dba|d/b/a)\\b[^\\n;]{1,80})\\n(?=\\s*\\p{L}[\\p{L}.'-]*(?:[ ]\\p{L}[\\p{L}.'-]*){1,3}\\s*\uE001)", RegexOptions.IgnoreCase)]
    private static partial Regex PersonAfterTradeName();

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
