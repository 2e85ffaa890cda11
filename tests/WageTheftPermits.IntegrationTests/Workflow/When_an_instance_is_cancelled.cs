using System.Text.Json.Nodes;
using WageTheftPermits.Tests.Workflow;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.IntegrationTests.Workflow;

[Collection(nameof(WorkflowDatabase))]
public class When_an_instance_is_cancelled(WorkflowDatabase server)
{
    private static (string, JsonNode?) Marked => ("customProperties", new JsonObject { ["undoOnCancel"] = true });

    private static Flow Placed() => new Flow("placed").Activity("Start", "Elsa.Start").Activity("First", "Test.Place", Marked).Activity("Second", "Test.Place").Activity("Third", "Test.Place", Marked)
        .Activity("Wait", "Elsa.Event", ("eventName", Flow.Literal("String", "Signed"))).Activity("Fourth", "Test.Place", Marked).Activity("End", "Elsa.End")
        .Connect("Start > First", "First > Second", "Second > Third", "Third > Wait", "Wait > Fourth", "Fourth > End");

    private static async Task<(Bench, Guid)> WaitingAsync(WorkflowDatabase server)
    {
        var bench = await Bench.OpenAsync(server, Placed());
        var id = await bench.StartAsync("placed");
        await bench.SettleAsync();
        (await bench.EffectsAsync()).ShouldBe("First,Second,Third");
        return (bench, id);
    }

    private static Task CancelAsync(Bench bench, Guid id) => bench.InUnitAsync(unit => bench.Engine.CancelAsync(unit, id, "filed twice", "olga"));

    [Fact]
    public async Task What_is_marked_and_was_done_is_undone_the_newest_first()
    {
        var (bench, id) = await WaitingAsync(server);
        await using var _ = bench;
        await CancelAsync(bench, id);
        (await bench.StatusAsync(id)).ShouldBe("cancelled");
        (await bench.EffectsAsync()).ShouldBe("Second");
        (await bench.JournalAsync("compensated", "instance-cancelled")).ShouldBe("Third compensated, First compensated, instance-cancelled");
        (await bench.ScalarAsync<string>("SELECT detail ->> 'undone' FROM workflow.journal WHERE event = 'compensated' AND activity_id = 'Third' AND actor = 'olga'"))
            .ShouldBe("Third was taken back: filed twice");
    }

    [Fact]
    public async Task What_does_not_stand_any_more_is_not_undone()
    {
        var (bench, id) = await WaitingAsync(server);
        await using var _ = bench;
        await bench.ScalarAsync<string>("DELETE FROM effects WHERE what = 'First' RETURNING what");
        await CancelAsync(bench, id);
        (await bench.JournalAsync("compensated")).ShouldBe("Third compensated");
    }

    [Fact]
    public async Task What_cannot_be_undone_keeps_it_from_being_cancelled_and_nothing_has_changed()
    {
        var (bench, id) = await WaitingAsync(server);
        await using var _ = bench;
        bench.Script.Failing.Add("First");
        (await Should.ThrowAsync<InvalidOperationException>(() => CancelAsync(bench, id))).Message.ShouldBe("the seal is broken");
        (await bench.StatusAsync(id)).ShouldBe("running");
        (await bench.EffectsAsync()).ShouldBe("First,Second,Third");
        (await bench.JournalAsync("compensated", "instance-cancelled")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_two_who_cancel_one_does_and_the_other_is_told()
    {
        var (bench, id) = await WaitingAsync(server);
        await using var _ = bench;
        var (winner, told) = await bench.AtOnceAsync<WorkflowStateRefused>((unit, actor) => bench.Engine.CancelAsync(unit, id, "twice", actor));
        told.ShouldEndWith($"by {winner}.");
        told.ShouldContain("it was cancelled at");
        (await bench.JournalAsync("compensated")).ShouldBe("Third compensated, First compensated");
    }

    [Fact]
    public async Task Its_open_incidents_are_closed_with_it()
    {
        await using var bench = await Bench.OpenAsync(server, Placed());
        bench.Script.Faulting.Add("Third");
        var id = await bench.StartAsync("placed");
        await bench.SettleAsync();
        await CancelAsync(bench, id);
        (await bench.ScalarAsync<string>("SELECT resolution || ' by ' || resolved_by || ': ' || reason FROM workflow.incidents")).ShouldBe("cancelled by olga: filed twice");
        (await bench.EffectsAsync()).ShouldBe("Second");
    }
}
