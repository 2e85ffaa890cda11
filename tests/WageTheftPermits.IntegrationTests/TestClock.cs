namespace WageTheftPermits.IntegrationTests;

/// <summary>A clock that stands until a test moves it. It begins on Monday 2 March 2026, 9:00 in Los Angeles.</summary>
public sealed class TestClock : TimeProvider
{
    private long _ticks = new DateTimeOffset(2026, 3, 2, 17, 0, 0, TimeSpan.Zero).Ticks;

    public DateTimeOffset Now => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;

    /// <summary>Moves the clock forward; never back.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(by.Ticks, nameof(by));
        Interlocked.Add(ref _ticks, by.Ticks);
    }

    /// <summary>Moves the clock forward to a moment.</summary>
    public void AdvanceTo(DateTimeOffset moment) => Advance(moment - Now);
}
