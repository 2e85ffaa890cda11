using WageTheftPermits.IntegrationTests.Commands;

namespace WageTheftPermits.IntegrationTests.Messaging;

/// <summary>
/// The fault test of the intake, small: an agency sends while the service is killed, its connections are cut, RabbitMQ is killed and PostgreSQL crashes.
/// <c>./wtp agency crash</c> is the large one; with <c>--forget</c> it has to fail.
/// </summary>
public sealed class When_broker_database_and_service_are_killed : IDisposable
{
    private readonly Wtp _wtp = new();

    public void Dispose() => _wtp.Dispose();

    [Fact]
    public async Task Every_event_has_its_effect_and_its_answer_exactly_once()
    {
        var (exitCode, output, said) = await _wtp.RunAsync([], "agency", "crash", "--events", "40", "--rounds", "1", "--away", "1");

        exitCode.ShouldBe(0, said);
        foreach (var fault in new[] { "the service was killed", "all connections to the broker were cut", "the broker was killed", "PostgreSQL crashed" })
            said.ShouldContain(fault);
        output.ShouldContain("Every event had its effect and its answer exactly once");
    }
}
