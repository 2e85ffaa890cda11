using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace WageTheftPermits.Application;

/// <summary>
/// Says when something begins to fail, now and then that it still does, and when it works again: not each of the thousands of times that it is tried.
/// </summary>
internal sealed class OutageLog(ILogger log, TimeProvider clock)
{
    private static readonly TimeSpan s_again = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _said = new(StringComparer.Ordinal);

    /// <param name="what">What fails, as the sentence begins.</param>
    public void Failed(string what, string why)
    {
        var now = clock.GetUtcNow();
        if (_said.TryGetValue(what, out var last) && now - last < s_again)
            return;
        _said[what] = now;
        log.LogWarning("{What} stopped short and is tried again: {Reason}", what, why);
    }

    public void Works(string what)
    {
        if (_said.TryRemove(what, out _))
            log.LogInformation("{What} works again.", what);
    }
}
