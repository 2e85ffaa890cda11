namespace WageTheftPermits.Application.Data;

/// <summary>Where the private PostgreSQL keeps its data and how it is run.</summary>
public sealed record PrivatePostgresOptions
{
    /// <summary>The folder that holds the cluster, its passwords and its lock; made if absent. One service at a time may use it.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The port on 127.0.0.1; a free one is taken where null.</summary>
    public int? Port { get; init; }

    /// <summary>The account the server runs as where the service is root, which PostgreSQL refuses to run as. Ignored for anyone else.</summary>
    public string ServerUser { get; init; } = "postgres";

    /// <summary>How long a start may take, crash recovery included, before it is given up.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Further settings for postgresql.conf, which win over the service's own. Tests trade safety for speed here.</summary>
    public IReadOnlyDictionary<string, string> ExtraSettings { get; init; } = new Dictionary<string, string>();
}

/// <summary>The private PostgreSQL cannot be used. The message is one line and says what to do.</summary>
public sealed class PrivatePostgresException(string message, Exception? cause = null) : Exception(message, cause);
