using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace WageTheftPermits.Web.Bench.Faults;

/// <summary>The service in a process of its own, started again whenever it has ended, as a service manager does.</summary>
internal sealed partial class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_again = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _stopped = new();
    private readonly IReadOnlyList<string> _arguments;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly Task _watched;
    private volatile Process? _process;
    private long _lines;

    public ServiceProcess(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        (_arguments, _environment) = (arguments, environment);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Kill();
        _watched = WatchAsync();
    }

    /// <summary>How often it was started.</summary>
    public int Starts { get; private set; }

    /// <summary>Lines it has logged since the first start.</summary>
    public long Lines => Interlocked.Read(ref _lines);

    /// <summary>Where it answers, once it does.</summary>
    public Uri? Address { get; private set; }

    /// <summary>What it has of the machine's memory, in bytes.</summary>
    public long Resident => _process is { HasExited: false } process
        ? long.Parse(File.ReadLines($"/proc/{process.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024
        : 0;

    /// <summary>Ends it as a power cut does.</summary>
    public void Kill()
    {
        if (_process is { HasExited: false } process)
            process.Kill();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        Kill();
        await _watched;
        _stopped.Dispose();
    }

    private async Task WatchAsync()
    {
        while (!_stopped.IsCancellationRequested)
        {
            using var process = Start();
            _process = process;
            Starts++;
            if (_stopped.IsCancellationRequested)
                process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            _process = null;
            await Task.Delay(s_again, _stopped.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ServiceProcess).Assembly.Location, .. _arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in _environment)
            start.Environment[name] = value;
        start.Environment["urls"] = "http://127.0.0.1:0";
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, said) => Read(said.Data);
        process.ErrorDataReceived += (_, said) => Read(said.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Read(string? line)
    {
        if (line is null)
            return;
        Interlocked.Increment(ref _lines);
        if (Environment.GetEnvironmentVariable("WTP_SHOW_SERVICE") is not null)
            Console.Error.WriteLine($"    {line}");
        if (ReadyAt().Match(line) is { Success: true } ready)
            Address = new Uri(ready.Groups[1].Value);
    }

    [GeneratedRegex("^Ready at (http://[0-9.]+:[0-9]+)")]
    private static partial Regex ReadyAt();
}
