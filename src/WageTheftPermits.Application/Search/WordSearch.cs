using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Matching;

namespace WageTheftPermits.Application.Search;

/// <summary>A permit or judgment that has every word that was typed.</summary>
/// <param name="Likeness">0 to 1: 1 where each word is there as typed, less for a beginning of a word or another spelling.</param>
public sealed record WordMatch(string Kind, Guid Id, double Likeness);

/// <param name="Matches">Best first, at most <see cref="WordSearch.Most"/> of each kind.</param>
/// <param name="Guessed">Whether words were taken for others spelt nearly alike, because what was typed is hardly found.</param>
public sealed record WordMatches(IReadOnlyList<WordMatch> Matches, bool ThereAreMore, bool Guessed);

/// <summary>
/// Finds permits and judgments by words: each must be in the entry as it was typed, as the beginning of a word or, where that finds hardly anything, spelt nearly alike.
/// Words are looked up in the vocabulary, entries by the words found there: neither reads more of the database than it returns.
/// </summary>
public static class WordSearch
{
    /// <summary>More matches than these of one kind help nobody; then it is said that there are more.</summary>
    public const int Most = 100;

    /// <summary>Nobody types more, and each costs a look-up.</summary>
    private const int MostWords = 8;

    /// <summary>Fewer matches than these, and other spellings are tried.</summary>
    private const int HardlyAnything = 5;

    private const int MostBeginnings = 60;
    private const int MostSpellings = 200;

    /// <summary>Jaro–Winkler likeness from which a word is taken for another: one slip or two in a word of six letters.</summary>
    private const double NearlyAlike = 0.87;

    private sealed record Term(string Word, Dictionary<string, double> Likeness);

    /// <summary>What has all these words.</summary>
    /// <param name="typed">As a person typed it.</param>
    /// <param name="kinds"><c>permit</c>, <c>judgment</c> or both.</param>
    public static async Task<WordMatches> FindAsync(PermitsDbContext db, string typed, IReadOnlyCollection<string> kinds, CancellationToken ct)
    {
        var terms = await TermsAsync(db, typed, ct);
        if (terms.Count == 0)
            return new([], false, false);
        var found = await EntriesAsync(db, terms, kinds, ct);
        if (found.Matches.Count >= HardlyAnything)
            return found;
        var before = terms.Sum(t => t.Likeness.Count);
        foreach (var term in terms.Where(t => t.Word.Length >= 4 && t.Word.Any(char.IsLetter)))
            await AddSpellingsAsync(db, term, ct);
        if (terms.Sum(t => t.Likeness.Count) == before)
            return found;
        var guessed = await EntriesAsync(db, terms, kinds, ct);
        return guessed.Matches.Count > found.Matches.Count ? guessed with { Guessed = true } : found;
    }

    /// <summary>What has all these words, as typed or as the beginning of a word: to narrow a list by.</summary>
    /// <returns>The ids, to be joined; of a text without words, none.</returns>
    public static async Task<IQueryable<Guid>> NarrowAsync(PermitsDbContext db, string typed, string kind, CancellationToken ct)
    {
        var terms = await TermsAsync(db, typed, ct);
        return Having(db.SearchEntries.Where(e => e.Kind == kind && terms.Count > 0), terms).Select(e => e.Id);
    }

    /// <summary>Each word with what begins with it.</summary>
    private static async Task<List<Term>> TermsAsync(PermitsDbContext db, string typed, CancellationToken ct)
    {
        var terms = new List<Term>();
        foreach (var word in await WordsOfAsync(db, typed, ct))
            terms.Add(new(word, await BeginningsAsync(db, word, ct)));
        return terms;
    }

    /// <summary>The words of a text as entries have them; of a text that is a phone number, that number.</summary>
    private static async Task<IReadOnlyList<string>> WordsOfAsync(PermitsDbContext db, string typed, CancellationToken ct)
    {
        var digits = string.Concat(typed.Where(char.IsAsciiDigit));
        if (digits.Length is 7 or 10 or 11 && typed.All(c => char.IsAsciiDigit(c) || c is ' ' or '(' or ')' or '-' or '.' or '+'))
            return [digits.Length == 11 ? digits[1..] : digits];
        var words = await db.Database.SqlQuery<string[]>($"SELECT search_words({typed}) AS \"Value\"").SingleAsync(ct);
        return [.. words.OrderByDescending(w => w.Length).Take(MostWords)];
    }

    /// <summary>The word itself and, from its second letter on, the words that begin with it.</summary>
    private static async Task<Dictionary<string, double>> BeginningsAsync(PermitsDbContext db, string word, CancellationToken ct)
    {
        var likeness = new Dictionary<string, double>(StringComparer.Ordinal);
        if (word.Length >= 2)
        {
            // The last character there is: everything that begins with the word lies before it.
            var end = word + "\U0010FFFF";
            foreach (var other in await db.Database.SqlQuery<string>(
                $"""
                 (SELECT word AS "Value" FROM search_vocabulary WHERE word > {word} AND word < {end} ORDER BY word LIMIT {MostBeginnings})
                 UNION (SELECT word FROM search_new_words WHERE word > {word} AND word < {end} ORDER BY word LIMIT {MostBeginnings})
                 """).ToListAsync(ct))
                likeness[other] = 0.7 + (0.25 * word.Length / other.Length);
        }
        likeness[word] = 1;
        return likeness;
    }

    private static async Task AddSpellingsAsync(PermitsDbContext db, Term term, CancellationToken ct)
    {
        var word = term.Word;
        foreach (var other in await db.Database.SqlQuery<string>(
            $"""
             (SELECT word AS "Value" FROM search_vocabulary WHERE word % {word} ORDER BY similarity(word, {word}) DESC LIMIT {MostSpellings})
             UNION (SELECT word FROM search_new_words WHERE word % {word} LIMIT {MostSpellings})
             """).ToListAsync(ct))
        {
            if (Similarity.JaroWinkler(word, other) is var alike and >= NearlyAlike)
                term.Likeness.TryAdd(other, alike * 0.7);
        }
    }

    private static async Task<WordMatches> EntriesAsync(PermitsDbContext db, List<Term> terms, IReadOnlyCollection<string> kinds, CancellationToken ct)
    {
        var matches = new List<WordMatch>();
        var more = false;
        foreach (var kind in kinds)
        {
            var entries = Having(db.SearchEntries.AsNoTracking().Where(e => e.Kind == kind), terms);
            // Which of very many come is left to the database: to put them in order, it would have to read them all.
            var found = await entries.Take(Most + 1).ToListAsync(ct);
            more |= found.Count > Most;
            matches.AddRange(found.Take(Most).Select(e => new WordMatch(kind, e.Id, LikenessOf(e.Words, terms))));
        }
        return new([.. matches.OrderByDescending(m => m.Likeness).ThenBy(m => m.Id)], more, false);
    }

    private static IQueryable<SearchEntry> Having(IQueryable<SearchEntry> entries, IEnumerable<Term> terms)
    {
        foreach (var term in terms)
        {
            var any = term.Likeness.Keys.ToArray();
            entries = entries.Where(e => e.Words.Any(w => any.Contains(w)));
        }
        return entries;
    }

    private static double LikenessOf(string[] words, List<Term> terms) => terms.Average(t => words.Max(w => t.Likeness.GetValueOrDefault(w)));
}
