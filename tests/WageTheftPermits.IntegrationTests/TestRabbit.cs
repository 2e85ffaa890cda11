using WageTheftPermits.Web.Bench;

namespace WageTheftPermits.IntegrationTests;

/// <summary>One real RabbitMQ for all tests of this process, started when the first asks and stopped when the process ends.</summary>
public static class TestRabbit
{
    private static readonly Lazy<Task<PrivateRabbit>> s_broker = new(PrivateRabbit.StartAsync);

    public static Task<PrivateRabbit> StartedAsync() => s_broker.Value;
}
