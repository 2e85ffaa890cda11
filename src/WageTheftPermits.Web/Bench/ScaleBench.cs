using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Imports;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Application.Permits;
using WageTheftPermits.Application.Renewals;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Renewals;
using WageTheftPermits.Web.Commands;
using WageTheftPermits.Web.Demo;

namespace WageTheftPermits.Web.Bench;

/// <summary>
/// A season of a large county: every renewal opened, screened and, where it is clean, issued in one batch, beside the same done renewal by renewal and beside
/// SQL that writes the same rows and decides nothing; and how long a person waits for a page meanwhile.
/// </summary>
internal sealed class ScaleBench(ServiceHost host, Uri address, int size, Action<string> say)
{
    private const string Agency = "bench";

    private static readonly Actor s_inspector = Actor.Person("ines.inspector");

    private readonly LargeCounty _county = new(size);

    private Units Units => host.Units;

    private int Sample => Math.Clamp(size / 100, 20, 1000);

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken ct)
    {
        var workers = ActivatorUtilities.CreateInstance<Workers>(host.Services);
        await PrepareAsync(workers, ct);
        var alone = await OneByOneAsync(ct);
        say($"Renewal by renewal: {alone:N0} a second.");

        using var visitor = new Visitor(address);
        await visitor.SignInAsync(Security.Roles.Inspector, ct);
        var reviews = new Queue<Guid>(await Units.ReadAsync(db => db.MatchReviews.OrderBy(r => r.Id).Select(r => r.Id).ToListAsync(ct)));
        await workers.StartAsync(ct);
        var (idlePage, idleVerdict, page, verdict) = (new Latencies(), new Latencies(), new Latencies(), new Latencies());
        // The first of each is compilation, not work.
        await VisitAsync(visitor, reviews, new Latencies(), new Latencies(), ct);
        for (var i = 0; i < 40; i++)
            await VisitAsync(visitor, reviews, idlePage, idleVerdict, ct);

        say($"The batch of {size - Sample:N0} renewals begins.");
        var (watch, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var id = (await Units.RunAsync(s_inspector, StartRenewalBatch.HandleAsync, ct))!.Id;
        RenewalBatch batch;
        while ((batch = await Units.ReadAsync(db => db.RenewalBatches.SingleAsync(b => b.Id == id, ct))).FinishedAt is null)
        {
            await VisitAsync(visitor, reviews, page, verdict, ct);
            await Task.Delay(100, ct);
        }
        var (seconds, own) = (watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
        await workers.StopAsync(ct);
        say($"{batch.Opened:N0} opened, {batch.Screened:N0} screened, {batch.Issued:N0} issued, {batch.Exceptions:N0} exceptions in {seconds:N1} seconds, {own:N1} seconds of them this process's own work.");

        var (floorRows, floorSeconds) = await SqlAloneAsync(id, ct);
        var floor = floorRows / floorSeconds;
        var rate = batch.Opened!.Value / seconds;
        return
        [
            Figure.Of("scale: the whole batch", seconds, "s", batch.Opened.Value / alone,
                $"{batch.Opened:N0} renewals opened and screened, {batch.Issued:N0} issued, {batch.Exceptions:N0} exceptions, {own * 1000 / batch.Opened.Value:N2} ms of this process's own work each; floor: the same at the speed of one by one"),
            Figure.Of("scale: renewals, batch / one by one", rate, "renewals/s", alone, $"floor: each renewal in units of its own, two at a time, on a sample of {Sample:N0}"),
            Figure.Of("scale: renewals, batch / SQL alone", rate, "renewals/s", floor, $"floor: the same rows written by ten INSERT … SELECT in one transaction, nothing read or decided, on {floorRows:N0} of them"),
            Wait("queue page, p50", page, idlePage, 0.5),
            Wait("queue page, p95", page, idlePage, 0.95),
            Wait("verdict on a match, p50", verdict, idleVerdict, 0.5),
            Wait("verdict on a match, p95", verdict, idleVerdict, 0.95),
        ];
    }

    private static Figure Wait(string what, Latencies during, Latencies idle, double share) => Figure.Of(
        $"scale: {what}", during.Percentile(share), "ms", idle.Percentile(share), $"{during.Count} times while the batch runs; floor: {idle.Count} times beside the idle service");

    /// <summary>The permit system's file and an agency's messages, through the doors that they have in real life.</summary>
    private async Task PrepareAsync(Workers workers, CancellationToken ct)
    {
        var path = Path.Combine(Path.GetTempPath(), $"large-county-{Environment.ProcessId}.csv");
        try
        {
            await _county.WritePermitsAsync(path, DateOnly.FromDateTime(DateTime.UtcNow).AddDays(30), ct);
            var watch = Stopwatch.StartNew();
            await Units.RunAsync(Actor.System("import"), unit => ImportPermits.HandleAsync(unit, ImportSource.Open(path, null, ImportKind.Permits)), ct);
            say($"{size:N0} permits imported in {watch.Elapsed.TotalSeconds:N1} seconds.");
        }
        finally
        {
            File.Delete(path);
        }
        await Units.RunAsync(Actor.System("bench"), unit => Task.FromResult(unit.Db.Agencies.Add(new Agency(Agency, "An invented agency", unit.Now))), ct);
        var intake = host.Services.GetRequiredService<Intake>();
        var judgments = Stopwatch.StartNew();
        foreach (var messages in _county.Judgments(Agency, Math.Max(200, size / 50), Math.Max(150, size * 3 / 1000)).Chunk(500))
            await intake.StoreAsync(Agency, "http", [.. messages.Select(m => new ReadOnlyMemory<byte>(m))], ct);
        await workers.StartAsync(ct);
        while (await Units.ReadAsync(db => db.Database.SqlQuery<bool>(
            $"SELECT EXISTS (SELECT 1 FROM deliveries WHERE state = 'stored') OR EXISTS (SELECT 1 FROM screening_requests) AS \"Value\"").SingleAsync(ct)))
            await Task.Delay(100, ct);
        await workers.StopAsync(ct);
        var found = await Units.ReadAsync(db => db.MatchReviews.CountAsync(ct));
        say($"Judgments taken in and screened in {judgments.Elapsed.TotalSeconds:N1} seconds; {found:N0} possible matches.");
    }

    /// <summary>Renewals a second where each is opened in a unit of its own and advanced in another, two at a time as the workers do.</summary>
    private async Task<double> OneByOneAsync(CancellationToken ct)
    {
        var runner = host.Services.GetRequiredService<WorkflowRunner>();
        var permits = await Units.ReadAsync(db => db.Permits.OrderByDescending(p => p.Number).Take(Sample + 20).Select(p => p.Id).ToListAsync(ct));
        async ValueTask RenewAsync(Guid permit, CancellationToken cancel)
        {
            var renewal = await Units.RunAsync(s_inspector, unit => OpenRenewals.HandleAsync(unit, permit), cancel);
            await runner.AdvanceNowAsync($"renewal:{renewal.Id}", cancel);
        }
        // The first of each is compilation, not work.
        foreach (var permit in permits[..20])
            await RenewAsync(permit, ct);
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(permits[20..], new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = ct }, RenewAsync);
        return Sample / watch.Elapsed.TotalSeconds;
    }

    /// <summary>One look at the queue, and one verdict while there are matches to review.</summary>
    private static async Task VisitAsync(Visitor visitor, Queue<Guid> reviews, Latencies page, Latencies verdict, CancellationToken ct)
    {
        await page.MeasureAsync(() => visitor.OpenAsync("/", ct));
        if (!reviews.TryDequeue(out var review))
            return;
        await verdict.MeasureAsync(async () =>
        {
            var refusal = await visitor.SubmitAsync($"/matches/{review}", "Input.Verdict",
                new() { ["Input.Verdict"] = nameof(Verdict.NotSame), ["Input.Reason"] = "Another firm of the same name.", ["Input.Evidence"] = "Business registry" }, ct);
            if (refusal is not null)
                throw CommandFailed.DoesNotHold($"the page refused: {refusal}");
        });
    }

    /// <summary>
    /// Writes the rows of issued renewals of the batch once more under other ids, with every constraint and trigger in force, and takes it all back.
    /// </summary>
    private async Task<(int Renewals, double Seconds)> SqlAloneAsync(Guid batch, CancellationToken ct)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PermitsDbContext>();
        // As long as it takes: it is being measured.
        db.Database.SetCommandTimeout(0);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var issued = await (from item in db.RenewalBatchItems
                            join renewal in db.Renewals on item.RenewalId equals renewal.Id
                            where item.BatchId == batch && renewal.Status == RenewalStatus.Issued
                            orderby renewal.Id
                            select renewal.Id).Take(10_000).ToListAsync(ct);
        var (ids, topics) = (issued.ToArray(), issued.Select(id => $"renewal:{id}").ToArray());
        var instances = (await db.Database.SqlQuery<Guid>($"SELECT id AS \"Value\" FROM workflow.instances WHERE correlation_id = ANY ({topics})").ToListAsync(ct)).ToArray();
        // One by one through the index: the planner would read the whole log for so many at once.
        var entries = (await db.Database.SqlQuery<long>(
            $"SELECT DISTINCT a.id AS \"Value\" FROM unnest({topics}) AS topic, LATERAL (SELECT id FROM audit_entries WHERE subjects @> ARRAY[topic] OFFSET 0) AS a").ToListAsync(ct)).ToArray();
        var watch = Stopwatch.StartNew();
        await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO renewals (id, permit_id, term_start, term_end, due_on, grace_until, after_lapse, policy_version, status, opened_at, screened_at, ended_at, end_reason)
             SELECT md5('again' || id)::uuid, permit_id, term_start, term_end, due_on, grace_until, after_lapse, policy_version, status, opened_at, screened_at, ended_at, end_reason
             FROM renewals WHERE id = ANY ({ids})
             """, ct);
        await db.Database.ExecuteSqlAsync($"UPDATE permits SET term_start = term_start + 1 WHERE id IN (SELECT permit_id FROM renewals WHERE id = ANY ({ids}))", ct);
        await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO permit_terms SELECT md5('again' || id)::uuid, permit_id, permittee_id, trade_name, term_start, term_end, md5('again' || renewal_id)::uuid, closed_at
             FROM permit_terms WHERE renewal_id = ANY ({ids})
             """, ct);
        await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO judgment_searches SELECT md5('again' || s.id)::uuid, s.permit_id, s.judgment_id, s.model_version, s.compared, s.proposed, s.outcome, s.at
             FROM judgment_searches s WHERE s.permit_id IN (SELECT permit_id FROM renewals WHERE id = ANY ({ids}))
             """, ct);
        await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO audit_entries (at, actor, action, summary, reason, subjects, evidence, definition, policy_version)
             SELECT at, actor, action, summary, reason, subjects, evidence, definition, policy_version FROM audit_entries WHERE id = ANY ({entries})
             """, ct);
        await db.Database.ExecuteSqlAsync($"UPDATE renewal_batch_items SET renewal_id = md5('again' || renewal_id)::uuid WHERE batch_id = {batch} AND renewal_id = ANY ({ids})", ct);
        await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO workflow.instances (id, definition_id, definition_version, correlation_id, status, inputs, variables, outputs, started_at, started_by, updated_at, ended_at)
             SELECT md5('again' || id)::uuid, definition_id, definition_version, correlation_id || '-again', status, inputs, variables, outputs, started_at, started_by, updated_at, ended_at
             FROM workflow.instances WHERE id = ANY ({instances})
             """, ct);
        await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO workflow.executions SELECT md5('again' || id)::uuid, md5('again' || instance_id)::uuid, parent_id, activity_id, activity_type, status, outcomes, state, started_at, ended_at
             FROM workflow.executions WHERE instance_id = ANY ({instances})
             """, ct);
        await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO workflow.stimuli (instance_id, kind, name, key, actor, raised_at, consumed_at, answered)
             SELECT md5('again' || instance_id)::uuid, kind, name, key, actor, raised_at, consumed_at, answered FROM workflow.stimuli WHERE instance_id = ANY ({instances})
             """, ct);
        await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO workflow.journal (instance_id, execution_id, activity_id, activity_type, event, outcome, actor, at, detail)
             SELECT md5('again' || instance_id)::uuid, md5('again' || execution_id)::uuid, activity_id, activity_type, event, outcome, actor, at, detail
             FROM workflow.journal WHERE instance_id = ANY ({instances})
             """, ct);
        var seconds = watch.Elapsed.TotalSeconds;
        await transaction.RollbackAsync(ct);
        return (ids.Length, seconds);
    }
}
