using System.Diagnostics;
using System.Text.Json;
using WageTheftPermits.UnitTests;

namespace WageTheftPermits.IntegrationTests.Agencies;

/// <summary>Runs the programs under <c>docs/agencies/samples</c> as an agency's programmer does. What they need is installed by <c>./wtp test</c>.</summary>
internal static class SampleProgram
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <summary>Debian's Python, which has Debian's pika.</summary>
    public const string Python = "/usr/bin/python3";

    public const string Node = "node";

    /// <summary>Runs it to its end and returns what it printed; fails where it did.</summary>
    /// <param name="file">Its path under <c>docs/agencies/samples</c>.</param>
    public static async Task<string> RunAsync(string interpreter, string file, IReadOnlyDictionary<string, string> environment, string input = "", params string[] arguments)
    {
        var path = Repository.PathOf("docs", "agencies", "samples", file);
        if (interpreter == Node)
            Directory.Exists(Path.Combine(Path.GetDirectoryName(path)!, "node_modules")).ShouldBeTrue("The packages of the JavaScript samples are not installed. Run: npm ci --prefix docs/agencies/samples/javascript");
        var start = new ProcessStartInfo(interpreter, [path, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(s_patience);
        process.ExitCode.ShouldBe(0, await errors + await output);
        return await output;
    }

    /// <summary>What an independent validator of JSON Schema says of each message: the JSON pointers of its faults, none where it is valid.</summary>
    public static async Task<IReadOnlyList<IReadOnlyList<string>>> ValidateAsync(IReadOnlyList<string> messages)
    {
        var output = await RunAsync(Node, "javascript/validate.js", new Dictionary<string, string>(), string.Join('\n', messages) + "\n", "--lines");
        var verdicts = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => (IReadOnlyList<string>)[.. JsonDocument.Parse(line).RootElement.EnumerateArray().Select(fault => fault.GetProperty("pointer").GetString()!)]).ToList();
        verdicts.Count.ShouldBe(messages.Count);
        return verdicts;
    }
}
