using WageTheftPermits.Tests.Workflow;

namespace WageTheftPermits.IntegrationTests.Workflow;

[Collection(nameof(WorkflowDatabase))]
public class When_an_activity_is_tried_again(WorkflowDatabase server)
{
    private static Flow TwoSteps() => new Flow("steps").Activity("Start", "Elsa.Start").Activity("First", "Test.Fragile").Activity("Second", "Test.Fragile").Activity("End", "Elsa.End")
        .Connect("Start > First", "First > Second", "First.Otherwise > Second", "Second > End", "Second.Otherwise > End");

    [Fact]
    public async Task Its_own_policy_says_how_often_and_when_and_the_journal_tells_it()
    {
        await using var bench = await Bench.OpenAsync(server, TwoSteps());
        var id = await bench.StartAsync("steps");
        bench.Script.Failing.Add("First");
        await bench.FailAsync(id);
        (await bench.LastAttemptAsync()).ShouldBe("1 of 2, next 2026-03-02 09:01");
        bench.Clock.Pass(TimeSpan.FromSeconds(59));
        (await bench.SettleAsync()).ShouldBe(0, "it rests");
        bench.Clock.Pass(TimeSpan.FromSeconds(1));
        await bench.FailAsync(id);
        (await bench.LastAttemptAsync()).ShouldBe("2 of 2, next never");
        (await bench.StatusAsync(id)).ShouldBe("blocked");
        (await bench.CountAsync("workflow.incidents WHERE activity_id = 'First' AND kind = 'failure'")).ShouldBe(1);
    }

    [Fact]
    public async Task Another_activity_that_fails_has_its_own_attempts()
    {
        await using var bench = await Bench.OpenAsync(server, TwoSteps());
        var id = await bench.StartAsync("steps");
        await FailAtAsync(bench, id, "First");
        await FailAtAsync(bench, id, "Second");
        (await bench.LastAttemptAsync()).ShouldStartWith("1 of 2");
        (await bench.StatusAsync(id)).ShouldBe("running", "the second has failed once");
    }

    [Fact]
    public async Task Failing_here_and_there_in_turn_comes_to_an_end()
    {
        await using var bench = await Bench.OpenAsync(server, TwoSteps());
        var id = await bench.StartAsync("steps");
        await FailAtAsync(bench, id, "First");
        await FailAtAsync(bench, id, "Second");
        await FailAtAsync(bench, id, "First");
        (await bench.StatusAsync(id)).ShouldBe("blocked");
    }

    [Fact]
    public async Task A_burst_that_succeeds_begins_the_count_anew()
    {
        await using var bench = await Bench.OpenAsync(server, new Flow("loop").Activity("Start", "Elsa.Start").Activity("Wait", "Elsa.Event", ("eventName", Flow.Literal("String", "Signed"))).Activity("Act", "Test.Fragile").Activity("End", "Elsa.End")
            .Connect("Start > Wait", "Wait > Act", "Act > Wait", "Act.Otherwise > End"));
        var id = await bench.StartAsync("loop");
        await bench.SettleAsync();
        for (var round = 0; round < 3; round++)
        {
            await bench.EventAsync("Signed");
            await FailAtAsync(bench, id, "Act");
            await bench.SettleAsync();
        }

        (await bench.StatusAsync(id)).ShouldBe("running");
        (await bench.EffectsAsync()).ShouldBe("Act,Act,Act");
    }

    private static async Task FailAtAsync(Bench bench, Guid id, string activity)
    {
        bench.Script.Failing.Add(activity);
        await bench.FailAsync(id);
        bench.Script.Failing.Clear();
        bench.Clock.Pass(TimeSpan.FromMinutes(1));
    }
}

file static class Attempts
{
    public static Task<string> LastAttemptAsync(this Bench bench) => bench.ScalarAsync<string>(
        """
        SELECT (detail ->> 'attempt') || ' of ' || (detail ->> 'of') || ', next ' || coalesce(to_char((detail ->> 'next')::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI'), 'never')
        FROM workflow.journal WHERE event = 'failed' ORDER BY id DESC LIMIT 1
        """);
}
