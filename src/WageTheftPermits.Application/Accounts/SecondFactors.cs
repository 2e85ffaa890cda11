using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;

namespace WageTheftPermits.Application.Accounts;

/// <summary>The second factor of an account: an authenticator app, whose codes count once, and recovery codes for the day when the phone is lost.</summary>
public sealed class SecondFactors(IDataProtectionProvider protection, WallClock clock)
{
    /// <summary>Codes at once.</summary>
    public const int RecoveryCodes = 10;

    /// <summary>For whoever reads the key on the page and has to find an app first.</summary>
    private static readonly TimeSpan s_offered = TimeSpan.FromMinutes(30);

    private readonly IDataProtector _keys = protection.CreateProtector("authenticator-key");

    /// <summary>A key that is not the account's yet.</summary>
    /// <param name="Sealed">The same for the form that brings it back: nobody else's, and nobody's choice.</param>
    public sealed record Offer(byte[] Key, string Sealed);

    public Offer OfferTo(User user)
    {
        var key = AuthenticatorCodes.NewKey();
        return new(key, OffersTo(user).Protect(Convert.ToBase64String(key), s_offered));
    }

    /// <summary>The offer that a form brought back; null where it is another account's, too old, or forged.</summary>
    public Offer? Open(User user, string offered)
    {
        try
        {
            return new(Convert.FromBase64String(OffersTo(user).Unprotect(offered)), offered);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Makes the key the account's, once its app has shown a code. Replaces the one before, and all recovery codes.</summary>
    /// <param name="keep">The session that goes on; others end.</param>
    /// <returns>The recovery codes, which are given this once.</returns>
    /// <exception cref="RuleViolation">The code is wrong.</exception>
    public async Task<IReadOnlyList<string>> SetUpAsync(UnitOfWork unit, Guid account, Offer offer, string typed, Guid? keep)
    {
        var user = await unit.LockAccountAsync(account);
        var step = AuthenticatorCodes.StepOf(offer.Key, typed, clock.Now, null);
        RuleViolation.Unless(step is not null, "second-factor.code", "The app shows another code. Check that the phone's clock is right, and type the code that it shows now.");
        var replaced = user.TwoFactorEnabled;
        (user.AuthenticatorKey, user.AuthenticatorStep, user.TwoFactorEnabled) = (_keys.Protect(Convert.ToBase64String(offer.Key)), step, true);
        user.Restamp();
        var codes = NewCodes(user);
        await unit.EndSessionsAsync(user, keep);
        unit.Audit("second factor set up", $"{user.UserName} {(replaced ? "replaced the second factor" : "set up a second factor")}, with {codes.Count} recovery codes.", [("account", user.Id)]);
        return codes;
    }

    /// <summary>Makes new recovery codes; the ones before open nothing any more.</summary>
    public static async Task<IReadOnlyList<string>> RenewCodesAsync(UnitOfWork unit, Guid account)
    {
        var user = await unit.LockAccountAsync(account);
        RuleViolation.Unless(user.TwoFactorEnabled, "second-factor.none", "This account has no second factor.");
        var codes = NewCodes(user);
        unit.Audit("recovery codes made", $"{user.UserName} made {codes.Count} new recovery codes; the ones before open nothing any more.", [("account", user.Id)]);
        return codes;
    }

    /// <summary>For where none is required. Other sessions end.</summary>
    public static async Task RemoveOwnAsync(UnitOfWork unit, Guid account, Guid? keep)
    {
        var user = await unit.LockAccountAsync(account);
        RuleViolation.Unless(user.TwoFactorEnabled, "second-factor.none", "This account has no second factor.");
        Remove(user);
        await unit.EndSessionsAsync(user, keep);
        unit.Audit("second factor removed", $"{user.UserName} removed the second factor.", [("account", user.Id)]);
    }

    internal static void Remove(User user)
    {
        (user.AuthenticatorKey, user.AuthenticatorStep, user.TwoFactorEnabled, user.RecoveryCodes) = (null, null, false, []);
        user.Restamp();
    }

    /// <summary>Whether the account's app shows this code now, and it is the first use of it.</summary>
    internal bool Uses(User user, string typed)
    {
        if (user.AuthenticatorKey is not { } key
            || AuthenticatorCodes.StepOf(Convert.FromBase64String(_keys.Unprotect(key)), typed, clock.Now, user.AuthenticatorStep) is not { } step)
            return false;
        user.AuthenticatorStep = step;
        return true;
    }

    /// <summary>Whether this is one of the account's recovery codes; it is none any more.</summary>
    internal static bool UsesRecovery(User user, string typed)
    {
        var digest = DigestOf(typed);
        var left = user.RecoveryCodes.Where(code => code != digest).ToArray();
        if (left.Length == user.RecoveryCodes.Length)
            return false;
        user.RecoveryCodes = left;
        return true;
    }

    private static List<string> NewCodes(User user)
    {
        var codes = Enumerable.Range(0, RecoveryCodes)
            .Select(_ => string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 4)))).ToList();
        user.RecoveryCodes = [.. codes.Select(DigestOf)];
        return codes;
    }

    /// <summary>Sixteen letters by chance need no slow hash: there are more of them than can be tried.</summary>
    private static string DigestOf(string code) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(new string([.. code.Where(char.IsLetterOrDigit)]).ToLowerInvariant())));

    private ITimeLimitedDataProtector OffersTo(User user) => protection.CreateProtector("authenticator-offer", user.Id.ToString("N")).ToTimeLimitedDataProtector();
}
