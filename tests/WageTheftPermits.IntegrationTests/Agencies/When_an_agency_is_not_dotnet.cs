namespace WageTheftPermits.IntegrationTests.Agencies;

/// <summary>The published sample clients, each against the running service: the whole life of a judgment through each door.</summary>
public sealed class When_an_agency_is_not_dotnet(RunningService service) : IClassFixture<RunningService>
{
    private static readonly Dictionary<string, string> s_nothing = [];

    [Theory]
    [InlineData("amqp")]
    [InlineData("http")]
    public async Task Its_program_in_Python_brings_a_judgment_from_issue_to_satisfaction(string door)
    {
        var credentials = await service.AddAgencyAsync($"python-{door}", withBroker: door == "amqp");

        var output = await SampleProgram.RunAsync(SampleProgram.Python, "python/life_of_a_judgment.py", s_nothing, "", credentials, door, "LC-2026/0117");

        output.ShouldContain("10. judgment.satisfied.v1: receipt.accepted.v1");
        output.TrimEnd().ShouldEndWith("LC-2026/0117: satisfied, paid 18250.00, balance 0.00, gaps []");
    }

    [Theory]
    [InlineData("amqp")]
    [InlineData("http")]
    public async Task Its_program_in_JavaScript_brings_a_judgment_from_issue_to_satisfaction(string door)
    {
        var credentials = await service.AddAgencyAsync($"javascript-{door}", withBroker: door == "amqp");

        var output = await SampleProgram.RunAsync(SampleProgram.Node, "javascript/life-of-a-judgment.js", s_nothing, "", credentials, door, "LC 2026-0130");

        output.ShouldContain("9. judgment.satisfied.v1: receipt.accepted.v1");
        output.TrimEnd().ShouldEndWith("LC 2026-0130: satisfied, paid 8100.00, balance 0.00, gaps []");
    }

    [Fact]
    public async Task Its_exports_bring_a_judgment_from_issue_to_satisfaction_and_a_corrected_name_is_no_other_defendant()
    {
        var credentials = await service.AddAgencyAsync("csv-county");

        var output = await SampleProgram.RunAsync(
            SampleProgram.Python, "csv/snapshots.py", service.Environment, "", credentials, "dotnet", Path.Combine(AppContext.BaseDirectory, "wage-theft-permits.dll"));

        output.ShouldContain("receipt.accepted.v1 26-0144");
        output.ShouldNotContain("receipt.quarantined.v1");
        output.TrimEnd().ShouldEndWith("26-0144: satisfied, paid 6200.00, parties ['p1', 'p2'], gaps []");
    }
}
