using WageTheftPermits.Tests.Workflow;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.IntegrationTests.Workflow;

[Collection(nameof(WorkflowDatabase))]
public class When_an_instance_has_stopped(WorkflowDatabase server)
{
    private static Flow Printed() => new Flow("printed").Activity("Wait", "Elsa.Event", ("eventName", Flow.Literal("String", "Signed"))).Activity("Print", "Test.Fragile")
        .Activity("Mail", "Test.Brittle").Activity("Shred", "Test.Brittle").Activity("End", "Elsa.End")
        .Connect("Wait > Print", "Print > Mail", "Print.Otherwise > Shred", "Mail > End", "Mail.Otherwise > End", "Shred > End", "Shred.Otherwise > End");

    private static Flow Forked() => new Flow("forked").Activity("Fork", "Elsa.FlowFork", ("branches", Flow.Object("Object", new[] { "Left", "Right" })))
        .Activity("L", "Test.Brittle").Activity("R", "Test.Brittle").Activity("Join", "Elsa.FlowJoin", ("mode", Flow.Literal("Object", "WaitAll"))).Activity("End", "Elsa.End")
        .Connect("Fork.Left > L", "Fork.Right > R", "L > Join", "L.Otherwise > Join", "R > Join", "R.Otherwise > Join", "Join > End");

    private static async Task<(Bench, Guid)> FaultedAsync(WorkflowDatabase server)
    {
        var bench = await Bench.OpenAsync(server, Printed());
        bench.Script.Faulting.Add("Print");
        var id = await bench.StartAsync("printed");
        await bench.EventAsync("Signed");
        await bench.SettleAsync();
        (await bench.StatusAsync(id)).ShouldBe("blocked");
        return (bench, id);
    }

    private static async Task<(Bench, Guid)> FailedAsync(WorkflowDatabase server)
    {
        var bench = await Bench.OpenAsync(server, Printed());
        bench.Script.Failing.Add("Print");
        var id = await bench.StartAsync("printed");
        await bench.SettleAsync();
        await bench.EventAsync("Signed");
        await bench.FailAsync(id);
        bench.Clock.Pass(TimeSpan.FromMinutes(1));
        await bench.FailAsync(id);
        (await bench.StatusAsync(id)).ShouldBe("blocked");
        return (bench, id);
    }

    private static async Task FailTillItStopsAsync(Bench bench, Guid id)
    {
        while (await bench.StatusAsync(id) == "running")
        {
            await bench.FailAsync(id);
            bench.Clock.Pass(TimeSpan.FromHours(1));
        }
    }

    private static Task SkipAsync(Bench bench, Guid incident, string outcome, string actor = "olga") =>
        bench.InUnitAsync(unit => bench.Engine.SkipAsync(unit, incident, outcome, "printed by hand", actor));

    [Fact]
    public async Task A_faulted_activity_is_skipped_by_the_outcome_that_is_chosen()
    {
        var (bench, id) = await FaultedAsync(server);
        await using var _ = bench;
        var incident = await bench.IncidentAsync();
        (await bench.InUnitAsync(unit => bench.Engine.SkipChoicesAsync(unit, incident))).ShouldBe(["Done", "Otherwise"]);
        await SkipAsync(bench, incident, "Otherwise");
        await bench.SettleAsync();
        (await bench.StatusAsync(id)).ShouldBe("finished");
        (await bench.EffectsAsync()).ShouldBe("Shred");
        (await bench.CountAsync("workflow.journal WHERE event = 'skipped' AND activity_id = 'Print' AND actor = 'olga' AND outcome = 'Otherwise' AND detail ->> 'reason' = 'printed by hand'")).ShouldBe(1);
        (await bench.CountAsync("workflow.incidents WHERE resolution = 'skipped' AND resolved_by = 'olga' AND reason = 'printed by hand'")).ShouldBe(1);
    }

    [Fact]
    public async Task A_failed_activity_is_skipped_where_its_burst_comes_to_it_and_what_led_there_still_counts()
    {
        var (bench, id) = await FailedAsync(server);
        await using var _ = bench;
        await SkipAsync(bench, await bench.IncidentAsync(), "Done");
        await bench.SettleAsync();
        (await bench.StatusAsync(id)).ShouldBe("finished");
        (await bench.EffectsAsync()).ShouldBe("Mail");
        (await bench.CountAsync("workflow.stimuli WHERE kind = 'event' AND answered = 1")).ShouldBe(1);
        (await bench.CountAsync("workflow.stimuli WHERE consumed_at IS NULL")).ShouldBe(0);
    }

    [Fact]
    public async Task A_resumption_that_fails_is_skipped_too()
    {
        await using var bench = await Bench.OpenAsync(server, Flows.Matter());
        var id = await bench.StartAsync("matter");
        await bench.SettleAsync();
        bench.Script.AfterEvaluation = () => throw new InvalidOperationException("the file is locked");
        await bench.FactAsync();
        await FailTillItStopsAsync(bench, id);
        await SkipAsync(bench, await bench.IncidentAsync(), "Done");
        await bench.SettleAsync();
        (await bench.StatusAsync(id)).ShouldBe("finished");
        (await bench.JournalAsync("skipped")).ShouldBe("Wait skipped");
        (await bench.EffectsAsync()).ShouldBe("settled");
        (await bench.CountAsync("workflow.waits")).ShouldBe(0);
    }

    [Fact]
    public async Task A_skip_that_is_not_come_to_any_more_is_used_up_and_says_so()
    {
        await using var bench = await Bench.OpenAsync(server, Flows.Matter());
        var id = await bench.StartAsync("matter");
        await bench.SettleAsync();
        bench.Script.Fails = true;
        await bench.SettleMatterAsync();
        await FailTillItStopsAsync(bench, id);
        await bench.ScalarAsync<bool>("UPDATE matters SET settled = false RETURNING settled");
        await SkipAsync(bench, await bench.IncidentAsync(), "Done");
        await bench.SettleAsync();
        (await bench.StatusAsync(id)).ShouldBe("running", "the matter is not settled any more, so it waits");
        (await bench.ScalarAsync<string>("SELECT concat_ws(' ', actor, detail ->> 'activity', detail ->> 'missed') FROM workflow.journal WHERE event = 'skipped'")).ShouldBe("olga Act true");
        (await bench.CountAsync("workflow.stimuli WHERE consumed_at IS NULL")).ShouldBe(0);
    }

    [Fact]
    public async Task Of_two_branches_that_stopped_one_is_skipped_and_the_other_still_stops_it()
    {
        await using var bench = await Bench.OpenAsync(server, Forked());
        bench.Script.Faulting.UnionWith(["L", "R"]);
        var id = await bench.StartAsync("forked");
        await bench.SettleAsync();
        await SkipAsync(bench, await bench.ScalarAsync<Guid>("SELECT id FROM workflow.incidents WHERE activity_id = 'L'"), "Done");
        await bench.SettleAsync();
        (await bench.StatusAsync(id)).ShouldBe("blocked");
        await SkipAsync(bench, await bench.IncidentAsync(), "Done");
        await bench.SettleAsync();
        (await bench.StatusAsync(id)).ShouldBe("finished");
    }

    [Fact]
    public async Task What_cannot_be_skipped_is_refused_with_what_can_be_done()
    {
        var (bench, id) = await FaultedAsync(server);
        await using var _ = bench;
        var incident = await bench.IncidentAsync();
        (await Should.ThrowAsync<WorkflowStateRefused>(() => SkipAsync(bench, incident, "Perhaps"))).Message.ShouldBe("Activity 'Print' has no outcome 'Perhaps'. It has Done, Otherwise.");
        await Should.ThrowAsync<WorkflowNotFound>(() => SkipAsync(bench, Guid.NewGuid(), "Done"));
        (await Should.ThrowAsync<WorkflowStateRefused>(() => bench.InUnitAsync(unit => bench.Engine.DismissAsync(unit, incident, "x", "olga")))).Message.ShouldContain("this incident is a fault");
        await bench.InUnitAsync(unit => bench.Engine.RetryAsync(unit, id, "paper is there", "omar"));
        (await Should.ThrowAsync<WorkflowStateRefused>(() => SkipAsync(bench, incident, "Done"))).Message.ShouldContain("it was retried by omar");
        (await bench.InUnitAsync(unit => bench.Engine.SkipChoicesAsync(unit, incident))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_two_administrators_one_wins_and_the_other_is_told()
    {
        var (bench, _) = await FaultedAsync(server);
        await using var __ = bench;
        var incident = await bench.IncidentAsync();
        var (winner, told) = await bench.AtOnceAsync<WorkflowStateRefused>((unit, actor) => bench.Engine.SkipAsync(unit, incident, "Done", "twice", actor));
        told.ShouldContain($"it was skipped by {winner}");
        (await bench.CountAsync("workflow.stimuli WHERE kind = 'skip'")).ShouldBe(1);
    }

    [Fact]
    public async Task Two_who_retry_at_once_are_one_who_retries_and_one_who_is_told()
    {
        var (bench, id) = await FailedAsync(server);
        await using var _ = bench;
        var (winner, told) = await bench.AtOnceAsync<WorkflowStateRefused>((unit, actor) => bench.Engine.RetryAsync(unit, id, "twice", actor));
        told.ShouldContain($"It was retried by {winner}");
    }

    [Fact]
    public async Task A_unit_that_is_rolled_back_leaves_nothing_of_the_act()
    {
        var (bench, id) = await FaultedAsync(server);
        await using var _ = bench;
        var (incident, journal) = (await bench.IncidentAsync(), await bench.CountAsync("workflow.journal"));
        await Should.ThrowAsync<TimeoutException>(() => bench.InUnitAsync(async unit =>
        {
            await bench.Engine.SkipAsync(unit, incident, "Done", "cut off", "olga");
            throw new TimeoutException();
        }));
        (await bench.StatusAsync(id)).ShouldBe("blocked");
        (await bench.IncidentAsync()).ShouldBe(incident);
        (await bench.CountAsync("workflow.journal")).ShouldBe(journal);
        (await bench.CountAsync("workflow.stimuli WHERE kind = 'skip'")).ShouldBe(0);
    }
}
