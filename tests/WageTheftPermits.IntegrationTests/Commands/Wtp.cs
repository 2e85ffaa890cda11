using System.Diagnostics;

namespace WageTheftPermits.IntegrationTests.Commands;

/// <summary>The program as a person starts it at a terminal, in a folder of its own.</summary>
internal sealed class Wtp : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    public string Folder { get; } = Directory.CreateTempSubdirectory("wtp-verb-").FullName;

    public async Task<(int ExitCode, string Output, string Errors)> RunAsync(IEnumerable<KeyValuePair<string, string>> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "wage-theft-permits.dll"), .. arguments])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(s_patience);
        return (process.ExitCode, await output, await errors);
    }

    /// <summary>Writes a file into the folder.</summary>
    public string Write(string name, string content)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
