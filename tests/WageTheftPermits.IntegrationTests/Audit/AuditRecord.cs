using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using WageTheftPermits.Application.Audit;
using WageTheftPermits.Domain;

namespace WageTheftPermits.IntegrationTests.Audit;

/// <summary>A service with a signing key, entries in its audit log, and hands on its database that keep to no rule.</summary>
internal sealed class AuditRecord(TestService service, CheckpointKeys keys) : IAsyncDisposable
{
    private static readonly Actor s_clerk = Actor.Person("ines.inspector");

    public TestService Service => service;

    public CheckpointKeys Keys => keys;

    public AuditSealer Sealer => service.Services.GetRequiredService<AuditSealer>();

    /// <summary>A key in PEM, as a file of the department holds it.</summary>
    public static string NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }

    public static async Task<AuditRecord> StartAsync(Action<IServiceCollection>? configure = null)
    {
        var keys = CheckpointKeys.Read(NewKey(), null);
        return new AuditRecord(await TestService.StartAsync(services =>
        {
            services.AddSingleton(keys);
            configure?.Invoke(services);
        }), keys);
    }

    /// <summary>Writes entries as the service does, a minute apart.</summary>
    public async Task WriteAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            service.Clock.Advance(TimeSpan.FromMinutes(1));
            await service.Units.RunAsync(s_clerk, unit =>
            {
                unit.Definition = "case:4";
                unit.Audit("payment recorded", $"A payment of Café Ñandú, number {i}.", [("case", Guid.CreateVersion7()), ("judgment", Guid.CreateVersion7())],
                    "As the agency said.", new { zeta = i, amount = 9120.50m, note = "“kept”\n" }, "2026-01");
                return Task.CompletedTask;
            });
        }
    }

    public Task<AuditReport> VerifyAsync(AuditCheckpoint? kept = null, CheckpointKeys? known = null) => new AuditVerifier(service.Units, known ?? keys).VerifyAsync(kept);

    public Task<long> EntryAtAsync(long position) => service.ReadAsync(db => db.AuditSeals.Where(s => s.Position == position).Select(s => s.EntryId).SingleAsync());

    public Task<long> LengthAsync() => service.ReadAsync(db => db.AuditSeals.MaxAsync(s => s.Position));

    /// <summary>As the owner of the database, in one transaction.</summary>
    public async Task AsOwnerAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(service.OwnerConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The owner switches off what keeps the record, for good.</summary>
    public Task DisarmAsync() => AsOwnerAsync(string.Concat(Tables.Select(t => $"ALTER TABLE {t} DISABLE TRIGGER USER;")));

    /// <summary>Keeps the record aside, so that <see cref="RestoreAsync"/> can put it back after it was tampered with.</summary>
    public Task KeepAsync() => AsOwnerAsync(string.Concat(Tables.Select(t => $"CREATE TABLE kept_{t} AS TABLE {t};")));

    public Task RestoreAsync() => AsOwnerAsync(string.Concat(Tables.Select(t => $"DELETE FROM {t}; INSERT INTO {t} {(t == "audit_entries" ? "OVERRIDING SYSTEM VALUE " : "")}SELECT * FROM kept_{t};")));

    public ValueTask DisposeAsync() => service.DisposeAsync();

    private static readonly string[] Tables = ["audit_entries", "audit_seals", "audit_checkpoints", "audit_unsealed"];
}
