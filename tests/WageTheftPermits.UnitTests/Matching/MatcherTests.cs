using System.Text.Json;
using WageTheftPermits.Domain.Matching;

namespace WageTheftPermits.UnitTests.Matching;

public class MatcherTests
{
    private const string Here = "12 Harbor Rd, Springton, CA 90001", There = "900 Mill St, Oakfield, CA 90002";

    private static readonly Matcher Bare = new(MatchModel.Current, TermFrequencies.None);

    private static Matcher InCounty(params MatchRecord[] more) => new(MatchModel.Current, TermFrequencies.Of(Invented.County().Concat(more)));

    [Fact]
    public void SameNameAndSite_IsTheSameEstablishment_AndStrong()
    {
        var score = Bare.Score(Invented.Party("Two Spoons", Here), Invented.Permit("TWO SPOONS CAFE", Here));

        score.Kind.ShouldBe(LinkKind.SameEstablishment);
        score.Band.ShouldBe(MatchBand.Strong);
    }

    [Fact]
    public void Contributions_AddUpToTheWeight_AndTheWeightIsTheOddsOfTheProbability()
    {
        foreach (var score in new[]
        {
            Bare.Score(Invented.Party("Two Spoons Inc", Here), Invented.Permit("Two Spoons", There)),
            Bare.Score(Invented.Party("Two Spoons Inc"), Invented.Permit("Two Spoons", There, "Two Spoons Inc")),
        })
        {
            score.Contributions.Sum(c => c.Weight).ShouldBe(score.Weight, 1e-9);
            Math.Log2(score.Probability / (1 - score.Probability)).ShouldBe(score.Weight, 1e-6);
            score.Contributions[0].Comparison.ShouldBe("prior");
            score.ModelVersion.ShouldBe("model-1");
        }
    }

    [Fact]
    public void AChainsName_AloneIsNoLink()
    {
        var chain = Invented.County().First();

        InCounty().Score(Invented.Party("Planet Feeders Inc dba Sandwich Planet"), chain).Band.ShouldBe(MatchBand.Weak);
        InCounty().Score(Invented.Party("Planet Feeders Inc dba Sandwich Planet", There), chain).Band.ShouldBe(MatchBand.Weak);
    }

    [Fact]
    public void AChainsName_AtItsSite_IsALink() =>
        InCounty().Score(Invented.Party("Planet Feeders Inc dba Sandwich Planet", "105 Chain Blvd, Springton, CA 90001"), Invented.County().ElementAt(5)).Probability.ShouldBeGreaterThan(0.9);

    [Fact]
    public void ACommonerName_NeverSaysMoreThanARarerOne()
    {
        var (rare, common) = (Invented.Permit("Quixotic Fig", There), Invented.County().First());
        var matcher = InCounty(rare);

        matcher.Score(Invented.Party("Quixotic Fig"), rare).Weight.ShouldBeGreaterThan(matcher.Score(Invented.Party("Sandwich Planet"), common).Weight);
    }

    [Fact]
    public void ANameAlone_IsNeverStrong()
    {
        var score = Bare.Score(Invented.Party("Quixotic Fig Inc"), Invented.Permit("Quixotic Fig", Here, "Quixotic Fig Inc"));

        score.Band.ShouldBe(MatchBand.Review);
        score.Differences.ShouldContain(d => d.Contains("No site is compared", StringComparison.Ordinal));
    }

    [Fact]
    public void ShortNames_StillMatch() => Bare.Score(Invented.Party("Xo", Here), Invented.Permit("XO", Here)).Band.ShouldBe(MatchBand.Strong);

    [Fact]
    public void AnotherHolderAtTheSite_IsNamed_AndNotStrong()
    {
        var score = Bare.Score(Invented.Party("Fennel Group LLC dba Two Spoons", Here), Invented.Permit("Two Spoons", Here, "Marrow Brothers Inc"));

        score.Kind.ShouldBe(LinkKind.SameSiteOtherHolder);
        score.Band.ShouldBe(MatchBand.Review);
        score.Differences.ShouldContain(d => d.Contains("Fennel Group LLC", StringComparison.Ordinal) && d.Contains("Marrow Brothers Inc", StringComparison.Ordinal));
    }

    [Fact]
    public void TheSameHolderAtTheSite_UnderANewName_IsTheSameEstablishment() =>
        Bare.Score(Invented.Party("Fennel Group LLC dba Two Spoons", Here), Invented.Permit("Three Forks", Here, "Fennel Group LLC")).Kind.ShouldBe(LinkKind.SameEstablishment);

    [Fact]
    public void TheSameEmployerElsewhere_IsNamed_AndNotStrong()
    {
        var score = Bare.Score(Invented.Party("Fennel Group LLC dba Two Spoons", Here), Invented.Permit("Three Forks", There, "Fennel Group, L.L.C."));

        score.Kind.ShouldBe(LinkKind.SameEmployerOtherSite);
        score.Band.ShouldBe(MatchBand.Review);
    }

    [Fact]
    public void TheSamePersonWithAnotherBusiness_ReachesAPerson()
    {
        var score = Bare.Score(Invented.Party("Orla Quillfeather, an individual dba Two Spoons", Here), Invented.Permit("Three Forks", There, owner: "Quillfeather, Orla"));

        score.Kind.ShouldBe(LinkKind.SameIndividualOtherBusiness);
        score.Band.ShouldBe(MatchBand.Review);
    }

    [Fact]
    public void TwoPermitsOfOneNameAtOneSite_LeaveItUnclearWhichIsMeant()
    {
        var (older, newer) = (Invented.Permit("Two Spoons", Here, id: "1"), Invented.Permit("TWO SPOON", Here, id: "2"));
        var matcher = InCounty(older, newer);

        foreach (var permit in new[] { older, newer })
        {
            var score = matcher.Score(Invented.Party("Two Spoons", Here), permit);
            score.Kind.ShouldBe(LinkKind.Unclear);
            score.Band.ShouldBe(MatchBand.Review);
            score.Sentence.ShouldContain("the holder may have changed");
        }
    }

    [Fact]
    public void OnlyAMallsAddress_IsASharedAddress_AndWeak()
    {
        var score = InCounty().Score(Invented.Party("Two Spoons", "1 Mall Way, Springton, CA 90001"), Invented.County().Last());

        score.Kind.ShouldBe(LinkKind.SharedAddress);
        score.Band.ShouldBe(MatchBand.Weak);
    }

    [Fact]
    public void APostOfficeBox_IsNoSite() =>
        Bare.Score(Invented.Party("Two Spoons", "PO Box 5, Springton, CA 90001"), Invented.Permit("Two Spoons", "PO Box 5, Springton, CA 90001"))
            .Contributions.Single(c => c.Comparison == "site").Level.ShouldBe("unknown");

    [Theory]
    [InlineData("Two Spoons, Inc.", "two spoons inc")]
    [InlineData("Orla's Café", "ORLAS CAFE")]
    [InlineData("K.Q. Noodles", "K & Q Noodles")]
    [InlineData("The Copper Kettle", "Copper Kettle")]
    [InlineData("Copper Kettle #1234", "Copper Kettle")]
    public void CasePunctuationAndStoreNumbers_ChangeNothing(string one, string other) =>
        Bare.Score(Invented.Party(one, Here), Invented.Permit(one, Here)).Weight
            .ShouldBe(Bare.Score(Invented.Party(other, Here.ToUpperInvariant()), Invented.Permit(one, Here)).Weight, 1e-9);

    [Fact]
    public void WhatIsUnknown_WeighsNothing()
    {
        var score = Bare.Score(Invented.Party(null), Invented.Permit(null));

        score.Contributions.Skip(1).ShouldAllBe(c => c.Weight == 0 && c.Level == "unknown");
        score.Probability.ShouldBe(MatchModel.Current.Prior, 1e-9);
    }

    [Fact]
    public void PhoneAndTaxNumber_CountForAndAgainst()
    {
        MatchRecord With(string? phone, string? tax) => MatchRecord.FromParty("1", "Two Spoons", null, PartyKind.Unknown, null, phone is null ? null : [phone], tax);
        double Weight(MatchRecord a, MatchRecord b) => Bare.Score(a, b).Contributions.Where(c => c.Comparison is "phone" or "tax").Sum(c => c.Weight);

        Weight(With("(555) 010-1234", null), With("1-555-010-1234", null)).ShouldBeGreaterThan(5);
        Weight(With(null, "1234"), With(null, "1234")).ShouldBeGreaterThan(5);
        Weight(With(null, "1234"), With(null, "9999")).ShouldBeLessThan(-3);
        Weight(With("555 010 1234", "1234"), With(null, null)).ShouldBe(0);
    }

    [Fact]
    public void ScoreFrom_ReturnsNothingBelowItsCutoff_AndTheSameScoreAboveIt()
    {
        var (party, permit) = (Invented.Party("Two Spoons", Here), Invented.Permit("Two Spoons", There));
        var score = Bare.Score(party, permit);

        Bare.ScoreFrom(party, permit, score.Probability + 0.001).ShouldBeNull();
        Bare.ScoreFrom(party, permit, score.Probability - 0.001)!.Weight.ShouldBe(score.Weight);
    }

    [Fact]
    public void Score_GoesThroughJsonUnchanged()
    {
        var score = Bare.Score(Invented.Party("Two Spoons", Here), Invented.Permit("Two Spoons", There));
        var json = JsonSerializer.Serialize(score);

        JsonSerializer.Serialize(JsonSerializer.Deserialize<MatchScore>(json)).ShouldBe(json);
        json.ShouldContain("\"Kind\":\"SameEmployerOtherSite\"");
    }

    [Fact]
    public void TenThousandCharacterNames_AreScored_AndMakeFewKeys()
    {
        var party = Invented.Party(string.Join(' ', Enumerable.Range(0, 2_000).Select(i => $"word{i}")), Here);
        var permit = Invented.Permit(new string('x', 10_000) + " " + new string('y', 10_000), Here);
        Bare.Score(party, permit).Kind.ShouldNotBe(LinkKind.SameEstablishment);
        BlockingKeys.For(party).Count.ShouldBeLessThan(100);
    }
}
