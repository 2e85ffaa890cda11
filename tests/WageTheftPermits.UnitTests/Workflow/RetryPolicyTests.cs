using WageTheftPermits.Workflow;

namespace WageTheftPermits.UnitTests.Workflow;

public class RetryPolicyTests
{
    private static readonly RetryPolicy Policy = new(5, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60));

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 20)]
    [InlineData(3, 40)]
    [InlineData(4, 60)]
    public void The_pause_doubles_up_to_the_longest(int failures, int seconds) => Policy.PauseAfter(failures).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void After_the_last_attempt_there_is_none() => Policy.PauseAfter(5).ShouldBeNull();

    [Fact]
    public void So_many_failures_do_not_overflow() => new RetryPolicy(int.MaxValue, TimeSpan.FromHours(1), TimeSpan.FromDays(1)).PauseAfter(1_000_000).ShouldBe(TimeSpan.FromDays(1));

    [Fact]
    public void One_that_means_nothing_is_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new RetryPolicy(0, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)));
        Should.Throw<ArgumentOutOfRangeException>(() => new RetryPolicy(1, TimeSpan.Zero, TimeSpan.FromSeconds(1)));
        Should.Throw<ArgumentOutOfRangeException>(() => new RetryPolicy(1, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1)));
    }
}
