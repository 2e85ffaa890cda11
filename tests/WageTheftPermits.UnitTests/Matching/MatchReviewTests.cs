using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Matching;

namespace WageTheftPermits.UnitTests.Matching;

/// <summary>Only a person's verdict ends a review, and only a change of what was compared opens it again.</summary>
public class MatchReviewTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 2, 17, 0, 0, TimeSpan.Zero);

    private static readonly DateOnly s_today = new(2026, 3, 2);
    private static readonly Actor s_inspector = Actor.Person("ines.inspector");

    private static readonly Dictionary<(MatchReviewStatus, Verdict), MatchReviewStatus> s_allowed = new()
    {
        [(MatchReviewStatus.PossibleMatch, Verdict.Same)] = MatchReviewStatus.Confirmed,
        [(MatchReviewStatus.PossibleMatch, Verdict.NotSame)] = MatchReviewStatus.Cleared,
        [(MatchReviewStatus.PossibleMatch, Verdict.Unsure)] = MatchReviewStatus.UnderReview,
        [(MatchReviewStatus.UnderReview, Verdict.Same)] = MatchReviewStatus.Confirmed,
        [(MatchReviewStatus.UnderReview, Verdict.NotSame)] = MatchReviewStatus.Cleared,
        [(MatchReviewStatus.UnderReview, Verdict.Unsure)] = MatchReviewStatus.UnderReview,
        [(MatchReviewStatus.Cleared, Verdict.Same)] = MatchReviewStatus.Confirmed,
        [(MatchReviewStatus.Cleared, Verdict.Unsure)] = MatchReviewStatus.UnderReview,
        [(MatchReviewStatus.Confirmed, Verdict.NotSame)] = MatchReviewStatus.Cleared,
        [(MatchReviewStatus.Confirmed, Verdict.Unsure)] = MatchReviewStatus.UnderReview,
    };

    public static TheoryData<MatchReviewStatus, Verdict> EveryPair()
    {
        var pairs = new TheoryData<MatchReviewStatus, Verdict>();
        foreach (var status in Enum.GetValues<MatchReviewStatus>())
        {
            foreach (var verdict in new[] { Verdict.Same, Verdict.NotSame, Verdict.Unsure })
                pairs.Add(status, verdict);
        }
        return pairs;
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void EveryVerdict_InEveryStatus_LeadsWhereTheTableSays(MatchReviewStatus from, Verdict verdict)
    {
        var review = ReviewIn(from);
        var before = review.Verdicts.Count;

        if (s_allowed.TryGetValue((from, verdict), out var to))
        {
            Decide(review, verdict);
            review.Status.ShouldBe(to);
            review.Verdicts.Count.ShouldBe(before + 1);
        }
        else
        {
            Should.Throw<RuleViolation>(() => Decide(review, verdict)).Rule.ShouldBe("match.already-decided");
            review.Status.ShouldBe(from);
            review.Verdicts.Count.ShouldBe(before);
        }
    }

    [Theory]
    [InlineData(MatchReviewStatus.PossibleMatch, false)]
    [InlineData(MatchReviewStatus.UnderReview, false)]
    [InlineData(MatchReviewStatus.Cleared, true)]
    [InlineData(MatchReviewStatus.Confirmed, false)]
    public void AChangeOfWhatWasCompared_OpensOnlyAClearedReview(MatchReviewStatus from, bool reopens)
    {
        var review = ReviewIn(from);
        review.Rescore(Found("another digest", holder: "Blue Heron Foods LLC"), s_today.AddDays(9), s_now).ShouldBe(reopens);
        review.DueOn.ShouldBe(reopens ? s_today.AddDays(9) : s_today);
        review.Status.ShouldBe(reopens ? MatchReviewStatus.PossibleMatch : from);
        review.ReopenedBecause.ShouldBe(reopens ? "After the verdict: The permit's holder was “Copper Kettle Inc” and is “Blue Heron Foods LLC”." : null);
    }

    [Theory]
    [InlineData("COPPER KETTLE, INC.")]
    [InlineData("Copper  Kettle Inc")]
    [InlineData("Copper-Kettle Ínc")]
    public void AnotherWayOfWritingTheSame_OpensNothing(string holder)
    {
        var review = ReviewIn(MatchReviewStatus.Cleared);
        review.Rescore(Found("another digest", holder), s_today, s_now).ShouldBeFalse();
        review.Status.ShouldBe(MatchReviewStatus.Cleared);
        // What is compared next time is what was written last.
        review.Rescore(Found("a third", "Blue Heron Foods LLC"), s_today, s_now).ShouldBeTrue();
        review.ReopenedBecause.ShouldNotBeNull().ShouldContain(holder);
    }

    [Fact]
    public void AFieldThatBecomesKnown_IsAChangeAndIsSaidSo() =>
        new ComparedFields([new("the permit's owner", "Marit Solberg")]).ChangesSince(new([new("the permit's owner", "")]))
            .ShouldBe(["The permit's owner was not known and is “Marit Solberg”."]);

    [Fact]
    public void WhatWasScoredBeforeTheFieldsWereKept_OpensByItsDigest()
    {
        var review = ReviewIn(MatchReviewStatus.Cleared, Found("digest") with { Compared = null });
        review.Rescore(Found("another digest"), s_today, s_now).ShouldBeTrue();
        review.ReopenedBecause.ShouldBe("After the verdict: The permit's or the judgment's record changed.");
    }

    [Fact]
    public void ANewScoreOfTheSameRecords_OpensNothing()
    {
        var review = ReviewIn(MatchReviewStatus.Cleared);
        review.Rescore(Found("digest") with { Probability = 0.99 }, s_today, s_now).ShouldBeFalse();
        review.Status.ShouldBe(MatchReviewStatus.Cleared);
    }

    [Theory]
    [InlineData(Verdict.NotSame)]
    [InlineData(Verdict.Unsure)]
    public void AVerdictIsUndone_ByWhoeverGaveIt_AndBothStayInTheLedger(Verdict given)
    {
        var review = ReviewIn(MatchReviewStatus.PossibleMatch);
        Decide(review, given);
        review.TakeBack(Guid.NewGuid(), s_inspector, null, s_now);
        review.Status.ShouldBe(MatchReviewStatus.PossibleMatch);
        review.Verdicts.Select(v => v.Verdict).ShouldBe([given, Verdict.TakenBack]);
        Should.Throw<RuleViolation>(() => review.TakeBack(Guid.NewGuid(), s_inspector, null, s_now)).Rule.ShouldBe("match.nothing-to-take-back");
    }

    [Fact]
    public void NoVerdict_IsUndone_ByAnotherPerson_AfterSomethingRestsOnIt_WhereACaseIs_OrWhereItAnsweredAnother()
    {
        string TakeBack(MatchReview review, Actor by, string? rests = null) => Should.Throw<RuleViolation>(() => review.TakeBack(Guid.NewGuid(), by, rests, s_now)).Rule;

        TakeBack(ReviewIn(MatchReviewStatus.PossibleMatch), s_inspector).ShouldBe("match.nothing-to-take-back");
        TakeBack(ReviewIn(MatchReviewStatus.Confirmed), s_inspector).ShouldBe("match.nothing-to-take-back");
        TakeBack(ReviewIn(MatchReviewStatus.Cleared), Actor.Person("ivo.inspector")).ShouldBe("match.not-yours");
        TakeBack(ReviewIn(MatchReviewStatus.Cleared), s_inspector, "The permit was renewed since.").ShouldBe("match.acted-on");
        var answered = ReviewIn(MatchReviewStatus.Confirmed);
        Decide(answered, Verdict.NotSame);
        TakeBack(answered, s_inspector).ShouldBe("match.answers-earlier");
        answered.Status.ShouldBe(MatchReviewStatus.Cleared);
    }

    [Fact]
    public void NobodyGivesTheVerdictThatUndoes() =>
        Should.Throw<RuleViolation>(() => Decide(ReviewIn(MatchReviewStatus.Cleared), Verdict.TakenBack)).Rule.ShouldBe("match.verdict");

    private static MatchReview ReviewIn(MatchReviewStatus status, Finding? finding = null)
    {
        var review = new MatchReview(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), finding ?? Found("digest"), s_today, s_now);
        if (status != MatchReviewStatus.PossibleMatch)
            Decide(review, status switch { MatchReviewStatus.UnderReview => Verdict.Unsure, MatchReviewStatus.Cleared => Verdict.NotSame, _ => Verdict.Same });
        return review;
    }

    private static void Decide(MatchReview review, Verdict verdict) => review.Decide(Guid.NewGuid(), verdict, "The lease names them.", null, s_inspector, false, s_now);

    private static Finding Found(string digest, string holder = "Copper Kettle Inc") =>
        new(0.97, "review", "same-establishment", "{}", digest, new([new("the party's name", "Copper Kettle"), new("the permit's holder", holder)]), "1");
}
