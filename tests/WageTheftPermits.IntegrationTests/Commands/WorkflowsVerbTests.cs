using Microsoft.EntityFrameworkCore;
using WageTheftPermits.IntegrationTests.Policies;
using WageTheftPermits.IntegrationTests.Workflows;
using WageTheftPermits.Web.Commands;
using WageTheftPermits.Web.Security;
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
        output.ShouldContain("0 definitions, 1 policy, 0 letters, 1 faults.");
    }

    [Fact]
    public async Task Deploy_KeepsWhoAndWhy_AndActsAreAnAdministrators()
    {
        await using var service = await TestService.StartAsync();
        await Accounts.AddAsync(service.Services, "ada.administrator", "Ada", null, [Roles.Administrator]);
        await Accounts.AddAsync(service.Services, "ines.inspector", "Ines", null, [Roles.Inspector]);
        using var folder = new ChangedProgram();
        using var wtp = new Wtp();
        Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) => wtp.RunAsync(new Dictionary<string, string> { ["ConnectionStrings__Permits"] = service.ConnectionString }, ["workflows", .. arguments]);

        var deployed = await RunAsync("deploy", folder.Path, "--by", "ADA.administrator", "--reason", "The clearance says more.");
        deployed.ExitCode.ShouldBe(0, deployed.Errors);
        (await service.ReadAsync(db => db.Database.SqlQuery<string>($"SELECT deployed_by || ': ' || reason AS \"Value\" FROM workflow.definitions WHERE definition_id = 'permit-renewal' AND version = 2").SingleAsync()))
            .ShouldBe("ada.administrator: The clearance says more.");

        var unknown = await RunAsync("deploy", folder.Path, "--by", "nobody");
        (unknown.ExitCode, unknown.Errors.Trim()).ShouldBe((2, "wtp: there is no account nobody."));

        var migrated = await RunAsync("migrate", "permit-renewal", "--from", "1", "--to", "2", "--reason", "One version for all.", "--by", "ada.administrator", "--json");
        migrated.ExitCode.ShouldBe(0, migrated.Errors);
        migrated.Output.ShouldContain("\"status\":\"moved\"");

        var refused = await RunAsync("retry", Guid.NewGuid().ToString(), "--reason", "x", "--by", "ines.inspector");
        (refused.ExitCode, refused.Errors.Trim()).ShouldBe((2, "wtp: account ines.inspector does not hold the role administrator, which this needs."));
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
