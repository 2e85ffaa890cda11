using WageTheftPermits.Workflow;

namespace WageTheftPermits.IntegrationTests.Workflow;

[Collection(nameof(WorkflowDatabase))]
public class When_nothing_answers_an_event(WorkflowDatabase server)
{
    private static async Task<Guid> ExpireAsync(Bench bench)
    {
        bench.Clock.Pass(TimeSpan.FromDays(366));
        return (await bench.InUnitAsync(unit => bench.Engine.ExpireEventsAsync(unit))).ShouldHaveSingleItem().IncidentId;
    }

    /// <summary>Two waits for one event by two instances of which one is answered leave nothing; an event for an instance that came too often is kept for it.</summary>
    private static async Task<(Bench, Guid)> KeptForAnInstanceAsync(WorkflowDatabase server)
    {
        var bench = await Bench.OpenAsync(server, Flows.Forked("WaitAll"));
        var id = await bench.StartAsync("forked");
        await bench.SettleAsync();
        await bench.EventAsync("Signed");
        await bench.EventAsync("Signed");
        await bench.SettleAsync();
        (await bench.CountAsync("workflow.stimuli WHERE parked AND instance_id IS NOT NULL")).ShouldBe(1);
        return (bench, id);
    }

    [Fact]
    public async Task One_for_nobody_becomes_an_incident_of_no_instance()
    {
        await using var bench = await Bench.OpenAsync(server, Flows.Signed());
        await bench.EventAsync("Signed", "nobody");
        var incident = await ExpireAsync(bench);
        (await bench.ScalarAsync<string>($"SELECT kind || ': ' || message FROM workflow.incidents WHERE id = '{incident}' AND instance_id IS NULL AND stimulus_id IS NOT NULL"))
            .ShouldBe("unanswered: Nothing answered the event 'Signed' for nobody, which agency raised at 2026-03-02 09:00:00Z.");
        (await bench.InUnitAsync(unit => bench.Engine.ExpireEventsAsync(unit))).ShouldBeEmpty("it is told once");
    }

    [Fact]
    public async Task One_kept_for_an_instance_becomes_its_incident_and_does_not_stop_it()
    {
        var (bench, id) = await KeptForAnInstanceAsync(server);
        await using var _ = bench;
        var incident = await ExpireAsync(bench);
        (await bench.ScalarAsync<Guid>($"SELECT instance_id FROM workflow.incidents WHERE id = '{incident}'")).ShouldBe(id);
        (await bench.StatusAsync(id)).ShouldBe("running");
        (await bench.JournalAsync("unanswered")).ShouldBe("unanswered");
        (await Should.ThrowAsync<WorkflowStateRefused>(() => bench.InUnitAsync(unit => bench.Engine.RetryAsync(unit, id, "x", "olga")))).Message.ShouldContain("not blocked");
        (await Should.ThrowAsync<WorkflowStateRefused>(() => bench.InUnitAsync(unit => bench.Engine.SkipAsync(unit, incident, "Done", "x", "olga")))).Message.ShouldContain("Dismiss it or raise it again");
    }

    [Fact]
    public async Task It_is_dismissed_once_and_the_second_is_told_by_whom()
    {
        var (bench, _) = await KeptForAnInstanceAsync(server);
        await using var __ = bench;
        var incident = await ExpireAsync(bench);
        var (winner, told) = await bench.AtOnceAsync<WorkflowStateRefused>((unit, actor) => bench.Engine.DismissAsync(unit, incident, "a duplicate", actor));
        told.ShouldContain($"it was dismissed by {winner}");
        (await bench.JournalAsync("dismissed")).ShouldBe("dismissed");
        await Should.ThrowAsync<WorkflowStateRefused>(() => bench.InUnitAsync(unit => bench.Engine.RaiseAgainAsync(unit, incident, "after all", "omar")));
    }

    [Fact]
    public async Task Raised_again_it_is_kept_for_another_lifetime_and_answers_whoever_comes_to_wait()
    {
        await using var bench = await Bench.OpenAsync(server, Flows.Signed());
        await bench.EventAsync("Signed");
        var incident = await ExpireAsync(bench);
        await bench.InUnitAsync(unit => bench.Engine.RaiseAgainAsync(unit, incident, "it came too early", "olga"));
        bench.Clock.Pass(TimeSpan.FromDays(360));
        var id = await bench.StartAsync("signed");
        await bench.SettleAsync();
        (await bench.StatusAsync(id)).ShouldBe("finished");
        (await bench.CountAsync("workflow.journal WHERE event = 'resumed' AND actor = 'agency'")).ShouldBe(1, "in the name of who raised it");
        (await bench.CountAsync("workflow.incidents WHERE resolution = 'raised-again' AND reason = 'it came too early'")).ShouldBe(1);
    }

    [Fact]
    public async Task Raised_again_for_its_instance_it_waits_there_and_is_told_again_when_its_time_passes()
    {
        var (bench, id) = await KeptForAnInstanceAsync(server);
        await using var _ = bench;
        var incident = await ExpireAsync(bench);
        await bench.InUnitAsync(unit => bench.Engine.RaiseAgainAsync(unit, incident, "once more", "olga"));
        await bench.SettleAsync();
        (await bench.ScalarAsync<Guid>("SELECT instance_id FROM workflow.stimuli WHERE parked AND consumed_at IS NULL")).ShouldBe(id);
        (await ExpireAsync(bench)).ShouldNotBe(incident);
    }

    [Theory]
    [InlineData("resolution = 'retried', reason = 'x'", "incidents_how")]
    [InlineData("resolution = 'dismissed', reason = ''", "incidents_reason")]
    [InlineData("resolution = 'cancelled', reason = 'x', kind = 'fault'", "incidents_what")]
    public async Task The_database_refuses_what_does_not_apply_to_it(string change, string constraint)
    {
        await using var bench = await Bench.OpenAsync(server, Flows.Signed());
        await bench.EventAsync("Signed", "nobody");
        await ExpireAsync(bench);
        (await Should.ThrowAsync<Npgsql.PostgresException>(() => bench.ScalarAsync<string>($"UPDATE workflow.incidents SET resolved_at = now(), resolved_by = 'olga', {change} RETURNING kind")))
            .ConstraintName.ShouldBe(constraint);
    }

    [Fact]
    public async Task For_an_instance_that_has_ended_it_can_only_be_dismissed()
    {
        var (bench, id) = await KeptForAnInstanceAsync(server);
        await using var _ = bench;
        var incident = await ExpireAsync(bench);
        await bench.CompleteAsync(await bench.OpenTaskAsync(), "Approve", "sue");
        await bench.SettleAsync();
        (await bench.StatusAsync(id)).ShouldBe("finished");
        (await Should.ThrowAsync<WorkflowStateRefused>(() => bench.InUnitAsync(unit => bench.Engine.RaiseAgainAsync(unit, incident, "x", "olga")))).Message.ShouldContain("has ended");
        await bench.InUnitAsync(unit => bench.Engine.DismissAsync(unit, incident, "it ended", "olga"));
    }
}
