using System.Diagnostics;

namespace WageTheftPermits.Web.Bench;

/// <summary>How long something took, many times, in milliseconds.</summary>
internal sealed class Latencies
{
    private readonly List<double> _milliseconds = [];

    public int Count => _milliseconds.Count;

    public async Task MeasureAsync(Func<Task> act)
    {
        var watch = Stopwatch.StartNew();
        await act();
        _milliseconds.Add(watch.Elapsed.TotalMilliseconds);
    }

    /// <param name="share">0.5 for the median.</param>
    public double Percentile(double share)
    {
        var sorted = _milliseconds.Order().ToList();
        return sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)];
    }
}
