namespace WageTheftPermits.Domain.Matching;

/// <summary>
/// Short strings that two records of one establishment nearly always share at least one of. They are stored and intersected;
/// only pairs that share one are scored. A key's kind is what stands before its first colon, so that each kind can be measured alone.
/// </summary>
/// <remarks>
/// Kinds: <c>a</c> house number and street; <c>nf</c> the distinctive words of a name; <c>np</c> two of its words; <c>n</c> one word;
/// <c>s</c> the name's sound; <c>p</c> a person's family name and first given name; <c>t</c> phone; <c>x</c> tax number's last digits with a name's first letter.
/// A key that very many permits share (<c>n:pizza</c>) selects nothing: whoever intersects them should pass over a key of kind
/// <c>n</c> or <c>s</c> with more than <see cref="LargestWordBlock"/> holders, and any key with more than <see cref="LargestBlock"/>.
/// </remarks>
public static class BlockingKeys
{
    /// <summary>Most permits a single-word or sound key may select.</summary>
    public const int LargestWordBlock = 25;

    /// <summary>Most permits any key may select: a mall's address, a chain's name.</summary>
    public const int LargestBlock = 250;

    private const int LongestKey = 64;

    /// <summary>The keys of one record; never null, empty where nothing is known.</summary>
    public static IReadOnlySet<string> For(MatchRecord record)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var reading = record.Reading;
        foreach (var site in reading.Sites)
            AddSite(site, keys);
        foreach (var name in reading.Businesses)
            AddName(name, keys);
        foreach (var person in reading.Persons)
        {
            Add(keys, "p", person.Key);
            // A sole proprietor may stand where a business name is asked for, and the other way round.
            Add(keys, "np", Pair(BusinessName.Singular(person.Given[0]), BusinessName.Singular(person.Family)));
        }
        foreach (var phone in reading.Phones)
            Add(keys, "t", phone);
        if (reading.TaxIdLast4 is { } tax)
            foreach (var name in reading.Businesses)
                Add(keys, "x", tax + "|" + name.Compact[0]);
        return keys;
    }

    /// <summary>Most holders a key may have before it selects nothing.</summary>
    public static int LargestFor(string key) => key.StartsWith("n:", StringComparison.Ordinal) || key.StartsWith("s:", StringComparison.Ordinal) ? LargestWordBlock : LargestBlock;

    /// <summary>Whether the key is a site's: permits at one house number and street share such a one.</summary>
    public static bool IsSite(string key) => key.StartsWith("a:", StringComparison.Ordinal);

    private static void AddSite(ReadAddress site, HashSet<string> keys)
    {
        if (RecordReading.SiteKey(site) is not { } key)
            return;
        Add(keys, "a", key);
        // A range answers to both of its ends.
        if (site.NumberTo is not null)
            Add(keys, "a", site.NumberTo + key[key.IndexOf('|', StringComparison.Ordinal)..]);
    }

    private static void AddName(BusinessName name, HashSet<string> keys)
    {
        Add(keys, "nf", name.Compact);
        var core = name.Core;
        for (var i = 0; i < Math.Min(core.Length, 5); i++)
        {
            if (core[i].Length > 2)
                Add(keys, "n", core[i]);
            for (var j = i + 1; j < Math.Min(core.Length, 4); j++)
                Add(keys, "np", Pair(core[i], core[j]));
        }
        if (core.Length == 1 && name.Tokens.Length > 1)
            Add(keys, "np", Pair(name.Tokens[0], name.Tokens[1]));
        if (name.Compact.Length >= 5)
            Add(keys, "s", Phonetic.Key(name.Compact));
    }

    private static string Pair(string a, string b) => string.CompareOrdinal(a, b) < 0 ? a + "|" + b : b + "|" + a;

    private static void Add(HashSet<string> keys, string kind, string value)
    {
        if (value.Length > 0)
            keys.Add(kind + ":" + (value.Length > LongestKey ? value[..LongestKey] : value));
    }
}
