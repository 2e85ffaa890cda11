using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Hearings;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Domain.Renewals;
using WageTheftPermits.IntegrationTests.Commands;
using WageTheftPermits.IntegrationTests.Enforcement;

namespace WageTheftPermits.IntegrationTests.Stories;

/// <summary>
/// <c>docs/new-program.md</c> done: a county copies a folder and changes days, the order of steps and letters, and runs it. It gives one warning of
/// twenty days, and a hold is the most that it does: it never closes a restaurant.
/// </summary>
public sealed class When_a_county_writes_its_own_program : IDisposable
{
    private readonly Wtp _wtp = new();
    private readonly string _folder;

    public When_a_county_writes_its_own_program()
    {
        _folder = Path.Combine(_wtp.Folder, "harbor-county");
        var template = Path.Combine(AppContext.BaseDirectory, "workflows", "santa-clara");
        foreach (var file in Directory.EnumerateFiles(template, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_folder, Path.GetRelativePath(template, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        File.Copy(Path.Combine(AppContext.BaseDirectory, "workflows", "policy.schema.json"), Path.Combine(_wtp.Folder, "policy.schema.json"));
    }

    public void Dispose() => _wtp.Dispose();

    [Fact]
    public async Task It_is_checked_tried_and_run_without_a_line_of_code()
    {
        // A copy alone is told what is missing in it.
        Edit("policy.json", policy => policy["name"] = "Harbor County");
        Edit("enforcement-case.json", flow =>
        {
            Connect(flow, "Standing", "Ordered", "Nowhere");
            Connect(flow, "Standing", "Held", "AwaitNews");
        });
        var (copied, _, faults) = await CheckAsync();
        copied.ShouldBe(1);
        faults.ShouldContain("Nowhere");
        faults.ShouldContain("AwaitNews: standing: It is for a case that stands at 'Resting', but is entered from Standing where the case stands at 'Held'.");

        WriteProgram();
        var (written, _, rest) = await CheckAsync();
        written.ShouldBe(0, rest);
        var script = _wtp.Write("warned-and-held.txt", """
            input CaseId = c-1
            Standing: Watch
            AwaitEligibility: Eligible
            ServeNotice: Served after 2 days
            Standing: Notified
            AwaitNextWarning: Warn after 30 days
            ServeWarning: Served
            Standing: Notified
            AwaitNextWarning: Refer after 20 days
            ProposeHold: Proposed
            Standing: Proposed
            DecideHold: Decided after 1 day
            Standing: Held
            AwaitHeld: Moved after 400 days
            Standing: Released
            Close: Done
            """);
        var (tried, path, refused) = await _wtp.RunAsync([], "workflows", "try", Path.Combine(_folder, "enforcement-case.json"), script);
        tried.ShouldBe(0, refused);
        path.ShouldContain("AwaitHeld");

        await RunAsync();
    }

    private async Task RunAsync()
    {
        var flow = await EnforcementFlow.StartAsync(program: _folder);
        await using var service = flow.Service;
        await flow.IssueAsync();
        await flow.OpenRenewalAsync();
        await flow.ConfirmMatchAsync();
        await flow.BecomeFinalAsync();
        await flow.ConfirmBalanceAsync();

        // Its letter, its days.
        var letter = await flow.FinalLetterAsync(method: ServiceMethod.InPerson);
        var page = await service.ReadAsync(db => db.LetterDocuments.Where(d => d.LetterId == letter).Select(d => d.Html).SingleAsync());
        page.ShouldContain("Harbor County Public Health");
        page.ShouldContain("Harbor Code section 8.40");
        var task = await flow.TaskAsync(ServeNotice.Task);
        await service.Units.RunAsync(EnforcementFlow.Inspector, unit => ServeNotice.HandleAsync(unit, new(task, flow.CaseId, flow.Today, ServiceMethod.InPerson, "Signed by the manager.", letter)));
        await flow.SettleAsync();
        var notice = await service.ReadAsync(db => db.Notices.SingleAsync(n => n.CaseId == flow.CaseId));
        notice.RespondBy.ShouldBeGreaterThanOrEqualTo(flow.Today.AddDays(30));
        notice.RespondBy.ShouldBeLessThan(flow.Today.AddDays(35));

        // One warning before a hold may be proposed.
        await flow.PassAsync(35);
        await flow.ConfirmBalanceAsync();
        await new HearingFlow(flow).WarnAsync();
        (await OpenTasksAsync()).ShouldBeEmpty();
        await flow.PassAsync(25);
        await flow.ConfirmBalanceAsync();
        await flow.ProposeAsync();
        await flow.DecideAsync(HoldDecision.Approve);

        // A year of silence later the hold stands, and nothing has followed it: no charges, no closure.
        await flow.PassAsync(365);
        await flow.ConfirmBalanceAsync();
        ((await flow.CaseAsync()).Status, (await OpenTasksAsync()).Contains(ServeCharges.Task)).ShouldBe((CaseStatus.HoldActive, false));

        await flow.SendAsync("judgment.satisfied.v1", new { on = flow.Today });
        ((await flow.CaseAsync()).Status, (await flow.LastHoldAsync()).Status).ShouldBe((CaseStatus.Closed, HoldStatus.Lifted));

        Task<List<string>> OpenTasksAsync() =>
            service.ReadAsync(db => db.WorkflowTasks.Where(t => t.Status == "open" && t.CorrelationId == $"case:{flow.CaseId}").Select(t => t.Name).ToListAsync());
    }

    private void WriteProgram()
    {
        Edit("policy.json", policy =>
        {
            (policy["program"], policy["name"]) = ("harbor-county", "Harbor County");
            (policy["legalBasis"], policy["responseDays"]) = ("Harbor Code section 8.40", 30);
            policy["warnings"] = JsonNode.Parse("""{ "count": 1, "daysBetween": 20 }""");
            policy["phases"] = new JsonArray();
            policy["languages"] = new JsonArray("en");
            policy["toBeConfirmed"] = new JsonArray();
        });
        Edit("enforcement-case.json", flow =>
        {
            string[] hearings = ["AwaitReferral", "ServeLateWarning", "ServeCharges", "AwaitHearingRequest", "DecideLateRequest", "ScheduleHearing", "Hearing", "DecideHearing", "CarryOutOrder"];
            Remove(flow, "activities", activity => hearings.Contains((string)activity["id"]!));
            Remove(flow, "connections", connection => hearings.Contains((string)connection["source"]!["activity"]!));
            foreach (var standing in new[] { "Held", "Charged", "LateRequest", "Requested", "Scheduled", "ToDecide", "Ordered" })
                Connect(flow, "Standing", standing, AddWait(flow, standing));
        });
        foreach (var translation in Directory.EnumerateFiles(Path.Combine(_folder, "letters"), "*.md").Where(file => !file.EndsWith(".en.md", StringComparison.Ordinal)))
            File.Delete(translation);
        File.WriteAllText(Path.Combine(_folder, "letters", "letterhead.json"), """
            { "en": { "department.name": "Harbor County Public Health", "department.address": "1 Quay Street, Port Alder, CA 95000", "department.contact": "Food Safety, telephone 555-0100" } }
            """);
    }

    private Task<(int ExitCode, string Output, string Errors)> CheckAsync() => _wtp.RunAsync([], "workflows", "check", _folder);

    private void Edit(string file, Action<JsonNode> change)
    {
        var path = Path.Combine(_folder, file);
        var content = JsonNode.Parse(File.ReadAllText(path))!;
        change(content);
        File.WriteAllText(path, content.ToJsonString());
    }

    private static void Remove(JsonNode flow, string what, Func<JsonNode, bool> unwanted)
    {
        var items = flow["root"]![what]!.AsArray();
        foreach (var item in items.Where(item => unwanted(item!)).ToList())
            items.Remove(item);
    }

    /// <summary>A step in which nothing is done: the case waits there until it stands elsewhere.</summary>
    private static string AddWait(JsonNode flow, string standing)
    {
        var (activities, connections) = (flow["root"]!["activities"]!.AsArray(), flow["root"]!["connections"]!.AsArray());
        var wait = activities.Single(a => (string)a!["id"]! == "AwaitNews")!.DeepClone();
        (wait["id"], wait["standing"]!["expression"]!["value"]) = ($"Await{standing}", standing);
        activities.Add(wait);
        connections.Add(JsonNode.Parse($$$"""{ "source": { "activity": "Await{{{standing}}}", "port": "Moved" }, "target": { "activity": "Standing", "port": "In" } }"""));
        return $"Await{standing}";
    }

    private static void Connect(JsonNode flow, string from, string outcome, string to) =>
        flow["root"]!["connections"]!.AsArray().Single(c => (string)c!["source"]!["activity"]! == from && (string)c["source"]!["port"]! == outcome)!["target"]!["activity"] = to;
}
