using System.Diagnostics;

namespace WageTheftPermits.IntegrationTests.Workflow;

/// <summary>The crash test, small: two worker processes killed (SIGKILL) again and again under running workflows, PostgreSQL once. <c>./wtp workflows crash</c> is the large one.</summary>
public sealed class When_workers_and_the_database_are_killed : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("wtp-crash-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Every_effect_is_there_exactly_once_every_journal_is_whole_and_nothing_is_stuck()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "wage-theft-permits.dll"), "workflows", "crash", "--instances", "100", "--kills", "4"])
        {
            WorkingDirectory = _directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, said) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await said);
        (await said).ShouldContain("and PostgreSQL once");
        (await output).ShouldContain("every effect exactly once");
    }
}
