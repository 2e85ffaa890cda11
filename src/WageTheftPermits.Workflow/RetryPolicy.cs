namespace WageTheftPermits.Workflow;

/// <summary>How often something that failed is tried, and the pauses between.</summary>
public sealed record RetryPolicy
{
    /// <summary>Throws <see cref="ArgumentOutOfRangeException"/> for less than one attempt, or a pause that is not positive or not longer than the first.</summary>
    public RetryPolicy(int attempts, TimeSpan firstPause, TimeSpan longestPause)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(firstPause, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(longestPause, firstPause);
        (Attempts, FirstPause, LongestPause) = (attempts, firstPause, longestPause);
    }

    /// <summary>Tries in all, the first included.</summary>
    public int Attempts { get; }

    public TimeSpan FirstPause { get; }

    public TimeSpan LongestPause { get; }

    /// <summary>How long to rest after that many failures; null where there is no further try.</summary>
    public TimeSpan? PauseAfter(int failures)
    {
        if (failures >= Attempts)
            return null;
        var pause = FirstPause * Math.Pow(2, Math.Min(failures - 1, 30));
        return pause < LongestPause ? pause : LongestPause;
    }
}
