using WageTheftPermits.IntegrationTests.Policies;
using WageTheftPermits.Tests.Workflow;

namespace WageTheftPermits.IntegrationTests.Commands;

public class WorkflowsVerbTests
{
    [Fact]
    public async Task Check_OfWhatIsShipped_IsSound()
    {
        using var wtp = new Wtp();

        var (exit, output, errors) = await wtp.RunAsync([], "workflows", "check");

        exit.ShouldBe(0, errors);
        output.ShouldContain("0 faults.");
        output.ShouldNotContain(" 0 polic");
    }

    [Fact]
    public async Task Check_NamesTheFile_ThePlace_AndTheReason()
    {
        using var wtp = new Wtp();
        var path = wtp.Write("policy.json", When_a_policy_is_changed.With("responseDay", 15));

        var (exit, output, errors) = await wtp.RunAsync([], "workflows", "check", wtp.Folder);

        exit.ShouldBe(1);
        errors.ShouldContain($"{path}: /responseDay: There is no such member. Is responseDays meant?");
        output.ShouldContain("0 definitions, 1 policy, 1 faults.");
    }

    [Fact]
    public async Task Check_HoldsTheFilesOfAProgramAgainstEachOther()
    {
        using var wtp = new Wtp();
        var parent = new Flow("parent").Activity("Child", "Elsa.DispatchWorkflow", ("workflowDefinitionId", Flow.Literal("String", "child"))).Activity("End", "Elsa.End").Connect("Child > End");
        var path = wtp.Write("parent.json", parent.File().Json);

        var (exit, _, errors) = await wtp.RunAsync([], "workflows", "check", wtp.Folder);
        exit.ShouldBe(1);
        errors.ShouldContain($"{path}: Child: workflowDefinitionId: There is no workflow 'child'");

        wtp.Write("child.json", new Flow("child").Activity("End", "Elsa.End").File().Json);
        (exit, _, errors) = await wtp.RunAsync([], "workflows", "check", wtp.Folder);
        exit.ShouldBe(0, errors);
    }
}
