using WageTheftPermits.Domain.Matching;

namespace WageTheftPermits.UnitTests.Matching;

/// <summary>What holds of every pair, tried on a thousand invented ones with a fixed seed.</summary>
public class MatchPropertiesTests
{
    private static readonly string[] Names =
    [
        "Copper Kettle", "Copper Kettle Cafe", "The Copper Kettle", "Cooper Kettle", "Quixotic Fig", "Quixotic Date Bakery", "Sandwich Planet", "XO", "K & Q Noodles", "Café Étourneau",
        "银杏面馆有限公司", "Orla Quillfeather", "Velvet Radish LLC", "Velvet Radish Holdings Inc", "The Market", "Number 9", "Golden Dragon Restaurant", "'", "a",
    ];

    private static readonly string?[] Addresses =
    [
        null, "12 Harbor Rd, Springton, CA 90001", "12 Harbor Road # 4, Springton, CA 90001", "12 Harbor Rd Suite 5, Springton, CA 90001", "12 E Harbor Rd, Springton, CA 90001",
        "12 W Harbor Rd, Springton, CA 90001", "12 Harbor Rd, Oakfield", "14 Harbor Rd, Springton, CA 90001", "PO Box 5, Springton, CA 90001", "105 Chain Blvd, Springton, CA 90001", "12-16 Harbor Rd, Springton, CA 90001",
    ];

    private static readonly Matcher Matcher = new(MatchModel.Current, TermFrequencies.Of(Invented.County()));

    private static IEnumerable<(string Name, string? Address, string OtherName, string? OtherAddress, string? Holder, string? Owner)> Pairs()
    {
        var random = new Random(20260331);
        string? Maybe(string?[] from) => random.Next(3) == 0 ? null : from[random.Next(from.Length)];
        for (var i = 0; i < 1_000; i++)
            yield return (Names[random.Next(Names.Length)], Addresses[random.Next(Addresses.Length)], Names[random.Next(Names.Length)], Addresses[random.Next(Addresses.Length)],
                Maybe(["Velvet Radish LLC", "Copper Kettle Inc"]), Maybe(["Orla Quillfeather", "O. Quillfeather", "Pim Quillfeather"]));
    }

    [Fact]
    public void TheBarsOfEveryPair_AddUpToItsWeight_AndTheWeightIsItsProbability()
    {
        foreach (var pair in Pairs())
        {
            var score = Matcher.Score(Invented.Party(pair.Name, pair.Address), Invented.Permit(pair.OtherName, pair.OtherAddress, pair.Holder, pair.Owner));

            score.Contributions.Sum(c => c.Weight).ShouldBe(score.Weight, 1e-9, pair.ToString());
            (1 / (1 + Math.Pow(2, -score.Weight))).ShouldBe(score.Probability, 1e-9, pair.ToString());
            score.Contributions.ShouldAllBe(c => c.Commonness <= 0);
            (score.Band == MatchBand.Strong).ShouldBe(score.Probability >= MatchModel.Current.Strong, pair.ToString());
            score.Sentence.ShouldNotBeNullOrWhiteSpace();
        }
    }

    [Fact]
    public void NamesAndSites_CompareTheSameFromEitherSide()
    {
        foreach (var pair in Pairs())
        {
            var (there, back) = (Score(pair.Name, pair.Address, pair.OtherName, pair.OtherAddress), Score(pair.OtherName, pair.OtherAddress, pair.Name, pair.Address));

            Level(there, "site").ShouldBe(Level(back, "site"), pair.ToString());
            Level(there, "name").ShouldBe(Level(back, "name"), pair.ToString());
        }
    }

    [Fact]
    public void CaseAndSpacesAndMarksOfDirection_ChangeNoScore()
    {
        foreach (var pair in Pairs().Take(200))
        {
            var plain = Score(pair.Name, pair.Address, pair.OtherName, pair.OtherAddress).Weight;

            Score(pair.Name.ToUpperInvariant(), pair.Address?.ToUpperInvariant(), pair.OtherName, pair.OtherAddress).Weight.ShouldBe(plain, 1e-9, pair.ToString());
            Score("\u200F" + pair.Name.Replace("tt", "t\u200Dt", StringComparison.Ordinal) + "\u200E", pair.Address, pair.OtherName, pair.OtherAddress).Weight.ShouldBe(plain, 1e-9, pair.ToString());
            Score("  " + pair.Name.Replace(" ", "  ", StringComparison.Ordinal), pair.Address?.Replace(" CA ", ", CA ", StringComparison.Ordinal), pair.OtherName, pair.OtherAddress).Weight.ShouldBe(plain, 1e-9, pair.ToString());
        }
    }

    [Theory]
    [InlineData("12 Harbor Rd Suite 4, Springton, CA 90001")]
    [InlineData("12 HARBOR ROAD #4, SPRINGTON, CA 90001")]
    [InlineData("Ste. 4, 12 Harbor Rd., Springton, CA 90001")]
    [InlineData("12 Harbor Rd, Unit 4\nSprington, CA 90001-1234")]
    [InlineData("12 Harbor Rd, Bldg 2 Suite 4, Springton, CA 90001")]
    public void AUnit_IsOneHoweverAndWhereverItIsWritten(string written) =>
        Level(Score("Copper Kettle", written, "Copper Kettle", "12 Harbor Rd # 4, Springton, CA 90001"), "site").ShouldBe("the same address and unit");

    [Fact]
    public void MoreAgreement_NeverWeighsLess()
    {
        string[] sites = ["12 Harbor Rd # 4, Springton, CA 90001", "12 Harbor Rd, Springton, CA 90001", "12 Harbor Rd # 9, Springton, CA 90001", "14 Harbor Rd, Springton, CA 90001", "900 Mill St, Springton, CA 90001"];
        string[] names = ["Quixotic Fig", "Quixotic Fig Tavern", "Quixotic Tavern Palace", "Velvet Radish"];
        foreach (var name in names)
            sites.Select(site => Score(name, "12 Harbor Rd Ste 4, Springton, CA 90001", "Quixotic Fig", site).Weight).ShouldBeInOrder(SortDirection.Descending, name);
        foreach (var site in sites)
            names.Select(name => Score(name, "12 Harbor Rd Ste 4, Springton, CA 90001", "Quixotic Fig", site).Weight).ShouldBeInOrder(SortDirection.Descending, site);
    }

    [Fact]
    public void NoNameWhateverItIs_MakesAPartyWithoutASiteStrong()
    {
        foreach (var name in Names.Append(new string('x', 10_000)).Append(string.Concat(Enumerable.Repeat("Inc ", 2_500))).Append("\u202Eelttek reppoc").Append("; DROP TABLE permits; --").Append("\0\0\0"))
            Score(name, null, name, "12 Harbor Rd, Springton, CA 90001").Band.ShouldNotBe(MatchBand.Strong);
    }

    private static MatchScore Score(string name, string? address, string otherName, string? otherAddress) => Matcher.Score(Invented.Party(name, address), Invented.Permit(otherName, otherAddress));

    private static string Level(MatchScore score, string comparison) => score.Contributions.Single(c => c.Comparison == comparison).Level;
}
