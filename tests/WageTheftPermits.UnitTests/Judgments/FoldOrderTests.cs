using FsCheck;
using FsCheck.Fluent;
using WageTheftPermits.Domain.Judgments;
using static WageTheftPermits.UnitTests.Judgments.Life;

namespace WageTheftPermits.UnitTests.Judgments;

/// <summary>Only sequence counts: neither the order of arrival nor a second delivery changes the state.</summary>
public class FoldOrderTests
{
    public static TheoryData<string, JudgmentEvent[]> Lives => new()
    {
        { "paid off", [Issue(1), Final(2), Pay(3, "m", 400), Pay(4, "n", 600), Satisfy(5), Return(6, "n")] },
        { "a party comes late", [Issue(1), Final(2, "p2"), Amend(4, 900, ["p1", "p2"]), Confirm(5, 500, Day(3, 1)), Vacate(6, "p1")] },
        { "a conflict", [Issue(1), Final(2), Appeal(2), Stay(3, "s"), Lift(4, "s"), Amend(5, settles: 2)] },
        { "each delivered twice", [Issue(1), Issue(1), Final(2), Final(2), Satisfy(3), Satisfy(3)] },
        { "one delivered thrice, after a gap", [Issue(1), Final(3), Pay(4, "m", 400), Pay(4, "m", 400), Pay(4, "m", 400), Return(6, "m")] },
        { "contradicted, and delivered twice", [Issue(1), Final(2), Vacate(3), Vacate(3), Satisfy(3), Amend(5, settles: 3), Amend(5, settles: 3)] },
        { "a return before its payment", [Issue(1), Satisfy(2), Return(3, "m"), Pay(4, "m", 1000), Assign(6), Reinstate(7)] },
        { "bankruptcy", [Issue(1), File(2, "b"), End(3, "b"), Sign(4, "a"), Miss(5, "a"), Renew(6, Day(5, 1))] },
    };

    [Theory]
    [MemberData(nameof(Lives))]
    public void Fold_OfEveryPermutation_IsTheSame(string life, JudgmentEvent[] events)
    {
        var expected = Fold(events);

        foreach (var permutation in Permutations(events, events.Length))
            Fold(permutation).ShouldBe(expected, life);
    }

    /// <param name="sequences">Few places: nearly every event is contradicted by another. Many: long lives with gaps.</param>
    [Theory]
    [InlineData(9)]
    [InlineData(200)]
    public void Fold_OfAnyLife_InAnyOrder_AndDeliveredTwice_IsTheSame(int sequences) =>
        Prop.ForAll(AnyLife.Of(sequences).ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), (events, seed) =>
        {
            var random = new Random(seed);
            var again = events.Concat(events.Where(_ => random.Next(2) == 0)).OrderBy(_ => random.Next()).ToArray();
            return JudgmentFold.Fold(again, Today).Equals(JudgmentFold.Fold(events, Today));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(9)]
    [InlineData(200)]
    public void Fold_OfAnyLife_KeepsItsPromises(int sequences) =>
        Prop.ForAll(AnyLife.Of(sequences).ToArbitrary(), events =>
        {
            var state = JudgmentFold.Fold(events, Today);
            return (state.Status == JudgmentStatus.Unknown) == (state.Terms is null)
                && (state.Balance is null) == (state.Terms is null)
                && state.Balance is null or >= 0
                && state.Overpaid >= 0
                && state.Gaps.Sum(gap => gap.Last - gap.First + 1) + events.Select(one => one.Sequence).Distinct().Count() == state.LastSequence;
        }).QuickCheckThrowOnFailure();

    private static IEnumerable<JudgmentEvent[]> Permutations(JudgmentEvent[] events, int count)
    {
        if (count == 1)
        {
            yield return [.. events];
            yield break;
        }

        // Heap's algorithm.
        for (var i = 0; i < count; i++)
        {
            foreach (var permutation in Permutations(events, count - 1))
                yield return permutation;
            var other = count % 2 == 0 ? i : 0;
            (events[other], events[count - 1]) = (events[count - 1], events[other]);
        }
    }
}
