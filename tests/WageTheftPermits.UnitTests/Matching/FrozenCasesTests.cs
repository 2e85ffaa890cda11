using System.Globalization;
using System.Runtime.CompilerServices;
using WageTheftPermits.Domain.Matching;

namespace WageTheftPermits.UnitTests.Matching;

/// <summary>
/// Invented pairs with what a person would say of each (the labels of docs/matching.md) and the score each has now; ./wtp bench match measures on the same file. A change of any score shows in the diff of <c>cases.csv</c>: where it is meant,
/// run the tests with <c>MATCH_CASES=rewrite</c> and commit what changed.
/// </summary>
public class FrozenCasesTests
{
    [Fact]
    public void EveryCase_ScoresAsItDid()
    {
        var cases = File.ReadAllLines(Path()).Skip(1).Select(l => l.Split('|')).ToList();
        var permits = cases.Select((c, i) => Invented.Permit(c[3], c[4], Text(c[5]), Text(c[6]), "case-" + i)).ToList();
        var matcher = new Matcher(MatchModel.Current, TermFrequencies.Of(Invented.County().Concat(permits)));
        var now = cases.Select((c, i) =>
        {
            var score = matcher.Score(Invented.Party(Text(c[1]), Text(c[2])), permits[i]);
            return string.Join('|', c.Take(7).Append(score.Kind.ToString()).Append(score.Band.ToString()).Append(score.Probability.ToString("0.000", CultureInfo.InvariantCulture)));
        }).ToList();
        if (Environment.GetEnvironmentVariable("MATCH_CASES") == "rewrite")
            File.WriteAllLines(Path(), now.Prepend(File.ReadLines(Path()).First()));

        now.ShouldBe(cases.Select(c => string.Join('|', c)).ToList());
    }

    private static string? Text(string cell) => cell.Length == 0 ? null : cell;

    private static string Path([CallerFilePath] string thisFile = "") => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(thisFile)!, "../../../src/WageTheftPermits.Web/Bench/Matching/cases.csv");
}
