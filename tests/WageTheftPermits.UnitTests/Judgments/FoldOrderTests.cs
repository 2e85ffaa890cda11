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

    [Fact]
    public void Fold_OfAnyLife_ShuffledAndDelivered_Twice_IsTheSame()
    {
        var lives = Gen.ListOf(AnyEvent());
        Prop.ForAll(lives.ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), (events, seed) =>
        {
            var random = new Random(seed);
            var again = events.Concat(events.Where(_ => random.Next(2) == 0)).OrderBy(_ => random.Next()).ToArray();
            return JudgmentFold.Fold(again, Today).Equals(JudgmentFold.Fold(events, Today));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Fold_OfAnyLife_KeepsItsPromises() =>
        Prop.ForAll(Gen.ListOf(AnyEvent()).ToArbitrary(), events =>
        {
            var state = JudgmentFold.Fold(events, Today);
            return (state.Status == JudgmentStatus.Unknown) == (state.Terms is null)
                && (state.Balance is null) == (state.Terms is null)
                && state.Balance is null or >= 0
                && state.Overpaid >= 0
                && state.Gaps.Sum(gap => gap.Last - gap.First + 1) + events.Select(one => one.Sequence).Distinct().Count() == state.LastSequence;
        }).QuickCheckThrowOnFailure();

    private static Gen<JudgmentEvent> AnyEvent() =>
        from sequence in Gen.Choose(1, 9)
        from party in Gen.Elements("p1", "p2", "p3")
        from key in Gen.Elements("k", "l")
        from day in Gen.Choose(1, 28)
        from one in Gen.Elements<JudgmentEvent>(
            Issue(sequence), Amend(sequence, day * 10, ["p1", party], sequence - 1), Final(sequence), Final(sequence, party), Appeal(sequence, party),
            Stay(sequence, key), Lift(sequence, key), Vacate(sequence, party), Withdraw(sequence), Reinstate(sequence), Renew(sequence, Day(6, day)),
            Satisfy(sequence), Pay(sequence, key, day, Day(4, day)), Return(sequence, key, Day(4, day)), Confirm(sequence, day, Day(4, day)),
            Sign(sequence, key), Miss(sequence, key), Complete(sequence, key), File(sequence, key, party), End(sequence, key), new JudgmentEvent.SetAside(sequence))
        select one;

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
