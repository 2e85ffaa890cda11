using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using WageTheftPermits.Domain.Matching;

namespace WageTheftPermits.Web.Bench.Matching;

/// <summary>
/// Measures the linkage and the training of a model on a large made-up county, each in a process of its own, files read and written included.
/// The floor is one Jaro–Winkler comparison of two names for every pair that was compared, on the same cores.
/// </summary>
/// <param name="permits">Permits of the large run; judgments are a twentieth of them. The small run has a tenth of both.</param>
internal sealed class LinkBench(int permits, Action<string> say)
{
    private sealed record Run(double Seconds, double PeakMegabytes, JsonElement Report);

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("link-bench").FullName;
        try
        {
            var figures = new List<Figure>();
            var small = await LinkAsync(folder, permits / 10, ct);
            var large = await LinkAsync(folder, permits, ct);
            var (compared, before) = (large.Run.Report.GetProperty("compared").GetInt64(), small.Run.Report.GetProperty("compared").GetInt64());
            var floor = Floor(large.Data, compared);
            var size = string.Create(CultureInfo.InvariantCulture, $"{permits:N0} permits and {permits / 20:N0} judgments");
            figures.Add(Figure.Of("link", large.Run.Seconds, "s", floor, $"{size}, {compared:N0} pairs compared, {large.Run.Report.GetProperty("keysPassedOver")} blocking keys passed over; floor: as many Jaro–Winkler comparisons of names"));
            figures.Add(Figure.Of("link, peak memory", large.Run.PeakMegabytes, "MB", large.Megabytes, $"{size}; floor: the two files"));
            figures.Add(Figure.Of("link, microseconds a pair", large.Run.Seconds * 1e6 / compared, "µs", small.Run.Seconds * 1e6 / before, $"reading and writing included; floor: the same with a tenth of both files, {before:N0} pairs"));
            say("link: training");
            var trained = await StartAsync(["match", "train", large.Left, large.Right, "--out", Path.Combine(folder, "model.json"), "--json"], ct);
            figures.Add(Figure.Of("match train", trained.Seconds, "s", large.Run.Seconds, $"{size}; floor: linking them"));
            figures.Add(Figure.Of("match train, peak memory", trained.PeakMegabytes, "MB", large.Megabytes, $"{size}; floor: the two files"));
            return figures;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<(LinkData Data, Run Run, string Left, string Right, double Megabytes)> LinkAsync(string folder, int size, CancellationToken ct)
    {
        say(string.Create(CultureInfo.InvariantCulture, $"link: {size:N0} permits"));
        var data = new LinkData(size, size / 20);
        var (left, right) = (Path.Combine(folder, $"judgments-{size}.csv"), Path.Combine(folder, $"permits-{size}.csv"));
        await PlainRow.WriteAsync(left, data.Judgments, ct);
        await PlainRow.WriteAsync(right, data.Permits, ct);
        var run = await StartAsync(["link", left, right, "--out", Path.Combine(folder, "pairs.csv"), "--json"], ct);
        return (data, run, left, right, (new FileInfo(left).Length + new FileInfo(right).Length) / 1e6);
    }

    private static double Floor(LinkData data, long comparisons)
    {
        var watch = Stopwatch.StartNew();
        var found = 0L;
        Parallel.For(0, Environment.ProcessorCount, core =>
        {
            var alike = 0L;
            for (var i = (long)core; i < comparisons; i += Environment.ProcessorCount)
                if (Similarity.JaroWinkler(data.Judgments[(int)(i % data.Judgments.Count)].Name, data.Permits[(int)(i * 7919 % data.Permits.Count)].Name) > 0.9)
                    alike++;
            Interlocked.Add(ref found, alike);
        });
        return watch.Elapsed.TotalSeconds;
    }

    private static async Task<Run> StartAsync(string[] arguments, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true };
        // As ./wtp starts it.
        start.Environment["DOTNET_GCgen0size"] = "0x4000000";
        (start.Environment["DOTNET_gcConcurrent"], start.Environment["DOTNET_TieredPGO"]) = ("0", "0");
        start.Environment.Remove("DOTNET_TC_CallCountingDelayMs");
        using var process = Process.Start(start)!;
        var peak = 0L;
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var ended = process.WaitForExitAsync(ct);
        while (!ended.IsCompleted)
        {
            peak = Math.Max(peak, PeakOf(process));
            await Task.WhenAny(ended, Task.Delay(50, ct));
        }
        await ended;
        var seconds = watch.Elapsed.TotalSeconds;
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', arguments)} ended with {process.ExitCode}.");
        using var report = JsonDocument.Parse(await output);
        return new Run(seconds, peak / 1e6, report.RootElement.Clone());
    }

    private static long PeakOf(Process process)
    {
        try
        {
            process.Refresh();
            return process.PeakWorkingSet64;
        }
        catch (InvalidOperationException)
        {
            return 0; // It has ended meanwhile.
        }
    }
}
