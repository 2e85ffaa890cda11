using System.Globalization;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Workflows.Drawing;

/// <summary>How an instance stands with an activity. The name in small letters is its class in the style sheet.</summary>
internal enum Standing
{
    NotReached,
    Done,
    Waiting,
    Stopped,
}

/// <summary>A box with what is written in it; its place is its upper left.</summary>
/// <param name="Note">The standing in words, under the name; empty where it was not reached.</param>
internal sealed record PicturedBox(MapBox Box, Spot Place, Standing Standing, string Note)
{
    /// <summary>A symbol of the sprite; the standing shows without colour too.</summary>
    public string? Icon => Standing switch
    {
        Standing.Done => "check_circle",
        Standing.Waiting => "schedule",
        Standing.Stopped => "error",
        _ => null,
    };
}

/// <param name="Path">The line, as SVG writes it.</param>
/// <param name="Head">The corners of its head.</param>
/// <param name="Names">The outcomes written at it, each with whether it was taken.</param>
internal sealed record PicturedArrow(string Path, string Head, bool Taken, Spot? Label, IReadOnlyList<(string Outcome, bool Taken)> Names);

/// <summary>The drawing of one instance: its definition with the path taken.</summary>
internal sealed record MapPicture(double Width, double Height, IReadOnlyList<PicturedBox> Boxes, IReadOnlyList<PicturedArrow> Arrows)
{
    /// <summary>Null where the definition could not be laid out.</summary>
    public static MapPicture? Of(InstanceStory story, DepartmentTime time)
    {
        if (story.Map.Layout is not { } layout)
            return null;
        var taken = story.Steps.Where(step => step.Event == "completed").Select(step => (step.Activity, Outcome: step.Outcome ?? "")).ToHashSet();
        var arrows = story.Map.Graph.Arrows.Zip(layout.Arrows, (arrow, course) => Arrow(arrow, course, taken)).ToList();
        var boxes = story.Map.Graph.Boxes.Index().Select(box =>
        {
            var middle = layout.Boxes[box.Index];
            var place = new Spot(middle.X - box.Item.Width / 2, middle.Y - box.Item.Height / 2);
            var (standing, note) = box.Item.IsWayBack
                ? (arrows.Where((_, at) => story.Map.Graph.Arrows[at].To == box.Index).Any(arrow => arrow.Taken) ? Standing.Done : Standing.NotReached, "")
                : Stands(story, box.Item.Activity, time);
            return new PicturedBox(box.Item, place, standing, note);
        });
        return new(layout.Width, layout.Height, [.. boxes], arrows);
    }

    public static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static (Standing Standing, string Note) Stands(InstanceStory story, string activity, DepartmentTime time)
    {
        var times = story.Steps.Where(step => step.Activity == activity).Sum(step => step.Times);
        var waits = story.Waits.Where(wait => wait.Activity == activity).ToList();
        if (story.Stopped.Contains(activity))
            return (Standing.Stopped, "stopped");
        if (waits.Count > 0)
            return (Standing.Waiting, waits.Min(wait => wait.Until) is { } until ? $"{(until < time.Now ? "late since" : "until")} {DepartmentTime.InWords(time.DateOf(until))}" : "waits");
        return times == 0 ? (Standing.NotReached, "") : (Standing.Done, times == 1 ? "done" : $"done {InstanceWords.Times(times)}");
    }

    private static PicturedArrow Arrow(MapArrow arrow, Course course, HashSet<(string Activity, string Outcome)> taken)
    {
        // Outcomes that came together stand together in the journal.
        bool Went(string outcome) => taken.Contains((arrow.Source, outcome)) || taken.Any(t => t.Activity == arrow.Source && t.Outcome.Split(", ").Contains(outcome));
        var names = arrow.Outcomes.Select(outcome => (outcome, Went(outcome))).ToList();
        var went = names.Count > 0 ? names.Any(name => name.Item2) : taken.Any(t => t.Activity == arrow.Source);
        var points = course.Points;
        var line = $"M{At(points[0])} {string.Join(' ', points.Skip(1).Chunk(3).Select(curve => "C" + string.Join(' ', curve.Select(At))))} L{At(course.Head)}";
        return new(line, Head(points[^1], course.Head), went, course.Label, arrow.IsNamed ? names : []);
    }

    private static string At(Spot spot) => $"{Number(spot.X)},{Number(spot.Y)}";

    /// <summary>A triangle from the end of the line to the point.</summary>
    private static string Head(Spot end, Spot point)
    {
        var (x, y) = (point.X - end.X, point.Y - end.Y);
        var length = Math.Max(Math.Sqrt(x * x + y * y), 0.001);
        var (side, up) = (-y / length * 4.5, x / length * 4.5);
        return $"{At(point)} {At(new(end.X + side, end.Y + up))} {At(new(end.X - side, end.Y - up))}";
    }
}
