using Microsoft.AspNetCore.Identity;

namespace WageTheftPermits.Application.Data;

/// <summary>An account of a person who works with the service. The user name is the person's identity in every record; it is never reused.</summary>
public sealed class User : IdentityUser<Guid>
{
    /// <summary>Wrong passwords and codes in a row, after which the account rests.</summary>
    public const int MostFailures = 5;

    public static readonly TimeSpan Rest = TimeSpan.FromMinutes(15);

    public string DisplayName { get; set; } = "";

    /// <summary>Somebody else has set the password: it opens nothing but the page that asks for another.</summary>
    public bool MustChangePassword { get; set; }

    /// <summary>Since when nobody can sign in to it; a retired account holds no role.</summary>
    public DateTimeOffset? RetiredAt { get; set; }

    /// <summary>The authenticator's key, protected; null without a second factor.</summary>
    public string? AuthenticatorKey { get; set; }

    /// <summary>The time step of the last code that was used: it, and what came before it, opens nothing any more.</summary>
    public long? AuthenticatorStep { get; set; }

    /// <summary>Digests of the recovery codes that were not used yet.</summary>
    public string[] RecoveryCodes { get; set; } = [];

    public bool IsLocked(DateTimeOffset now) => LockoutEnd > now;

    /// <summary>Counts a wrong password or code. True where the account rests from now on.</summary>
    public bool CountFailure(DateTimeOffset now)
    {
        if (++AccessFailedCount < MostFailures)
            return false;
        (AccessFailedCount, LockoutEnd) = (0, now + Rest);
        return true;
    }

    public void Unlock() => (AccessFailedCount, LockoutEnd) = (0, null);

    /// <summary>What was begun with the account as it was before, such as a sign-in between password and code, comes to nothing.</summary>
    public void Restamp() => SecurityStamp = Guid.NewGuid().ToString("N");
}
