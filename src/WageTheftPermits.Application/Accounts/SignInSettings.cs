namespace WageTheftPermits.Application.Accounts;

/// <summary>How people sign in here: configuration section <c>SignIn</c>.</summary>
public sealed record SignInSettings
{
    /// <summary>Whether nobody gets in by a password alone.</summary>
    public bool SecondFactorRequired { get; init; }

    /// <summary>Whether people sign in by password at all.</summary>
    public bool Passwords { get; init; } = true;

    /// <summary>A session that nobody uses for so long has ended.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromHours(8);

    /// <summary>After so long a session has ended, used or not.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromHours(12);
}

/// <summary>The time that sign-in goes by: the machine's, also where a demonstration moves the service's clock by months.</summary>
public sealed record WallClock(TimeProvider Time)
{
    public DateTimeOffset Now => Time.GetUtcNow();
}
