using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WageTheftPermits.Domain;

namespace WageTheftPermits.Application.Data;

/// <summary>
/// A request of the HTTP API that carried a key of its own, with what it was answered. It commits with what was done, so that the same request sent again, at once or
/// after a crash, is answered the same and does nothing.
/// </summary>
public sealed class ApiRequest
{
    public string Actor { get; init; } = "";

    /// <summary>The caller's own, unique among the actor's.</summary>
    public string Key { get; init; } = "";

    /// <summary>SHA-256 of the method, the path and the body.</summary>
    public byte[] Fingerprint { get; init; } = [];

    public int Status { get; init; }

    public string? Location { get; init; }

    public byte[] Body { get; init; } = [];

    public DateTimeOffset At { get; init; }
}

/// <summary>The key came before with another request; nothing happened now.</summary>
public sealed class RequestKeyReused() : Exception("This key was used before for another request.");

/// <summary>Requests that are acted on once, by their keys.</summary>
public sealed class ApiRequests(Units units)
{
    /// <summary>How long what was answered is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>
    /// Takes the key for this unit: of two units with one key, the second waits here until the first has ended. Before anything else is done.
    /// </summary>
    /// <returns>The earlier request with its answer; null where this is the first.</returns>
    /// <exception cref="RequestKeyReused">The earlier request asked for something else.</exception>
    public static async Task<ApiRequest?> BeginAsync(UnitOfWork unit, string key, byte[] fingerprint)
    {
        var actor = unit.Actor.ToString();
        var first = await unit.Db.Database.ExecuteSqlAsync(
            $"INSERT INTO api_requests (actor, key, fingerprint, status, body, at) VALUES ({actor}, {key}, {fingerprint}, 0, {Array.Empty<byte>()}, {unit.Now}) ON CONFLICT DO NOTHING", unit.Cancellation);
        if (first == 1)
            return null;
        var earlier = await unit.Db.ApiRequests.AsNoTracking().SingleAsync(r => r.Actor == actor && r.Key == key, unit.Cancellation);
        return earlier.Fingerprint.SequenceEqual(fingerprint) ? earlier : throw new RequestKeyReused();
    }

    /// <summary>Keeps the answer of the request whose key this unit took.</summary>
    public static Task KeepAsync(UnitOfWork unit, string key, int status, string? location, byte[] body)
    {
        var actor = unit.Actor.ToString();
        return unit.Db.ApiRequests.Where(r => r.Actor == actor && r.Key == key)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Status, status).SetProperty(r => r.Location, location).SetProperty(r => r.Body, body), unit.Cancellation);
    }

    /// <summary>Forgets what is kept no longer. False where there is nothing.</summary>
    public Task<bool> SweepNextAsync(CancellationToken ct) => units.RunAsync(Actor.System("retention"), async unit =>
    {
        var until = unit.Now - Kept;
        return await unit.Db.ApiRequests.Where(r => r.At <= until).ExecuteDeleteAsync(ct) > 0;
    }, ct);
}

internal sealed class ApiRequestMapping : IEntityTypeConfiguration<ApiRequest>
{
    public void Configure(EntityTypeBuilder<ApiRequest> builder)
    {
        builder.ToTable("api_requests");
        builder.HasKey(r => new { r.Actor, r.Key });
    }
}
