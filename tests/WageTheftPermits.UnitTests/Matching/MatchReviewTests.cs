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
            foreach (var verdict in Enum.GetValues<Verdict>())
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
        review.Rescore(Found("another digest"), s_today.AddDays(9), s_now).ShouldBe(reopens);
        review.DueOn.ShouldBe(reopens ? s_today.AddDays(9) : s_today);
        review.Status.ShouldBe(reopens ? MatchReviewStatus.PossibleMatch : from);
    }

    [Fact]
    public void ANewScoreOfTheSameRecords_OpensNothing()
    {
        var review = ReviewIn(MatchReviewStatus.Cleared);
        review.Rescore(Found("digest") with { Probability = 0.99 }, s_today, s_now).ShouldBeFalse();
        review.Status.ShouldBe(MatchReviewStatus.Cleared);
    }

    private static MatchReview ReviewIn(MatchReviewStatus status)
    {
        var review = new MatchReview(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Found("digest"), s_today, s_now);
        if (status != MatchReviewStatus.PossibleMatch)
            Decide(review, status switch { MatchReviewStatus.UnderReview => Verdict.Unsure, MatchReviewStatus.Cleared => Verdict.NotSame, _ => Verdict.Same });
        return review;
    }

    private static void Decide(MatchReview review, Verdict verdict) => review.Decide(Guid.NewGuid(), verdict, "The lease names them.", null, s_inspector, false, s_now);

    private static Finding Found(string digest) => new(0.97, "review", "same-establishment", "{}", digest, "1");
}
