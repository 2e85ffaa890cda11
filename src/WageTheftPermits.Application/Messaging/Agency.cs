using WageTheftPermits.Application.Data;

namespace WageTheftPermits.Application.Messaging;

/// <summary>A labor agency that sends judgments. Its key stands in exchange names, paths and event sources.</summary>
public sealed class Agency
{
    private Agency()
    {
    }

    public Agency(string key, string name, DateTimeOffset addedAt)
    {
        Key = key;
        Name = name;
        AddedAt = addedAt;
    }

    /// <summary><c>[a-z0-9-]+</c>.</summary>
    public string Key { get; private set; } = "";

    public string Name { get; private set; } = "";

    public DateTimeOffset AddedAt { get; private set; }
}

/// <summary>A bearer token of an agency's system; only its SHA-256 is kept.</summary>
public sealed class AgencyToken
{
    public byte[] Hash { get; init; } = [];

    public string Agency { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>The hour in which it was last used; null: never.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>Names the token without giving it away: the beginning of its hash.</summary>
    public string Mark => SecretToken.MarkOf(Hash);
}
