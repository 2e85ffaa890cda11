using WageTheftPermits.Workflow.BuiltIn;

namespace WageTheftPermits.Workflow;

/// <summary>
/// The faults of one flowchart's connections. In a sound one every outcome leads somewhere and every activity can reach an end,
/// so no token is ever lost, and a <c>WaitAll</c> join may wait for everything that is still on its way to it.
/// </summary>
internal sealed class FlowchartCheck
{
    private readonly Node _flowchart;
    private readonly ActivityCatalog _catalog;
    private readonly FlowGraph _graph;
    private readonly Faults _faults;

    private FlowchartCheck(Node flowchart, ActivityCatalog catalog, Faults faults) => (_flowchart, _catalog, _graph, _faults) = (flowchart, catalog, flowchart.Graph, faults);

    public static void Check(Node flowchart, ActivityCatalog catalog, Faults faults)
    {
        var check = new FlowchartCheck(flowchart, catalog, faults);
        var sound = check.Ends();
        check.Outcomes();
        if (check._graph.Starts.Count != 1)
            check.Fault(flowchart.Id, null, $"A flowchart needs exactly one beginning, an Elsa.Start or one activity that nothing leads to; this has {check._graph.Starts.Count}.");
        else if (sound)
            check.Paths();
    }

    // Connections whose ends exist.
    private bool Ends()
    {
        var ids = _flowchart.Children.Select(child => child.Id).ToHashSet();
        foreach (var connection in _flowchart.Connections)
        {
            foreach (var end in new[] { connection.Source, connection.Target }.Where(end => !ids.Contains(end)))
                Fault(_flowchart.Id, "connections", $"{connection.Source} → {connection.Target}: there is no activity '{end}' in this flowchart.");
        }

        foreach (var twice in _flowchart.Connections.GroupBy(connection => connection).Where(group => group.Count() > 1))
            Fault(twice.Key.Source, twice.Key.Port, $"Connected to '{twice.Key.Target}' twice; it would run twice.");
        return _flowchart.Connections.All(connection => ids.Contains(connection.Source) && ids.Contains(connection.Target));
    }

    private void Outcomes()
    {
        foreach (var node in _flowchart.Children)
        {
            if (_catalog.Find(node.Type, node.Version)?.OutcomesOf(node) is not { } outcomes)
                continue;
            var connected = _graph.From(node.Id).Select(connection => connection.Port).ToHashSet();
            foreach (var open in outcomes.Except(connected))
                Fault(node.Id, open, $"Nothing is connected to this outcome of '{node.Type}'. Lead it on, or to an Elsa.End or Elsa.Finish.");
            foreach (var unknown in connected.Except(outcomes))
                Fault(node.Id, unknown, $"'{node.Type}' has no such outcome. It has {(outcomes.Count == 0 ? "none: it ends its branch" : string.Join(", ", outcomes))}.");
        }
    }

    private void Paths()
    {
        var reached = _graph.Reachable(_graph.Start.Id);
        foreach (var node in _flowchart.Children.Where(child => !reached.Contains(child.Id)))
            Fault(node.Id, null, "Nothing leads to this activity. Connect it or take it out.");

        var ends = _flowchart.Children.Where(child => _catalog.Find(child.Type, child.Version) is null or { IsTerminal: true }).Select(child => child.Id);
        var ending = _graph.Reaching(ends);
        foreach (var node in _flowchart.Children.Where(child => reached.Contains(child.Id) && !ending.Contains(child.Id)))
            Fault(node.Id, null, "No way out: from here no Elsa.End, Elsa.Finish or Elsa.Fault can be reached.");

        foreach (var join in _flowchart.Children.Where(child => child.Type == "Elsa.FlowJoin" && reached.Contains(child.Id)))
            Join(join);
    }

    private void Join(Node join)
    {
        if (FlowJoin.ModeOf(join) is not { } mode)
            Fault(join.Id, "mode", "Must be the literal WaitAll or WaitAny, so that the flow can be checked.");
        else if (_graph.Inbound(join.Id) < 2)
            Fault(join.Id, null, "A join needs at least two connections that lead to it.");
        else if (mode == JoinMode.WaitAll && !BranchesPart(join))
            Fault(join.Id, null, "This WaitAll join can never have all its branches: nothing before it starts more than one that leads here. Fork them, or connect them without a join.");
        else if (mode == JoinMode.WaitAll && WaitsForItself(join))
            Fault(join.Id, null, "This WaitAll join can wait for another that waits for it. Let one of the two come first.");
    }

    // Somewhere between the last common activity and the join, an activity starts more than one branch that leads to it.
    private bool BranchesPart(Node join)
    {
        var region = _graph.Region(join.Id);
        var before = _graph.Dominator(join.Id) is { } dominator ? [.. region, dominator] : region;
        return _flowchart.Children.Where(child => before.Contains(child.Id)).Any(child => StartsSeveral(child, connection => connection.Target == join.Id || region.Contains(connection.Target)));
    }

    private bool StartsSeveral(Node node, Func<Connection, bool> leads)
    {
        var leading = _graph.From(node.Id).Where(leads).ToList();
        return node.Type == "Elsa.FlowFork" || (node.Type == "Elsa.FlowSwitch" && FlowSwitch.Forks(node))
            ? leading.Count > 1
            : leading.GroupBy(connection => connection.Port).Any(port => port.Count() > 1);
    }

    // A join waits while another one waits that may still lead to it; where that goes round, neither would ever go on.
    private bool WaitsForItself(Node join)
    {
        var joins = _flowchart.Children.Where(child => child.Type == "Elsa.FlowJoin" && FlowJoin.ModeOf(child) == JoinMode.WaitAll).Select(child => child.Id).ToHashSet();
        var waitedFor = new HashSet<string>();
        var open = new Stack<string>([join.Id]);
        while (open.TryPop(out var at))
        {
            foreach (var other in joins.Where(other => other != at && _graph.Region(at).Contains(other)))
            {
                if (other == join.Id)
                    return true;
                if (waitedFor.Add(other))
                    open.Push(other);
            }
        }

        return false;
    }

    private void Fault(string? activity, string? property, string message) => _faults.Add(activity, property, message);
}
