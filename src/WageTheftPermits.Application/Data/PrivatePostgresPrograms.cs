using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace WageTheftPermits.Application.Data;

/// <summary>
/// PostgreSQL's own programs of one version, run as the account the server runs as:
/// root hands over to <paramref name="user"/> (initdb and postgres refuse root), anyone else stays who they are (<paramref name="user"/> is null).
/// </summary>
internal sealed class PrivatePostgresPrograms(string binDirectory, string? user)
{
    /// <summary>The oldest major version whose features the schema uses.</summary>
    private const int OldestMajor = 15;

    public string? User => user;

    /// <summary>Finds the programs: of the version that made the cluster where there is one (data files of another are unreadable), else the newest.</summary>
    public static PrivatePostgresPrograms Find(string? clusterVersion, string? user)
    {
        var installed = InstalledVersions().ToList();
        if (clusterVersion is not null)
        {
            var same = installed.Find(version => version.Major == clusterVersion).Bin
                ?? throw new PrivatePostgresException(
                    $"The private database was made by PostgreSQL {clusterVersion}, which is not installed: install the Debian package postgresql-{clusterVersion}.");
            return new PrivatePostgresPrograms(same, user);
        }

        var newest = installed
            .Where(version => int.TryParse(version.Major, CultureInfo.InvariantCulture, out var major) && major >= OldestMajor)
            .OrderByDescending(version => int.Parse(version.Major, CultureInfo.InvariantCulture))
            .Select(version => version.Bin)
            .FirstOrDefault()
            ?? throw new PrivatePostgresException(
                $"PostgreSQL {OldestMajor} or newer is not installed: install the Debian package postgresql, or set ConnectionStrings__Permits to a server of yours.");
        return new PrivatePostgresPrograms(newest, user);
    }

    /// <summary>Runs a program of PostgreSQL to its end and returns its exit code and all it said.</summary>
    public Task<(int ExitCode, string Output)> RunAsync(string program, IEnumerable<string> arguments, CancellationToken ct) =>
        RunAsync(Path.Combine(binDirectory, program), arguments, user, ct);

    /// <summary>
    /// Runs <paramref name="path"/> as <paramref name="user"/> (null: as the service), in <c>/</c>, which everyone may enter,
    /// and without any <c>PG…</c> variable of the caller.
    /// </summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string path, IEnumerable<string> arguments, string? user, CancellationToken ct)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (user is not null)
            start.UserName = user;
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C.UTF-8";

        using var process = StartProcess(start);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var error = process.StandardError.ReadToEndAsync(ct);
        try
        {
            await process.WaitForExitAsync(ct);
            return (process.ExitCode, (await output + await error).Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Sends a signal to one process; one that has gone already is no error.</summary>
    public static void Signal(int processId, PosixSignal signal)
    {
        var number = signal switch
        {
            PosixSignal.SIGINT => 2,
            PosixSignal.SIGQUIT => 3,
            _ => throw new ArgumentOutOfRangeException(nameof(signal)),
        };
        _ = Kill(processId, number);
    }

    private static Process StartProcess(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new PrivatePostgresException($"{start.FileName} could not be started.");
        }
        catch (Win32Exception refused)
        {
            var asWhom = start.UserName is { Length: > 0 } name ? $" as {name}" : "";
            throw new PrivatePostgresException($"{start.FileName} could not be started{asWhom}: {refused.Message}.", refused);
        }
    }

    private static IEnumerable<(string Major, string Bin)> InstalledVersions()
    {
        const string debian = "/usr/lib/postgresql";
        foreach (var folder in Directory.Exists(debian) ? Directory.GetDirectories(debian) : [])
            if (File.Exists(Path.Combine(folder, "bin", "initdb")))
                yield return (Path.GetFileName(folder), Path.Combine(folder, "bin"));
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}
