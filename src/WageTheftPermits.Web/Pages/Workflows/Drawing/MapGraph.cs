using WageTheftPermits.Workflow;

namespace WageTheftPermits.Web.Pages.Workflows.Drawing;

/// <summary>A box of a drawing: an activity, or the words that lead back to one. Sizes are in pixels.</summary>
/// <param name="Activity">The activity's id; for a way back, where it leads.</param>
/// <param name="IsWayBack">It stands for an arrow that would cross the whole drawing: to an activity to which many lead back.</param>
internal sealed record MapBox(string Activity, IReadOnlyList<string> Lines, bool IsWayBack)
{
    public double Width => IsWayBack ? TextBox.WayBackWidth(Lines) : TextBox.Width;

    public double Height => IsWayBack ? TextBox.WayBackHeight(Lines) : TextBox.Height(Lines);
}

/// <summary>An arrow from one box to another, by their places among the boxes.</summary>
/// <param name="Source">The activity whose outcomes it follows.</param>
/// <param name="Outcomes">The outcomes that lead along it; none where an activity only contains the other.</param>
/// <param name="IsNamed">Whether the outcomes are written at it: a single way on needs no name.</param>
internal sealed record MapArrow(int From, int To, string Source, IReadOnlyList<string> Outcomes, bool IsNamed);

/// <summary>
/// What is drawn of a definition. Outcomes that lead the same way share one arrow, and where many activities lead back to one, each does so by a short
/// arrow to its name: a dozen arrows across the drawing would hide everything else.
/// </summary>
internal sealed class MapGraph
{
    /// <summary>From so many arrows back on, an activity is named instead.</summary>
    private const int ManyWaysBack = 3;

    private readonly List<MapBox> _boxes = [];
    private readonly List<MapArrow> _arrows = [];
    private readonly Dictionary<string, int> _places = [];

    private MapGraph(Definition definition)
    {
        var root = definition.Root;
        IEnumerable<Node> drawn = root.Children.Count == 0 ? [root] : root.WithDescendants().Skip(1);
        foreach (var node in drawn)
            _places.Add(node.Id, Add(new(node.Id, TextBox.Wrap(node.DisplayText ?? node.Id), IsWayBack: false)));
        Connect(root);
    }

    public IReadOnlyList<MapBox> Boxes => _boxes;

    public IReadOnlyList<MapArrow> Arrows => _arrows;

    public static MapGraph Of(Definition definition) => new(definition);

    private int Add(MapBox box)
    {
        _boxes.Add(box);
        return _boxes.Count - 1;
    }

    private void Connect(Node root)
    {
        var ways = root.WithDescendants().SelectMany(container => Ways(container, container == root))
            .Where(way => _places.ContainsKey(way.Source) && _places.ContainsKey(way.Target)).ToList();
        var joined = ways.GroupBy(way => (way.Source, way.Target)).Select(same => (same.Key.Source, same.Key.Target, Outcomes: same.Select(way => way.Port).OfType<string>().Distinct().ToList())).ToList();
        var waysOn = joined.CountBy(way => way.Source).ToDictionary();
        var back = WaysBack(joined.ConvertAll(way => (way.Source, way.Target)));
        foreach (var (source, target, outcomes) in joined)
        {
            var to = back.Contains((source, target)) ? Add(_boxes[_places[target]] with { IsWayBack = true }) : _places[target];
            _arrows.Add(new(_places[source], to, source, outcomes, outcomes.Count > 1 || (outcomes.Count == 1 && waysOn[source] > 1)));
        }
    }

    /// <summary>The connections that a container's kind implies, or that it has.</summary>
    private static IEnumerable<(string Source, string? Port, string Target)> Ways(Node container, bool isRoot)
    {
        var own = container.Type switch
        {
            "Elsa.Sequence" => container.Children.Zip(container.Children.Skip(1)).Select(pair => (pair.First.Id, (string?)null, pair.Second.Id)),
            _ => container.Connections.Select(connection => (connection.Source, (string?)connection.Port, connection.Target)),
        };
        return isRoot ? own : own.Concat(Entries(container));
    }

    /// <summary>From a container to what it begins with.</summary>
    private static IEnumerable<(string Source, string? Port, string Target)> Entries(Node container)
    {
        if (container.Type == "Elsa.If")
        {
            if (container.Then is { } then)
                yield return (container.Id, "True", then.Id);
            if (container.Else is { } otherwise)
                yield return (container.Id, "False", otherwise.Id);
            yield break;
        }

        var targets = container.Connections.Select(connection => connection.Target).ToHashSet();
        var first = container.Type == "Elsa.Sequence" ? container.Children.Take(1) : container.Children.Where(child => !targets.Contains(child.Id));
        foreach (var child in first)
            yield return (container.Id, null, child.Id);
    }

    /// <summary>The ways that lead back to an activity to which many do. A way back is one to where the walk in depth came from.</summary>
    private HashSet<(string Source, string Target)> WaysBack(List<(string Source, string Target)> ways)
    {
        var from = ways.ToLookup(way => way.Source, way => way.Target);
        var found = new List<(string Source, string Target)>();
        var seen = new HashSet<string>();
        foreach (var origin in _places.Keys)
            Walk(origin, from, seen, found);
        return [.. found.GroupBy(way => way.Target).Where(hub => hub.Count() >= ManyWaysBack).SelectMany(hub => hub)];
    }

    private static void Walk(string origin, ILookup<string, string> from, HashSet<string> seen, List<(string Source, string Target)> found)
    {
        if (!seen.Add(origin))
            return;
        var above = new HashSet<string> { origin };
        var path = new Stack<(string Id, IEnumerator<string> Next)>([(origin, from[origin].GetEnumerator())]);
        while (path.TryPeek(out var at))
        {
            if (!at.Next.MoveNext())
            {
                above.Remove(path.Pop().Id);
                continue;
            }

            var next = at.Next.Current;
            if (above.Contains(next))
                found.Add((at.Id, next));
            else if (seen.Add(next))
            {
                above.Add(next);
                path.Push((next, from[next].GetEnumerator()));
            }
        }
    }
}

/// <summary>How much room words take, in pixels, at the sizes that the style sheet gives them. Fonts differ, so there is some to spare.</summary>
internal static class TextBox
{
    public const double Width = 156;

    public const double LineHeight = 18;

    private const int LettersInLine = 19;

    public static double Height(IReadOnlyList<string> lines) => (lines.Count + 1) * LineHeight + 16;

    public static double WayBackWidth(IReadOnlyList<string> lines) => 36 + lines.Max(line => line.Length) * 6.2;

    public static double WayBackHeight(IReadOnlyList<string> lines) => lines.Count * 16 + 10;

    public static (double Width, double Height) Label(IReadOnlyList<string> outcomes) => (outcomes.Max(outcome => outcome.Length) * 6.8 + 6, outcomes.Count * 16 + 2);

    /// <summary>Breaks at blanks; a word that is longer than a line is cut, and its last letter is an ellipsis.</summary>
    public static IReadOnlyList<string> Wrap(string text)
    {
        var lines = new List<string>();
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var cut = word.Length > LettersInLine ? word[..(LettersInLine - 1)] + "…" : word;
            if (lines.Count > 0 && lines[^1].Length + 1 + cut.Length <= LettersInLine)
                lines[^1] += " " + cut;
            else
                lines.Add(cut);
        }

        return lines.Count > 0 ? lines : [" "];
    }
}
