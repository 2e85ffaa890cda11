using WageTheftPermits.Tests.Workflow;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.IntegrationTests.Workflow;

[Collection(nameof(WorkflowDatabase))]
public class When_a_task_is_taken(WorkflowDatabase server)
{
    private static async Task<(Bench, Guid Task)> OpenAsync(WorkflowDatabase server)
    {
        var bench = await Bench.OpenAsync(server, Flows.Decided());
        await bench.StartAsync("decided");
        await bench.SettleAsync();
        return (bench, await bench.OpenTaskAsync());
    }

    private static Task ClaimAsync(Bench bench, Guid task, string actor) => bench.InUnitAsync(unit => bench.Engine.ClaimTaskAsync(unit, task, actor));

    private static Task ReleaseAsync(Bench bench, Guid task, string? reason, string actor) => bench.InUnitAsync(unit => bench.Engine.ReleaseTaskAsync(unit, task, reason, actor));

    [Fact]
    public async Task Nobody_else_can_complete_it_and_they_are_told_who_has_it()
    {
        var (bench, task) = await OpenAsync(server);
        await using var _ = bench;
        await ClaimAsync(bench, task, "sue");
        (await Should.ThrowAsync<TaskClaimed>(() => bench.CompleteAsync(task, "Approve", "sam"))).ClaimedBy.ShouldBe("sue");
        await bench.CompleteAsync(task, "Approve", "sue");
        await bench.SettleAsync();
        (await bench.EffectsAsync()).ShouldBe("approved");
        (await bench.JournalAsync("claimed")).ShouldBe("Ask claimed");
    }

    [Fact]
    public async Task Of_two_who_take_it_one_has_it()
    {
        var (bench, task) = await OpenAsync(server);
        await using var _ = bench;
        var (winner, told) = await bench.AtOnceAsync<TaskClaimed>((unit, actor) => bench.Engine.ClaimTaskAsync(unit, task, actor));
        told.ShouldStartWith($"{winner} took this task");
        (await bench.ScalarAsync<string>("SELECT claimed_by FROM workflow.tasks")).ShouldBe(winner);
        await ClaimAsync(bench, task, winner);
        (await bench.JournalAsync("claimed")).ShouldBe("Ask claimed", "taking one's own again does nothing");
    }

    [Fact]
    public async Task Whoever_has_it_gives_it_back_and_another_takes_it()
    {
        var (bench, task) = await OpenAsync(server);
        await using var _ = bench;
        await ClaimAsync(bench, task, "sue");
        await ReleaseAsync(bench, task, null, "sue");
        await ClaimAsync(bench, task, "sam");
        (await bench.JournalAsync("claimed", "released")).ShouldBe("Ask claimed, Ask released, Ask claimed");
    }

    [Fact]
    public async Task Somebody_else_gives_it_back_only_with_a_reason()
    {
        var (bench, task) = await OpenAsync(server);
        await using var _ = bench;
        (await Should.ThrowAsync<WorkflowStateRefused>(() => ReleaseAsync(bench, task, null, "sue"))).Message.ShouldContain("Nobody has taken this task");
        await ClaimAsync(bench, task, "sue");
        (await Should.ThrowAsync<WorkflowStateRefused>(() => ReleaseAsync(bench, task, " ", "sam"))).Message.ShouldContain("sue has this task");
        await ReleaseAsync(bench, task, "Sue is on leave.", "sam");
        (await bench.CountAsync("workflow.journal WHERE event = 'released' AND detail ->> 'holder' = 'sue' AND detail ->> 'reason' = 'Sue is on leave.'")).ShouldBe(1);
    }

    [Fact]
    public async Task One_that_is_closed_is_neither_taken_nor_released()
    {
        var (bench, task) = await OpenAsync(server);
        await using var _ = bench;
        await bench.CompleteAsync(task, "Approve", "sue");
        (await Should.ThrowAsync<TaskNoLongerOpen>(() => ClaimAsync(bench, task, "sam"))).ClosedBy.ShouldBe("sue");
        await Should.ThrowAsync<TaskNoLongerOpen>(() => ReleaseAsync(bench, task, "x", "sam"));
        await Should.ThrowAsync<WorkflowNotFound>(() => ClaimAsync(bench, Guid.NewGuid(), "sam"));
    }

    [Theory]
    [InlineData("status = 'completed', outcome = 'Approve', closed_by = 'sam', closed_at = now()", "tasks_completed_by_claimer")]
    [InlineData("assigned_to = 'sam'", "tasks_claimed_by_whom_offered")]
    [InlineData("claimed_at = NULL", "tasks_claim")]
    public async Task The_database_refuses_what_would_pass_whoever_has_it_by(string change, string constraint)
    {
        var (bench, task) = await OpenAsync(server);
        await using var _ = bench;
        await ClaimAsync(bench, task, "sue");
        (await Should.ThrowAsync<Npgsql.PostgresException>(() => bench.ScalarAsync<string>($"UPDATE workflow.tasks SET {change} RETURNING name"))).ConstraintName.ShouldBe(constraint);
    }

    [Fact]
    public async Task One_offered_to_a_person_is_taken_by_that_person_alone()
    {
        await using var bench = await Bench.OpenAsync(server, new Flow("offered")
            .Activity("Ask", "Elsa.RunTask", ("taskName", Flow.Literal("String", "Sign")), ("payload", Flow.Object("Object", new { role = "supervisor", assignedTo = "sue" }))).Activity("End", "Elsa.End")
            .Connect("Ask > End"));
        await bench.StartAsync("offered");
        await bench.SettleAsync();
        var task = await bench.OpenTaskAsync();
        (await Should.ThrowAsync<WorkflowStateRefused>(() => ClaimAsync(bench, task, "sam"))).Message.ShouldBe("This task is offered to sue alone.");
        await ClaimAsync(bench, task, "sue");
    }
}
