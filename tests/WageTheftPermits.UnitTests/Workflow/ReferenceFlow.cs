namespace WageTheftPermits.UnitTests.Workflow;

internal enum StepKind
{
    /// <summary>Goes on at once: a note, a container, an embedded end.</summary>
    Passes,
    Waits,
    Chooses,
    Forks,
    JoinsAll,
    JoinsAny,
    Ends,
}

/// <summary>
/// What a flowchart comes to, worked out in the plainest way: tokens are pushed along the connections by recursion until each rests at a wait or a
/// join, containers are laid flat, and what still leads to a join is looked up by walking forward. It shares nothing with the interpreter but the meaning.
/// </summary>
/// <param name="choose">The outcome of an activity's n-th execution, from 1.</param>
internal sealed class ReferenceFlow(Func<string, int, string> choose)
{
    private readonly Dictionary<string, StepKind> _steps = [];
    private readonly List<(string Source, string Port, string Target)> _connections = [];
    private readonly Dictionary<string, string> _forkOf = [];
    private readonly List<Token> _waiting = [];
    private readonly SortedSet<string> _atJoin = [];

    public SortedDictionary<string, int> Executed { get; } = [];

    public IEnumerable<string> Waiting => _waiting.Select(token => token.At).Order();

    public bool Ended { get; private set; }

    public void Add(string id, StepKind kind) => _steps.Add(id, kind);

    public void AddJoin(string id, StepKind kind, string fork)
    {
        Add(id, kind);
        _forkOf.Add(id, fork);
    }

    public void Connect(string source, string port, string target) => _connections.Add((source, port, target));

    public void Start(string at)
    {
        Visit(at);
        FireJoins();
    }

    /// <summary>Answers every wait of the activity, one after the other; one that another's answer withdrew is passed over.</summary>
    public void Answer(string activity)
    {
        foreach (var token in _waiting.Where(token => token.At == activity).ToList())
        {
            if (!_waiting.Remove(token))
                continue;
            Follow(activity, "Done");
            FireJoins();
        }
    }

    private void Visit(string at)
    {
        Executed[at] = Executed.GetValueOrDefault(at) + 1;
        switch (_steps[at])
        {
            case StepKind.Waits:
                _waiting.Add(new Token(at));
                break;
            case StepKind.Ends:
                Ended = true;
                break;
            case StepKind.Chooses:
                Follow(at, choose(at, Executed[at]));
                break;
            case StepKind.Forks:
                Follow(at, null);
                break;
            default:
                Follow(at, "Done");
                break;
        }
    }

    private void Follow(string from, string? port)
    {
        foreach (var connection in _connections.Where(connection => connection.Source == from && (port is null || connection.Port == port)))
            Arrive(connection.Target);
    }

    private void Arrive(string at)
    {
        if (_steps[at] == StepKind.JoinsAll)
        {
            _atJoin.Add(at);
            return;
        }

        if (_steps[at] == StepKind.JoinsAny)
        {
            _waiting.RemoveAll(token => Leads(token.At, at));
            _atJoin.RemoveWhere(join => Leads(join, at));
        }

        Visit(at);
    }

    private void FireJoins()
    {
        while (_atJoin.FirstOrDefault(join => !_waiting.Any(token => Leads(token.At, join)) && !_atJoin.Any(other => other != join && Leads(other, join))) is { } ready)
        {
            _atJoin.Remove(ready);
            Visit(ready);
        }
    }

    // Whether a token there could still come to the join without passing the fork again.
    private bool Leads(string from, string join, HashSet<string>? seen = null)
    {
        seen ??= [];
        return _connections.Where(connection => connection.Source == from && connection.Target != _forkOf[join])
            .Any(connection => connection.Target == join || (seen.Add(connection.Target) && Leads(connection.Target, join, seen)));
    }

    private sealed class Token(string at)
    {
        public string At { get; } = at;
    }
}
