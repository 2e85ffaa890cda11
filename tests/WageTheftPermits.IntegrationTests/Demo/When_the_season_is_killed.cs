using System.Diagnostics;
using System.Text.Json;

namespace WageTheftPermits.IntegrationTests.Demo;

/// <summary>
/// The demonstration as a process of its own, killed (SIGKILL) in the middle, with its PostgreSQL left an orphan:
/// the next start goes on where it stopped, and the season ends as if nothing had happened.
/// </summary>
public sealed class When_the_season_is_killed : IDisposable
{
    private static readonly Dictionary<string, int> s_ends = new()
    {
        ["permits"] = 320,
        ["renewals issued"] = 308,
        ["renewals still open"] = 12,
        ["judgments"] = 14,
        ["possible matches found"] = 14,
        ["matches confirmed by a person"] = 12,
        ["matches cleared by a person"] = 1,
        ["cases open"] = 12,
        ["cases on condition"] = 0,
        ["cases of bankrupts, for counsel"] = 1,
        ["cases closed"] = 0,
        ["holds in force"] = 0,
        ["holds suspended in doubt"] = 0,
        ["holds lifted"] = 0,
        ["holds returned to the inspector"] = 0,
        ["hearings decided"] = 0,
        ["orders that stand"] = 0,
        ["messages accepted"] = 35,
        ["messages recognised as duplicates"] = 1,
        ["messages in quarantine"] = 3,
    };

    private readonly string _directory = Directory.CreateTempSubdirectory("wtp-demo-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task It_goes_on_where_it_stopped_and_leaves_no_half_done_step()
    {
        // Lines told before the kill: in the midst of the verdicts.
        (await PlayAsync(killAfter: 45)).ShouldBeNull("the season ended before it was killed");

        var summary = await PlayAsync(killAfter: null);
        summary.ShouldNotBeNull();
        JsonDocument.Parse(summary).RootElement.EnumerateArray().ToDictionary(l => l.GetProperty("what").GetString()!, l => l.GetProperty("count").GetInt32()).ShouldBe(s_ends);
    }

    /// <returns>The summary, or null where the process was killed before it.</returns>
    private async Task<string?> PlayAsync(int? killAfter)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "wage-theft-permits.dll"), "demo", "--exit", "--json", "--until", "2026-02-03"])
        {
            WorkingDirectory = _directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var told = new List<string>();
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            told.Add(line);
            if (told.Count == killAfter)
            {
                process.Kill();
                await process.WaitForExitAsync();
                return null;
            }
        }
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, string.Join(Environment.NewLine, told));
        return (await output).Split('\n').First(l => l.StartsWith('['));
    }
}
