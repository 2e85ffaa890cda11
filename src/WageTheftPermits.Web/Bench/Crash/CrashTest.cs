using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Web.Bench.Crash;

/// <summary>
/// Two worker processes run many instances and are killed (SIGKILL) at random moments and started again, PostgreSQL once in the middle (an immediate shutdown,
/// which is a crash to it), while the world raises events and facts. In the end <see cref="CrashFindings"/> says what does not hold.
/// </summary>
/// <param name="directory">Where the database is made.</param>
/// <param name="split">Commits effects apart from what the engine writes, to see that the test notices.</param>
internal sealed class CrashTest(string directory, int instances, int kills, int seed, bool split, Action<string> say)
{
    private readonly Random _random = new(seed);
    private readonly WorkflowEngine _engine = new(CrashFlow.Catalog(), TimeProvider.System);
    private readonly Process?[] _workers = new Process?[2];
    private PrivatePostgres? _postgres;

    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken ct)
    {
        try
        {
            await StartPostgresAsync(ct);
            await PrepareAsync(ct);
            var world = WorldAsync(ct);
            for (var i = 0; i < _workers.Length; i++)
                StartWorker(i);
            await KillAsync(ct);
            await world;
            await SettleAsync(ct);
            await using var database = NpgsqlDataSource.Create(_postgres!.AppConnectionString);
            return await CrashFindings.OfAsync(database, ct);
        }
        finally
        {
            foreach (var worker in _workers)
                await StopAsync(worker);
            NpgsqlConnection.ClearAllPools();
            if (_postgres is not null)
                await _postgres.DisposeAsync();
        }
    }

    private async Task StartPostgresAsync(CancellationToken ct) =>
        _postgres = await PrivatePostgres.StartAsync(new PrivatePostgresOptions { DataDirectory = directory }, NullLogger.Instance, ct);

    private async Task PrepareAsync(CancellationToken ct)
    {
        await Database.MigrateAsync(_postgres!.OwnerConnectionString, new NpgsqlConnectionStringBuilder(_postgres.AppConnectionString).Username, ct);
        await using (var owner = NpgsqlDataSource.Create(_postgres.OwnerConnectionString))
        {
            await using var tables = owner.CreateCommand(CrashFlow.Tables);
            await tables.ExecuteNonQueryAsync(ct);
        }
        await InUnitAsync(unit => _engine.DeployAsync(unit, CrashFlow.File(), "crash", ct: ct), ct);
        var starts = Enumerable.Range(0, instances).Select(i => new NewInstance(Key(i), new Dictionary<string, object?>()));
        foreach (var some in starts.Chunk(500))
            await InUnitAsync(unit => _engine.StartManyAsync(unit, CrashFlow.Id, some, "crash", ct), ct);
        say($"{instances:N0} instances wait to be run.");
    }

    private static string Key(int i) => $"c-{i}";

    // What happens outside, to each instance in an order of its own: the event before or after its wait, the fact before or after the event.
    private async Task WorldAsync(CancellationToken ct)
    {
        var order = new Random(seed + 1);
        var happenings = Enumerable.Range(0, instances).SelectMany(i => new[] { (Key: Key(i), What: CrashFlow.EventName), (Key: Key(i), What: CrashFlow.FactName) }).ToArray();
        order.Shuffle(happenings);
        foreach (var (key, what) in happenings)
            await HappenAsync(key, what, ct);
    }

    private async Task HappenAsync(string key, string what, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                await InUnitAsync(async unit =>
                {
                    // Where the answer to a commit was lost, this says whether it was one.
                    if (await ExecuteAsync(unit, "INSERT INTO public.crash_raised VALUES ($1, $2) ON CONFLICT DO NOTHING", ct, key, what) == 0)
                        return;
                    if (what == CrashFlow.EventName)
                    {
                        await _engine.RaiseEventAsync(unit, what, key, null, "world", ct);
                        return;
                    }
                    await ExecuteAsync(unit, "INSERT INTO public.crash_matters VALUES ($1)", ct, key);
                    await _engine.RaiseFactAsync(unit, what, key, null, "world", ct);
                }, ct);
                return;
            }
            catch (Exception e) when (e is NpgsqlException or IOException or ObjectDisposedException or InvalidOperationException && !ct.IsCancellationRequested)
            {
                // PostgreSQL is down; the world goes on when it is back.
                await Task.Delay(50, ct);
            }
        }
    }

    private async Task KillAsync(CancellationToken ct)
    {
        var killed = 0;
        for (var (lines, open) = await ProgressAsync(ct); killed < kills && open > 0; killed++)
        {
            // Each time the workers have done something, a moment later.
            var before = lines;
            while (lines == before && open > 0)
            {
                await Task.Delay(20, ct);
                (lines, open) = await ProgressAsync(ct);
            }
            await Task.Delay(_random.Next(400), ct);
            if (killed == kills / 2)
                await CrashPostgresAsync(ct);
            var worker = _random.Next(_workers.Length);
            await StopAsync(_workers[worker]);
            StartWorker(worker);
        }
        say($"Killed a worker {killed} times{(killed > kills / 2 ? " and PostgreSQL once" : "")}.");
    }

    /// <summary>How many lines the journal has, and how many instances have not finished.</summary>
    private async Task<(long Lines, long Open)> ProgressAsync(CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(_postgres!.AppConnectionString);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand("SELECT (SELECT coalesce(max(id), 0) FROM workflow.journal), count(*) FROM workflow.instances WHERE status <> 'finished'", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private async Task CrashPostgresAsync(CancellationToken ct)
    {
        using (var signal = Process.Start("kill", ["-QUIT", $"{_postgres!.ServerProcessId}"]))
            await signal.WaitForExitAsync(ct);
        foreach (var worker in _workers)
            await StopAsync(worker);
        await _postgres.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await StartPostgresAsync(ct);
        for (var i = 0; i < _workers.Length; i++)
            StartWorker(i);
    }

    // Nothing is stuck as long as something happens.
    private async Task SettleAsync(CancellationToken ct)
    {
        var (last, since) = (-1L, Stopwatch.StartNew());
        while (since.Elapsed < TimeSpan.FromSeconds(20))
        {
            var (lines, open) = await ProgressAsync(ct);
            if (open == 0)
                return;
            if (lines != last)
                (last, since) = (lines, Stopwatch.StartNew());
            for (var i = 0; i < _workers.Length; i++)
            {
                if (_workers[i] is { HasExited: true })
                    StartWorker(i);
            }
            await Task.Delay(100, ct);
        }
    }

    private void StartWorker(int i)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(CrashTest).Assembly.Location, "workflows", "crash", "--worker", .. split ? ["--split"] : Array.Empty<string>()])
        {
            RedirectStandardError = true,
        };
        start.Environment["ConnectionStrings__Permits"] = _postgres!.AppConnectionString;
        _workers[i] = Process.Start(start);
        // Read, so that it never waits for us; what it says when its database is gone is not news.
        _workers[i]!.ErrorDataReceived += (_, _) => { };
        _workers[i]!.BeginErrorReadLine();
    }

    private static async Task StopAsync(Process? worker)
    {
        if (worker is null)
            return;
        worker.Kill();
        await worker.WaitForExitAsync();
        worker.Dispose();
    }

    private async Task InUnitAsync(Func<Unit, Task> work, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(_postgres!.AppConnectionString);
        await connection.OpenAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await work(new Unit(connection, transaction, s_noServices));
        await transaction.CommitAsync(ct);
    }

    private static readonly IServiceProvider s_noServices = new ServiceCollection().BuildServiceProvider();

    private static async Task<int> ExecuteAsync(Unit unit, string sql, CancellationToken ct, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, unit.Connection, unit.Transaction);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return await command.ExecuteNonQueryAsync(ct);
    }
}
