using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

#pragma warning disable CA1416 // PrivatePostgresHome.TakeAsync, which everything here goes through, refuses other systems than Linux.

namespace WageTheftPermits.Application.Data;

/// <summary>
/// The folder of one private PostgreSQL, held by this service alone for as long as this lives:
/// <c>cluster/</c> (PostgreSQL's own), <c>passwords.json</c> (readable by its owner only), <c>service.lock</c> and <c>service.pid</c>.
/// </summary>
internal sealed class PrivatePostgresHome : IDisposable
{
    // Others may pass through (the server runs as another user than root) but not look around.
    private const UnixFileMode HomeMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const UnixFileMode SecretMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly FileStream _lock;

    private PrivatePostgresHome(string path, string? serverUser, FileStream @lock)
    {
        Path = path;
        ServerUser = serverUser;
        _lock = @lock;
    }

    public string Path { get; }

    /// <summary>The account the server runs as; null: the service's own.</summary>
    public string? ServerUser { get; }

    public string Cluster => System.IO.Path.Combine(Path, "cluster");

    /// <summary>The cluster's major version, or null where there is none yet.</summary>
    public string? ClusterVersion
    {
        get
        {
            var file = System.IO.Path.Combine(Cluster, "PG_VERSION");
            return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
        }
    }

    /// <summary>Takes the folder for this service. Refused while another service that lives holds it.</summary>
    public static async Task<PrivatePostgresHome> TakeAsync(PrivatePostgresOptions options, ILogger log, CancellationToken ct)
    {
        if (!OperatingSystem.IsLinux())
            throw new PrivatePostgresException("The private database runs on Linux only: set ConnectionStrings__Permits to a PostgreSQL server.");
        var serverUser = Environment.IsPrivilegedProcess ? options.ServerUser : null;
        var path = System.IO.Path.GetFullPath(options.DataDirectory);
        try
        {
            Directory.CreateDirectory(path, HomeMode);
            if (serverUser is not null && !await CanEnterAsync(serverUser, path, ct))
            {
                // Only root comes here, so /var/lib can be written, and by nobody else.
                var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..12];
                var reachable = $"/var/lib/wage-theft-permits-{digest}";
                log.LogWarning("The user {User} cannot enter {Path}; the private database is kept in {Reachable} instead", serverUser, path, reachable);
                path = reachable;
                Directory.CreateDirectory(path, HomeMode);
            }

            // A running server is recognised by its folder as the system names it, without links.
            (_, path) = await PrivatePostgresPrograms.RunAsync("/usr/bin/realpath", [path], user: null, ct);
            return new PrivatePostgresHome(path, serverUser, Lock(path));
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new PrivatePostgresException(
                $"{path} cannot be written ({refused.Message}): make it this account's, or start the service as the account that made it.", refused);
        }
    }

    /// <summary>The three passwords, made at random the first time. They never appear on a command line or in a log.</summary>
    public PrivatePostgresPasswords Passwords()
    {
        var file = System.IO.Path.Combine(Path, "passwords.json");
        if (File.Exists(file))
            return JsonSerializer.Deserialize<PrivatePostgresPasswords>(File.ReadAllText(file))
                ?? throw new PrivatePostgresException($"{file} is empty: restore it from a backup.");
        if (ClusterVersion is not null)
            throw new PrivatePostgresException($"{file} is missing, so the database beside it cannot be opened: restore the file from a backup.");

        var made = new PrivatePostgresPasswords(RandomNumberGenerator.GetHexString(48), RandomNumberGenerator.GetHexString(48), RandomNumberGenerator.GetHexString(48));
        WriteSecret(file, JsonSerializer.Serialize(made));
        return made;
    }

    /// <summary>Writes a file whole or not at all, readable by its owner only.</summary>
    public static void WriteSecret(string file, string content)
    {
        var unfinished = file + ".new";
        File.Delete(unfinished);
        using (var stream = new FileStream(unfinished, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = SecretMode }))
        {
            stream.Write(Encoding.UTF8.GetBytes(content));
            stream.Flush(flushToDisk: true);
        }

        File.Move(unfinished, file, overwrite: true);
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>
    /// <see cref="FileShare.None"/> is an flock: the system frees it when the service ends, however it ends, so that it never needs clearing by hand.
    /// </summary>
    private static FileStream Lock(string path)
    {
        var pidFile = System.IO.Path.Combine(path, "service.pid");
        try
        {
            var held = new FileStream(
                System.IO.Path.Combine(path, "service.lock"),
                new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, UnixCreateMode = SecretMode });
            File.WriteAllText(pidFile, $"{Environment.ProcessId}\n");
            return held;
        }
        catch (IOException inUse)
        {
            var holder = File.Exists(pidFile) ? File.ReadAllText(pidFile).Trim() : "unknown";
            throw new PrivatePostgresException(
                $"The private database in {path} is in use by a service that runs (process {holder}): stop that one first, or give this one another data directory.", inUse);
        }
    }

    private static async Task<bool> CanEnterAsync(string user, string path, CancellationToken ct)
    {
        try
        {
            return (await PrivatePostgresPrograms.RunAsync("/usr/bin/test", ["-x", path], user, ct)).ExitCode == 0;
        }
        catch (PrivatePostgresException unknown)
        {
            throw new PrivatePostgresException(
                $"Root cannot run PostgreSQL and there is no account {user} to run it as: install the Debian package postgresql.", unknown);
        }
    }
}

/// <summary>Of the superuser, of the role that owns and migrates, and of the role that runs.</summary>
internal sealed record PrivatePostgresPasswords(string Superuser, string Owner, string App)
{
    public override string ToString() => "(secret)";
}
