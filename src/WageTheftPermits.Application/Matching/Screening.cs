using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Renewals;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.Domain.Renewals;

namespace WageTheftPermits.Application.Matching;

/// <summary>
/// Compares permits with the judgments that stand, both ways. Pairs are found by the blocking keys kept in the database, scored,
/// and every one at or above the model's cut-off becomes a review for a person. Nothing is decided here.
/// </summary>
public sealed class Screening(ModelInUse models)
{
    /// <summary>More pairs than this cannot be what the keys are for: a person is told that the screening is not complete.</summary>
    private const int MostCandidates = 2_000;

    /// <summary>Screens one permit against every party that owes.</summary>
    public async Task<JudgmentSearch> ScreenPermitAsync(UnitOfWork unit, Permit permit) => await ScreenPermitAsync(unit, permit, await LookUpAsync(unit, [permit]));

    /// <summary>Screens one permit against the parties that were looked up for it in this unit.</summary>
    public static async Task<JudgmentSearch> ScreenPermitAsync(UnitOfWork unit, Permit permit, Candidates candidates)
    {
        var (pairs, complete) = candidates.ByPermit[permit.Id];
        var (proposed, _) = await KeepAsync(unit, pairs, candidates.Known, candidates.Matcher);
        return Record(unit, permit.Id, null, candidates.Matcher.Model, pairs.Count, proposed, !complete);
    }

    /// <summary>
    /// The parties that owe and share a selective blocking key with each of the permits; as many queries for a hundred permits as for one.
    /// </summary>
    public async Task<Candidates> LookUpAsync(UnitOfWork unit, IReadOnlyCollection<Permit> permits)
    {
        var records = permits.ToDictionary(p => p.Id, Records.Of);
        var keys = await PermitKeys.KeepAsync(unit, records);
        var selective = (await SelectiveAsync(unit, [.. keys.Values.SelectMany(k => k).Distinct(StringComparer.Ordinal)])).ToHashSet(StringComparer.Ordinal);
        var holders = (await unit.Db.Database.SqlQuery<KeyHolder>(
            $"""
             SELECT w.key AS "Key", found.party AS "Party" FROM unnest({selective.ToArray()}) AS w(key)
             CROSS JOIN LATERAL (
                 SELECT k.judgment_party_id AS party FROM party_keys k
                 JOIN judgment_parties p ON p.id = k.judgment_party_id AND NOT p.removed AND p.status = ANY({OwingWords})
                 WHERE k.key = w.key LIMIT {MostCandidates + 1}) AS found
             """).ToListAsync(unit.Cancellation)).ToLookup(h => h.Key, h => h.Party, StringComparer.Ordinal);
        var telling = permits.ToDictionary(p => p.Id, p => keys[p.Id].Where(selective.Contains).ToList());
        var ids = telling.ToDictionary(t => t.Key, t => t.Value.SelectMany(key => holders[key]).Distinct().Take(MostCandidates + 1).ToList());
        var all = ids.Values.SelectMany(i => i).Distinct().ToList();
        var parties = (await unit.Db.JudgmentParties.AsNoTracking().Where(p => all.Contains(p.Id)).ToListAsync(unit.Cancellation)).ToDictionary(p => p.Id, p => (Party: p, Record: Records.Of(p)));
        var byPermit = permits.ToDictionary(p => p.Id, p => (
            Pairs: (IReadOnlyList<Pair>)[.. ids[p.Id].Select(id => new Pair(parties[id].Party, p, new(parties[id].Record, records[p.Id])))],
            Complete: telling[p.Id].Count > 0 && ids[p.Id].Count <= MostCandidates));
        var known = await KnownAsync(unit, permits.Select(p => p.Id), all);
        return new Candidates(byPermit, known, await MatcherAsync(unit, await models.GetAsync(unit.Db, unit.Cancellation), [.. byPermit.Values.SelectMany(p => p.Pairs)], known));
    }

    private static async Task<Matcher> MatcherAsync(UnitOfWork unit, MatchModel model, IReadOnlyCollection<Pair> pairs, KnownReviews known)
    {
        if (pairs.Count == 0)
            return new Matcher(model, TermFrequencies.None);
        var cutoffs = pairs.ToDictionary(p => p.Compared, p => known.Cutoff(p, model));
        return new Matcher(model, await PermitFrequencies.ForAsync(unit, model, cutoffs.Keys, pair => cutoffs[pair]));
    }

    /// <summary>The reviews that there already are of these permits and parties.</summary>
    private static async Task<KnownReviews> KnownAsync(UnitOfWork unit, IEnumerable<Guid> permits, IReadOnlyCollection<Guid> parties)
    {
        var ids = permits.ToList();
        return new(await unit.Db.MatchReviews.Where(r => ids.Contains(r.PermitId) && parties.Contains(r.JudgmentPartyId))
            .ToDictionaryAsync(r => (r.PermitId, r.PermitteeId, r.JudgmentPartyId), unit.Cancellation));
    }

    /// <summary>Screens one judgment's parties against every open permit; renewals that a new possible match blocks are told.</summary>
    public async Task<JudgmentSearch> ScreenJudgmentAsync(UnitOfWork unit, Judgment judgment)
    {
        var model = await models.GetAsync(unit.Db, unit.Cancellation);
        var (compared, proposed, unknown) = (0, 0, false);
        foreach (var party in judgment.Parties)
        {
            var record = Records.Of(party);
            await KeepPartyKeysAsync(unit, party.Id, record);
            if (party.Removed || !party.Status.Owes())
                continue;
            var (permits, near, complete) = await PermitsNearAsync(unit, record);
            var pairs = permits.Select(p => new Pair(party, p, new(record, Records.Of(p)))).ToList();
            var known = await KnownAsync(unit, permits.Select(p => p.Id), [party.Id]);
            var (kept, changed) = await KeepAsync(unit, pairs, known, await MatcherAsync(unit, model, pairs, known));
            (compared, proposed, unknown) = (compared + near, proposed + kept, unknown || !complete);
            await TellRenewalsAsync(unit, changed);
        }
        return Record(unit, null, judgment.Id, model, compared, proposed, unknown);
    }

    /// <summary>The permits that are not closed and share a selective blocking key with a party.</summary>
    /// <returns>The permits, how many there are, and whether that is all of them: where no key selects anything or too many are near, a person must search.</returns>
    internal static async Task<(IReadOnlyList<Permit> Permits, int Near, bool Complete)> PermitsNearAsync(UnitOfWork unit, MatchRecord party)
    {
        var keys = await SelectiveAsync(unit, BlockingKeys.For(party));
        var ids = await unit.Db.Database.SqlQuery<Guid>(
            $"""
             SELECT DISTINCT k.permit_id AS "Value" FROM permit_keys k JOIN permits p ON p.id = k.permit_id AND p.status <> 'closed'
             WHERE k.key = ANY({keys}) LIMIT {MostCandidates + 1}
             """).ToListAsync(unit.Cancellation);
        var permits = await unit.Db.Permits.AsNoTracking().Include(p => p.Permittee).Where(p => ids.Contains(p.Id)).ToListAsync(unit.Cancellation);
        return (permits, ids.Count, keys.Length > 0 && ids.Count <= MostCandidates);
    }

    /// <summary>Scores and keeps one pair that a person names, however it scores.</summary>
    public async Task<MatchReview> KeepPairAsync(UnitOfWork unit, PartyOfRecord party, Permit permit)
    {
        if (await unit.Db.MatchReviews.SingleOrDefaultAsync(r => r.PermitId == permit.Id && r.PermitteeId == permit.PermitteeId && r.JudgmentPartyId == party.Id, unit.Cancellation) is { } known)
            return known;
        var model = await models.GetAsync(unit.Db, unit.Cancellation);
        var pair = new ComparedPair(Records.Of(party), Records.Of(permit));
        var score = new Matcher(model, await PermitFrequencies.ForAsync(unit, model, [pair], _ => 0)).Score(pair.Party, pair.Permit);
        var review = new MatchReview(Guid.CreateVersion7(), permit.Id, permit.PermitteeId, party.Id, Found(score, party, permit), await DueOnAsync(unit), unit.Now);
        unit.Db.MatchReviews.Add(review);
        await unit.Db.SaveChangesAsync(unit.Cancellation);
        return review;
    }

    private static Task KeepPartyKeysAsync(UnitOfWork unit, Guid partyId, MatchRecord record)
    {
        var keys = BlockingKeys.For(record).ToArray();
        return unit.Db.Database.ExecuteSqlAsync(
            $"""
             WITH gone AS (DELETE FROM party_keys WHERE judgment_party_id = {partyId} AND key <> ALL({keys}))
             INSERT INTO party_keys (judgment_party_id, key) SELECT {partyId}, unnest({keys}) ON CONFLICT DO NOTHING
             """, unit.Cancellation);
    }

    private sealed class KeyHolder
    {
        public string Key { get; init; } = "";

        public Guid Party { get; init; }
    }

    private static readonly string[] OwingWords = [.. RenewalBlockers.Owing.Select(s => Naming.Word(s))];

    /// <summary>The keys that few enough permits share to select anything. Where none does, the screening cannot tell: a person looks.</summary>
    private static async Task<string[]> SelectiveAsync(UnitOfWork unit, IReadOnlyCollection<string> keys)
    {
        var all = keys.ToArray();
        var most = all.Select(BlockingKeys.LargestFor).ToArray();
        return await unit.Db.Database.SqlQuery<string>(
            $"""
             SELECT w.key AS "Value" FROM unnest({all}, {most}) AS w(key, most)
             WHERE (SELECT count(*) FROM (SELECT 1 FROM permit_keys k WHERE k.key = w.key LIMIT w.most + 1) held) <= w.most
             """).ToArrayAsync(unit.Cancellation);
    }

    private static async Task<(int Proposed, IReadOnlyList<Guid> ChangedPermits)> KeepAsync(
        UnitOfWork unit, IReadOnlyList<Pair> pairs, KnownReviews reviews, Matcher matcher)
    {
        var proposed = 0;
        var changed = new List<Guid>();
        var dueOn = await DueOnAsync(unit);
        foreach (var pair in pairs)
        {
            var (party, permit, compared) = pair;
            var known = reviews.Of(permit, party);
            var score = matcher.ScoreFrom(compared.Party, compared.Permit, reviews.Cutoff(pair, matcher.Model));
            if (score is null)
                continue;
            var finding = Found(score, party, permit);
            if (score.Band != MatchBand.Weak)
                proposed++;
            if (known is null)
            {
                unit.Db.MatchReviews.Add(known = new MatchReview(Guid.CreateVersion7(), permit.Id, permit.PermitteeId, party.Id, finding, dueOn, unit.Now));
                unit.Audit("possible match found", $"{party.Name} may be the holder of permit {permit.Number} ({permit.TradeName}).",
                    [("match", known.Id), ("permit", permit.Id), ("judgment", party.JudgmentId)], evidence: new { score.Probability, score.Kind, score.ModelVersion });
                changed.Add(permit.Id);
            }
            else if (known.Rescore(finding, dueOn, unit.Now))
            {
                unit.Audit("match reopened", $"The match of {party.Name} and permit {permit.Number} is open again: {known.ReopenedBecause}",
                    [("match", known.Id), ("permit", permit.Id), ("judgment", party.JudgmentId)]);
                changed.Add(permit.Id);
            }
        }
        // What blocks a renewal is read from the database: what is new must stand there.
        if (changed.Count > 0)
            await unit.Db.SaveChangesAsync(unit.Cancellation);
        return (proposed, changed);
    }

    /// <summary>The last day for a verdict on what is opened today.</summary>
    internal static async Task<DateOnly> DueOnAsync(UnitOfWork unit)
    {
        var policy = await unit.PolicyAsync();
        return new Deadlines(policy).BusinessDaysAfter(unit.TodayIn(policy), policy.ReviewDays);
    }

    private static Finding Found(MatchScore score, PartyOfRecord party, Permit permit) =>
        new(score.Probability, Naming.Word(score.Band), Naming.Word(score.Kind), JsonSerializer.Serialize(score, Json.Web), Compared.Digest(party, permit), Compared.Fields(party, permit), score.ModelVersion);

    private static async Task TellRenewalsAsync(UnitOfWork unit, IReadOnlyList<Guid> permits)
    {
        foreach (var id in await unit.Db.Renewals.Where(r => permits.Contains(r.PermitId) && r.Status == RenewalStatus.Open).Select(r => r.Id).ToListAsync(unit.Cancellation))
            await unit.ChangedAsync("renewal", id);
    }

    private static JudgmentSearch Record(UnitOfWork unit, Guid? permit, Guid? judgment, MatchModel model, int compared, int proposed, bool unknown)
    {
        var search = new JudgmentSearch(Guid.CreateVersion7(), permit, judgment, model.Version, compared, proposed,
            unknown ? "unknown" : proposed > 0 ? "possible" : "none", unit.Now);
        unit.Db.JudgmentSearches.Add(search);
        return search;
    }
}

/// <summary>What permits are compared with.</summary>
/// <param name="ByPermit">The pairs of each permit; not complete where its keys select nothing or too much, and a person must search.</param>
/// <param name="Known">The reviews that there are already.</param>
/// <param name="Matcher">Knows the frequencies that these pairs need.</param>
public sealed record Candidates(IReadOnlyDictionary<Guid, (IReadOnlyList<Pair> Pairs, bool Complete)> ByPermit, KnownReviews Known, Matcher Matcher);

/// <summary>A party and a permit, and the two as they are compared.</summary>
public sealed record Pair(PartyOfRecord Party, Permit Permit, ComparedPair Compared);

/// <summary>Two records to compare.</summary>
public sealed record ComparedPair(MatchRecord Party, MatchRecord Permit);

/// <summary>Reviews by the permit, its holder then and the party.</summary>
public sealed class KnownReviews(IReadOnlyDictionary<(Guid Permit, Guid Permittee, Guid Party), MatchReview> reviews)
{
    public MatchReview? Of(Permit permit, PartyOfRecord party) => reviews.GetValueOrDefault((permit.Id, permit.PermitteeId, party.Id));

    /// <summary>The least probability that a pair must have to be kept; one that is reviewed is scored whatever comes out.</summary>
    internal double Cutoff(Pair pair, MatchModel model) => Of(pair.Permit, pair.Party) is null ? model.Review : 0;
}

/// <summary>Permits and parties as the matcher reads them.</summary>
internal static class Records
{
    public static MatchRecord Of(Permit permit) => MatchRecord.FromPermit(permit.Id.ToString(), permit.TradeName, permit.Permittee.LegalName, permit.Permittee.OwnerName,
        permit.Site.Line1, permit.Site.Line2, permit.Site.City, permit.Site.State, permit.Site.PostalCode, permit.Permittee.Phone, permit.Permittee.TaxIdLast4);

    public static MatchRecord Of(PartyOfRecord party) => MatchRecord.FromParty(party.Id.ToString(), party.Name, party.TradeNames,
        party.Kind switch { "person" => PartyKind.Person, "organization" => PartyKind.Organization, _ => PartyKind.Unknown },
        party.Addresses.Select(a => AddressText.Read(a.Line1, a.Line2, a.City, a.State, a.PostalCode)).OfType<ReadAddress>(), party.Phones, party.TaxIdLast4);
}
