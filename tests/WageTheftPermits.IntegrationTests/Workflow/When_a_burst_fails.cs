using WageTheftPermits.Workflow;

namespace WageTheftPermits.IntegrationTests.Workflow;

[Collection(nameof(WorkflowDatabase))]
public class When_a_burst_fails(WorkflowDatabase server)
{
    private static async Task FailAsync(Bench bench, Guid id)
    {
        var failure = await Should.ThrowAsync<ActivityFailed>(bench.WorkAsync);
        await bench.InUnitAsync(unit => bench.Engine.RecordFailureAsync(unit, id, failure));
    }

    private static async Task<(Bench, Guid)> WaitingForFailureAsync(WorkflowDatabase server)
    {
        var bench = await Bench.OpenAsync(server, Flows.Signed());
        var id = await bench.StartAsync("signed");
        await bench.SettleAsync();
        await bench.EventAsync("Signed");
        bench.Script.Fails = true;
        return (bench, id);
    }

    [Fact]
    public async Task Nothing_is_left_of_it_but_the_record()
    {
        var (bench, id) = await WaitingForFailureAsync(server);
        await using var _ = bench;
        var journal = await bench.CountAsync("workflow.journal");
        await FailAsync(bench, id);
        (await bench.CountAsync("effects")).ShouldBe(0);
        (await bench.CountAsync("workflow.journal")).ShouldBe(journal + 1);
        (await bench.ScalarAsync<string>("SELECT activity_id || ' ' || event FROM workflow.journal ORDER BY id DESC LIMIT 1")).ShouldBe("Act failed");
        (await bench.CountAsync("workflow.waits")).ShouldBe(1);
        (await bench.CountAsync("workflow.stimuli WHERE consumed_at IS NULL")).ShouldBe(1);
    }

    [Fact]
    public async Task It_is_tried_again_after_a_pause_and_then_succeeds()
    {
        var (bench, id) = await WaitingForFailureAsync(server);
        await using var _ = bench;
        await FailAsync(bench, id);
        bench.Script.Fails = false;
        (await bench.SettleAsync()).ShouldBe(0, "it rests");
        bench.Clock.Pass(TimeSpan.FromSeconds(5));
        await bench.SettleAsync();
        (await bench.StatusAsync(id)).ShouldBe("finished");
        (await bench.ScalarAsync<int>("SELECT attempts FROM workflow.instances")).ShouldBe(0);
    }

    [Fact]
    public async Task After_the_last_attempt_it_waits_for_a_person_who_can_retry_it()
    {
        var (bench, id) = await WaitingForFailureAsync(server);
        await using var _ = bench;
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            await FailAsync(bench, id);
            bench.Clock.Pass(TimeSpan.FromHours(1));
        }

        (await bench.StatusAsync(id)).ShouldBe("blocked");
        (await bench.SettleAsync()).ShouldBe(0);
        (await bench.ScalarAsync<string>("SELECT message FROM workflow.incidents WHERE resolved_at IS NULL")).ShouldContain("on fire");

        bench.Script.Fails = false;
        await bench.InUnitAsync(unit => bench.Engine.RetryAsync(unit, id, "printer replaced", "olga"));
        await bench.SettleAsync();
        (await bench.StatusAsync(id)).ShouldBe("finished");
        (await bench.CountAsync("effects")).ShouldBe(1);
        (await bench.CountAsync("workflow.incidents WHERE resolution = 'retried' AND resolved_by = 'olga'")).ShouldBe(1);
        await Should.ThrowAsync<WorkflowStateRefused>(() => bench.InUnitAsync(unit => bench.Engine.RetryAsync(unit, id, "again", "olga")));
    }
}
