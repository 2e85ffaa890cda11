using System.Text.Json;
using Npgsql;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Web.Bench.Workflow;

/// <summary>
/// The workflow engine by itself: instances started up to their wait, resumed by key, woken by a timer, each beside the floor of the same rows. Every operation is
/// one transaction, awaited until it is committed, eight in flight.
/// </summary>
internal sealed class WorkflowBench(NpgsqlDataSource database, Action<string> say)
{
    private const int WarmUp = 300;
    private const int Instances = 2000;

    private static readonly IReadOnlyDictionary<string, object?> s_noInputs = new Dictionary<string, object?>();
    private static readonly IServiceProvider s_noServices = new ServiceCollection().BuildServiceProvider();
    private static readonly JsonElement s_answer = JsonSerializer.SerializeToElement("yes");

    private readonly ShiftedClock _clock = new();

    public async Task<IReadOnlyList<Figure>> RunAsync(int waiting, CancellationToken ct)
    {
        var engine = new WorkflowEngine(BenchFlow.Catalog(), _clock);
        foreach (var file in new[] { BenchFlow.Key(), BenchFlow.Timer() })
            await InUnitAsync(unit => engine.DeployAsync(unit, file, "bench", ct: ct), ct);
        await PhasesAsync(engine, "warm", WarmUp, ct);
        var size = await SizeAsync(ct);
        var figures = await PhasesAsync(engine, "run", Instances, ct);
        say($"{(await SizeAsync(ct) - size) / (4.0 * Instances):N0} bytes an instance, indexes included.");
        return figures;
    }

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

    private async Task<long> SizeAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand("SELECT sum(pg_total_relation_size(c.oid))::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'workflow' AND c.relkind = 'r'");
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>The machine's clock, moved on so that what waits an hour is due.</summary>
    private sealed class ShiftedClock : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
    }
}
