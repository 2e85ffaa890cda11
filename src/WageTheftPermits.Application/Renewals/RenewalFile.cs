using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Renewals;

namespace WageTheftPermits.Application.Renewals;

/// <summary>One renewal with its permit and what is on record about them, read under the permit's lock: nothing of it changes until the unit ends.</summary>
public sealed record RenewalFile(Renewal Renewal, Permit Permit, RenewalFacts Facts)
{
    public IReadOnlyList<RenewalBlocker> Blockers => Renewal.Blockers(Permit, Facts);

    /// <exception cref="RuleViolation">There is no such renewal.</exception>
    public static async Task<RenewalFile> OpenAsync(UnitOfWork unit, Guid renewal) => (await OpenAsync(unit, [renewal]))[0];

    /// <summary>Locks the permits in one order, then reads; as many queries for a hundred renewals as for one.</summary>
    /// <returns>In the order asked for.</returns>
    public static async Task<IReadOnlyList<RenewalFile>> OpenAsync(UnitOfWork unit, IReadOnlyList<Guid> renewals)
    {
        if (renewals.Count == 0)
            return [];
        var ids = renewals.ToArray();
        await unit.Db.Database.ExecuteSqlAsync(
            $"SELECT 1 FROM permits WHERE id IN (SELECT permit_id FROM renewals WHERE id = ANY ({ids})) ORDER BY id FOR UPDATE", unit.Cancellation);
        var found = await unit.Db.Renewals.Where(r => ids.Contains(r.Id)).ToListAsync(unit.Cancellation);
        RuleViolation.Unless(found.Count == ids.Distinct().Count(), "renewal.none", "There is no such renewal.");
        var permitIds = found.ConvertAll(r => r.PermitId);
        var permits = await unit.Db.Permits.Include(p => p.Permittee).Where(p => permitIds.Contains(p.Id)).ToDictionaryAsync(p => p.Id, unit.Cancellation);
        var facts = await FactsAsync(unit, found);
        var files = found.ToDictionary(r => r.Id, r => new RenewalFile(r, permits[r.PermitId], facts[r.Id]));
        return [.. ids.Select(id => files[id])];
    }

    /// <summary>The same file with what this unit has written since.</summary>
    public async Task<RenewalFile> AgainAsync(UnitOfWork unit) => this with { Facts = (await FactsAsync(unit, [Renewal]))[Renewal.Id] };

    private static async Task<IReadOnlyDictionary<Guid, RenewalFacts>> FactsAsync(UnitOfWork unit, IReadOnlyCollection<Renewal> renewals)
    {
        var days = new Dictionary<string, DateOnly>();
        foreach (var version in renewals.Select(r => r.PolicyVersion).Distinct())
            days[version] = unit.TodayIn(await unit.PolicyAsync(version));
        return await RenewalBlockers.FactsAsync(unit.Db, renewals, r => days[r.PolicyVersion], unit.Cancellation);
    }
}

/// <summary>
/// The files of the renewals that one unit works on. Where a unit advances many, they are read at once and screened at once; an activity asks for its own
/// and sees what it would have seen alone.
/// </summary>
public sealed class RenewalFiles(UnitOfWork unit, Screening screening)
{
    private readonly Dictionary<Guid, RenewalFile> _open = [];
    private Candidates? _candidates;

    /// <summary>Reads the files of these renewals. Call it before anything else is read in the unit.</summary>
    public async Task OpenAsync(IReadOnlyList<Guid> renewals)
    {
        foreach (var file in await RenewalFile.OpenAsync(unit, renewals))
            _open[file.Renewal.Id] = file;
    }

    public async Task<RenewalFile> OfAsync(Guid renewal)
    {
        if (!_open.ContainsKey(renewal))
            await OpenAsync([renewal]);
        return _open[renewal];
    }

    /// <summary>Compares the renewal's permit with the judgments that stand; those that are at hand and unscreened are looked up with it.</summary>
    public async Task<JudgmentSearch> ScreenAsync(RenewalFile file)
    {
        if (_candidates?.ByPermit.ContainsKey(file.Permit.Id) != true)
            _candidates = await screening.LookUpAsync(unit, [.. _open.Values.Where(f => f == file || f.Renewal is { IsOpen: true, ScreenedAt: null }).Select(f => f.Permit)]);
        var search = await Screening.ScreenPermitAsync(unit, file.Permit, _candidates);
        if (search.Proposed > 0)
            _open[file.Renewal.Id] = await file.AgainAsync(unit);
        return search;
    }
}
