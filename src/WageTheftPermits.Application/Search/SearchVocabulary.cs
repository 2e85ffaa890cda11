using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;

namespace WageTheftPermits.Application.Search;

/// <summary>Moves new words into the vocabulary, apart from whoever brought them: two imports that bring one word do not wait for each other.</summary>
public sealed class SearchVocabulary(Units units)
{
    private const int AtOnce = 20_000;

    /// <summary>Moves some. False where there are none, or another instance is at it.</summary>
    public Task<bool> KeepNextAsync(CancellationToken ct) => units.RunAsync(Actor.System("search"), async unit =>
    {
        if (!await unit.Db.Database.SqlQuery<bool>($"SELECT pg_try_advisory_xact_lock(hashtextextended('search-vocabulary', 0)) AS \"Value\"").SingleAsync(ct))
            return false;
        return (await unit.Db.Database.SqlQuery<int>(
            $"""
             WITH taken AS (DELETE FROM search_new_words WHERE id IN (SELECT id FROM search_new_words ORDER BY id LIMIT {AtOnce}) RETURNING word),
             kept AS (INSERT INTO search_vocabulary (word) SELECT DISTINCT word FROM taken ON CONFLICT DO NOTHING)
             SELECT count(*)::integer AS "Value" FROM taken
             """).ToListAsync(ct)).Single() > 0;
    }, ct);
}
