using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WageTheftPermits.Application.Workflows;
using WageTheftPermits.IntegrationTests.Enforcement;

namespace WageTheftPermits.IntegrationTests.Pages;

public sealed class When_workflows_are_mended_on_pages(WorkflowOffice office) : IClassFixture<WorkflowOffice>
{
    [Fact]
    public async Task What_stopped_an_instance_is_named_and_an_administrator_goes_on_without_it()
    {
        await office.DeployAsync(WorkflowOffice.Stuck("skipped"));
        var instance = (await office.StartAsync("skipped"))[0];
        var path = $"/workflows/instances/{instance}";

        var page = await office.Administrator.PageAsync(path);
        page.QuerySelector(".workflow-map__box--stopped")!.TextContent.ShouldContain("stopped");
        (await office.Administrator.TextAsync("/workflows/incidents?kind=fault")).ShouldContain("skipped: Ask");
        (await office.Administrator.TextAsync("/?kind=mend-workflows")).ShouldContain("Mend what stopped a workflow");
        var choice = page.QuerySelector("#Skip_Choice option[value$='Done']")!.GetAttribute("value")!;
        var form = Guid.NewGuid().ToString();

        var refused = await (await office.Administrator.PostAsync(path, path + "?handler=Skip", ("Skip.FormId", form), ("Skip.Choice", choice), ("Skip.Reason", " "))).Content.ReadAsStringAsync();
        refused.ShouldContain("Give a reason: it is kept as evidence.");
        refused.ShouldContain($"""<option selected="selected" value="{choice}">Ask: Done</option>""");
        (await office.StatusAsync(instance)).ShouldBe("blocked");

        (await office.Administrator.PostAsync(path, path + "?handler=Skip", ("Skip.FormId", form), ("Skip.Choice", choice), ("Skip.Reason", "Nobody needs to look."))).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await office.StatusAsync(instance)).ShouldBe("finished");
        var told = await office.Administrator.TextAsync(path);
        told.ShouldContain("Skipped: Done Odell Vance");
        told.ShouldContain("skipped on");
        told.ShouldContain("Nobody needs to look.");
    }

    [Fact]
    public async Task A_variable_is_amended_it_is_tried_again_and_cancelled_each_with_its_reason()
    {
        await office.DeployAsync(WorkflowOffice.Stuck("amended"));
        var instance = (await office.StartAsync("amended"))[0];
        var path = $"/workflows/instances/{instance}";

        var refused = await ActAsync(path, "Amend", ("Amend.Variable", "Count"), ("Amend.Value", "many"));
        (await refused.Content.ReadAsStringAsync()).ShouldContain("The variable Count is Int32; &#x27;many&#x27; is none.");
        await ActAsync(path, "Amend", ("Amend.Variable", "Count"), ("Amend.Value", "7"));
        (await office.Administrator.TextAsync(path)).ShouldContain("Variable Count7");

        (await ActAsync(path, "Retry")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        // It stops at the same place: the definition is what is wrong.
        (await office.Service.ReadAsync(db => db.WorkflowIncidents.CountAsync(i => i.InstanceId == instance))).ShouldBe(2);

        (await ActAsync(path, "Cancel")).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await office.StatusAsync(instance)).ShouldBe("cancelled");
        (await office.Administrator.PageAsync(path)).QuerySelector("form[action*=Cancel]").ShouldBeNull();
        (await office.Service.ReadAsync(db => db.AuditEntries.Where(e => e.Subjects.Contains($"workflow:{instance}")).OrderBy(e => e.Id).Select(e => e.Action).ToListAsync()))
            .ShouldBe(["variable amended", "workflow retried", "workflow cancelled"]);
    }

    [Theory]
    [InlineData("Retry")]
    [InlineData("Skip")]
    [InlineData("Amend")]
    [InlineData("Cancel")]
    [InlineData("Release")]
    public async Task An_auditor_reads_and_mends_nothing(string handler)
    {
        await office.DeployAsync(WorkflowOffice.Stuck("read"));
        var instance = (await office.StartAsync("read"))[0];
        var path = $"/workflows/instances/{instance}";

        (await office.Auditor.PageAsync(path)).QuerySelectorAll("main form").ShouldBeEmpty();
        var answer = await office.Auditor.PostAsync(path, $"{path}?handler={handler}", ($"{handler}.FormId", Guid.NewGuid().ToString()), ($"{handler}.Reason", "No."));

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await office.StatusAsync(instance)).ShouldBe("blocked");
    }

    [Fact]
    public async Task An_event_that_nothing_answered_is_raised_again_or_dismissed()
    {
        await office.Service.Units.RunAsync(EnforcementFlow.Inspector, async unit =>
        {
            await unit.Workflows.RaiseEventAsync(unit.ForWorkflow(), "Wanted", "matter:1", null, "agency:dlse");
            await unit.Workflows.RaiseEventAsync(unit.ForWorkflow(), "Unwanted", "matter:2", null, "agency:dlse");
        });
        await office.Service.Units.RunAsync(EnforcementFlow.Inspector, unit => unit.Db.Database.ExecuteSqlAsync($"UPDATE workflow.stimuli SET expires_at = {unit.Now} WHERE parked"));
        (await office.Service.Services.GetRequiredService<UnansweredEvents>().RaiseNextAsync(default)).ShouldBeTrue();
        var administrator = office.Administrator;
        var links = (await administrator.PageAsync("/workflows/incidents?kind=unanswered")).QuerySelectorAll("tbody th a").Select(a => a.GetAttribute("href")!).ToList();
        links.Count.ShouldBe(2);
        var (first, second) = (await administrator.TextAsync(links[0])).Contains("Event Wanted", StringComparison.Ordinal) ? (links[0], links[1]) : (links[1], links[0]);
        (await administrator.TextAsync(first)).ShouldContain("by agency dlse");

        await administrator.PostAsync(first, first + "?handler=Again", ("Again.FormId", Guid.NewGuid().ToString()), ("Again.Reason", "The case comes late."));
        await administrator.PostAsync(second, second + "?handler=Dismiss", ("Dismiss.FormId", Guid.NewGuid().ToString()), ("Dismiss.Reason", "Sent by mistake."));

        (await administrator.TextAsync("/workflows/incidents?kind=unanswered")).ShouldContain("No incident fits these filters");
        var closed = await administrator.TextAsync("/workflows/incidents?kind=unanswered&state=closed");
        closed.ShouldContain("raised again by odell.vance: The case comes late.");
        closed.ShouldContain("dismissed by odell.vance: Sent by mistake.");
    }

    [Fact]
    public async Task Instances_are_moved_to_a_newer_version_and_the_migration_is_committed()
    {
        await office.DeployAsync(WorkflowOffice.Waits("moving", "Moved"));
        var instance = (await office.StartAsync("moving"))[0];
        await office.DeployAsync(WorkflowOffice.Waits("moving", "MovedOn"));
        var link = (await office.Administrator.PageAsync("/workflows")).QuerySelectorAll("a").Single(a => a.GetAttribute("href")!.StartsWith("/workflows/migrate?definition=moving", StringComparison.Ordinal)).GetAttribute("href")!;
        (await office.Administrator.TextAsync(link)).ShouldContain("1 would move");

        var refused = await office.Administrator.PostAsync(link, link, ("Start.FormId", Guid.NewGuid().ToString()), ("Start.Reason", ""));
        (await refused.Content.ReadAsStringAsync()).ShouldContain("Give a reason: it is kept as evidence.");
        var started = await office.Administrator.PostAsync(link, link, ("Start.FormId", Guid.NewGuid().ToString()), ("Start.Reason", "The event has another name."));
        var path = started.Headers.Location!.ToString();
        (await office.Administrator.PageAsync(path)).QuerySelector("progress")!.GetAttribute("value").ShouldBe("0");

        while (await office.Service.Services.GetRequiredService<MigrationBatches>().MoveNextAsync(default))
        {
        }
        (await office.Auditor.PageAsync(path)).QuerySelector("form[action*=Commit]").ShouldBeNull();
        await office.Administrator.PostAsync(path, path + "?handler=Commit", ("Commit.FormId", Guid.NewGuid().ToString()), ("Commit.Reason", "Looked at one of them."));

        (await office.Administrator.TextAsync(path)).ShouldContain("Final");
        (await office.Service.ReadAsync(db => db.WorkflowInstances.Where(i => i.Id == instance).Select(i => i.DefinitionVersion).SingleAsync())).ShouldBe(2);
        (await office.Administrator.TextAsync("/workflows")).ShouldContain("moving, 1 to 2");
    }

    private Task<HttpResponseMessage> ActAsync(string path, string handler, params (string Name, string Value)[] fields) =>
        office.Administrator.PostAsync(path, $"{path}?handler={handler}", [.. fields, ($"{handler}.FormId", Guid.NewGuid().ToString()), ($"{handler}.Reason", "For a test.")]);
}
