using WageTheftPermits.Tests.Workflow;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.IntegrationTests.Workflow;

[Collection(nameof(WorkflowDatabase))]
public class When_a_variable_is_amended(WorkflowDatabase server)
{
    private static Flow Counted() => new Flow("counted").Variable("Count", "Int32", "3").Variable("Note", "String?").Variable("Person", "String", "Marit Solberg")
        .Activity("Greet", "Test.Greet", ("addressee", Flow.FromVariable("String", "Person"))).Activity("Wait", "Elsa.Event", ("eventName", Flow.Literal("String", "Signed"))).Activity("End", "Elsa.End")
        .Connect("Greet > Wait", "Wait > End");

    private static async Task<(Bench, Guid)> WaitingAsync(WorkflowDatabase server)
    {
        var bench = await Bench.OpenAsync(server, Counted());
        var id = await bench.StartAsync("counted");
        await bench.SettleAsync();
        return (bench, id);
    }

    private static Task<Amended> AmendAsync(Bench bench, Guid id, string variable, string value) =>
        bench.InUnitAsync(unit => bench.Engine.AmendVariableAsync(unit, id, variable, value, "it was mistyped", "olga"));

    [Fact]
    public async Task The_journal_keeps_the_old_value_and_the_new()
    {
        var (bench, id) = await WaitingAsync(server);
        await using var _ = bench;
        (await AmendAsync(bench, id, "Count", "7")).ShouldBe(new Amended("Count", "3", "7", false));
        (await bench.ScalarAsync<string>("SELECT variables ->> 'var-Count' FROM workflow.instances")).ShouldBe("7");
        (await bench.ScalarAsync<string>("SELECT concat_ws(' ', actor, detail ->> 'variable', detail ->> 'old', detail ->> 'new', detail ->> 'reason') FROM workflow.journal WHERE event = 'amended'"))
            .ShouldBe("olga Count 3 7 it was mistyped");
    }

    [Fact]
    public async Task Of_personal_data_only_that_it_changed_is_kept()
    {
        var (bench, id) = await WaitingAsync(server);
        await using var _ = bench;
        (await AmendAsync(bench, id, "Person", "Nils Aukrust")).ShouldBe(new Amended("Person", null, null, true));
        (await bench.CountAsync("workflow.journal WHERE detail::text LIKE '%Aukrust%' OR detail::text LIKE '%Solberg%'")).ShouldBe(0);
        (await bench.CountAsync("workflow.journal WHERE event = 'amended' AND detail ->> 'variable' = 'Person'")).ShouldBe(1);
    }

    [Fact]
    public async Task An_empty_value_clears_what_may_be_empty()
    {
        var (bench, id) = await WaitingAsync(server);
        await using var _ = bench;
        await AmendAsync(bench, id, "Note", "call back");
        (await AmendAsync(bench, id, "Note", "")).New.ShouldBe("null");
        (await Should.ThrowAsync<WorkflowInputRefused>(() => AmendAsync(bench, id, "Count", ""))).Message.ShouldContain("is Int32");
    }

    [Fact]
    public async Task Another_type_another_name_and_an_ended_instance_are_refused()
    {
        var (bench, id) = await WaitingAsync(server);
        await using var _ = bench;
        (await Should.ThrowAsync<WorkflowInputRefused>(() => AmendAsync(bench, id, "Count", "many"))).Message.ShouldBe("The variable Count is Int32; 'many' is none.");
        (await Should.ThrowAsync<WorkflowInputRefused>(() => AmendAsync(bench, id, "Cuont", "7"))).Message.ShouldContain("It has Count, Note, Person.");
        await Should.ThrowAsync<WorkflowNotFound>(() => AmendAsync(bench, Guid.NewGuid(), "Count", "7"));
        await bench.EventAsync("Signed");
        await bench.SettleAsync();
        (await Should.ThrowAsync<WorkflowStateRefused>(() => AmendAsync(bench, id, "Count", "7"))).Message.ShouldContain("finished");
    }

    [Fact]
    public async Task A_blocked_instance_is_amended_and_stays_blocked()
    {
        await using var bench = await Bench.OpenAsync(server, new Flow("blocked").Variable("Count", "Int32").Activity("Act", "Test.Brittle").Activity("End", "Elsa.End").Connect("Act > End", "Act.Otherwise > End"));
        bench.Script.Faulting.Add("Act");
        var id = await bench.StartAsync("blocked");
        await bench.SettleAsync();
        await AmendAsync(bench, id, "Count", "1");
        (await bench.StatusAsync(id)).ShouldBe("blocked");
    }
}
