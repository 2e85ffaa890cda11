using System.Net;
using AngleSharp.Dom;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using WageTheftPermits.IntegrationTests.Enforcement;
using WageTheftPermits.Tests.Workflow;
using WageTheftPermits.Web.Pages.Workflows.Drawing;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.IntegrationTests.Pages;

public sealed class When_workflows_are_seen_on_pages(WorkflowOffice office) : IClassFixture<WorkflowOffice>
{
    [Fact]
    public async Task A_case_shows_its_workflow_with_the_path_taken_and_what_it_waits_for()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        using var inspector = await PageReader.OfRoleAsync(service, Roles.Inspector);
        await flow.NoticeAsync();

        var page = await inspector.PageAsync($"/cases/{flow.CaseId}");

        var drawing = page.QuerySelector("details.fold svg[role=img]")!;
        page.GetElementById(drawing.GetAttribute("aria-labelledby")!)!.TextContent.ShouldContain("Enforcement case");
        Boxes(drawing, "waiting").ShouldHaveSingleItem().ShouldContain("Propose a hold");
        Boxes(drawing, "done").ShouldContain(box => box.Contains("Serve the first notice", StringComparison.Ordinal) && box.Contains("done", StringComparison.Ordinal));
        Boxes(drawing, "notreached").ShouldContain(box => box.Contains("Decide on the hold", StringComparison.Ordinal));
        drawing.QuerySelectorAll(".workflow-map__outcome--taken").Select(t => t.TextContent).ShouldContain("Served");
        // The same in words, in the order in which it happened.
        var words = drawing.Closest("details")!.QuerySelectorAll("ol li").Select(l => l.TextContent).ToList();
        words[0].ShouldStartWith("Match confirmed: Done, once on ");
        words.ShouldContain(w => w.StartsWith("Serve the first notice: Served, once on ", StringComparison.Ordinal) && w.EndsWith("by ines.inspector", StringComparison.Ordinal));
        drawing.Closest("details")!.QuerySelector("ul li")!.TextContent.ShouldContain("Propose a hold waits for");
        // Many ways lead back to one activity; each is a short arrow to its name.
        Boxes(drawing, "way-back").Count.ShouldBe(19);
    }

    [Fact]
    public async Task Without_Graphviz_the_words_stand_and_a_sentence_says_so()
    {
        var flow = await EnforcementFlow.StartAsync(services => services.AddSingleton(new WorkflowMaps(NullLogger<WorkflowMaps>.Instance, "/nowhere/dot")));
        await using var service = flow.Service;
        using var inspector = await PageReader.OfRoleAsync(service, Roles.Inspector);
        await flow.OpenRenewalAsync();

        var text = await inspector.TextAsync($"/renewals/{flow.RenewalId}");

        text.ShouldContain("There is no drawing. Graphviz (the program /nowhere/dot) is not installed on the service's machine.");
        text.ShouldContain("Screen the permit: Clear, once");
    }

    [Fact]
    public async Task Words_of_a_definition_are_drawn_as_they_are_and_never_reach_Graphviz()
    {
        const string Name = "a\"];evil[label=\"<b";
        await office.DeployAsync(new Flow("hostile").Activity(Name, "Elsa.Event", ("eventName", Flow.Literal("String", "Never"))).Activity("End", "Elsa.End").Connect($"{Name} > End"));
        var instance = (await office.StartAsync("hostile"))[0];

        var drawing = (await office.Administrator.PageAsync($"/workflows/instances/{instance}")).QuerySelector("svg[role=img]")!;

        Boxes(drawing, "waiting").ShouldHaveSingleItem().ShouldContain(Name);
        drawing.QuerySelectorAll("b").ShouldBeEmpty();
    }

    [Fact]
    public async Task Instances_are_listed_page_by_page_and_narrowed()
    {
        await office.DeployAsync(WorkflowOffice.Waits("listed", "Listed"));
        await office.StartAsync("listed", 60);
        const string All = "/workflows/instances?definition=listed&version=1&state=waiting&waiting=event:Listed&days=";

        var first = await office.Auditor.PageAsync(All);
        var next = first.QuerySelector("a[rel=next]")!.GetAttribute("href")!;
        var second = await office.Auditor.PageAsync(next);

        (Links(first).Count, Links(second).Count).ShouldBe((50, 10));
        Links(first).Concat(Links(second)).Distinct().Count().ShouldBe(60);
        second.QuerySelector("a[rel=next]").ShouldBeNull();
        first.QuerySelector(".pager__range")!.TextContent.ShouldBe("60 instances");
        first.QuerySelectorAll("#waiting option").Select(o => o.TextContent).ShouldContain("An event: Listed");
        (await office.Auditor.TextAsync(All + "1")).ShouldContain("No instance fits these filters");
        (await office.Auditor.TextAsync("/workflows/instances?definition=listed&state=finished")).ShouldContain("No instance fits these filters");
        (await office.Auditor.TextAsync("/workflows/instances?definition=listed&state=blocked")).ShouldContain("No instance fits these filters");
        (await office.Auditor.TextAsync("/workflows/instances?after=nonsense")).ShouldContain("listed");
    }

    [Fact]
    public async Task An_ended_instance_tells_its_journal_and_is_listed_under_its_state()
    {
        await office.DeployAsync(new Flow("short").Variable("Count", "Int32", "3").Activity("Start", "Elsa.Start").Activity("End", "Elsa.End").Connect("Start > End"));
        var instance = (await office.StartAsync("short"))[0];

        var text = await office.Auditor.TextAsync($"/workflows/instances/{instance}");

        text.ShouldContain("Nothing: it has ended.");
        text.ShouldContain("Variable Count3");
        text.ShouldContain("The instance Instance finished this service");
        Links(await office.Auditor.PageAsync("/workflows/instances?definition=short&state=finished")).ShouldBe([$"/workflows/instances/{instance}"]);
        (await office.Auditor.GetAsync($"/workflows/instances/{Guid.NewGuid()}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Whoever_the_table_names_may_open_a_page_and_nobody_else()
    {
        (string Path, string Policy)[] pages =
        [
            ("/workflows", Access.ReadWorkflows), ("/workflows/instances", Access.ReadWorkflows), ("/workflows/incidents", Access.ReadWorkflows),
            ("/workflows/migrate?definition=permit-renewal&from=1&to=1", Access.Administer),
        ];
        foreach (var role in Roles.All)
        {
            using var visitor = await PageReader.OfRoleAsync(office.Service, role);
            foreach (var (path, policy) in pages)
                (await visitor.GetAsync(path)).StatusCode.ShouldBe(Access.RolesByPolicy[policy].Contains(role) ? HttpStatusCode.OK : HttpStatusCode.Forbidden, $"{role} at {path}");
        }
    }

    private static IReadOnlyList<string> Boxes(IElement drawing, string standing) => [.. drawing.QuerySelectorAll($".workflow-map__box--{standing}").Select(b => string.Join(' ', b.QuerySelectorAll("text").Select(t => t.TextContent)))];

    private static IReadOnlyList<string> Links(IParentNode page) => [.. page.QuerySelectorAll("tbody th a").Select(a => a.GetAttribute("href")!)];
}
