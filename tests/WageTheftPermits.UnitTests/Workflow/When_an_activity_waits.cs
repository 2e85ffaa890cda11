using WageTheftPermits.Tests.Workflow;
using WageTheftPermits.Workflow;
using WageTheftPermits.Workflow.Interpretation;
using static WageTheftPermits.Tests.Workflow.Flow;

namespace WageTheftPermits.UnitTests.Workflow;

public class When_an_activity_waits
{
    private static Flow Settlement() => new Flow("settle").Variable("By", "String")
        .Activity("Await", "Test.AwaitSettlement", ("by", ToVariable("String", "By")))
        .Activity("Settled", "Test.Note", ("text", Literal("String", "settled")), ("who", Literal("String", "Ana Example")))
        .Activity("Late", "Test.Note", ("text", Literal("String", "late")))
        .Activity("End", "Elsa.End")
        .Connect("Await.Settled > Settled", "Await.Overdue > Late", "Await.GivenUp > End", "Settled > End", "Late > End");

    [Fact]
    public async Task A_fact_that_is_true_on_entry_needs_no_wait()
    {
        var run = new Run(Settlement()) { Trace = { Settled = true } };
        await run.StartAsync();
        run.State.Status.ShouldBe(InstanceStatus.Finished);
    }

    [Fact]
    public async Task A_fact_that_changes_nothing_leaves_the_wait_and_the_same_open_task()
    {
        var run = new Run(Settlement());
        await run.StartAsync();
        var before = run.State.Waits.Select(wait => (wait.Id, wait.TaskId)).ToList();
        (await run.FactAsync("Settlement")).ShouldBe(1);
        run.State.Waits.Select(wait => (wait.Id, wait.TaskId)).ShouldBe(before);
    }

    [Fact]
    public async Task A_fact_of_another_key_or_name_answers_nothing()
    {
        var run = new Run(Settlement());
        await run.StartAsync();
        (await run.FactAsync("Settlement", "case-2")).ShouldBe(0);
        (await run.FactAsync("Appeal")).ShouldBe(0);
    }

    [Fact]
    public async Task A_completed_task_resumes_with_its_actor_and_the_other_waits_go()
    {
        var run = new Run(Settlement());
        await run.StartAsync();
        var task = run.State.Waits.Single(wait => wait.Kind == WaitKind.Task).TaskId!.Value;
        (await run.CompleteAsync(task, "GivenUp", "ines")).ShouldBe(1);
        run.State.Variables["var-By"].GetString().ShouldBe("ines");
        run.State.Waits.ShouldBeEmpty();
        (await run.CompleteAsync(task, "GivenUp", "olga")).ShouldBe(0);
        run.State.Journal.Single(entry => entry.Event == JournalEvent.Resumed).ShouldSatisfyAllConditions(entry => entry.Actor.ShouldBe("ines"), entry => entry.Outcome.ShouldBe("GivenUp"));
    }

    [Fact]
    public async Task A_timer_fires_when_due_and_not_before()
    {
        var run = new Run(Settlement());
        await run.StartAsync();
        await run.PassAsync(TimeSpan.FromDays(10) - TimeSpan.FromSeconds(1));
        run.Trace.Notes.ShouldBeEmpty();
        await run.PassAsync(TimeSpan.FromSeconds(1));
        run.Trace.Notes.ShouldBe(["late"]);
        run.State.Journal.Single(entry => entry.Event == JournalEvent.Resumed).Detail!.Value.GetProperty("late").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task A_timer_that_fires_late_says_by_how_much()
    {
        var run = new Run(Settlement());
        await run.StartAsync();
        await run.PassAsync(TimeSpan.FromDays(10) + TimeSpan.FromHours(7));
        run.State.Journal.Single(entry => entry.Event == JournalEvent.Resumed).Detail!.Value.GetProperty("late").GetString().ShouldBe("07:00:00");
    }

    [Fact]
    public async Task The_journal_keeps_inputs_but_not_personal_ones()
    {
        var run = new Run(Settlement()) { Trace = { Settled = true } };
        await run.StartAsync();
        var inputs = run.State.Journal.Single(entry => entry.ActivityId == "Settled" && entry.Event == JournalEvent.Started).Detail!.Value.GetRawText();
        inputs.ShouldContain("settled");
        inputs.ShouldNotContain("Ana Example");
    }

    [Fact]
    public async Task Delay_and_StartAt_wait_for_their_moment()
    {
        var run = new Run(new Flow("times")
            .Activity("Delay", "Elsa.Delay", ("timeSpan", Literal("TimeSpan", "2.00:00:00")))
            .Activity("At", "Elsa.StartAt", ("dateTime", Literal("DateTimeOffset", "2026-03-10T09:00:00Z")))
            .Activity("End", "Elsa.End").Connect("Delay > At", "At > End"));
        await run.StartAsync();
        await run.PassAsync(TimeSpan.FromDays(2));
        run.Waiting.ShouldBe(["At"]);
        await run.PassAsync(TimeSpan.FromDays(6));
        run.State.Status.ShouldBe(InstanceStatus.Finished);
    }

    [Fact]
    public async Task RunTask_opens_a_task_from_its_payload()
    {
        var run = new Run(new Flow("task").Variable("Answer", "Object")
            .Activity("Ask", "Elsa.RunTask",
                ("taskName", Literal("String", "Review")),
                ("payload", Object("Object", new { title = "Review the match", role = "inspector", dueAt = "2026-03-05T17:00:00Z", subject = new { permit = "P-1" } })))
            .Activity("End", "Elsa.End").Connect("Ask > End"));
        await run.StartAsync();
        var task = run.State.Waits.ShouldHaveSingleItem().Task!;
        (task.Title, task.Role, task.Subject["permit"]).ShouldBe(("Review the match", "inspector", "P-1"));
        await run.CompleteAsync(run.State.Waits[0].TaskId!.Value, "Done", "ines");
        run.State.Status.ShouldBe(InstanceStatus.Finished);
    }
}
