using WageTheftPermits.Tests.Workflow;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.IntegrationTests.Workflow;

[Collection(nameof(WorkflowDatabase))]
public class When_instances_are_migrated(WorkflowDatabase server)
{
    // The second version acts otherwise, knows a new variable, and has no activity "Ask" to wait at.
    private static Flow Version(string what, bool asks) => Acting(
        (asks ? new Flow("moved") : new Flow("moved").Variable("Rounds", "Int32", "4")).Activity("Fork", "Elsa.FlowFork", ("branches", Flow.Object("Object", new[] { "Matter" })))
        .Activity("Wait", "Test.AwaitMatter", ("key", Flow.FromInput("String", "Key"))).Input("Key", "String"), what, asks);

    private static Flow Acting(Flow flow, string what, bool asks) => asks
        ? flow.Activity("Ask", "Test.Decide").Activity("Act", "Test.Effect", ("what", Flow.Literal("String", what))).Activity("End", "Elsa.End")
            .Connect("Fork.Matter > Wait", "Wait > Ask", "Ask.Approve > Act", "Ask.Return > Ask", "Act > End")
        : flow.Activity("Act", "Test.Effect", ("what", Flow.Literal("String", what))).Activity("End", "Elsa.End").Connect("Fork.Matter > Wait", "Wait > Act", "Act > End");

    private static async Task<(Bench Bench, List<Guid> Instances)> RunningAsync(WorkflowDatabase server, int count)
    {
        var bench = await Bench.OpenAsync(server, Version("old", asks: true));
        var instances = new List<Guid>();
        for (var number = 1; number <= count; number++)
        {
            var key = $"m-{number}";
            instances.Add(await bench.InUnitAsync(unit => bench.Engine.StartAsync(unit, "moved", key, new Dictionary<string, object?> { ["Key"] = key }, "ana")));
        }

        await bench.SettleAsync();
        await bench.InUnitAsync(unit => bench.Engine.DeployAsync(unit, Version("new", asks: false).File(), "admin", "No question any more."));
        return (bench, instances);
    }

    private static Task<Guid> StartAsync(Bench bench, string actor = "olga") => bench.InUnitAsync(unit => bench.Engine.StartMigrationAsync(unit, "moved", 1, 2, "no question any more", actor));

    private static Task<int> ContinueAsync(Bench bench, Guid migration, int most = 100) => bench.InUnitAsync(unit => bench.Engine.ContinueMigrationAsync(unit, migration, most));

    private static Task<string> ItemsAsync(Bench bench) =>
        bench.ScalarAsync<string>("SELECT string_agg(status || ' ' || n, ', ' ORDER BY status) FROM (SELECT status, count(*) AS n FROM workflow.migration_items GROUP BY status) AS counted");

    private static Task<string> MigrationAsync(Bench bench) => bench.ScalarAsync<string>("SELECT status FROM workflow.migrations");

    private static Task<int> VersionAsync(Bench bench, Guid instance) => bench.ScalarAsync<int>($"SELECT definition_version FROM workflow.instances WHERE id = '{instance}'");

    [Fact]
    public async Task The_plan_says_which_move_and_which_cannot_and_why_and_changes_nothing()
    {
        var (bench, instances) = await RunningAsync(server, 3);
        await using var _ = bench;
        await bench.SettleMatterAsync("m-2");
        await bench.SettleAsync();
        var plan = await bench.InUnitAsync(unit => bench.Engine.PlanMigrationAsync(unit, "moved", 1, 2));
        (plan.Moving, plan.Staying).ShouldBe((2, 1));
        plan.Reasons.ShouldHaveSingleItem().ShouldBe(new StayingInstance(instances[1], "m-2", "Version 2 has no activity 'Ask', which it is at."));
        (await bench.CountAsync("workflow.instances WHERE definition_version = 2")).ShouldBe(0);
        (await bench.CountAsync("workflow.migrations")).ShouldBe(0);
    }

    [Fact]
    public async Task Those_that_fit_move_and_look_anew_and_go_on_by_the_other_version()
    {
        var (bench, instances) = await RunningAsync(server, 2);
        await using var _ = bench;
        await bench.SettleMatterAsync("m-2");
        await bench.SettleAsync();
        var migration = await StartAsync(bench);
        (await ContinueAsync(bench, migration)).ShouldBe(2);
        (await ItemsAsync(bench)).ShouldBe("moved 1, refused 1");
        (await MigrationAsync(bench)).ShouldBe("moved");
        (await bench.ScalarAsync<string>($"SELECT variables ->> 'var-Rounds' FROM workflow.instances WHERE id = '{instances[0]}'")).ShouldBe("4", "a new variable begins with its value");
        (await bench.ScalarAsync<string>("SELECT concat_ws(' ', actor, detail ->> 'from', detail ->> 'to', detail ->> 'reason') FROM workflow.journal WHERE event = 'migrated'")).ShouldBe("olga 1 2 no question any more");
        (await bench.SettleAsync()).ShouldBe(1, "what waits on facts evaluates again");
        await bench.SettleMatterAsync("m-1");
        await bench.SettleAsync();
        (await bench.EffectsAsync()).ShouldBe("new");
        (await VersionAsync(bench, instances[1])).ShouldBe(1);
    }

    [Fact]
    public async Task A_batch_that_is_cut_off_has_not_happened_and_is_done_again()
    {
        var (bench, _) = await RunningAsync(server, 5);
        await using var __ = bench;
        var migration = await StartAsync(bench);
        (await ContinueAsync(bench, migration, 2)).ShouldBe(2);
        await Should.ThrowAsync<TimeoutException>(() => bench.InUnitAsync(async unit =>
        {
            (await bench.Engine.ContinueMigrationAsync(unit, migration, 2)).ShouldBe(2);
            throw new TimeoutException();
        }));
        (await ItemsAsync(bench)).ShouldBe("moved 2, waiting 3");
        (await bench.CountAsync("workflow.instances WHERE definition_version = 2")).ShouldBe(2);
        (await bench.CountAsync("workflow.journal WHERE event = 'migrated'")).ShouldBe(2);
        while (await bench.InUnitAsync(unit => bench.Engine.ContinueNextMigrationAsync(unit, 2)))
        {
        }

        (await ItemsAsync(bench)).ShouldBe("moved 5");
        (await MigrationAsync(bench)).ShouldBe("moved");
        (await bench.CountAsync("workflow.journal WHERE event = 'migrated'")).ShouldBe(5);
    }

    [Fact]
    public async Task Each_is_looked_at_again_when_its_turn_comes()
    {
        var (bench, instances) = await RunningAsync(server, 2);
        await using var _ = bench;
        var migration = await StartAsync(bench);
        await bench.InUnitAsync(unit => bench.Engine.CancelAsync(unit, instances[0], "filed twice", "ines"));
        await bench.SettleMatterAsync("m-2");
        await bench.SettleAsync();
        await ContinueAsync(bench, migration);
        (await bench.ScalarAsync<string>("SELECT string_agg(why, ' ' ORDER BY why) FROM workflow.migration_items WHERE status = 'refused'"))
            .ShouldBe("It has ended; it is cancelled. Version 2 has no activity 'Ask', which it is at.");
    }

    [Fact]
    public async Task Until_it_is_committed_it_is_taken_back_and_what_cannot_go_back_stays()
    {
        var (bench, instances) = await RunningAsync(server, 3);
        await using var _ = bench;
        var migration = await StartAsync(bench);
        await ContinueAsync(bench, migration);
        await bench.SettleMatterAsync("m-3");
        await bench.SettleAsync();
        await bench.InUnitAsync(unit => bench.Engine.RevertMigrationAsync(unit, migration, "the question was needed", "omar"));
        (await MigrationAsync(bench)).ShouldBe("reverting");
        await ContinueAsync(bench, migration, 2);
        await ContinueAsync(bench, migration, 2);
        (await MigrationAsync(bench)).ShouldBe("reverted");
        (await ItemsAsync(bench)).ShouldBe("reverted 2, stayed 1");
        (await bench.ScalarAsync<string>("SELECT why FROM workflow.migration_items WHERE status = 'stayed'")).ShouldBe("It has ended; it is finished.");
        (await bench.CountAsync($"workflow.instances WHERE id = '{instances[0]}' AND definition_version = 1 AND NOT variables ? 'var-Rounds'")).ShouldBe(1);
        await bench.SettleMatterAsync("m-1");
        await bench.SettleAsync();
        (await bench.CountAsync("workflow.tasks WHERE status = 'open'")).ShouldBe(1, "the old version asks");
    }

    [Fact]
    public async Task Taken_back_half_way_the_rest_is_not_moved()
    {
        var (bench, _) = await RunningAsync(server, 3);
        await using var __ = bench;
        var migration = await StartAsync(bench);
        await ContinueAsync(bench, migration, 1);
        await bench.InUnitAsync(unit => bench.Engine.RevertMigrationAsync(unit, migration, "a mistake", "omar"));
        await ContinueAsync(bench, migration);
        (await ItemsAsync(bench)).ShouldBe("reverted 3");
        (await bench.CountAsync("workflow.instances WHERE definition_version = 1")).ShouldBe(3);
    }

    [Fact]
    public async Task Committed_it_is_final()
    {
        var (bench, _) = await RunningAsync(server, 1);
        await using var __ = bench;
        var migration = await StartAsync(bench);
        Task CommitAsync() => bench.InUnitAsync(unit => bench.Engine.CommitMigrationAsync(unit, migration, "all is well", "omar"));
        (await Should.ThrowAsync<WorkflowStateRefused>(CommitAsync)).Message.ShouldContain("is running.");
        await ContinueAsync(bench, migration);
        await CommitAsync();
        (await MigrationAsync(bench)).ShouldBe("committed");
        (await Should.ThrowAsync<WorkflowStateRefused>(CommitAsync)).Message.ShouldContain("is committed, by omar.");
        (await Should.ThrowAsync<WorkflowStateRefused>(() => bench.InUnitAsync(unit => bench.Engine.RevertMigrationAsync(unit, migration, "x", "olga")))).Message.ShouldContain("is committed, by omar.");
        (await ContinueAsync(bench, migration)).ShouldBe(0);
    }

    [Fact]
    public async Task Of_two_who_begin_one_does_and_the_other_is_told()
    {
        var (bench, _) = await RunningAsync(server, 1);
        await using var __ = bench;
        var (winner, told) = await bench.AtOnceAsync<WorkflowStateRefused>((unit, actor) => bench.Engine.StartMigrationAsync(unit, "moved", 1, 2, "now", actor));
        told.ShouldStartWith($"{winner} began to migrate 'moved' from version 1 to 2");
    }

    [Fact]
    public async Task A_version_that_is_not_there_or_the_same_is_refused()
    {
        var (bench, _) = await RunningAsync(server, 1);
        await using var __ = bench;
        await Should.ThrowAsync<WorkflowNotFound>(() => bench.InUnitAsync(unit => bench.Engine.PlanMigrationAsync(unit, "moved", 1, 3)));
        (await Should.ThrowAsync<WorkflowStateRefused>(() => bench.InUnitAsync(unit => bench.Engine.PlanMigrationAsync(unit, "moved", 1, 1)))).Message.ShouldContain("both are 1");
    }
}
