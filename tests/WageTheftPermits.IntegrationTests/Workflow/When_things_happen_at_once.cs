using Npgsql;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.IntegrationTests.Workflow;

[Collection(nameof(WorkflowDatabase))]
public class When_things_happen_at_once(WorkflowDatabase server)
{
    [Fact]
    public async Task Of_two_who_complete_a_task_one_wins_and_the_other_is_told_who()
    {
        await using var bench = await Bench.OpenAsync(server, Flows.Decided());
        var id = await bench.StartAsync("decided");
        await bench.SettleAsync();
        var task = await bench.OpenTaskAsync();
        var results = await Task.WhenAll(new[] { "sue", "sam" }.Select(async actor =>
        {
            try
            {
                await bench.CompleteAsync(task, "Approve", actor);
                return (Actor: actor, Winner: actor);
            }
            catch (TaskNoLongerOpen refused)
            {
                return (Actor: actor, Winner: refused.ClosedBy);
            }
        }));
        results.Count(result => result.Actor == result.Winner).ShouldBe(1);
        results.Select(result => result.Winner).Distinct().ShouldHaveSingleItem();
        await bench.SettleAsync();
        (await bench.StatusAsync(id)).ShouldBe("finished");
        (await bench.CountAsync("effects")).ShouldBe(1);
    }

    [Fact]
    public async Task What_is_raised_in_the_moment_an_instance_ends_is_put_away_with_its_reason()
    {
        await using var bench = await Bench.OpenAsync(server, Flows.Signed());
        var id = await bench.StartAsync("signed");
        await bench.SettleAsync();
        await bench.EventAsync("Signed");
        await bench.InUnitAsync(async unit =>
        {
            (await bench.Engine.AdvanceAsync(unit, id)).Status.ShouldBe(WageTheftPermits.Workflow.Interpretation.InstanceStatus.Finished);
            // Its end is not committed yet: whoever raises something now finds it alive.
            await bench.FactAsync();
        });
        (await bench.WorkAsync()).ShouldBeNull("it has ended");
        (await bench.CountAsync("workflow.stimuli WHERE consumed_at IS NULL")).ShouldBe(1);

        (await bench.InUnitAsync(unit => bench.Engine.PutAwayTooLateAsync(unit))).ShouldBe(1);
        (await bench.CountAsync("workflow.stimuli WHERE consumed_at IS NULL")).ShouldBe(0);
        (await bench.CountAsync("workflow.stimuli WHERE kind = 'fact' AND answered = 0 AND unused = 'instance-ended'")).ShouldBe(1);
        (await bench.CountAsync($"workflow.journal WHERE instance_id = '{id}' AND event = 'came-too-late' AND detail ->> 'name' = 'Matter' AND actor = 'agency'")).ShouldBe(1);
        (await bench.InUnitAsync(unit => bench.Engine.PutAwayTooLateAsync(unit))).ShouldBe(0, "it is told once");
    }

    [Fact]
    public async Task The_same_stimulus_seen_by_eight_workers_resumes_once()
    {
        await using var bench = await Bench.OpenAsync(server, Flows.Signed());
        var id = await bench.StartAsync("signed");
        await bench.SettleAsync();
        await bench.EventAsync("Signed");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => bench.InUnitAsync(unit => bench.Engine.AdvanceAsync(unit, id))));
        (await bench.CountAsync("effects")).ShouldBe(1);
        (await bench.CountAsync("workflow.journal WHERE event = 'resumed'")).ShouldBe(1);
    }

    [Fact]
    public async Task The_same_event_raised_eight_times_resumes_once_and_seven_are_left_unused()
    {
        await using var bench = await Bench.OpenAsync(server, Flows.Signed());
        var id = await bench.StartAsync("signed");
        await bench.SettleAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => bench.EventAsync("Signed")));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => bench.SettleAsync()));
        (await bench.StatusAsync(id)).ShouldBe("finished");
        (await bench.CountAsync("effects")).ShouldBe(1);
        (await bench.CountAsync("workflow.stimuli WHERE kind = 'event' AND answered = 0")).ShouldBe(7);
    }

    [Fact]
    public async Task Many_workers_share_many_instances_and_none_is_advanced_twice()
    {
        await using var bench = await Bench.OpenAsync(server, Flows.Signed());
        for (var i = 0; i < 40; i++)
        {
            await bench.StartAsync("signed", $"m-{i}");
            await bench.EventAsync("Signed", $"m-{i}");
        }

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => bench.SettleAsync()));
        await bench.SettleAsync();
        (await bench.CountAsync("workflow.instances WHERE status = 'finished'")).ShouldBe(40);
        (await bench.CountAsync("effects")).ShouldBe(40);
    }

    [Fact]
    public async Task A_fact_raised_while_a_burst_has_evaluated_but_not_committed_is_not_lost_nor_kept_waiting()
    {
        await using var bench = await Bench.OpenAsync(server, Flows.Matter());
        var id = await bench.StartAsync("matter");
        bench.Script.AfterEvaluation = () =>
        {
            bench.Script.AfterEvaluation = () => Task.CompletedTask;
            // Commits while the burst is in the middle of its transaction: it is not held up by the burst's lock.
            return bench.SettleMatterAsync();
        };
        var first = await bench.WorkAsync();
        first!.Steps.ShouldBe(2);
        (await bench.StatusAsync(id)).ShouldBe("running", "the burst evaluated before the matter was settled");
        await bench.SettleAsync();
        (await bench.StatusAsync(id)).ShouldBe("finished");
    }

    [Fact]
    public async Task A_fact_is_not_lost_on_an_instance_that_starts_and_evaluates_in_one_unit()
    {
        await using var bench = await Bench.OpenAsync(server, Flows.Matter());
        bench.Script.AfterEvaluation = () =>
        {
            bench.Script.AfterEvaluation = () => Task.CompletedTask;
            return bench.SettleMatterAsync();
        };
        var id = await bench.InUnitAsync(async unit =>
        {
            var started = await bench.Engine.StartAsync(unit, "matter", "m-1", new Dictionary<string, object?>(), "ana");
            await bench.Engine.AdvanceAsync(unit, started);
            return started;
        });
        (await bench.StatusAsync(id)).ShouldBe("running");
        await bench.SettleAsync();
        (await bench.StatusAsync(id)).ShouldBe("finished");
    }

    [Fact]
    public async Task A_fact_is_not_lost_on_an_instance_that_waits_for_another_key_than_its_own()
    {
        await using var bench = await Bench.OpenAsync(server, Flows.Matter("judgment-9"));
        var id = await bench.StartAsync("matter");
        bench.Script.AfterEvaluation = () =>
        {
            bench.Script.AfterEvaluation = () => Task.CompletedTask;
            return bench.SettleMatterAsync("judgment-9");
        };
        await bench.SettleAsync();
        (await bench.StatusAsync(id)).ShouldBe("finished");
    }

    [Fact]
    public async Task A_fact_by_another_key_reaches_an_instance_that_waits_for_it()
    {
        await using var bench = await Bench.OpenAsync(server, Flows.Matter("judgment-9"));
        var id = await bench.StartAsync("matter");
        await bench.SettleAsync();
        (await bench.StatusAsync(id)).ShouldBe("running");
        await bench.SettleMatterAsync("judgment-9");
        await bench.SettleAsync();
        (await bench.StatusAsync(id)).ShouldBe("finished");
    }

    [Fact]
    public async Task Facts_raised_against_bursts_in_any_order_settle_every_matter()
    {
        await using var bench = await Bench.OpenAsync(server, Flows.Matter("shared"));
        for (var i = 0; i < 20; i++)
            await bench.StartAsync("matter", $"m-{i}");
        var workers = Enumerable.Range(0, 4).Select(_ => bench.SettleAsync());
        await Task.WhenAll([.. workers, bench.SettleMatterAsync("shared")]);
        await bench.SettleAsync();
        (await bench.CountAsync("workflow.instances WHERE status = 'finished'")).ShouldBe(20);
    }

    [Fact]
    public async Task An_isolation_that_would_hide_what_was_committed_is_refused()
    {
        await using var bench = await Bench.OpenAsync(server, Flows.Signed());
        await using var connection = await bench.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        await Should.ThrowAsync<InvalidOperationException>(() => bench.Engine.ClaimAsync(new Unit(connection, transaction, null!)));
    }
}
