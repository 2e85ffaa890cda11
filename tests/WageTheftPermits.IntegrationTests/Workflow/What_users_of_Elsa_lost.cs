using WageTheftPermits.Tests.Workflow;
using static WageTheftPermits.Tests.Workflow.Flow;

namespace WageTheftPermits.IntegrationTests.Workflow;

/// <summary>Open complaints of elsa-core, by their numbers there, as tests of this engine on its database.</summary>
[Collection(nameof(WorkflowDatabase))]
public class What_users_of_Elsa_lost(WorkflowDatabase server)
{
    private const int Many = 20;

    private static Flow ManyWaits()
    {
        string[] names = [.. Enumerable.Range(1, Many).Select(number => $"E{number}")];
        var flow = new Flow("many").Activity("Fork", "Elsa.FlowFork", ("branches", Object("Object", names)))
            .Activity("Join", "Elsa.FlowJoin", ("mode", Literal("Object", "WaitAll"))).Activity("End", "Elsa.End");
        foreach (var name in names)
        {
            flow.Activity(name, "Elsa.Event", ("eventName", Literal("String", name))).Activity($"Act{name}", "Test.Effect", ("what", Literal("String", name)))
                .Connect($"Fork.{name} > {name}", $"{name} > Act{name}", $"Act{name} > Join");
        }

        return flow.Connect("Join > End");
    }

    [Fact]
    public async Task No_wait_is_left_behind_when_many_are_answered_in_quick_succession_7223()
    {
        await using var bench = await Bench.OpenAsync(server, ManyWaits());
        var id = await bench.StartAsync("many");
        await bench.SettleAsync();
        (await bench.CountAsync("workflow.waits")).ShouldBe(Many);
        // Those who raise and those who work do so at the same time.
        await Task.WhenAll([.. Enumerable.Range(1, Many).Select(number => bench.EventAsync($"E{number}")), .. Enumerable.Range(0, 4).Select(_ => bench.SettleAsync())]);
        await bench.SettleAsync();
        (await bench.StatusAsync(id)).ShouldBe("finished");
        (await bench.CountAsync("workflow.waits")).ShouldBe(0);
        (await bench.ScalarAsync<long>("SELECT count(DISTINCT what) FROM effects")).ShouldBe(Many);
        (await bench.CountAsync("effects")).ShouldBe(Many);
    }

    [Fact]
    public async Task A_branch_that_loops_back_keeps_its_task_while_the_other_is_at_the_join_7724()
    {
        await using var bench = await Bench.OpenAsync(server, Flows.Forked("WaitAll"));
        var id = await bench.StartAsync("forked");
        await bench.SettleAsync();
        await bench.EventAsync("Signed");
        for (var round = 0; round < 3; round++)
        {
            await bench.SettleAsync();
            await bench.CompleteAsync(await bench.OpenTaskAsync(), "Return", "sue");
        }

        await bench.SettleAsync();
        (await bench.CountAsync("workflow.waits")).ShouldBe(1);
        await bench.CompleteAsync(await bench.OpenTaskAsync(), "Approve", "sue");
        await bench.SettleAsync();
        (await bench.StatusAsync(id)).ShouldBe("finished");
    }

    [Fact]
    public async Task Two_like_activities_wait_at_once_and_both_go_on_6419()
    {
        static (string, System.Text.Json.Nodes.JsonNode?) Second() => ("timeSpan", Literal("TimeSpan", "00:00:05"));
        await using var bench = await Bench.OpenAsync(server, new Flow("like").Activity("Start", "Elsa.Start").Activity("One", "Elsa.Delay", Second()).Activity("Two", "Elsa.Delay", Second())
            .Activity("First", "Test.Effect", ("what", Literal("String", "first"))).Activity("Second", "Test.Effect", ("what", Literal("String", "second")))
            .Activity("Join", "Elsa.FlowJoin", ("mode", Literal("Object", "WaitAll"))).Activity("End", "Elsa.End")
            .Connect("Start > One", "Start > Two", "One > First", "Two > Second", "First > Join", "Second > Join", "Join > End"));
        var id = await bench.StartAsync("like");
        await bench.SettleAsync();
        bench.Clock.Pass(TimeSpan.FromSeconds(5));
        await bench.SettleAsync();
        (await bench.ScalarAsync<string>("SELECT string_agg(what, ',' ORDER BY what) FROM effects")).ShouldBe("first,second");
        (await bench.StatusAsync(id)).ShouldBe("finished");
    }

    [Fact]
    public async Task An_answer_that_comes_before_the_wait_is_committed_is_not_lost_6523()
    {
        await using var bench = await Bench.OpenAsync(server, new Flow("soon").Activity("Start", "Elsa.Start")
            .Activity("Signed", "Elsa.Event", ("eventName", Literal("String", "Signed"))).Activity("Act", "Test.Effect", ("what", Literal("String", "signed")))
            .Activity("Other", "Test.AwaitMatter", ("key", Literal("String", "m-1"))).Activity("Join", "Elsa.FlowJoin", ("mode", Literal("Object", "WaitAll"))).Activity("End", "Elsa.End")
            .Connect("Start > Signed", "Start > Other", "Signed > Act", "Act > Join", "Other > Join", "Join > End"));
        var id = await bench.StartAsync("soon");
        bench.Script.AfterEvaluation = () =>
        {
            bench.Script.AfterEvaluation = () => Task.CompletedTask;
            // The burst has asked for its wait, and nobody can see it yet.
            return bench.EventAsync("Signed");
        };
        await bench.WorkAsync();
        (await bench.CountAsync("effects")).ShouldBe(0);
        await bench.SettleAsync();
        (await bench.CountAsync("effects")).ShouldBe(1);
        await bench.SettleMatterAsync();
        await bench.SettleAsync();
        (await bench.StatusAsync(id)).ShouldBe("finished");
    }

    [Fact]
    public async Task An_answer_that_comes_right_after_the_wait_is_not_lost_6523()
    {
        await using var bench = await Bench.OpenAsync(server, Flows.Signed());
        for (var i = 0; i < Many; i++)
            await bench.StartAsync("signed", $"m-{i}");
        await Task.WhenAll(Enumerable.Range(0, Many).Select(async i =>
        {
            await bench.WorkAsync();
            await bench.EventAsync("Signed", $"m-{i}");
        }));
        await bench.SettleAsync();
        (await bench.CountAsync("workflow.instances WHERE status = 'finished'")).ShouldBe(Many);
        (await bench.CountAsync("effects")).ShouldBe(Many);
    }
}
