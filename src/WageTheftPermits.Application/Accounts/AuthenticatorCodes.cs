using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace WageTheftPermits.Application.Accounts;

/// <summary>The codes that an authenticator app shows: TOTP (RFC 6238) with SHA-1, six digits and 30 seconds, which every app knows.</summary>
public static class AuthenticatorCodes
{
    private const int Digits = 6;
    private const int KeyBytes = 20;

    /// <summary>Steps that a phone's clock may be off, either way.</summary>
    private const int Drift = 1;

    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private static readonly TimeSpan s_step = TimeSpan.FromSeconds(30);

    public static byte[] NewKey() => RandomNumberGenerator.GetBytes(KeyBytes);

    /// <summary>The step whose code was typed; null where it is wrong, or of a step that was used, or before one.</summary>
    /// <param name="lastUsed">The last step of which a code was used; null before the first.</param>
    public static long? StepOf(byte[] key, string typed, DateTimeOffset now, long? lastUsed)
    {
        var code = Encoding.UTF8.GetBytes(new string([.. typed.Where(c => !char.IsWhiteSpace(c))]));
        var current = now.ToUnixTimeSeconds() / (long)s_step.TotalSeconds;
        for (var step = current - Drift; step <= current + Drift; step++)
        {
            if (step > (lastUsed ?? -1) && CryptographicOperations.FixedTimeEquals(code, Encoding.UTF8.GetBytes(At(key, step))))
                return step;
        }
        return null;
    }

    /// <summary>The key as it is typed into an app: base32 (RFC 4648), in groups of four.</summary>
    public static string InLetters(byte[] key)
    {
        var text = new StringBuilder();
        for (var bit = 0; bit < key.Length * 8; bit += 5)
        {
            var five = 0;
            for (var i = bit; i < bit + 5; i++)
                five = (five << 1) | (i < key.Length * 8 ? (key[i / 8] >> (7 - (i % 8))) & 1 : 0);
            if (bit > 0 && bit % 20 == 0)
                text.Append(' ');
            text.Append(Letters[five]);
        }
        return text.ToString();
    }

    /// <summary>What the QR code says to the app.</summary>
    public static string Address(string issuer, string userName, byte[] key)
    {
        var (of, name) = (Uri.EscapeDataString(issuer), Uri.EscapeDataString(userName));
        return $"otpauth://totp/{of}:{name}?secret={InLetters(key).Replace(" ", "", StringComparison.Ordinal)}&issuer={of}&algorithm=SHA1&digits={Digits}&period={s_step.TotalSeconds:0}";
    }

    private static string At(byte[] key, long step)
    {
        Span<byte> moment = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(moment, step);
        Span<byte> hash = stackalloc byte[20];
#pragma warning disable CA5350 // SHA-1 is what apps know; as an HMAC it is sound.
        HMACSHA1.HashData(key, moment, hash);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0x0F)..]) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
}
