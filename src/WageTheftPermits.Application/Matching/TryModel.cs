using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Renewals;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Matching;

namespace WageTheftPermits.Application.Matching;

/// <summary>Screens everything with a model that is not in use, and keeps what would change. No review, no verdict and no renewal is touched.</summary>
public sealed class TryModel(Units units, ModelInUse inUse)
{
    /// <summary>More changes than a person reads; the rest is counted.</summary>
    public const int MostKept = 1_000;

    private const int JudgmentsAtOnce = 50;

    /// <param name="progress">Judgments done, and how many there are.</param>
    public async Task<ModelTrial> RunAsync(MatchModel model, Actor by, IProgress<(int Done, int All)>? progress, CancellationToken ct)
    {
        var current = await units.ReadAsync(db => inUse.GetAsync(db, ct));
        RuleViolation.Unless(current.Version != model.Version, "match-model.in-use", $"Model {model.Version} is in use already. A model with other weights needs another version.");
        var judgments = await units.ReadAsync(db => db.JudgmentParties.Where(p => !p.Removed && RenewalBlockers.Owing.Contains(p.Status))
            .Select(p => p.JudgmentId).Distinct().OrderBy(id => id).ToListAsync(ct));
        var (pairs, changes) = (0, new List<ModelTrialChange>());
        foreach (var (chunk, some) in judgments.Chunk(JudgmentsAtOnce).Index())
        {
            pairs += await units.RunAsync(by, unit => CompareAsync(unit, some, current, model, changes), ct);
            progress?.Report(((chunk * JudgmentsAtOnce) + some.Length, judgments.Count));
        }
        return await units.RunAsync(by, unit => KeepAsync(unit, new(model, current.Version, judgments.Count, pairs, changes.Count,
            changes.OrderBy(c => c.Gravity).ThenByDescending(c => Math.Abs(c.Probability - c.WasProbability)).Take(MostKept), by, unit.Now)), ct);
    }

    private static async Task<int> CompareAsync(UnitOfWork unit, Guid[] judgments, MatchModel current, MatchModel tried, List<ModelTrialChange> changes)
    {
        var pairs = 0;
        foreach (var party in await unit.Db.JudgmentParties.AsNoTracking().Where(p => judgments.Contains(p.JudgmentId) && !p.Removed && RenewalBlockers.Owing.Contains(p.Status))
            .OrderBy(p => p.Id).ToListAsync(unit.Cancellation))
        {
            var record = Records.Of(party);
            var near = await Screening.PermitsNearAsync(unit, record);
            var reviews = await ReviewsAsync(unit, party, near.Permits.Select(p => p.Id));
            var compared = near.Permits.Select(p => (Permit: p, Pair: new ComparedPair(record, Records.Of(p)))).ToList();
            var frequencies = await PermitFrequencies.ForAsync(unit, current, [.. compared.Select(c => c.Pair)], _ => 0);
            var (inUse, other) = (new Matcher(current, frequencies), new Matcher(tried, frequencies));
            foreach (var (permit, pair) in compared)
            {
                pairs++;
                var (was, becomes) = (Seen(inUse.Score(pair.Party, pair.Permit)), Seen(other.Score(pair.Party, pair.Permit)));
                if (was.Band != becomes.Band || (was.Kind != becomes.Kind && becomes.Band != "weak"))
                    changes.Add(new ModelTrialChange(permit.Id, party.Id, was, becomes, reviews.TryGetValue((permit.Id, permit.PermitteeId), out var status) ? status : null));
            }
        }
        return pairs;
    }

    private static async Task<Dictionary<(Guid, Guid), MatchReviewStatus>> ReviewsAsync(UnitOfWork unit, PartyOfRecord party, IEnumerable<Guid> permits)
    {
        var ids = permits.ToList();
        return await unit.Db.MatchReviews.Where(r => r.JudgmentPartyId == party.Id && ids.Contains(r.PermitId))
            .Select(r => new { r.PermitId, r.PermitteeId, r.Status }).ToDictionaryAsync(r => (r.PermitId, r.PermitteeId), r => r.Status, unit.Cancellation);
    }

    private static PairScore Seen(MatchScore score) => new(score.Probability, Naming.Word(score.Band), Naming.Word(score.Kind));

    /// <summary>The last trial of a version counts; a version that was ever adopted keeps its weights.</summary>
    private static async Task<ModelTrial> KeepAsync(UnitOfWork unit, ModelTrial trial)
    {
        var known = await unit.Db.ModelTrials.AsNoTracking().SingleOrDefaultAsync(t => t.Version == trial.Version, unit.Cancellation);
        RuleViolation.Unless(known is null || known.AdoptedAt is null || known.Model == trial.Model, "match-model.version-taken",
            $"Version {trial.Version} was in use with other weights. Give the model another version.");
        if (known is not null)
            await unit.Db.ModelTrials.Where(t => t.Version == trial.Version).ExecuteDeleteAsync(unit.Cancellation);
        unit.Db.ModelTrials.Add(trial);
        unit.Audit("match model tried", $"Model {trial.Version} beside {trial.Against}: {trial.Pairs} pairs compared, {trial.Changed} seen otherwise.",
            [], evidence: new { trial.Version, trial.Against, trial.Judgments, trial.Pairs, trial.Changed });
        return trial;
    }
}
