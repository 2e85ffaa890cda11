using System.Diagnostics;
using Npgsql;
using WageTheftPermits.Application.Audit;
using WageTheftPermits.Web.Commands;

namespace WageTheftPermits.Web.Bench.Audit;

/// <summary>An audit log of so many entries: sealed from nothing, and verified, each beside what the database alone takes for the same rows.</summary>
internal sealed class AuditBench(ServiceHost host, int size, Action<string> say)
{
    private const double Mebibyte = 1024 * 1024;

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken ct)
    {
        await using var owner = NpgsqlDataSource.Create(host.OwnerConnectionString!);
        await FillAsync(owner, ct);
        var (sealer, verifier) = (host.Services.GetRequiredService<AuditSealer>(), host.Services.GetRequiredService<AuditVerifier>());

        var watch = Stopwatch.StartNew();
        await sealer.SealAllAsync(ct);
        var sealing = watch.Elapsed.TotalSeconds;
        say($"Sealed in {sealing:N1} seconds.");
        await RunAsync(owner, "VACUUM ANALYZE audit_seals, audit_entries, audit_unsealed", ct);
        var copying = await TimeAsync(() => RunAsync(owner, "CREATE TABLE sealed_floor (LIKE audit_seals INCLUDING ALL); INSERT INTO sealed_floor SELECT * FROM audit_seals ORDER BY position", ct));

        // Once for the compiler and the cache, for both.
        await ReadAloneAsync(owner, ct);
        var reading = await TimeAsync(() => ReadAloneAsync(owner, ct));
        GC.Collect();
        var (before, most) = (GC.GetTotalMemory(forceFullCollection: true), 0L);
        watch.Restart();
        var report = await verifier.VerifyAsync(progress: (_, _) => most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false)), ct: ct);
        var verifying = watch.Elapsed.TotalSeconds;
        if (!report.Holds)
            throw CommandFailed.DoesNotHold($"the audit log of the benchmark does not hold: {AuditCommands.InWords(report.First!)}");
        return
        [
            Figure.Of("audit: verify", verifying, "s", reading,
                $"{report.Sealed:N0} entries and {report.Checkpoints.Count:N0} checkpoints, {Math.Max(0, most - before) / Mebibyte:N0} MiB of objects at most beyond those before; floor: the same rows read in the same order, nothing reckoned"),
            Figure.Of("audit: seal all", sealing, "s", copying, "from nothing, 10,000 in a unit, with their checkpoints; floor: the same seals inserted by one statement"),
        ];
    }

    /// <summary>Entries as the service writes them: about 600 bytes, with evidence.</summary>
    private async Task FillAsync(NpgsqlDataSource owner, CancellationToken ct)
    {
        var time = await TimeAsync(() => RunAsync(owner,
            $$"""
            INSERT INTO audit_entries (at, actor, action, summary, reason, subjects, evidence, definition, policy_version)
            SELECT timestamptz '2024-01-01' + i * interval '40 seconds', 'person:ines.inspector', 'payment recorded',
                   'A payment of ' || (i % 9000) || '.00 dollars was recorded on the judgment of number ' || i, 'As the agency''s message of the day before says.',
                   ARRAY['case:' || md5((i / 40)::text)::uuid, 'judgment:' || md5((i / 35)::text)::uuid, 'permit:' || md5((i / 90)::text)::uuid],
                   jsonb_build_object('amount', (i % 9000) || '.00', 'receivedOn', '2026-02-24', 'balance', jsonb_build_object('before', 18250.00, 'after', 9120.50), 'delivery', md5(i::text), 'conditions', jsonb_build_array('identity-confirmed', 'judgment-final', 'balance-fresh', 'notice-served')),
                   CASE WHEN i % 3 = 0 THEN 'case:4' END, '2026-01'
            FROM generate_series(1, {{size}}) i
            """, ct));
        say($"{size:N0} entries written in {time:N0} seconds.");
    }

    private static async Task ReadAloneAsync(NpgsqlDataSource owner, CancellationToken ct)
    {
        await using var connection = await owner.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var set = new NpgsqlCommand("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_hashjoin = off; SET LOCAL jit = off", connection))
            await set.ExecuteNonQueryAsync(ct);
        await using var command = new NpgsqlCommand(AuditVerifier.Walk, connection) { CommandTimeout = 0 };
        await using var rows = await command.ExecuteReaderAsync(ct);
        var values = new object[rows.FieldCount];
        while (await rows.ReadAsync(ct))
            rows.GetValues(values);
    }

    private static async Task RunAsync(NpgsqlDataSource owner, string sql, CancellationToken ct)
    {
        await using var command = owner.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var watch = Stopwatch.StartNew();
        await work();
        return watch.Elapsed.TotalSeconds;
    }
}
