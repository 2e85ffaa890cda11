using Shouldly;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.IntegrationTests.Workflow;

[Collection(nameof(WorkflowDatabase))]
public class When_an_instance_waits(WorkflowDatabase server)
{
    [Fact]
    public async Task It_goes_on_when_its_event_comes_and_leaves_a_journal()
    {
        await using var bench = await Bench.OpenAsync(server, Flows.Signed());
        var id = await bench.StartAsync("signed");
        (await bench.SettleAsync()).ShouldBe(1);
        (await bench.StatusAsync(id)).ShouldBe("running");
        await bench.EventAsync("Signed");
        (await bench.SettleAsync()).ShouldBe(1);
        (await bench.StatusAsync(id)).ShouldBe("finished");
        (await bench.CountAsync("effects")).ShouldBe(1);
        (await bench.CountAsync("workflow.waits")).ShouldBe(0);
        (await bench.ScalarAsync<string>("SELECT string_agg(coalesce(activity_id, '') || ' ' || event, ', ' ORDER BY id) FROM workflow.journal")).ShouldBe(
            " instance-started, Flow started, Wait started, Wait waiting, Wait resumed, Wait completed, Act started, Act completed, End started, End completed, Flow completed,  instance-finished");
        (await bench.ScalarAsync<string>("SELECT actor FROM workflow.journal WHERE event = 'resumed'")).ShouldBe("agency");
    }

    [Fact]
    public async Task An_event_that_comes_before_its_wait_or_its_instance_is_kept()
    {
        await using var bench = await Bench.OpenAsync(server, Flows.Signed());
        await bench.EventAsync("Signed");
        (await bench.SettleAsync()).ShouldBe(0);
        var id = await bench.StartAsync("signed");
        await bench.SettleAsync();
        (await bench.StatusAsync(id)).ShouldBe("finished");
        var second = await bench.StartAsync("signed");
        await bench.SettleAsync();
        (await bench.StatusAsync(second)).ShouldBe("running", "one event counts once");
    }

    [Fact]
    public async Task An_event_nothing_waits_for_expires_and_is_reported()
    {
        await using var bench = await Bench.OpenAsync(server, Flows.Signed());
        await bench.EventAsync("Signed", "nobody");
        (await bench.InUnitAsync(unit => bench.Engine.ExpireEventsAsync(unit))).ShouldBeEmpty();
        bench.Clock.Pass(TimeSpan.FromDays(366));
        (await bench.InUnitAsync(unit => bench.Engine.ExpireEventsAsync(unit))).ShouldHaveSingleItem().Key.ShouldBe("nobody");
    }

    [Fact]
    public async Task A_timer_fires_once_when_due()
    {
        await using var bench = await Bench.OpenAsync(server, Flows.Delayed());
        var id = await bench.StartAsync("delayed");
        await bench.SettleAsync();
        bench.Clock.Pass(TimeSpan.FromDays(3) - TimeSpan.FromSeconds(1));
        (await bench.SettleAsync()).ShouldBe(0);
        bench.Clock.Pass(TimeSpan.FromHours(2));
        (await bench.SettleAsync()).ShouldBe(1);
        (await bench.StatusAsync(id)).ShouldBe("finished");
        (await bench.ScalarAsync<string>("SELECT detail ->> 'late' FROM workflow.journal WHERE event = 'resumed'")).ShouldBe("01:59:59");
    }

    [Fact]
    public async Task A_task_that_is_returned_opens_a_new_one()
    {
        await using var bench = await Bench.OpenAsync(server, Flows.Decided());
        var id = await bench.StartAsync("decided");
        await bench.SettleAsync();
        var first = await bench.OpenTaskAsync();
        await bench.CompleteAsync(first, "Return", "sue");
        await bench.SettleAsync();
        var second = await bench.OpenTaskAsync();
        second.ShouldNotBe(first);
        (await Should.ThrowAsync<TaskNoLongerOpen>(() => bench.CompleteAsync(first, "Approve", "sue"))).ClosedBy.ShouldBe("sue");
        await bench.CompleteAsync(second, "Approve", "sam");
        await bench.SettleAsync();
        (await bench.StatusAsync(id)).ShouldBe("finished");
        (await bench.CountAsync("workflow.executions WHERE activity_id = 'Ask'")).ShouldBe(2);
    }

    [Fact]
    public async Task WaitAll_needs_both_branches()
    {
        await using var bench = await Bench.OpenAsync(server, Flows.Forked("WaitAll"));
        var id = await bench.StartAsync("forked");
        await bench.SettleAsync();
        await bench.EventAsync("Signed");
        await bench.SettleAsync();
        (await bench.StatusAsync(id)).ShouldBe("running");
        await bench.CompleteAsync(await bench.OpenTaskAsync(), "Approve", "sue");
        await bench.SettleAsync();
        (await bench.StatusAsync(id)).ShouldBe("finished");
        (await bench.CountAsync("effects")).ShouldBe(1);
    }

    [Fact]
    public async Task WaitAny_closes_the_other_branchs_task()
    {
        await using var bench = await Bench.OpenAsync(server, Flows.Forked("WaitAny"));
        var id = await bench.StartAsync("forked");
        await bench.SettleAsync();
        var task = await bench.OpenTaskAsync();
        await bench.EventAsync("Signed");
        await bench.SettleAsync();
        (await bench.StatusAsync(id)).ShouldBe("finished");
        var refused = await Should.ThrowAsync<TaskNoLongerOpen>(() => bench.CompleteAsync(task, "Approve", "sue"));
        (refused.Status, refused.ClosedBy).ShouldBe(("cancelled", "system:workflow"));
    }

    [Fact]
    public async Task Cancelling_withdraws_its_waits_and_tasks()
    {
        await using var bench = await Bench.OpenAsync(server, Flows.Forked("WaitAll"));
        var id = await bench.StartAsync("forked");
        await bench.SettleAsync();
        await bench.InUnitAsync(unit => bench.Engine.CancelAsync(unit, id, "filed twice", "ines"));
        (await bench.StatusAsync(id)).ShouldBe("cancelled");
        (await bench.CountAsync("workflow.waits")).ShouldBe(0);
        (await bench.CountAsync("workflow.tasks WHERE status = 'open'")).ShouldBe(0);
        await Should.ThrowAsync<WorkflowStateRefused>(() => bench.InUnitAsync(unit => bench.Engine.CancelAsync(unit, id, "again", "ines")));
    }
}
