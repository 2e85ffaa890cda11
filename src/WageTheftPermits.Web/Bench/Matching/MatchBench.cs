using System.Globalization;

namespace WageTheftPermits.Web.Bench.Matching;

/// <summary>
/// Measures the matching model on labelled pairs through the linkage that <c>./wtp link</c> is, at the default cut-offs, every figure beside the two-line rule on the same rows.
/// The invented cases are always measured; public records where their folder is there.
/// </summary>
/// <param name="folder">The folder of public records; need not exist.</param>
/// <param name="model">A model file; null for the one that ships.</param>
/// <param name="say">Takes one line for people.</param>
internal sealed class MatchBench(string folder, string? model, Action<string> say)
{
    private static readonly double[] s_bins = [0, 0.01, 0.1, 0.5, 0.8, 0.95, 0.99, 1.0000001];

    /// <summary>One line a set: counts and a digest of its scores.</summary>
    public IReadOnlyList<string> Frozen { get; private set; } = [];

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken ct)
    {
        var sets = new List<LabelledSet> { LabelledData.Invented() };
        var real = LabelledData.Read(folder);
        if (real.Count == 0)
            say($"There are no labelled records in {folder} (name their folder with --data): the invented cases alone are measured.");
        sets.AddRange(real);
        var findings = new List<MatchFindings>();
        foreach (var set in sets)
            findings.Add(new MatchFindings(set, await Linked.RunAsync(set, model, ct)));
        Frozen = [.. findings.Select(f => f.Frozen())];
        SayCalibration("county records and invented cases", sets.Zip(findings).Where(s => !s.First.Complete).SelectMany(s => s.Second.Judged));
        SayCalibration("restaurants", sets.Zip(findings).Where(s => s.First.Complete).SelectMany(s => s.Second.Judged));
        return [.. findings.SelectMany(f => f.Figures())];
    }

    /// <summary>What differs from the result that was committed, in lines of a diff. A set that is not there is not compared.</summary>
    public IReadOnlyList<string> Changes()
    {
        using var stream = typeof(MatchBench).Assembly.GetManifestResourceStream($"{typeof(MatchBench).Namespace}.frozen.txt")!;
        using var reader = new StreamReader(stream);
        var committed = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).ToDictionary(NameOf);
        return [.. Frozen.Where(line => committed.GetValueOrDefault(NameOf(line)) != line).SelectMany(line => new[] { "- " + committed.GetValueOrDefault(NameOf(line), ""), "+ " + line })];
    }

    private static string NameOf(string line) => line[..line.IndexOf(':', StringComparison.Ordinal)];

    private void SayCalibration(string of, IEnumerable<(double Probability, bool Related)> judged)
    {
        var pairs = judged.ToList();
        if (pairs.Count == 0)
            return;
        say($"Calibration, {of}: predicted probability, pairs, mean predicted, observed share of pairs that are related (labels E, O, P, S)");
        for (var i = 0; i + 1 < s_bins.Length; i++)
        {
            var bin = pairs.FindAll(p => p.Probability >= s_bins[i] && p.Probability < s_bins[i + 1]);
            if (bin.Count > 0)
                say(string.Create(CultureInfo.InvariantCulture, $"  {s_bins[i],5:0.00} to {Math.Min(1, s_bins[i + 1]),4:0.00} {bin.Count,6}   {bin.Average(p => p.Probability):0.000}   {new Share(bin.Count(p => p.Related), bin.Count)}"));
        }
    }
}
