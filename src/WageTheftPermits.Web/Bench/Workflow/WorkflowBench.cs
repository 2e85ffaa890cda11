using System.Text.Json;
using Npgsql;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Web.Bench.Workflow;

/// <summary>
/// The workflow engine by itself: instances started up to their wait, resumed by key, woken by a timer, each beside the floor of the same rows. Every operation is
/// one transaction, awaited until it is committed, eight in flight.
/// </summary>
/// <param name="owner">The connection string of the tables' owner.</param>
internal sealed class WorkflowBench(NpgsqlDataSource database, string owner, Action<string> say)
{
    private const int WarmUp = 300;
    private const int Instances = 2000;
    private const int Few = 1000;
    private const int Versions = 500;

    private static readonly IReadOnlyDictionary<string, object?> s_noInputs = new Dictionary<string, object?>();
    private static readonly IServiceProvider s_noServices = new ServiceCollection().BuildServiceProvider();
    private static readonly JsonElement s_answer = JsonSerializer.SerializeToElement("yes");

    private readonly ShiftedClock _clock = new();

    /// <param name="waiting">How many instances wait in the larger of the two databases that are compared.</param>
    public async Task<IReadOnlyList<Figure>> RunAsync(int waiting, CancellationToken ct)
    {
        var engine = new WorkflowEngine(BenchFlow.Catalog(), _clock);
        foreach (var file in new[] { BenchFlow.Key(), BenchFlow.Timer() })
            await InUnitAsync(unit => engine.DeployAsync(unit, file, "bench", ct: ct), ct);
        await PhasesAsync(engine, "warm", WarmUp, ct);
        // A table is never analyzed while nothing waits: there is no such moment in a service's life.
        await new WaitingInstances(database).CopyAsync("bystander", WarmUp, ct);
        await AnalyzeAsync(ct);
        var (rows, bytes) = await SizeAsync(ct);
        List<Figure> figures = [.. await PhasesAsync(engine, "run", Instances, ct)];
        var (rowsAfter, bytesAfter) = await SizeAsync(ct);
        // Instances by key and by timer, and the floors of both, which leave the same rows.
        const double Made = 4.0 * Instances;
        say($"{(rowsAfter - rows) / Made:N1} rows and {(bytesAfter - bytes) / Made:N0} bytes an instance, indexes included.");
        figures.AddRange(await GrowthAsync(engine, waiting, ct));
        return figures;
    }

    /// <summary>Resumes with few and with many instances waiting, and with one and with many versions of the definition.</summary>
    private async Task<IReadOnlyList<Figure>> GrowthAsync(WorkflowEngine engine, int waiting, CancellationToken ct)
    {
        var load = new WaitingInstances(database);
        await load.CopyAsync("few", Few, ct);
        await AnalyzeAsync(ct);
        var few = await ResumeSomeAsync(engine, "few", Few, ct);
        var memory = GC.GetTotalMemory(forceFullCollection: true);
        for (var edition = 2; edition <= Versions; edition++)
            await InUnitAsync(unit => engine.DeployAsync(unit, BenchFlow.Key(edition), "bench", ct: ct), ct);
        // A process reads each version once; that is not the growth in question.
        await load.CopyAsync("each", Few, ct, Versions);
        await ResumeSomeAsync(engine, "each", Few, ct);
        await load.CopyAsync("versions", Few, ct, Versions);
        var versions = await ResumeSomeAsync(engine, "versions", Few, ct);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await load.CopyAsync("many", waiting, ct);
        await AnalyzeAsync(ct);
        say($"{waiting:N0} waiting instances copied and analyzed in {watch.Elapsed.TotalSeconds:N0} seconds.");
        var many = await ResumeSomeAsync(engine, "many", waiting, ct);
        return
        [
            .. Grown($"resume among {waiting:N0} waiting", many, few, $"{Few:N0} waiting"),
            .. Grown($"resume with {Versions} versions", versions, few, "one version"),
            Figure.Of($"workflow: this process's memory after {waiting:N0}", GC.GetTotalMemory(forceFullCollection: true) / 1048576.0, "MiB", memory / 1048576.0, $"floor: after {Few:N0} waiting; {Versions} versions were read in between"),
        ];
    }

    private static IEnumerable<Figure> Grown(string what, Phase grown, Phase small, string floor) =>
    [
        Figure.Of($"workflow: {what}, p50", grown.Percentile(0.5), "ms", small.Percentile(0.5), $"{grown.Milliseconds.Count:N0} of them, {Lanes.InFlight} in flight; floor: {floor}"),
        Figure.Of($"workflow: {what}, p99", grown.Percentile(0.99), "ms", small.Percentile(0.99), $"{grown.Milliseconds.Count:N0} of them, {Lanes.InFlight} in flight; floor: {floor}"),
    ];

    // Spread over all that wait, each once.
    private Task<Phase> ResumeSomeAsync(WorkflowEngine engine, string name, int of, CancellationToken ct) =>
        Lanes.RunAsync(database, Few, (c, i) => ResumeAsync(engine, c, WaitingInstances.Key(name, (int)((long)i * of / Few)), ct), ct);

    private async Task<IReadOnlyList<Figure>> PhasesAsync(WorkflowEngine engine, string name, int count, CancellationToken ct)
    {
        string Key(int i) => $"{name}-{i}";
        var (byKey, byTimer, floor) = (new Guid[count], new Guid[count], Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7()).ToArray());

        var start = await Lanes.RunAsync(database, count, (c, i) => StartAsync(engine, c, BenchFlow.ByKey, Key(i), byKey, i, ct), ct);
        var floorRows = new Floor(database, byKey[0]);
        await floorRows.LookAsync(ct);
        var floorStart = await Lanes.RunAsync(database, count, (c, i) => floorRows.StartAsync(c, floor[i], $"floor-{name}-{i}", ct), ct);

        var resume = await Lanes.RunAsync(database, count, (c, i) => ResumeAsync(engine, c, Key(i), ct), ct);
        await floorRows.LookAsync(ct);
        var floorResume = await Lanes.RunAsync(database, count, (c, i) => floorRows.ResumeAsync(c, floor[i], $"floor-{name}-{i}", ct), ct);

        await Lanes.RunAsync(database, count, (c, i) => StartAsync(engine, c, BenchFlow.ByTimer, $"{name}-timer-{i}", byTimer, i, ct), ct);
        var timerRows = new Floor(database, byTimer[0]);
        await timerRows.LookAsync(ct);
        _clock.Shift += BenchFlow.Delay;
        var timer = await Lanes.RunAsync(database, count, (c, _) => FireAsync(engine, c, ct), ct);
        await timerRows.LookAsync(ct);
        var others = Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7()).ToArray();
        await Lanes.RunAsync(database, count, (c, i) => floorRows.StartAsync(c, others[i], $"floor-{name}-{i}", ct), ct);
        var floorTimer = await Lanes.RunAsync(database, count, (c, i) => timerRows.ResumeAsync(c, others[i], "", ct), ct);

        return
        [
            .. Beside("start to the wait", start, floorStart),
            .. Beside("resume by key", resume, floorResume),
            .. Beside("fire a due timer", timer, floorTimer),
        ];
    }

    private static IEnumerable<Figure> Beside(string what, Phase engine, Phase floor) =>
    [
        Figure.Of($"workflow: {what}", engine.Rate, "/s", floor.Rate, $"{engine.Milliseconds.Count:N0} instances, {Lanes.InFlight} in flight, {engine.OwnCpu:N2} ms of this process's own work each (floor {floor.OwnCpu:N2}); floor: one prepared batch in a transaction that writes the same rows"),
        Figure.Of($"workflow: {what}, p50", engine.Percentile(0.5), "ms", floor.Percentile(0.5), "each operation until it is committed"),
        Figure.Of($"workflow: {what}, p99", engine.Percentile(0.99), "ms", floor.Percentile(0.99), "each operation until it is committed"),
    ];

    private static async Task StartAsync(WorkflowEngine engine, NpgsqlConnection connection, string definition, string key, Guid[] started, int i, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var unit = new Unit(connection, transaction, s_noServices);
        started[i] = (await engine.StartAndAdvanceAsync(unit, definition, [new(key, s_noInputs)], "bench", ct))[0].InstanceId;
        await transaction.CommitAsync(ct);
    }

    private static async Task ResumeAsync(WorkflowEngine engine, NpgsqlConnection connection, string key, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var unit = new Unit(connection, transaction, s_noServices);
        if (await engine.RaiseEventAndAdvanceAsync(unit, BenchFlow.EventName, key, s_answer, "bench", ct) is not [_])
            throw new InvalidOperationException("A wait was lost.");
        await transaction.CommitAsync(ct);
    }

    private static async Task FireAsync(WorkflowEngine engine, NpgsqlConnection connection, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var unit = new Unit(connection, transaction, s_noServices);
        if (await engine.ClaimAsync(unit, ct) is not { } claimed)
            throw new InvalidOperationException("A timer was lost.");
        await engine.AdvanceAsync(unit, [claimed], ct);
        await transaction.CommitAsync(ct);
    }

    private async Task InUnitAsync(Func<Unit, Task> work, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await work(new Unit(connection, transaction, s_noServices));
        await transaction.CommitAsync(ct);
    }

    /// <summary>As autovacuum does within a minute; only the owner may.</summary>
    private async Task AnalyzeAsync(CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(owner);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand("ANALYZE workflow.instances, workflow.executions, workflow.waits, workflow.stimuli, workflow.journal", connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<(long Rows, long Bytes)> SizeAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            SELECT (SELECT count(*) FROM workflow.instances) + (SELECT count(*) FROM workflow.executions) + (SELECT count(*) FROM workflow.waits)
                 + (SELECT count(*) FROM workflow.stimuli) + (SELECT count(*) FROM workflow.journal),
                   (SELECT sum(pg_total_relation_size(c.oid))::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'workflow' AND c.relkind = 'r')
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>The machine's clock, moved on so that what waits an hour is due.</summary>
    private sealed class ShiftedClock : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
    }
}
