using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Matching;

namespace WageTheftPermits.UnitTests.Matching;

public class ModelTrainingTests
{
    private static readonly List<MatchRecord> Permits = [.. Invented.County()];

    // Half of the judgments are against permits of the county, misspelt; the others against strangers.
    private static readonly List<MatchRecord> Judgments = [.. Enumerable.Range(0, 200).Select(i => i % 2 == 0
        ? Invented.Party($"Filler{i} Placc{i * 7}", $"{i + 300} Filler Street, Oakfield, CA 90002")
        : Invented.Party($"Stranger{i} Nowhere{i}", $"{i} Elsewhere Rd, Farwick, CA 90003"))];

    private static readonly MatchModel Trained = ModelTraining.Fit(MatchModel.Current, Judgments, Permits);

    [Fact]
    public void TheSameRecords_GiveTheSameModel_AndItGoesThroughItsFile()
    {
        var json = Trained.ToJson();

        ModelTraining.Fit(MatchModel.Current, Judgments, Permits).ToJson().ShouldBe(json);
        MatchModel.Parse(json).ToJson().ShouldBe(json);
        Trained.Version.ShouldStartWith("trained-");
    }

    [Fact]
    public void AModelFile_NamesNobody()
    {
        var json = Trained.ToJson();

        json.ShouldNotContain("Filler", Case.Insensitive);
        json.ShouldNotContain("Oakfield", Case.Insensitive);
        Trained.TrainedOn!.Judgments.ShouldBe(200);
        Trained.TrainedOn.Permits.ShouldBe(Permits.Count);
        Trained.TrainedOn.Digest.Length.ShouldBe(64);
    }

    [Fact]
    public void ItTells_RoughlyHowManyAreRelated() => Trained.TrainedOn!.ExpectedMatches.ShouldBeInRange(60, 170);

    [Fact]
    public void NoLevel_WeighsMoreThanABetterOne_NoneMovesFar_AndAgreementStaysAgreement()
    {
        foreach (var comparison in Trained.Comparisons)
        {
            Func<string, double> before = level => MatchModel.Current.Comparisons.Single(c => c.Name == comparison.Name).Levels.Single(b => b.Name == level).Weight;

            comparison.Levels.Zip(comparison.Levels.Skip(1)).Where(l => l.Second.Name != "other-same-holder").ShouldAllBe(l => l.First.Weight >= l.Second.Weight - 1e-6);
            comparison.Levels.ShouldAllBe(l => Math.Abs(l.Weight - before(l.Name)) <= 2.5);
            comparison.Levels.ShouldAllBe(l => Math.Sign(l.Weight) == Math.Sign(before(l.Name)));
        }
    }

    [Fact]
    public void WhatTheRecordsNeverTell_StaysAsItWas()
    {
        foreach (var comparison in Trained.Comparisons.Where(c => c.Name is "phone" or "tax"))
            comparison.Levels.ShouldAllBe(l => Math.Abs(l.Weight - MatchModel.Current.Comparisons.Single(c => c.Name == comparison.Name).Levels.Single(b => b.Name == l.Name).Weight) < 0.01);
    }

    [Fact]
    public void NothingToLearnFrom_IsRefused() => Should.Throw<RuleViolation>(() => ModelTraining.Fit(MatchModel.Current, [], Permits)).Rule.ShouldBe("match-training.empty");
}
