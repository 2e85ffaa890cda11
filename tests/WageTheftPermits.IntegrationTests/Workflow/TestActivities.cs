using Npgsql;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.IntegrationTests.Workflow;

/// <summary>What a test's activities can be told to do.</summary>
internal sealed class Script
{
    public bool Fails { get; set; }

    /// <summary>Ids of activities that throw.</summary>
    public HashSet<string> Failing { get; } = [];

    /// <summary>Ids of activities that say that they cannot go on.</summary>
    public HashSet<string> Faulting { get; } = [];

    /// <summary>Called by an activity after it has looked at the matter and before it waits: the moment in which a fact could get lost.</summary>
    public Func<Task> AfterEvaluation { get; set; } = () => Task.CompletedTask;
}

/// <summary>Leaves a row behind, in the unit's transaction.</summary>
[Activity("Test.Effect")]
internal sealed class EffectActivity(Unit unit, Script script) : Activity
{
    [Input]
    public string What { get; set; } = "";

    public override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("INSERT INTO effects (what) VALUES ($1)", unit.Connection, unit.Transaction) { Parameters = { new() { Value = What } } };
        await command.ExecuteNonQueryAsync(ct);
        return script.Fails ? throw new InvalidOperationException("the printer is on fire") : ActivityResult.Complete();
    }
}

/// <summary>Goes on when the matter is settled; waits for the fact by the key it is given.</summary>
[Activity("Test.AwaitMatter")]
internal sealed class AwaitMatterActivity(Unit unit, Script script) : Activity
{
    [Input]
    public string Key { get; set; } = "";

    public override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("SELECT settled FROM matters WHERE key = $1", unit.Connection, unit.Transaction) { Parameters = { new() { Value = Key } } };
        var settled = await command.ExecuteScalarAsync(ct) is true;
        await script.AfterEvaluation();
        return settled ? ActivityResult.Complete() : ActivityResult.Wait(Wait.ForFact("Matter", Key));
    }
}

[Activity("Test.Decide")]
[Outcomes("Approve", "Return")]
internal sealed class DecideActivity : Activity
{
    public override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct) =>
        new(ActivityResult.Wait(Wait.ForTask(new HumanTask("Decide", "Decide the matter", "supervisor") { Subject = new Dictionary<string, string> { ["matter"] = context.CorrelationId } })));

    public override ValueTask<ActivityResult> ResumeAsync(ActivityContext context, Resumption by, CancellationToken ct) => new(ActivityResult.Complete(by.Outcome!));
}
