using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Extensions.Logging;
using WageTheftPermits.Application.Audit;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Judgments;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Judgments;

namespace WageTheftPermits.Application.Enforcement;

/// <summary>What one day's look for what should not be has found.</summary>
public sealed class DailyCheck
{
    /// <summary>The day in the department's time zone.</summary>
    public DateOnly Day { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>What was found (JSON, <see cref="DailyFinding"/>); null until it is finished.</summary>
    public string? Findings { get; set; }
}

/// <summary>One thing that should not be.</summary>
public sealed record DailyFinding(string Invariant, string Says, IReadOnlyList<string> Offenders);

/// <summary>
/// Once a day of the department: judgments whose day has come (an enforcement that expired, finality) are folded anew and their cases followed,
/// judgments that were never screened are screened, and whatever should not be is written down for people to see.
/// </summary>
public sealed class DailyChecks(Units units, ILogger<DailyChecks> logger)
{
    private static readonly Actor s_actor = Actor.System("daily-check");

    /// <summary>True where this call carried out the check of the day; false where it was done already or another instance is at it.</summary>
    public async Task<bool> RunNextAsync(CancellationToken ct)
    {
        if (await ClaimAsync(ct) is not { } day)
            return false;
        foreach (var judgment in await units.ReadAsync(db => db.Judgments.OrderBy(j => j.FirstReceivedAt).Select(j => j.Id).ToListAsync(ct)))
            await units.RunAsync(s_actor, unit => FollowAsync(unit, judgment, day), ct);
        foreach (var one in await units.ReadAsync(db => db.Cases.Where(c => c.Status != CaseStatus.Closed).Select(c => c.Id).ToListAsync(ct)))
            await units.RunAsync(s_actor, unit => FollowGround.CaseAsync(unit, one), ct);
        await units.RunAsync(s_actor, unit => FinishAsync(unit, day), ct);
        return true;
    }

    private Task<DateOnly?> ClaimAsync(CancellationToken ct) => units.RunAsync(s_actor, async unit =>
    {
        if (!await unit.Db.Policies.AnyAsync(ct))
            return null;
        var day = unit.TodayIn(await unit.PolicyAsync());
        // One that was begun and not finished within the hour was cut off, and is carried out again.
        var claimed = await unit.Db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO daily_checks (day, started_at) VALUES ({day}, {unit.Now})
             ON CONFLICT (day) DO UPDATE SET started_at = excluded.started_at
             WHERE daily_checks.finished_at IS NULL AND daily_checks.started_at < excluded.started_at - interval '1 hour'
             """, ct);
        return claimed == 1 ? day : (DateOnly?)null;
    }, ct);

    /// <summary>A judgment that a passing day has changed.</summary>
    private static async Task FollowAsync(UnitOfWork unit, Guid id, DateOnly day)
    {
        var judgment = await unit.Db.Judgments.Include(j => j.Parties).SingleAsync(j => j.Id == id, unit.Cancellation);
        var state = await JudgmentHistory.FoldAsync(unit.Db, judgment, day, unit.Cancellation);
        if (state.Status == judgment.Status && state.Parties.All(p => judgment.Parties.Any(kept => kept.PartyId == p.Party.Id && kept.Status == p.Status)))
            return;
        var before = judgment.Status;
        judgment.Take(state, Guid.CreateVersion7, unit.Now);
        unit.Audit("judgment changed with the day", $"{judgment.Subject} was {before.ToWire()} and is {judgment.Status.ToWire()}.", [("judgment", judgment.Id)]);
        await FollowGround.JudgmentAsync(unit, judgment);
    }

    private async Task FinishAsync(UnitOfWork unit, DateOnly day)
    {
        var findings = (await Invariants.CheckAsync(unit.Db, day, unit.Cancellation)).Where(i => !i.Holds).Select(i => new DailyFinding(i.Name, i.Says, i.Offenders)).ToList();
        var check = await unit.Db.DailyChecks.SingleAsync(c => c.Day == day, unit.Cancellation);
        (check.FinishedAt, check.Findings) = (unit.Now, JsonSerializer.Serialize(findings, Json.Web));
        if (findings.Count == 0)
            return;
        unit.Audit("daily check", $"The check of {day:yyyy-MM-dd} found what should not be: {string.Join(", ", findings.Select(f => f.Invariant))}.", [], evidence: findings);
        logger.LogError("The daily check found what should not be: {Findings}", string.Join(", ", findings.Select(f => f.Invariant)));
    }
}

internal sealed class DailyCheckMapping : IEntityTypeConfiguration<DailyCheck>
{
    public void Configure(EntityTypeBuilder<DailyCheck> builder)
    {
        builder.ToTable("daily_checks");
        builder.HasKey(c => c.Day);
        builder.Property(c => c.Findings).HasColumnType("jsonb");
    }
}
