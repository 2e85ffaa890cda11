using WageTheftPermits.Application.Imports;

namespace WageTheftPermits.Web.Bench.Matching;

/// <summary>
/// Reads the labelled sets of a folder of public records, which is not part of this repository because it names private persons. A record that stands
/// in several rows (one a defendant) is one judgment, its cells put below each other.
/// </summary>
internal static class LabelledData
{
    /// <summary>A file of wage records: its key, and which of its columns go into which of ours.</summary>
    private sealed record Layout(string Key, string[] Name, string[] LegalName, string[] Address);

    private static readonly Dictionary<string, Layout> s_layouts = new()
    {
        ["sjo_judgments_san_mateo.csv"] = new("case", ["defendant_raw"], [], ["address_raw"]),
        ["ca_dlse_judgments_san_mateo_2017_2022.csv"] = new("case", ["dba"], ["defendant"], []),
        ["whd_san_mateo_county.csv"] = new("Case ID", ["Trade Name"], ["Legal Name"], ["Full Address"]),
    };

    /// <summary>The sets that the folder holds; empty where it holds none.</summary>
    public static IReadOnlyList<LabelledSet> Read(string folder) => [.. County(folder), .. Restaurants(Path.Combine(folder, "fodors_zagat"))];

    /// <summary>The invented cases, which are in the repository: every party against every permit.</summary>
    public static LabelledSet Invented()
    {
        using var stream = typeof(LabelledData).Assembly.GetManifestResourceStream($"{typeof(LabelledData).Namespace}.cases.csv")!;
        using var reader = new StreamReader(stream);
        var cases = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select((line, i) => (Number: $"{i + 1}", Cells: line.Split('|'))).ToList();
        return new("invented cases",
            [.. cases.Select(c => new PlainRow(c.Number, c.Cells[1], Address: c.Cells[2]))],
            [.. cases.Select(c => new PlainRow(c.Number, c.Cells[3], c.Cells[5], c.Cells[6], c.Cells[4]))],
            cases.ToDictionary(c => (c.Number, c.Number), c => Enum.Parse<Label>(c.Cells[0])));
    }

    private static IEnumerable<LabelledSet> County(string folder)
    {
        var labels = Path.Combine(folder, "labels_san_mateo.csv");
        if (!File.Exists(labels))
            yield break;
        var permits = Rows(Path.Combine(folder, "san_mateo_county_food_2017.csv"))
            .ConvertAll(r => new PlainRow(r["permit_no"], r["name"], Address: r["address"], City: r["city"], State: "CA", PostalCode: r["zip"]));
        foreach (var set in Rows(labels).GroupBy(r => r["wage_file"]).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var layout = s_layouts[set.Key];
            var judgments = Rows(Path.Combine(folder, set.Key)).GroupBy(r => r[layout.Key]).Select(g =>
                new PlainRow(g.Key, Below(g, layout.Name, "; "), Below(g, layout.LegalName, "; "), Address: Below(g, layout.Address, "\n\n")));
            yield return new(set.First()["set"], [.. judgments], permits, set.ToDictionary(r => (r["wage_id"], r["permit_id"]), r => Enum.Parse<Label>(r["label"])));
        }
    }

    private static IEnumerable<LabelledSet> Restaurants(string folder)
    {
        if (!Directory.Exists(folder))
            yield break;
        var labels = Rows(Path.Combine(folder, "matches.csv")).ToDictionary(r => (r["fodors_id"], r["zagats_id"]), _ => Label.E);
        List<PlainRow> Of(string file, bool phone) => Rows(Path.Combine(folder, file))
            .ConvertAll(r => new PlainRow(r["id"], r["name"], Address: r["address"], City: r["city"], Phone: phone ? r["phone"] : null));
        yield return new("fodors-zagat without phones", Of("fodors.csv", false), Of("zagats.csv", false), labels, Complete: true);
        yield return new("fodors-zagat with phones", Of("fodors.csv", true), Of("zagats.csv", true), labels, Complete: true);
    }

    private static string? Below(IEnumerable<Dictionary<string, string>> rows, string[] columns, string separator) =>
        string.Join(separator, rows.SelectMany(r => columns.Select(c => r[c].Trim())).Where(v => v.Length > 0).Distinct()) is { Length: > 0 } cell ? cell : null;

    private static List<Dictionary<string, string>> Rows(string path)
    {
        using var stream = File.OpenRead(path);
        var file = CsvFile.Read(stream);
        return [.. file.Records.Select(r => file.Header.Zip(r.Cells).ToDictionary(c => c.First, c => c.Second))];
    }
}
