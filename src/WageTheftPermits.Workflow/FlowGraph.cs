namespace WageTheftPermits.Workflow;

/// <summary>The connections of one flowchart, as the questions asked of them.</summary>
internal sealed class FlowGraph
{
    private readonly ILookup<string, Connection> _from;
    private readonly Dictionary<string, HashSet<string>> _regions = [];

    public FlowGraph(Node flowchart)
    {
        Flowchart = flowchart;
        _from = flowchart.Connections.ToLookup(connection => connection.Source);
        var targets = flowchart.Connections.Select(connection => connection.Target).ToHashSet();
        var explicitStarts = flowchart.Children.Where(child => child.Type == "Elsa.Start").ToList();
        Starts = explicitStarts.Count > 0 ? explicitStarts : flowchart.Children.Where(child => !targets.Contains(child.Id)).ToList();
    }

    public Node Flowchart { get; }

    /// <summary>Where the flow may begin: its <c>Elsa.Start</c>, or else what nothing leads to. A sound flowchart has exactly one.</summary>
    public IReadOnlyList<Node> Starts { get; }

    public Node Start => Starts[0];

    public IEnumerable<Connection> From(string activity) => _from[activity];

    public int Inbound(string activity) => Flowchart.Connections.Count(connection => connection.Target == activity);

    /// <summary>The activities that can be reached from <paramref name="origin"/> without passing <paramref name="without"/>; itself included.</summary>
    public HashSet<string> Reachable(string origin, string? without = null) =>
        Search(origin, without, at => _from[at].Select(connection => connection.Target));

    /// <summary>The activities from which <paramref name="goals"/> can be reached; themselves included.</summary>
    public HashSet<string> Reaching(IEnumerable<string> goals)
    {
        var found = new HashSet<string>();
        foreach (var goal in goals)
            found.UnionWith(Search(goal, null, Sources));
        return found;
    }

    /// <summary>The last activity that every way to <paramref name="activity"/> passes: for a join, where its branches part. Null at the start.</summary>
    public string? Dominator(string activity)
    {
        // It stands on any way there, so on this one; of those that do, the last.
        return WayTo(activity).FirstOrDefault(at => !Reachable(Start.Id, at).Contains(activity));
    }

    // What one of the shortest ways from the start passes before the activity, backwards.
    private List<string> WayTo(string activity)
    {
        var before = new Dictionary<string, string?> { [Start.Id] = null };
        var open = new Queue<string>([Start.Id]);
        while (open.TryDequeue(out var at) && !before.ContainsKey(activity))
        {
            foreach (var next in _from[at].Select(connection => connection.Target).Where(next => before.TryAdd(next, at)))
                open.Enqueue(next);
        }

        var way = new List<string>();
        for (var at = before.GetValueOrDefault(activity); at is not null; at = before[at])
            way.Add(at);
        return way;
    }

    /// <summary>
    /// What lies between a join and where its branches part, both left out: while anything there is alive, a token may still arrive.
    /// The way back of a loop leads through the dominator and so is not part of it.
    /// </summary>
    public HashSet<string> Region(string join)
    {
        lock (_regions)
        {
            if (!_regions.TryGetValue(join, out var region))
            {
                region = Search(join, Dominator(join), Sources);
                region.Remove(join);
                _regions[join] = region;
            }

            return region;
        }
    }

    private IEnumerable<string> Sources(string activity) =>
        Flowchart.Connections.Where(connection => connection.Target == activity).Select(connection => connection.Source);

    private static HashSet<string> Search(string origin, string? without, Func<string, IEnumerable<string>> next)
    {
        var found = new HashSet<string>();
        var open = new Stack<string>([origin]);
        while (open.TryPop(out var at))
        {
            if (at == without || !found.Add(at))
                continue;
            foreach (var other in next(at))
                open.Push(other);
        }

        return found;
    }
}
