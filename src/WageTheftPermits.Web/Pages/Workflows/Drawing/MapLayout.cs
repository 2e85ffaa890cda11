using System.Globalization;
using System.Text.Json;

namespace WageTheftPermits.Web.Pages.Workflows.Drawing;

/// <summary>A point in pixels from the upper left.</summary>
internal readonly record struct Spot(double X, double Y);

/// <summary>The course of an arrow: a start and Bézier curves of three points each; where its head ends; the middle of its outcomes, where they are written.</summary>
internal sealed record Course(IReadOnlyList<Spot> Points, Spot Head, Spot? Label);

/// <summary>Where everything of a <see cref="MapGraph"/> stands; boxes by their middle, in its order.</summary>
internal sealed record MapLayout(double Width, double Height, IReadOnlyList<Spot> Boxes, IReadOnlyList<Course> Arrows)
{
    private const double Margin = 8;

    /// <param name="json">What Graphviz writes for <c>-Tjson0</c>.</param>
    internal static MapLayout Read(string json, MapGraph graph)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var frame = Numbers(root.GetProperty("bb").GetString()!);
        // Graphviz counts upwards, a page downwards.
        Spot At(double x, double y) => new(x - frame[0] + Margin, frame[3] - y + Margin);
        Spot AtText(string text) => Numbers(text) is [var x, var y, ..] ? At(x, y) : throw new FormatException($"'{text}' is no point.");

        var boxes = new Spot[graph.Boxes.Count];
        foreach (var node in root.GetProperty("objects").EnumerateArray())
            boxes[Place(node.GetProperty("name"))] = AtText(node.GetProperty("pos").GetString()!);
        var arrows = new Course[graph.Arrows.Count];
        // A graph without arrows has no list of them.
        IEnumerable<JsonElement> edges = root.TryGetProperty("edges", out var list) ? list.EnumerateArray() : [];
        foreach (var edge in edges)
        {
            // "e,X,Y X,Y …": first where the head ends, then the curve.
            var parts = edge.GetProperty("pos").GetString()!.Split(' ');
            var label = edge.TryGetProperty("lp", out var middle) ? AtText(middle.GetString()!) : (Spot?)null;
            arrows[Place(edge.GetProperty("id"))] = new([.. parts.Skip(1).Select(AtText)], AtText(parts[0][2..]), label);
        }

        return new(frame[2] - frame[0] + 2 * Margin, frame[3] - frame[1] + 2 * Margin, boxes, arrows);
    }

    private static int Place(JsonElement name) => int.Parse(name.GetString().AsSpan(1), CultureInfo.InvariantCulture);

    private static double[] Numbers(string text) => [.. text.Split(',').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
}
