using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using WageTheftPermits.Application.Data;

namespace WageTheftPermits.Application.Accounts;

/// <summary>What a password must be, and how it is kept.</summary>
public static class Passwords
{
    /// <summary>Length counts; rules about kinds of characters only make people write passwords down (NIST SP 800-63B, 3.1.1.2).</summary>
    public const int Fewest = 12;

    /// <summary>Longer than any real one; a limit, because hashing is slow on purpose.</summary>
    public const int Most = 256;

    private const int FewestDifferent = 5;

    /// <summary>The commonest that are long enough, and what everybody here would think of first.</summary>
    private static readonly FrozenSet<string> s_common = new[]
    {
        "password1234", "password12345", "password123456", "passwordpassword", "passw0rd1234", "p@ssword1234", "p@ssw0rd1234", "mypassword123", "newpassword1", "newpassword123",
        "administrator", "administrator1", "admin1234567", "adminadmin123", "adminpassword", "changeme1234", "changemenow1", "letmein12345", "letmeinplease", "welcome12345", "welcome123456",
        "qwertyuiop12", "qwertyuiop123", "qwerty123456", "qwertyuiopas", "qwertyuiopasdf", "qwertyuiopasdfghjkl", "1qaz2wsx3edc", "1qaz2wsx3edc4rfv", "q1w2e3r4t5y6", "qazwsxedcrfv", "asdfghjkl123", "zxcvbnm12345",
        "123456789012", "1234567890123", "12345678901234", "123456789123", "1234567891011", "123456789abc", "123456789qwe", "123123123123", "987654321098", "0123456789012", "012345678910", "abcdefghijkl", "abcdefgh1234", "abcd12345678", "abc123456789", "a1b2c3d4e5f6",
        "iloveyou1234", "iloveyouforever", "football1234", "baseball1234", "basketball12", "sunshine1234", "princess1234", "superman1234", "starwars1234", "liverpool123", "manchester12", "trustno1trustno1",
        "summer202020", "winter202020", "correcthorsebatterystaple", "thisismypassword", "iamthebest123", "secret123456", "secretpassword", "computer1234", "internet1234", "whatever1234", "mypasswordis", "dragon123456", "monkey123456",
        "restaurant12", "restaurant123", "restaurants1", "restaurantpermit", "wagetheft123", "wagetheft1234", "wagetheftpermits", "wage theft permits", "healthdepartment", "health department", "publichealth", "publichealth1", "publichealth123", "departmentofpublichealth", "sanfrancisco", "sanfrancisco1", "sanfrancisco123", "santaclara123", "california123", "foodsafety123", "inspector123", "inspector1234", "supervisor12", "supervisor123", "hearingofficer",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly PasswordHasher<User> s_hasher = new();

    /// <summary>Compared where there is no account or it has no password, so that the time taken does not tell which names exist.</summary>
    private static readonly Lazy<string> s_nobodys = new(() => s_hasher.HashPassword(new User(), Temporary()));

    /// <summary>Why this cannot be the account's password, for the person who chose it; null where it can.</summary>
    public static string? WhyNot(string password, string userName)
    {
        if (password.Length < Fewest)
            return $"Choose a password of at least {Fewest} characters, such as four words that do not belong together.";
        if (password.Length > Most)
            return $"Choose a password of at most {Most} characters.";
        if (password.Distinct().Count() < FewestDifferent)
            return $"Choose a password with at least {FewestDifferent} different characters.";
        if (s_common.Contains(password.Trim()))
            return "This is one of the passwords that are tried first. Choose another one.";
        return HasName(password, userName) ? "The password has the account's name in it. Choose another one." : null;
    }

    /// <summary>Takes time, on purpose.</summary>
    public static string Hash(string password) => s_hasher.HashPassword(new User(), password);

    /// <summary>Whether it is the account's password; takes the same time where there is no account, or it has none.</summary>
    public static bool Fits(User? user, string password) =>
        s_hasher.VerifyHashedPassword(new User(), user?.PasswordHash ?? s_nobodys.Value, password) != PasswordVerificationResult.Failed && user?.PasswordHash is not null;

    /// <summary>One to be given to a person once, who must change it.</summary>
    public static string Temporary() => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", 20);

    /// <summary>The whole name, or a part of it that is not short.</summary>
    private static bool HasName(string password, string userName) => userName.Split('.', '-', '_', '@', '+').Append(userName)
        .Any(part => part.Length >= 5 && CultureInfo.InvariantCulture.CompareInfo.IndexOf(password, part, CompareOptions.IgnoreCase) >= 0);
}
