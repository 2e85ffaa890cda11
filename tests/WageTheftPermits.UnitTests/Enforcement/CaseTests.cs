using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Matching;
using Case = WageTheftPermits.Domain.Enforcement.Case;

namespace WageTheftPermits.UnitTests.Enforcement;

public class CaseTests
{
    /// <summary>Every act in every status: where it leads, or that it is refused.</summary>
    private static readonly Dictionary<(CaseStatus, CaseAct), CaseStatus> s_allowed = new()
    {
        [(CaseStatus.Confirmed, CaseAct.Watch)] = CaseStatus.Watching,
        [(CaseStatus.Watching, CaseAct.Watch)] = CaseStatus.Watching,
        [(CaseStatus.Confirmed, CaseAct.Notice)] = CaseStatus.Noticed,
        [(CaseStatus.Watching, CaseAct.Notice)] = CaseStatus.Noticed,
        [(CaseStatus.Noticed, CaseAct.ProposeHold)] = CaseStatus.HoldProposed,
        [(CaseStatus.HoldProposed, CaseAct.TakeBackHold)] = CaseStatus.Noticed,
        [(CaseStatus.HoldProposed, CaseAct.ApproveHold)] = CaseStatus.HoldActive,
        [(CaseStatus.Confirmed, CaseAct.Release)] = CaseStatus.Releasing,
        [(CaseStatus.Watching, CaseAct.Release)] = CaseStatus.Releasing,
        [(CaseStatus.Noticed, CaseAct.Release)] = CaseStatus.Releasing,
        [(CaseStatus.HoldProposed, CaseAct.Release)] = CaseStatus.Releasing,
        [(CaseStatus.HoldActive, CaseAct.Release)] = CaseStatus.Releasing,
        [(CaseStatus.Releasing, CaseAct.Close)] = CaseStatus.Closed,
        [(CaseStatus.Confirmed, CaseAct.CloseInError)] = CaseStatus.Closed,
        [(CaseStatus.Watching, CaseAct.CloseInError)] = CaseStatus.Closed,
        [(CaseStatus.Noticed, CaseAct.CloseInError)] = CaseStatus.Closed,
    };

    public static TheoryData<CaseStatus, CaseAct> EveryPair()
    {
        var pairs = new TheoryData<CaseStatus, CaseAct>();
        foreach (var status in Enum.GetValues<CaseStatus>())
        {
            foreach (var act in Enum.GetValues<CaseAct>())
                pairs.Add(status, act);
        }
        return pairs;
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void EveryAct_InEveryStatus_LeadsWhereTheTableSays(CaseStatus from, CaseAct act)
    {
        var one = Given.CaseIn(from);
        Action perform = act switch
        {
            CaseAct.Watch => () => one.Watch("a gap"),
            CaseAct.Notice => () => one.Notice(Given.Eligible(one)),
            CaseAct.ProposeHold => () => Hold.Propose(Guid.CreateVersion7(), "H-2", one, Given.Eligible(one), Given.Inspector, "why", "why", Given.Now),
            CaseAct.TakeBackHold => () => TakenFrom(one, (hold, at) => hold.Decline(at, Given.Supervisor, "no", Given.Now)),
            CaseAct.ApproveHold => () => TakenFrom(one, (hold, at) => hold.Approve(at, Given.Eligible(at), "{}", Given.Supervisor, null, Given.Now)),
            CaseAct.Release => () => one.Release("vacated"),
            CaseAct.Close => () => one.Close(Given.Now),
            _ => () => one.CloseInError(Given.Inspector, "The wrong business.", Given.Now),
        };

        if (s_allowed.TryGetValue((from, act), out var to))
        {
            perform();
            one.Status.ShouldBe(to);
            Case.Next(from, act).ShouldBe(to);
        }
        else
        {
            Should.Throw<RuleViolation>(perform).Rule.ShouldBe("case.transition");
            one.Status.ShouldBe(from);
            Case.Next(from, act).ShouldBeNull();
        }
    }

    /// <summary>A proposal that rests on this case, whatever its status; the hold's own guard passes, the case's must decide.</summary>
    private static void TakenFrom(Case one, Action<Hold, Case> act)
    {
        var hold = HoldOn(one);
        act(hold, one);
    }

    private static Hold HoldOn(Case one)
    {
        var other = Given.NewCase();
        var hold = Given.Proposed(other);
        typeof(Hold).GetProperty(nameof(Hold.CaseId))!.SetValue(hold, one.Id);
        return hold;
    }

    [Fact]
    public void Case_WithoutAConfirmedMatch_CannotExist() =>
        Should.Throw<RuleViolation>(() => new Case(Guid.CreateVersion7(), "EC", Given.Review(), Guid.CreateVersion7(), "1", Given.Inspector, Given.Now))
            .Rule.ShouldBe("case.unconfirmed");

    [Fact]
    public void Case_OpenedByTheService_IsRefused() =>
        Should.Throw<RuleViolation>(() => new Case(Guid.CreateVersion7(), "EC", Given.Confirmed(), Guid.CreateVersion7(), "1", Actor.System("screening"), Given.Now))
            .Rule.ShouldBe("actor.person-required");

    [Fact]
    public void Notice_WhileNotEligible_IsRefusedWithTheReason()
    {
        var one = Given.NewCase();
        var refusal = Should.Throw<RuleViolation>(() => one.Notice(Given.Ineligible(one)));
        refusal.Rule.ShouldBe("eligibility.final");
        refusal.Message.ShouldContain("an appeal is pending");
        one.Status.ShouldBe(CaseStatus.Confirmed);
    }

    [Fact]
    public void Notice_WithEligibilityOfAnotherCase_IsRefused() =>
        Should.Throw<RuleViolation>(() => Given.NewCase().Notice(Given.Eligible(Given.NewCase()))).Rule.ShouldBe("eligibility.other-case");

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public void CloseInError_WithoutAReason_IsRefused(string reason) =>
        Should.Throw<RuleViolation>(() => Given.NewCase().CloseInError(Given.Inspector, reason, Given.Now)).Rule.ShouldBe("case.reason");

    [Fact]
    public void Verdict_BySystem_IsRefused() =>
        Should.Throw<RuleViolation>(() => Given.Review().Decide(Guid.CreateVersion7(), Verdict.Same, "score 0.99", null, Actor.System("screening"), false, Given.Now))
            .Rule.ShouldBe("actor.person-required");
}
