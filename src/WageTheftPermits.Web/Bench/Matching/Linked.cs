using System.Globalization;
using WageTheftPermits.Application.Imports;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Domain.Matching;

namespace WageTheftPermits.Web.Bench.Matching;

/// <summary>One pair as <c>./wtp link</c> wrote it.</summary>
internal sealed record LinkedRow(string Judgment, string Permit, double Probability, MatchBand Band, LinkKind Kind);

/// <summary>Runs the linkage on files, as anybody outside does, and reads what it wrote.</summary>
internal static class Linked
{
    /// <summary>Every pair that was compared, best first.</summary>
    /// <param name="model">A model file; null for the one that ships.</param>
    public static async Task<IReadOnlyList<LinkedRow>> RunAsync(LabelledSet set, string? model, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("match-bench").FullName;
        try
        {
            var (left, right, pairs) = (Path.Combine(folder, "left.csv"), Path.Combine(folder, "right.csv"), Path.Combine(folder, "pairs.csv"));
            await PlainRow.WriteAsync(left, set.Judgments, ct);
            await PlainRow.WriteAsync(right, set.Permits, ct);
            await LinkFiles.RunAsync(new LinkRequest(left, right, pairs) { Cutoff = 0, Model = model }, ct);
            await using var stream = File.OpenRead(pairs);
            return [.. CsvFile.Read(stream).Records.Select(r => Row(r.Cells))];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static LinkedRow Row(IReadOnlyList<string> cells) => new(cells[0], cells[1], double.Parse(cells[2], CultureInfo.InvariantCulture),
        cells[4] switch { "strong" => MatchBand.Strong, "review" => MatchBand.Review, _ => MatchBand.Weak }, Enum.Parse<LinkKind>(cells[5]));
}
