using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using WageTheftPermits.Tests.Workflow;
using WageTheftPermits.Workflow;
using WageTheftPermits.Workflow.Interpretation;
using static WageTheftPermits.Tests.Workflow.Flow;

namespace WageTheftPermits.UnitTests.Workflow;

public class The_example_of_an_activity
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Is_what_CONTRIBUTING_shows()
    {
        var code = File.ReadAllText(Beside("AwaitSignature.cs"));
        File.ReadAllText(Beside("../../../CONTRIBUTING.md")).ShouldContain(code[code.IndexOf("[Activity(", StringComparison.Ordinal)..].TrimEnd());
    }

    [Theory]
    [InlineData(null, 1, InstanceStatus.Running)]
    [InlineData(null, 0, InstanceStatus.Finished)]
    [InlineData("2026-03-01", 1, InstanceStatus.Finished)]
    public async Task Does_what_its_words_say(string? signedOn, int daysLeft, InstanceStatus expected)
    {
        var file = new Flow("accord").Input("AccordId", "Guid").Variable("SignedOn", "DateOnly")
            .Activity("Await", "WageTheft.AwaitSignature", ("accordId", FromInput("Guid", "AccordId")), ("signedOn", ToVariable("DateOnly", "SignedOn"))).Activity("End", "Elsa.End")
            .Connect("Await.Signed > End", "Await.Expired > End").File();
        var catalog = new ActivityCatalog().Add<AwaitSignature>();
        DefinitionCheck.Check(file, catalog).ShouldBeEmpty();
        await using var services = new ServiceCollection().AddSingleton(new Accords(signedOn is null ? null : DateOnly.Parse(signedOn), s_now.AddDays(daysLeft))).BuildServiceProvider();
        var state = new InstanceState(Guid.NewGuid(), "accord", 1, "case-1") { Inputs = { ["AccordId"] = System.Text.Json.JsonSerializer.SerializeToElement(Guid.NewGuid()) } };
        await new Interpreter(DefinitionReader.Read(file).Definition!, catalog, state, services, s_now).RunAsync([new Stimulus(1, StimulusKind.Start, "", "", null, "ana")]);
        state.Status.ShouldBe(expected);
        state.Variables.ContainsKey("var-SignedOn").ShouldBe(signedOn is not null);
    }

    private static string Beside(string path, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, path);
}
