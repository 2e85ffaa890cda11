namespace WageTheftPermits.Domain.Matching;

/// <summary>One field of one of the two records, as it was when they were compared.</summary>
/// <param name="Name">For people, such as <c>the permit's trade name</c>; the same from one comparison to the next.</param>
/// <param name="Value">As written; empty where it is not known.</param>
public sealed record ComparedField(string Name, string Value);

/// <summary>
/// What of both records was compared, so that a later change can be told from a new way of writing the same. A verdict stands until one of these says something else.
/// </summary>
public sealed record ComparedFields(IReadOnlyList<ComparedField> Fields)
{
    /// <summary>What says something else now than in <paramref name="earlier"/>, a sentence each; case, punctuation, accents and spacing say nothing.</summary>
    public IReadOnlyList<string> ChangesSince(ComparedFields earlier)
    {
        var before = earlier.Fields.ToDictionary(f => f.Name, f => f.Value, StringComparer.Ordinal);
        var now = Fields.ToDictionary(f => f.Name, f => f.Value, StringComparer.Ordinal);
        return [.. now.Keys.Union(before.Keys)
            .Select(name => (Name: name, Was: before.GetValueOrDefault(name, ""), Is: now.GetValueOrDefault(name, "")))
            .Where(field => !SaySame(field.Was, field.Is))
            .Select(field => $"{char.ToUpperInvariant(field.Name[0])}{field.Name[1..]} was {Quoted(field.Was)} and is {Quoted(field.Is)}.")];
    }

    /// <summary>Whether two texts are the same words, however they are written.</summary>
    public static bool SaySame(string a, string b) => Plain(a).SequenceEqual(Plain(b), StringComparer.Ordinal);

    private static List<string> Plain(string text) => Folding.Words(Folding.Fold(text));

    private static string Quoted(string value) => value.Length == 0 ? "not known" : $"“{value}”";
}
