using Npgsql;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Web.Bench.Crash;

/// <summary>A worker process of the crash test: advances whatever is to be advanced, several at a time, until it is killed.</summary>
internal sealed class CrashWorker(NpgsqlDataSource database, bool split)
{
    private const int Lanes = 4;

    private readonly WorkflowEngine _engine = new(CrashFlow.Catalog(), TimeProvider.System);

    public Task RunAsync(CancellationToken ct) => Task.WhenAll(Enumerable.Range(0, Lanes).Select(_ => WorkAsync(ct)));

    private async Task WorkAsync(CancellationToken ct)
    {
        await Task.Yield();
        while (!ct.IsCancellationRequested)
        {
            if (!await AdvanceNextAsync(ct))
                await Task.Delay(20, ct);
        }
    }

    private async Task<bool> AdvanceNextAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        // With effects in a transaction of their own, a kill between the two commits leaves an effect that is done again.
        await using var other = split ? await database.OpenConnectionAsync(ct) : null;
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var effects = other is null ? new CrashFlow.EffectsIn(connection, transaction) : new CrashFlow.EffectsIn(other, null);
        Unit? unit = null;
        await using var services = new ServiceCollection().AddSingleton(effects).AddSingleton(_ => unit!).BuildServiceProvider();
        unit = new Unit(connection, transaction, services);
        if (await _engine.ClaimAsync(unit, ct) is not { } claimed)
            return false;
        await _engine.AdvanceAsync(unit, [claimed], ct);
        await transaction.CommitAsync(ct);
        return true;
    }
}
