using System.Text;
using System.Text.Json.Nodes;
using WageTheftPermits.Application.Judgments;
using WageTheftPermits.Contracts.Incoming;

namespace WageTheftPermits.UnitTests.Contracts;

/// <summary>What <c>./wtp agency check</c> says of the published examples of sequences, and of events one by one.</summary>
public class FileCheckTests
{
    private static readonly DateOnly Today = new(2026, 7, 20);

    [Fact]
    public void WholeLife_EndsSatisfied_WithoutFault()
    {
        var (messages, judgment) = Check("whole-life");

        messages.ShouldAllBe(one => one.Verdict == EventVerdict.Taken);
        (judgment.Events, judgment.First, judgment.Last, judgment.Status, judgment.Balance).ShouldBe((11, 1, 11, "satisfied", "0.00"));
        judgment.Faults.ShouldBeEmpty();
    }

    [Fact]
    public void Gap_IsNamed()
    {
        var (messages, judgment) = Check("gap");

        messages.ShouldAllBe(one => one.Verdict == EventVerdict.Taken);
        judgment.Gaps.ShouldBe([[3, 3], [6, 7]]);
        judgment.Faults.ShouldHaveSingleItem().ShouldStartWith("Missing from the sequence: 3, 6 to 7.");
    }

    [Fact]
    public void Conflict_SetsBothAside_AndTheJudgmentIsDisputed()
    {
        var (messages, judgment) = Check("conflict");

        messages.Select(one => one.Verdict).ShouldBe([EventVerdict.Taken, EventVerdict.Taken, EventVerdict.Quarantined, EventVerdict.Quarantined]);
        messages[3].Fault!.Pointer.ShouldBe("/sequence");
        judgment.Status.ShouldBe("issued");
        judgment.Faults.ShouldHaveSingleItem().ShouldContain("sequence 3");
    }

    [Fact]
    public void Duplicate_IsSaidToBeOne_WhateverItsId_AndIsNoFault()
    {
        var (messages, judgment) = Check("duplicate");

        messages.Select(one => one.Verdict).ShouldBe([EventVerdict.Taken, EventVerdict.Taken, EventVerdict.Taken, EventVerdict.Duplicate, EventVerdict.Duplicate]);
        judgment.Faults.ShouldBeEmpty();
    }

    [Fact]
    public void Dispute_OfAPayment_AndOfAParty_IsNamedWithWhatToDo()
    {
        var (_, judgment) = Check("dispute");

        judgment.Faults.Count.ShouldBe(2);
        judgment.Faults[0].ShouldContain("check-3041");
        judgment.Faults[1].ShouldContain("p9");
    }

    [Fact]
    public void ABeginningThatWasSentBefore_IsNoGap_AndItsPartiesAreNotMissed()
    {
        var later = Sample.Event(EventTypes.JudgmentFinal);

        FileCheck.Of(EventChecks.Of([Bytes(later)], null), Today).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            judgment => judgment.First.ShouldBe(7), judgment => judgment.Status.ShouldBe("unknown"), judgment => judgment.Balance.ShouldBeNull(), judgment => judgment.Faults.ShouldBeEmpty());
    }

    [Theory]
    [InlineData("\"urn:agency:Lantern\"")]
    [InlineData("\"urn:agency:\"")]
    [InlineData("\"lantern\"")]
    [InlineData("7")]
    public void ASourceThatNamesNoAgency_IsAFault_WithoutADoorToo(string source) =>
        EventChecks.Of([Bytes(Sample.Event(EventTypes.JudgmentFinal).With("/source", source))], null)[0].ShouldSatisfyAllConditions(
            one => one.Verdict.ShouldBe(EventVerdict.Quarantined), one => one.Fault!.Pointer.ShouldBe("/source"), one => one.Found.ShouldBe(source), one => one.Remedy.ShouldNotBeNull());

    [Fact]
    public void WhatStandsAtTheFault_IsShown_Shortened()
    {
        EventChecks.Of([Bytes(Sample.Event(EventTypes.JudgmentIssued).With("/data/parties/0/tradeNames/0", $"[\"{new string('x', 100)}\"]"))], Sample.Agency)[0].Found
            .ShouldBe($"[\"{new string('x', 78)}…");
        EventChecks.Of([Bytes(Sample.Event(EventTypes.JudgmentIssued).With("/data/amount", null))], Sample.Agency)[0].Found.ShouldBeNull();
    }

    private static (IReadOnlyList<CheckedEvent> Messages, JudgmentOfFile Judgment) Check(string example)
    {
        var file = EventBatch.SplitFile(File.ReadAllBytes(Repository.PathOf("docs", "agencies", "examples", "sequences", example + ".jsonl")));
        var messages = EventChecks.Of(file.Events, null);
        return (messages, FileCheck.Of(messages, Today).ShouldHaveSingleItem());
    }

    private static ReadOnlyMemory<byte> Bytes(JsonObject body) => Encoding.UTF8.GetBytes(body.ToJsonString());
}
