using System.Text.Json;
using WageTheftPermits.Workflow.Interpretation;

namespace WageTheftPermits.Workflow.BuiltIn;

/// <summary>
/// Activities joined by connections. Each outcome sends a token along each of its connections; an activity without a join runs
/// once for each token that reaches it, so that a branch may lead back to an earlier activity.
/// </summary>
/// <remarks>
/// Where Elsa 3.7 differs. Elsa by default holds an activity without a join back while other branches are still on their way to it (merge mode
/// <c>Stream</c>); here it always runs for each (<c>Cascade</c>, the one mode that is taken). Elsa's <c>WaitAll</c> asks for every
/// connection of the join, those of outcomes that were not taken included; here it waits for everything that was started and may still come, by whatever
/// way, loops included. Elsa's <c>WaitAny</c> cancels every activity before the join; here only what lies between it and where its branches part.
/// </remarks>
[Activity("Elsa.Flowchart", DisplayName = "Flowchart", Description = "Activities joined by connections.")]
internal sealed class Flowchart : Container
{
    public override void Begin(Scope scope) => scope.Schedule(scope.Node.Graph.Start);

    public override void ChildCompleted(Scope scope, Node child, IReadOnlyList<string> outcomes)
    {
        // An activity without outcomes (Elsa.End) ends the flowchart, and with it what still runs in other branches.
        if (outcomes.Count == 0)
        {
            scope.CancelAll();
            scope.Complete();
            return;
        }

        var waiting = WaitingJoins(scope);
        foreach (var connection in scope.Node.Graph.From(child.Id).Where(connection => outcomes.Contains(connection.Port)))
            Arrive(scope, scope.Child(connection.Target), waiting);
        FireReadyJoins(scope, waiting);
        scope.State = waiting.Count == 0 ? null : JsonSerializer.SerializeToElement(waiting);

        if (!scope.IsAlive())
        {
            if (waiting.Count > 0)
                scope.Fault($"Join {string.Join(" and ", waiting)} waits for branches that can no longer arrive.");
            else
                scope.Complete();
        }
    }

    private static void Arrive(Scope scope, Node target, SortedSet<string> waiting)
    {
        switch (target.Type == "Elsa.FlowJoin" ? FlowJoin.ModeOf(target) : null)
        {
            case JoinMode.WaitAll:
                waiting.Add(target.Id);
                break;
            case JoinMode.WaitAny:
                // The first branch wins: whatever the others wait for is withdrawn, and their tokens on the way are taken back,
                // one that came to the join in the same burst included.
                var others = scope.Node.Graph.Region(target.Id);
                scope.Cancel(others);
                waiting.ExceptWith(others);
                if (!scope.IsAlive([target.Id]))
                    scope.Schedule(target);
                break;
            default:
                scope.Schedule(target);
                break;
        }
    }

    // A WaitAll join fires when nothing that could still reach it is alive. Where every outcome is connected no token is lost on
    // the way, so this is the moment when all branches that were started have arrived.
    private static void FireReadyJoins(Scope scope, SortedSet<string> waiting)
    {
        foreach (var join in waiting.ToList())
        {
            var region = scope.Node.Graph.Region(join);
            if (scope.IsAlive(region) || waiting.Overlaps(region))
                continue;
            waiting.Remove(join);
            scope.Schedule(scope.Child(join));
        }
    }

    private static SortedSet<string> WaitingJoins(Scope scope) => scope.State is { } state ? state.Deserialize<SortedSet<string>>()! : [];
}
