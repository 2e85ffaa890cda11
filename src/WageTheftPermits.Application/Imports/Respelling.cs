namespace WageTheftPermits.Application.Imports;

/// <summary>
/// A name that an agency corrected: within one case one defendant is no longer named, one is new, and their names differ by a slip of the pen.
/// Anything less sure is two defendants: what a person decided of the one must not pass to the other.
/// </summary>
public static class Respelling
{
    /// <summary>Of these a letter more or less makes another company.</summary>
    private static readonly HashSet<string> LegalForms = ["INC", "INCORPORATED", "CORP", "CORPORATION", "CO", "COMPANY", "LLC", "LLP", "LP", "LTD", "LIMITED", "PC"];

    /// <param name="before">A case's defendants as last stated.</param>
    /// <param name="now">Its defendants in the file.</param>
    /// <returns>A name, and what it is now; <c>null</c> where none was surely corrected.</returns>
    public static (string Before, string Now)? Find(IReadOnlyCollection<string> before, IReadOnlyCollection<string> now)
    {
        var (gone, come) = (Without(before, now), Without(now, before));
        return gone.Count == 1 && come.Count == 1 && IsSlip(gone[0], come[0]) ? (gone[0], come[0]) : null;
    }

    /// <summary>A name without what people write one way or another: case, spaces and punctuation.</summary>
    public static string Plain(string name) => new([.. name.Where(char.IsLetterOrDigit).Select(char.ToUpperInvariant)]);

    /// <summary>One letter added, left out, changed or swapped with its neighbour, or two in a long name; the same digits and the same legal form.</summary>
    public static bool IsSlip(string before, string now)
    {
        var (a, b) = (Plain(before), Plain(now));
        var most = Math.Min(a.Length, b.Length) switch { < 6 => 0, < 14 => 1, _ => 2 };
        return Digits(a) == Digits(b) && Forms(before).SequenceEqual(Forms(now), StringComparer.Ordinal) && Distance(a, b) <= most;
    }

    private static List<string> Without(IEnumerable<string> names, IEnumerable<string> others) =>
        [.. names.ExceptBy(others.Select(Plain), Plain, StringComparer.Ordinal)];

    private static string Digits(string plain) => new([.. plain.Where(char.IsDigit)]);

    private static IEnumerable<string> Forms(string name) =>
        name.Replace(".", "", StringComparison.Ordinal).ToUpperInvariant().Split([' ', ',', '-', '/', '(', ')'], StringSplitOptions.RemoveEmptyEntries).Where(LegalForms.Contains);

    /// <summary>Edits between two texts, a swap of neighbours being one (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        var edits = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    edits[i, j] = i + j;
                    continue;
                }
                var least = Math.Min(Math.Min(edits[i - 1, j], edits[i, j - 1]) + 1, edits[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    least = Math.Min(least, edits[i - 2, j - 2] + 1);
                edits[i, j] = least;
            }
        }
        return edits[a.Length, b.Length];
    }
}
