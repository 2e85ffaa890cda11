using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using WageTheftPermits.Application.Audit;
using WageTheftPermits.Application.Data;
using WageTheftPermits.IntegrationTests.Data;
using WageTheftPermits.IntegrationTests.Pages;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.IntegrationTests.Audit;

public class When_entries_are_sealed
{
    private const string Insert = "INSERT INTO audit_entries (at, actor, action, summary, subjects) VALUES ('2026-03-02 18:00Z', 'system:test', 'tried', $1, '{}') RETURNING id";

    [Fact]
    public async Task One_that_commits_after_a_higher_number_was_sealed_is_sealed_too()
    {
        await using var record = await AuditRecord.StartAsync();
        await using var source = NpgsqlDataSource.Create(record.Service.ConnectionString);
        await using var slow = await source.OpenConnectionAsync();
        await using var transaction = await slow.BeginTransactionAsync();
        var late = await InsertAsync(slow, "late");
        await using (var quick = await source.OpenConnectionAsync())
            (await InsertAsync(quick, "early")).ShouldBeGreaterThan(late);
        (await record.Sealer.SealNextAsync(default)).ShouldBeFalse();
        (await record.VerifyAsync()).Unsealed.Count.ShouldBe(0);

        await transaction.CommitAsync();
        var waiting = (await record.VerifyAsync()).Unsealed;
        (waiting.Count, waiting.Oldest).ShouldBe((1, new DateTimeOffset(2026, 3, 2, 18, 0, 0, TimeSpan.Zero)));
        await record.Sealer.SealNextAsync(default);

        (await record.EntryAtAsync(await record.LengthAsync())).ShouldBe(late);
        var report = await record.VerifyAsync();
        (report.Holds, report.Unsealed.Count).ShouldBe((true, 0), report.First?.Says);
    }

    [Fact]
    public async Task Several_sealers_make_one_chain()
    {
        await using var record = await AuditRecord.StartAsync();
        using var writing = new CancellationTokenSource();
        async Task SealAsync()
        {
            while (!writing.IsCancellationRequested)
                await record.Sealer.SealNextAsync(default);
        }
        var sealers = Enumerable.Range(0, 3).Select(_ => Task.Run(SealAsync)).ToList();
        await Task.WhenAll(record.WriteAsync(60), record.WriteAsync(60));
        await writing.CancelAsync();
        await Task.WhenAll(sealers);
        await record.Sealer.SealAllAsync(default);

        var report = await record.VerifyAsync();
        (report.Holds, report.Unsealed.Count).ShouldBe((true, 0), report.First?.Says);
        (report.Sealed, report.Checkpoints.LastPosition).ShouldBe((await record.Service.ReadAsync(db => db.AuditEntries.LongCountAsync()), await record.LengthAsync()));
    }

    [Fact]
    public async Task While_another_instance_seals_nothing_is_done()
    {
        await using var record = await AuditRecord.StartAsync();
        await record.WriteAsync(2);
        await using var source = NpgsqlDataSource.Create(record.Service.ConnectionString);
        await using (var other = await source.OpenConnectionAsync())
        {
            await using var held = await other.BeginTransactionAsync();
            await using var take = new NpgsqlCommand("SELECT pg_advisory_xact_lock(hashtextextended('audit-chain', 0))", other);
            await take.ExecuteNonQueryAsync();
            (await record.Sealer.SealNextAsync(default)).ShouldBeFalse();
            (await record.Service.ReadAsync(db => db.AuditSeals.AnyAsync())).ShouldBeFalse();
        }
        await record.Sealer.SealNextAsync(default);
        (await record.VerifyAsync()).Unsealed.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_sealer_that_is_killed_at_any_statement_leaves_nothing_half_done()
    {
        var knife = new Knife();
        await using var record = await AuditRecord.StartAsync(services => services.ConfigureDbContext<PermitsDbContext>(options => options.AddInterceptors(knife)));
        var moments = 0;
        for (var cut = true; cut; moments++)
        {
            moments.ShouldBeLessThan(50);
            await record.WriteAsync(2);
            knife.CutAt(moments);
            try
            {
                await record.Sealer.SealAllAsync(default);
            }
            catch (Exception e) when (Database.IsAway(e))
            {
            }
            cut = knife.HasCut;
            knife.Rest();
            var torn = await record.VerifyAsync();
            torn.Holds.ShouldBeTrue($"cut at moment {moments}: {torn.First?.Says}");
            await record.Sealer.SealAllAsync(default);
            var mended = await record.VerifyAsync();
            (mended.Holds, mended.Unsealed.Count, mended.Sealed).ShouldBe((true, 0, mended.Checkpoints.LastPosition), $"cut at moment {moments}: {mended.First?.Says}");
        }
        // Lock, reading, copying, removing, checkpoint, commit: fewer would mean that the knife missed them.
        moments.ShouldBeGreaterThan(7);
    }

    [Fact]
    public async Task A_checkpoint_is_signed_after_five_minutes_where_anything_is_new()
    {
        await using var record = await AuditRecord.StartAsync();
        Task<int> CountAsync() => record.Service.ReadAsync(db => db.AuditCheckpoints.CountAsync());
        async Task<int> AfterAsync(int entries, TimeSpan passed)
        {
            await record.WriteAsync(entries);
            record.Service.Clock.Advance(passed);
            await record.Sealer.SealNextAsync(default);
            return await CountAsync();
        }

        (await AfterAsync(1, TimeSpan.Zero)).ShouldBe(1);
        (await AfterAsync(1, TimeSpan.Zero)).ShouldBe(1);
        (await AfterAsync(0, AuditSealer.Each)).ShouldBe(2);
        (await AfterAsync(0, AuditSealer.Each)).ShouldBe(2);
    }

    [Fact]
    public async Task More_than_one_batch_is_sealed_in_steps_each_with_its_checkpoint()
    {
        await using var record = await AuditRecord.StartAsync();
        await record.AsOwnerAsync($"INSERT INTO audit_entries (at, actor, action, summary, subjects) SELECT '2026-03-02', 'system:test', 'tried', 'Number ' || i, '{{}}' FROM generate_series(1, {AuditSealer.AtOnce + 5}) i");

        (await record.Sealer.SealNextAsync(default)).ShouldBeTrue();
        (await record.LengthAsync()).ShouldBe(AuditSealer.AtOnce);
        (await record.Sealer.SealNextAsync(default)).ShouldBeFalse();

        var report = await record.VerifyAsync();
        (report.Holds, report.Unsealed.Count, report.Checkpoints.Count).ShouldBe((true, 0, 1), report.First?.Says);
    }

    [Fact]
    public async Task The_running_role_cannot_take_an_entry_out_of_the_waiting_line()
    {
        await using var record = await AuditRecord.StartAsync();
        await record.WriteAsync(1);
        await using var source = NpgsqlDataSource.Create(record.Service.ConnectionString);
        await using var command = source.CreateCommand("DELETE FROM audit_unsealed");
        (await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).ConstraintName.ShouldBe("audit_unsealed_wait");
    }

    [Fact]
    public async Task The_page_says_what_is_sealed_and_the_metrics_what_waits()
    {
        await using var record = await AuditRecord.StartAsync();
        // Signing in is an entry too.
        using var auditor = await PageReader.OfRoleAsync(record.Service, Roles.Auditor);
        await record.WriteAsync(1);
        await record.Sealer.SealNextAsync(default);
        await record.WriteAsync(1);
        record.Service.Clock.Advance(TimeSpan.FromMinutes(10));

        var cells = (await auditor.PageAsync("/audit?actor=ines.inspector&done=payment+recorded&from=2026-03-02&to=2026-03-02")).QuerySelectorAll("[data-label='Sealed']").Select(c => c.TextContent).ToList();

        cells.ShouldBe(["Not yet", $"No. {await record.LengthAsync():N0}"]);
        var metrics = await (await auditor.GetAsync("/metrics")).Content.ReadAsStringAsync();
        metrics.ShouldContain("""wtp_queue_items{queue="audit"} 1""");
        metrics.ShouldContain("""wtp_queue_oldest_age_seconds{queue="audit"} 600""");
    }

    private static async Task<long> InsertAsync(NpgsqlConnection connection, string summary)
    {
        await using var command = new NpgsqlCommand(Insert, connection) { Parameters = { new() { Value = summary } } };
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
