using Npgsql;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.IntegrationTests.Workflow;

/// <summary>Leaves a row behind, and throws or faults where the test says so.</summary>
internal abstract class BreakableActivity(Unit unit, Script script) : Activity
{
    public override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct)
    {
        if (script.Faulting.Contains(context.ActivityId))
            return ActivityResult.Fault("no paper");
        await using var command = new NpgsqlCommand("INSERT INTO effects (what) VALUES ($1)", unit.Connection, unit.Transaction) { Parameters = { new() { Value = context.ActivityId } } };
        await command.ExecuteNonQueryAsync(ct);
        return script.Failing.Contains(context.ActivityId) ? throw new InvalidOperationException("the printer is on fire") : ActivityResult.Complete();
    }
}

/// <summary>Is tried twice, a minute apart.</summary>
[Activity("Test.Fragile")]
[Outcomes("Done", "Otherwise")]
[Retry(2, firstPauseSeconds: 60, longestPauseSeconds: 60)]
internal sealed class FragileActivity(Unit unit, Script script) : BreakableActivity(unit, script);

/// <summary>Is tried as often as the engine's limits say.</summary>
[Activity("Test.Brittle")]
[Outcomes("Done", "Otherwise")]
internal sealed class BrittleActivity(Unit unit, Script script) : BreakableActivity(unit, script);

/// <summary>Places something, which can be taken back once.</summary>
[Activity("Test.Place")]
internal sealed class PlaceActivity(Unit unit, Script script) : BreakableActivity(unit, script)
{
    private readonly Unit _unit = unit;
    private readonly Script _script = script;

    public override async ValueTask<string?> UndoAsync(ActivityContext context, string reason, CancellationToken ct)
    {
        if (_script.Failing.Contains(context.ActivityId))
            throw new InvalidOperationException("the seal is broken");
        await using var command = new NpgsqlCommand("DELETE FROM effects WHERE what = $1", _unit.Connection, _unit.Transaction) { Parameters = { new() { Value = context.ActivityId } } };
        return await command.ExecuteNonQueryAsync(ct) > 0 ? $"{context.ActivityId} was taken back: {reason}" : null;
    }
}

/// <summary>Reads a name, which is personal data.</summary>
[Activity("Test.Greet")]
internal sealed class GreetActivity : Activity
{
    [Input(Personal = true)]
    public string? Addressee { get; set; }

    public override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct) => new(ActivityResult.Complete());
}
