using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using Case = WageTheftPermits.Domain.Enforcement.Case;

namespace WageTheftPermits.UnitTests.Enforcement;

public class HoldTests
{
    private static readonly Dictionary<(HoldStatus, HoldAct), HoldStatus> s_allowed = new()
    {
        [(HoldStatus.Proposed, HoldAct.Approve)] = HoldStatus.InForce,
        [(HoldStatus.Proposed, HoldAct.Return)] = HoldStatus.Returned,
        [(HoldStatus.Proposed, HoldAct.Decline)] = HoldStatus.Declined,
        [(HoldStatus.Proposed, HoldAct.Withdraw)] = HoldStatus.Withdrawn,
        [(HoldStatus.InForce, HoldAct.Lift)] = HoldStatus.Lifted,
        [(HoldStatus.InForce, HoldAct.Void)] = HoldStatus.Voided,
        [(HoldStatus.InForce, HoldAct.Suspend)] = HoldStatus.Suspended,
        [(HoldStatus.Suspended, HoldAct.Resume)] = HoldStatus.InForce,
        [(HoldStatus.Suspended, HoldAct.Lift)] = HoldStatus.Lifted,
        [(HoldStatus.Suspended, HoldAct.Void)] = HoldStatus.Voided,
    };

    public static TheoryData<HoldStatus, HoldAct> EveryPair()
    {
        var pairs = new TheoryData<HoldStatus, HoldAct>();
        foreach (var status in Enum.GetValues<HoldStatus>())
        {
            foreach (var act in Enum.GetValues<HoldAct>())
                pairs.Add(status, act);
        }
        return pairs;
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void EveryAct_InEveryStatus_LeadsWhereTheTableSays(HoldStatus from, HoldAct act)
    {
        var (hold, one) = In(from);
        void Perform()
        {
            switch (act)
            {
                case HoldAct.Approve:
                    Given.Approve(hold, one);
                    break;
                case HoldAct.Return:
                    hold.Return(one, Given.Supervisor, "Which lease?", Given.Now);
                    break;
                case HoldAct.Decline:
                    hold.Decline(one, Given.Supervisor, "Too small.", Given.Now);
                    break;
                case HoldAct.Withdraw:
                    hold.Withdraw(one, Given.Inspector, "My mistake.", Given.Now);
                    break;
                case HoldAct.Lift:
                    hold.Lift(one, Given.Supervisor, "Hardship.", Given.Now);
                    break;
                case HoldAct.Void:
                    if (!hold.Release(Given.Supervisor, "the wrong business", inError: true, Given.Now))
                        throw new RuleViolation("hold.transition", "Nothing to void.");
                    break;
                case HoldAct.Suspend:
                    if (!hold.Suspend(Given.GroundOf(GroundKind.Doubtful), Given.Today.AddDays(7)))
                        throw new RuleViolation("hold.transition", "Nothing to suspend.");
                    break;
                case HoldAct.Resume:
                    hold.Resume(one, Given.Eligible(one));
                    break;
            }
        }

        Hold.Next(from, act).ShouldBe(s_allowed.TryGetValue((from, act), out var to) ? to : null);
        if (s_allowed.ContainsKey((from, act)))
        {
            Perform();
            hold.Status.ShouldBe(to);
        }
        else
        {
            Should.Throw<RuleViolation>(Perform).Rule.ShouldBe("hold.transition");
        }
    }

    [Theory]
    [InlineData("ines.inspector")]
    [InlineData("INES.Inspector")]
    public void Approve_BySameUser_IsRefused(string userName)
    {
        var one = Given.NewCase();
        var hold = Given.Proposed(one);
        Should.Throw<RuleViolation>(() => hold.Approve(one, Given.Eligible(one), "{}", Actor.Person(userName), null, Guid.CreateVersion7(), Given.Now)).Rule.ShouldBe("hold.same-person");
        Should.Throw<RuleViolation>(() => hold.Return(one, Actor.Person(userName), "why", Given.Now)).Rule.ShouldBe("hold.same-person");
        Should.Throw<RuleViolation>(() => hold.Decline(one, Actor.Person(userName), "why", Given.Now)).Rule.ShouldBe("hold.same-person");
        (hold.Status, one.Status).ShouldBe((HoldStatus.Proposed, CaseStatus.HoldProposed));
    }

    [Fact]
    public void Approve_ByTheService_IsRefused()
    {
        var one = Given.NewCase();
        var hold = Given.Proposed(one);
        Should.Throw<RuleViolation>(() => hold.Approve(one, Given.Eligible(one), "{}", Actor.System("worker"), null, Guid.CreateVersion7(), Given.Now)).Rule.ShouldBe("actor.person-required");
    }

    [Fact]
    public void Approve_AfterEligibilityWasLost_IsRefused()
    {
        var one = Given.NewCase();
        var hold = Given.Proposed(one);
        Should.Throw<RuleViolation>(() => hold.Approve(one, Given.Ineligible(one), "{}", Given.Supervisor, null, Guid.CreateVersion7(), Given.Now)).Rule.ShouldBe("eligibility.final");
        (hold.Status, one.Status).ShouldBe((HoldStatus.Proposed, CaseStatus.HoldProposed));
    }

    [Fact]
    public void Withdraw_ByAnother_IsRefused()
    {
        var one = Given.NewCase();
        var hold = Given.Proposed(one);
        Should.Throw<RuleViolation>(() => hold.Withdraw(one, Given.Supervisor, "why", Given.Now)).Rule.ShouldBe("hold.not-proposer");
    }

    [Theory]
    [InlineData("", "public")]
    [InlineData("internal", " ")]
    public void Propose_WithoutBothReasons_IsRefused(string internalReason, string publicReason)
    {
        var one = Given.CaseIn(CaseStatus.Noticed);
        Should.Throw<RuleViolation>(() => Hold.Propose(Guid.CreateVersion7(), "H", one, Given.Eligible(one), Given.Inspector, HoldSeverity.Hold, null, internalReason, publicReason, Given.Now));
        one.Status.ShouldBe(CaseStatus.Noticed);
    }

    [Fact]
    public void Return_GoesBackToTheProposer_WhoMayProposeAgain()
    {
        var one = Given.NewCase();
        var first = Given.Proposed(one);
        first.Return(one, Given.Supervisor, "Which lease?", Given.Now);
        one.Status.ShouldBe(CaseStatus.Noticed);
        var second = Given.Proposed(one);
        Given.Approve(second, one);
        (first.Status, second.Status, one.Status).ShouldBe((HoldStatus.Returned, HoldStatus.InForce, CaseStatus.HoldActive));
    }

    [Fact]
    public void Lift_ByTheService_IsRefused()
    {
        var one = Given.NewCase();
        var hold = Given.InForce(one);
        Should.Throw<RuleViolation>(() => hold.Lift(one, Actor.System("workflow"), "why", Given.Now)).Rule.ShouldBe("actor.person-required");
    }

    [Fact]
    public void Lift_LeavesTheCaseAtRest_UntilSomethingChanges()
    {
        var one = Given.NewCase();
        Given.InForce(one).Lift(one, Given.Supervisor, "He pays next week.", Given.Now);
        (one.Status, one.Rests).ShouldBe((CaseStatus.Noticed, true));
        one.SignAccord(Given.GroundOf(GroundKind.Sheltered), Given.Now);
        one.BreachCondition(Given.Now);
        one.Rests.ShouldBeFalse();
    }

    [Fact]
    public void Resume_WhileAConditionFails_IsRefused()
    {
        var one = Given.NewCase();
        var hold = Given.InForce(one);
        hold.Suspend(Given.GroundOf(GroundKind.Doubtful), Given.Today);
        Should.Throw<RuleViolation>(() => hold.Resume(one, Given.Ineligible(one))).Rule.ShouldBe("eligibility.final");
        hold.Status.ShouldBe(HoldStatus.Suspended);
    }

    [Fact]
    public void Release_OfAProposal_WithdrawsIt_AndOfAnEndedHold_DoesNothing()
    {
        var hold = Given.Proposed(Given.NewCase());
        hold.Release(Actor.Agency("dlse"), "satisfied", inError: false, Given.Now).ShouldBeFalse();
        hold.Status.ShouldBe(HoldStatus.Withdrawn);
        hold.Release(Actor.Agency("dlse"), "again", inError: false, Given.Now.AddDays(1)).ShouldBeFalse();
        hold.EndReason.ShouldBe("satisfied");
    }

    [Theory]
    [InlineData(HoldSeverity.Hold, true)]
    [InlineData(HoldSeverity.Required, false)]
    public void Propose_ConditionWhereTheSeverityAsksForOne_AndOnlyThere(HoldSeverity severity, bool withCondition)
    {
        var one = Given.CaseIn(CaseStatus.Noticed);
        Should.Throw<RuleViolation>(() => Hold.Propose(Guid.CreateVersion7(), "H", one, Given.Eligible(one), Given.Inspector, severity,
            withCondition ? new("Show proof.", Given.Today.AddDays(9), "A receipt.") : null, "why", "why", Given.Now)).Rule.ShouldBe("hold.condition");
    }

    [Theory]
    [InlineData("", 9, "A receipt.", "condition.text")]
    [InlineData("Show proof.", 0, "A receipt.", "condition.due")]
    [InlineData("Show proof.", 9, " ", "condition.evidence")]
    public void Propose_ConditionWithoutItsParts_IsRefused(string text, int days, string evidence, string rule)
    {
        var one = Given.CaseIn(CaseStatus.Noticed);
        Should.Throw<RuleViolation>(() => Hold.Propose(Guid.CreateVersion7(), "H", one, Given.Eligible(one), Given.Inspector, HoldSeverity.Required,
            new(text, Given.Today.AddDays(days), evidence), "why", "why", Given.Now)).Rule.ShouldBe(rule);
        one.Status.ShouldBe(CaseStatus.Noticed);
    }

    private static (Hold, Case) In(HoldStatus status)
    {
        var one = Given.NewCase();
        if (status is HoldStatus.InForce or HoldStatus.Suspended or HoldStatus.Lifted or HoldStatus.Voided)
        {
            var hold = Given.InForce(one);
            if (status == HoldStatus.Suspended)
                hold.Suspend(Given.GroundOf(GroundKind.Doubtful), Given.Today.AddDays(7));
            if (status is HoldStatus.Lifted or HoldStatus.Voided)
                hold.Release(Given.Supervisor, "vacated", inError: status == HoldStatus.Voided, Given.Now);
            return (hold, one);
        }
        var proposed = Given.Proposed(one);
        switch (status)
        {
            case HoldStatus.Returned:
                proposed.Return(one, Given.Supervisor, "why", Given.Now);
                break;
            case HoldStatus.Declined:
                proposed.Decline(one, Given.Supervisor, "why", Given.Now);
                break;
            case HoldStatus.Withdrawn:
                proposed.Withdraw(one, Given.Inspector, "why", Given.Now);
                break;
        }
        return (proposed, one);
    }
}
