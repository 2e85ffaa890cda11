using System.Globalization;
using System.Text.Json;

namespace WageTheftPermits.Web.Bench;

/// <summary>One measured figure beside its floor: what the same work costs without us, or by the plain way, in the same run.</summary>
/// <param name="Ratio"><paramref name="Value"/> by <paramref name="Floor"/>.</param>
/// <param name="Detail">What was measured, and what the floor is.</param>
internal sealed record Figure(string Name, double Value, string Unit, double Floor, double Ratio, string Detail)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Figure Of(string name, double value, string unit, double floor, string detail) =>
        new(name, Math.Round(value, 2), unit, Math.Round(floor, 2), Math.Round(value / floor, 2), detail);

    /// <summary>All figures as lines of a table.</summary>
    public static IEnumerable<string> Table(IReadOnlyList<Figure> figures)
    {
        static string Number(double value) => value.ToString("N2", CultureInfo.InvariantCulture);
        var width = figures.Max(f => f.Name.Length);
        yield return $"{"".PadRight(width)}  {"value",12}  {"floor",12}  {"ratio",8}  unit";
        foreach (var figure in figures)
        {
            yield return $"{figure.Name.PadRight(width)}  {Number(figure.Value),12}  {Number(figure.Floor),12}  {Number(figure.Ratio),8}  {figure.Unit}";
            yield return $"{"".PadRight(width)}    {figure.Detail}";
        }
    }

    /// <summary>All figures as <c>--json</c> writes them.</summary>
    public static string Json(IReadOnlyList<Figure> figures) => JsonSerializer.Serialize(figures, s_json);
}
