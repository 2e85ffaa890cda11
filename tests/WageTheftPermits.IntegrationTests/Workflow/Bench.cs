using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using WageTheftPermits.Tests.Workflow;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.IntegrationTests.Workflow;

/// <summary>A clock that stands until it is moved.</summary>
internal sealed class StandingClock : TimeProvider
{
    private DateTimeOffset _now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Pass(TimeSpan time) => _now += time;
}

/// <summary>An engine on a database of its own, and units to use it in.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private Bench(NpgsqlDataSource database)
    {
        Database = database;
        Engine = new WorkflowEngine(new ActivityCatalog().Add<EffectActivity>().Add<AwaitMatterActivity>().Add<DecideActivity>().Add<FragileActivity>().Add<BrittleActivity>().Add<PlaceActivity>().Add<GreetActivity>(), Clock);
    }

    public NpgsqlDataSource Database { get; }

    public StandingClock Clock { get; } = new();

    public Script Script { get; } = new();

    public WorkflowEngine Engine { get; }

    public static async Task<Bench> OpenAsync(WorkflowDatabase server, params Flow[] flows)
    {
        var bench = new Bench(await server.CreateAsync());
        foreach (var flow in flows)
            await bench.InUnitAsync(unit => bench.Engine.DeployAsync(unit, flow.File(), "admin"));
        return bench;
    }

    public async Task<T> InUnitAsync<T>(Func<Unit, Task<T>> work)
    {
        await using var connection = await Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        Unit? unit = null;
        await using var services = new ServiceCollection().AddSingleton(Script).AddSingleton(_ => unit!).BuildServiceProvider();
        unit = new Unit(connection, transaction, services);
        var result = await work(unit);
        await transaction.CommitAsync();
        return result;
    }

    public Task InUnitAsync(Func<Unit, Task> work) => InUnitAsync(async unit =>
    {
        await work(unit);
        return true;
    });

    public Task<Guid> StartAsync(string definition, string correlation = "m-1") =>
        InUnitAsync(unit => Engine.StartAsync(unit, definition, correlation, new Dictionary<string, object?>(), "ana"));

    /// <summary>One claim and one burst in one unit, as a worker does; null where there was nothing to do.</summary>
    public Task<Burst?> WorkAsync() => InUnitAsync(async unit => await Engine.ClaimAsync(unit) is { } claimed ? await Engine.AdvanceAsync(unit, claimed.Id) : null);

    /// <summary>Works until nothing is left to do. Returns the number of bursts.</summary>
    public async Task<int> SettleAsync()
    {
        for (var bursts = 0; ; bursts++)
        {
            if (await WorkAsync() is null)
                return bursts;
            bursts.ShouldBeLessThan(1000);
        }
    }

    public Task FactAsync(string key = "m-1") => InUnitAsync(unit => Engine.RaiseFactAsync(unit, "Matter", key, null, "agency"));

    /// <summary>What an intake unit does: changes the matter and says so.</summary>
    public Task SettleMatterAsync(string key = "m-1") => InUnitAsync(async unit =>
    {
        await using var command = new NpgsqlCommand("INSERT INTO matters VALUES ($1, true) ON CONFLICT (key) DO UPDATE SET settled = true", unit.Connection, unit.Transaction) { Parameters = { new() { Value = key } } };
        await command.ExecuteNonQueryAsync();
        await Engine.RaiseFactAsync(unit, "Matter", key, null, "agency");
    });

    public Task EventAsync(string name, string key = "m-1") => InUnitAsync(unit => Engine.RaiseEventAsync(unit, name, key, null, "agency"));

    public async Task<Guid> OpenTaskAsync() => await ScalarAsync<Guid>("SELECT id FROM workflow.tasks WHERE status = 'open'");

    public Task CompleteAsync(Guid task, string outcome, string actor) => InUnitAsync(unit => Engine.CompleteTaskAsync(unit, task, outcome, null, actor));

    /// <summary>One burst that fails, and its record, as a worker does.</summary>
    public async Task FailAsync(Guid instance)
    {
        var failure = await Should.ThrowAsync<ActivityFailed>(WorkAsync);
        await InUnitAsync(unit => Engine.RecordFailureAsync(unit, instance, failure));
    }

    public Task<Guid> IncidentAsync() => ScalarAsync<Guid>("SELECT id FROM workflow.incidents WHERE resolved_at IS NULL");

    /// <summary>The journal's lines of some events, oldest first: <c>Act failed</c>.</summary>
    public async Task<string> JournalAsync(params string[] events) => await ScalarAsync<string>(
        $"SELECT coalesce(string_agg(concat_ws(' ', activity_id, event), ', ' ORDER BY id), '') FROM workflow.journal WHERE event = ANY ('{{{string.Join(',', events)}}}')");

    public Task<string> EffectsAsync() => ScalarAsync<string>("SELECT coalesce(string_agg(what, ',' ORDER BY id), '') FROM effects");

    /// <summary>Two people do the same at the same moment: exactly one does it, and the other is told what is returned.</summary>
    public async Task<(string Winner, string Told)> AtOnceAsync<TRefusal>(Func<Unit, string, Task> act) where TRefusal : Exception
    {
        var results = await Task.WhenAll(new[] { "olga", "omar" }.Select(async actor =>
        {
            try
            {
                await InUnitAsync(unit => act(unit, actor));
                return (Actor: actor, Told: "");
            }
            catch (TRefusal refused)
            {
                return (Actor: actor, Told: refused.Message);
            }
        }));
        return (results.Where(result => result.Told.Length == 0).ShouldHaveSingleItem().Actor, results.Single(result => result.Told.Length > 0).Told);
    }

    public Task<string> StatusAsync(Guid instance) => ScalarAsync<string>($"SELECT status FROM workflow.instances WHERE id = '{instance}'");

    public Task<long> CountAsync(string from) => ScalarAsync<long>($"SELECT count(*) FROM {from}");

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
