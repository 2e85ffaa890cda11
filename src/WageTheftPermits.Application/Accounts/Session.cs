using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;

namespace WageTheftPermits.Application.Accounts;

/// <summary>
/// That somebody is signed in, in one browser. Whoever brings the key, of which only the digest is kept, is that person until the session ends:
/// it is signed out, ended from elsewhere, unused for long, or old. A session that has ended has no row.
/// </summary>
public sealed class Session
{
    /// <summary>Of the moment when it was last seen: one request of a quarter of an hour writes.</summary>
    public static readonly TimeSpan Grain = TimeSpan.FromMinutes(15);

    /// <summary>SHA-256 of what the cookie holds.</summary>
    public byte[] Key { get; init; } = [];

    /// <summary>How pages name it.</summary>
    public Guid Id { get; init; }

    public Guid UserId { get; init; }

    /// <summary>Who its bearer is and what they may do, protected: nobody makes one by writing a row.</summary>
    public byte[] Ticket { get; init; } = [];

    /// <summary>In plain words: "Firefox on Windows".</summary>
    public string Browser { get; init; } = "";

    public string Address { get; init; } = "";

    public DateTimeOffset BegunAt { get; init; }

    /// <summary>To the quarter of an hour.</summary>
    public DateTimeOffset SeenAt { get; init; }

    public DateTimeOffset EndsAt { get; init; }

    public static byte[] DigestOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>The quarter of an hour that a moment is in.</summary>
    public static DateTimeOffset QuarterOf(DateTimeOffset moment) => moment.AddTicks(-(moment.Ticks % Grain.Ticks));
}

internal sealed class SessionMapping : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> builder)
    {
        builder.ToTable("sessions", "identity");
        builder.HasKey(s => s.Key);
        builder.Property(s => s.Key).ValueGeneratedNever();
        builder.HasOne<User>().WithMany().HasForeignKey(s => s.UserId);
    }
}

/// <summary>Removes the rows of sessions that ended by themselves.</summary>
public sealed class SessionSweep(Units units, SignInSettings settings, WallClock clock)
{
    /// <summary>False: what is left has not ended.</summary>
    public async Task<bool> RemoveNextAsync(CancellationToken ct)
    {
        var now = clock.Now;
        var unseenSince = now - settings.Idle;
        await units.RunAsync(Actor.System("sessions"), unit => unit.Db.Sessions.Where(s => s.EndsAt <= now || s.SeenAt <= unseenSince).ExecuteDeleteAsync(ct), ct);
        return false;
    }
}
