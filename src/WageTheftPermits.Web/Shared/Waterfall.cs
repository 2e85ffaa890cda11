using System.Globalization;

namespace WageTheftPermits.Web.Shared;

/// <summary>
/// Model of <c>_Waterfall</c>: how a match score comes about. <paramref name="Prior"/> and the steps' weights are match weights
/// (log2 of odds: +1 doubles the odds, −1 halves them); they add up to the final weight, whose probability is
/// <paramref name="Probability"/> (0 to 1).
/// </summary>
public sealed record Waterfall(
    double Prior,
    IReadOnlyList<WaterfallStep> Steps,
    double Probability,
    string LeftHeading = "Judgment",
    string RightHeading = "Permit")
{
    /// <summary>Width of a bar's drawing, in its own units.</summary>
    internal const double BarWidth = 240;

    internal double Total => Prior + Steps.Sum(step => step.Weight);

    /// <summary>The bars, prior first and total last, on one scale: each step begins where the one before it ended.</summary>
    internal IReadOnlyList<WaterfallBar> Bars()
    {
        var ends = new List<double> { 0, Prior };
        foreach (var step in Steps)
            ends.Add(ends[^1] + step.Weight);
        var (low, high) = (ends.Min(), ends.Max());
        var scale = high > low ? (BarWidth - 4) / (high - low) : 0;
        double At(double weight) => 2 + ((weight - low) * scale);

        var bars = new List<WaterfallBar>();
        for (var i = 1; i < ends.Count; i++)
            bars.Add(WaterfallBar.Between(At(ends[i - 1]), At(ends[i]), At(0)));
        bars.Add(WaterfallBar.Between(At(0), At(Total), At(0)));
        return bars;
    }

    /// <summary>A weight as printed: "+3.2", "−1.0", "0".</summary>
    internal static string Signed(double weight) =>
        weight.ToString("+0.0;\u22120.0;0", CultureInfo.InvariantCulture) is var text && text is "+0.0" or "\u22120.0" ? "0" : text;

    /// <summary>
    /// A probability as printed. Never "0 %" or "100 %": a score is no certainty, and rounding must not make it one.
    /// </summary>
    internal static string Percent(double probability) => probability switch
    {
        double.NaN => "unknown",
        < 0.001 => "less than 0.1%",
        > 0.999 => "more than 99.9%",
        _ => (probability * 100).ToString("0.0", CultureInfo.InvariantCulture) + "%",
    };
}

/// <summary>One comparison: the values on both sides, the level of agreement in words, and the weight it adds.</summary>
public sealed record WaterfallStep(string Label, string? Left, string? Right, string Level, double Weight);

/// <summary>One bar, in the drawing's units: from its left edge, so wide; <paramref name="Zero"/> is where even odds lie.</summary>
internal sealed record WaterfallBar(string X, string Width, string Zero)
{
    internal static WaterfallBar Between(double from, double to, double zero) =>
        new(Unit(Math.Min(from, to)), Unit(Math.Max(Math.Abs(to - from), 1)), Unit(zero));

    private static string Unit(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
