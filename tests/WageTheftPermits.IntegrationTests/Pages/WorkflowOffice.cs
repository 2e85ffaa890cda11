using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Domain;
using WageTheftPermits.Tests.Workflow;
using WageTheftPermits.Web.Security;
using static WageTheftPermits.Tests.Workflow.Flow;

namespace WageTheftPermits.IntegrationTests.Pages;

/// <summary>One service for all tests of the workflow pages, with somebody of each role that they need; each test has definitions of its own.</summary>
public sealed class WorkflowOffice : IAsyncLifetime
{
    private static readonly Actor s_test = Actor.System("test");

    public TestService Service { get; private set; } = null!;

    internal PageReader Administrator { get; private set; } = null!;

    internal PageReader Auditor { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Service = await TestService.StartAsync();
        Administrator = await PageReader.OfRoleAsync(Service, Roles.Administrator);
        Auditor = await PageReader.OfRoleAsync(Service, Roles.Auditor);
    }

    public async Task DisposeAsync()
    {
        Administrator.Dispose();
        Auditor.Dispose();
        await Service.DisposeAsync();
    }

    /// <summary>A task that names no role, so that nobody could do it: it stops its instance.</summary>
    internal static Flow Stuck(string id) => new Flow(id).Variable("Count", "Int32", "3").Variable("Asked", "Object", """{ "title": "Look" }""")
        .Activity("Start", "Elsa.Start").Activity("Ask", "Elsa.RunTask", ("taskName", Literal("String", "Ask")), ("payload", FromVariable("Object", "Asked"))).Activity("End", "Elsa.End")
        .Connect("Start > Ask", "Ask > End");

    /// <summary>Waits for an event of its own.</summary>
    internal static Flow Waits(string id, string eventName) => new Flow(id)
        .Activity("Wait", "Elsa.Event", ("eventName", Literal("String", eventName))).Activity("End", "Elsa.End").Connect("Wait > End");

    internal Task DeployAsync(Flow flow) => Service.Units.RunAsync(s_test, unit => unit.Workflows.DeployAsync(unit.ForWorkflow(), flow.File(), "test", "For a test."));

    /// <summary>Starts instances and lets them run until they rest; about <c>matter:1</c> and so on.</summary>
    internal async Task<IReadOnlyList<Guid>> StartAsync(string definition, int count = 1)
    {
        var started = new List<Guid>();
        await Service.Units.RunAsync(s_test, async unit =>
        {
            for (var at = 1; at <= count; at++)
                started.Add(await unit.Workflows.StartAsync(unit.ForWorkflow(), definition, $"{definition}:{at}", new Dictionary<string, object?>(), "test"));
        });
        await Service.SettleAsync();
        return started;
    }

    internal Task<string> StatusAsync(Guid instance) => Service.ReadAsync(db => db.WorkflowInstances.Where(i => i.Id == instance).Select(i => i.Status).SingleAsync());
}
