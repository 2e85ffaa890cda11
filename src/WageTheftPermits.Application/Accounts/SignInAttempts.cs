using System.Threading.RateLimiting;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;

namespace WageTheftPermits.Application.Accounts;

/// <summary>What became of a typed password or code.</summary>
public enum Attempt
{
    Right,
    Wrong,

    /// <summary>Too many were wrong: nothing is right before the account's rest is over.</summary>
    Locked,
}

/// <summary>
/// Passwords and codes that people type. Each is decided under the account's lock, so that of many that come at once no more are tried than of many
/// in turn, and one code admits one.
/// </summary>
public sealed class SignInAttempts(Units units, SecondFactors factors, WallClock clock) : IDisposable
{
    private static readonly Actor s_door = Actor.System("sign-in");

    /// <summary>Of refusals that no account counts, such as for a name that nobody has: anybody can bring about as many as they like, and the audit log keeps all.</summary>
    private readonly FixedWindowRateLimiter _refusals = new(new() { PermitLimit = 10, Window = TimeSpan.FromMinutes(15), QueueLimit = 0 });

    /// <summary>The account to which this is the password; null where it is not, or the account is retired or rests. Which of these, nobody is told.</summary>
    public async Task<User?> PasswordAsync(string userName, string password, CancellationToken ct)
    {
        var known = await units.ReadAsync(db => db.AccountAsync(userName, ct));
        // Outside the unit: it takes long, on purpose.
        var fits = Passwords.Fits(known, password);
        if (known is null)
        {
            await RefuseAsync("Somebody tried to sign in to an account that does not exist.", null, ct);
            return null;
        }
        if (known.RetiredAt is not null)
        {
            await RefuseAsync($"Somebody tried to sign in to {known.UserName}, which is retired.", known.Id, ct);
            return null;
        }
        return await DecideAsync(known, user => user.PasswordHash == known.PasswordHash && fits, "password", ct) == Attempt.Right ? known : null;
    }

    /// <summary>Whether this is the password of somebody who is signed in, and asks for what a stranger at their desk must not.</summary>
    public async Task<Attempt> ConfirmAsync(Guid account, string password, CancellationToken ct)
    {
        var known = await units.ReadAsync(async db => await db.Users.FindAsync([account], ct)) ?? throw new RuleViolation("account.none", "There is no such account.");
        var fits = Passwords.Fits(known, password);
        return await DecideAsync(known, user => user.PasswordHash == known.PasswordHash && fits, "password", ct);
    }

    /// <summary>Whether the account's app shows this code. It counts once.</summary>
    public Task<Attempt> CodeAsync(User user, string typed, CancellationToken ct) => DecideAsync(user, now => factors.Uses(now, typed), "code", ct);

    /// <summary>Whether this is one of the account's recovery codes. It counts once.</summary>
    public Task<Attempt> RecoveryCodeAsync(User user, string typed, CancellationToken ct) => DecideAsync(user, now => SecondFactors.UsesRecovery(now, typed), "recovery code", ct);

    /// <summary>Notes a refusal that no account counts: some in a quarter of an hour, and no more.</summary>
    public Task RefuseAsync(string summary, Guid? account, CancellationToken ct)
    {
        using var lease = _refusals.AttemptAcquire();
        return !lease.IsAcquired ? Task.CompletedTask : units.RunAsync(s_door, unit =>
        {
            unit.Audit("sign-in refused", summary, account is { } id ? [("account", id)] : []);
            return Task.CompletedTask;
        }, ct);
    }

    public void Dispose() => _refusals.Dispose();

    private Task<Attempt> DecideAsync(User known, Func<User, bool> isRight, string what, CancellationToken ct) => units.RunAsync(s_door, async unit =>
    {
        var user = await unit.LockAccountAsync(known.Id);
        // What is tried while the account rests is neither compared nor noted: five entries in a quarter of an hour are enough.
        if (user.IsLocked(clock.Now) || user.RetiredAt is not null)
            return Attempt.Locked;
        if (isRight(user))
        {
            if (what == "recovery code")
                unit.Audit("recovery code used", $"A recovery code of {user.UserName} was used; {user.RecoveryCodes.Length} are left.", [("account", user.Id)]);
            return Attempt.Right;
        }
        var locked = user.CountFailure(clock.Now);
        unit.Audit("sign-in refused", $"A wrong {what} was typed for {user.UserName}.", [("account", user.Id)]);
        if (locked)
            unit.Audit("account locked", $"After {User.MostFailures} wrong passwords or codes {user.UserName} rests for {User.Rest.TotalMinutes:0} minutes.", [("account", user.Id)]);
        return locked ? Attempt.Locked : Attempt.Wrong;
    }, ct);
}
