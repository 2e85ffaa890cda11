using System.Security.Cryptography;
using System.Text;

namespace WageTheftPermits.Application.Data;

/// <summary>A bearer token: 256 random bits behind a prefix that says whose kind it is. It is given once; kept is only its SHA-256, whose beginning names it.</summary>
public static class SecretToken
{
    public static string Make(string prefix) => prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    public static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Names a token without giving it away.</summary>
    public static string MarkOf(byte[] hash) => Convert.ToHexStringLower(hash.AsSpan(0, 4));
}
