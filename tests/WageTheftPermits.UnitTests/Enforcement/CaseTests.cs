using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Policies;
using Case = WageTheftPermits.Domain.Enforcement.Case;

namespace WageTheftPermits.UnitTests.Enforcement;

public class CaseTests
{
    private const CaseStatus Confirmed = CaseStatus.Confirmed, Watching = CaseStatus.Watching, Noticed = CaseStatus.Noticed, HoldProposed = CaseStatus.HoldProposed,
        HoldActive = CaseStatus.HoldActive, Conditioned = CaseStatus.Conditioned, Stayed = CaseStatus.Stayed, Bankruptcy = CaseStatus.BankruptcyReview,
        Charged = CaseStatus.Charged, Suspended = CaseStatus.Suspended, Revoked = CaseStatus.Revoked, Appealed = CaseStatus.Appealed, Releasing = CaseStatus.Releasing, Closed = CaseStatus.Closed;

    /// <summary>Where each act leads from each status; what is not here is refused. Written out apart from the machine, to hold it against.</summary>
    private static readonly Dictionary<CaseAct, (CaseStatus[] From, CaseStatus To)> s_allowed = new()
    {
        [CaseAct.Watch] = ([Confirmed, Watching], Watching),
        [CaseAct.Notice] = ([Confirmed, Watching], Noticed),
        [CaseAct.ProposeHold] = ([Noticed], HoldProposed),
        [CaseAct.TakeBackHold] = ([HoldProposed], Noticed),
        [CaseAct.ApproveHold] = ([HoldProposed], HoldActive),
        [CaseAct.ApproveCondition] = ([HoldProposed], Conditioned),
        [CaseAct.LiftHold] = ([HoldActive, Conditioned, Charged, Suspended, Revoked, Appealed], Noticed),
        [CaseAct.Charge] = ([HoldActive], Charged),
        [CaseAct.Dismiss] = ([Charged], Noticed),
        [CaseAct.OrderCondition] = ([Charged], Conditioned),
        [CaseAct.OrderSuspension] = ([Charged], Suspended),
        [CaseAct.OrderRevocation] = ([Charged], Revoked),
        [CaseAct.EndSuspension] = ([Suspended], HoldActive),
        [CaseAct.Appeal] = ([Suspended, Revoked], Appealed),
        [CaseAct.UpholdSuspension] = ([Appealed], Suspended),
        [CaseAct.UpholdRevocation] = ([Appealed], Revoked),
        [CaseAct.Overrule] = ([Appealed], Noticed),
        [CaseAct.TakeUp] = ([Noticed], Noticed),
        [CaseAct.SignAccord] = ([Noticed, HoldProposed, HoldActive, Conditioned, Charged, Suspended, Revoked, Appealed], Conditioned),
        [CaseAct.BreachCondition] = ([Conditioned], Noticed),
        [CaseAct.LoseGround] = ([Noticed, HoldProposed, HoldActive, Conditioned, Charged, Suspended, Revoked, Appealed], Watching),
        [CaseAct.Stay] = ([Confirmed, Watching, Noticed, HoldProposed, HoldActive, Conditioned, Charged, Suspended, Revoked, Appealed], Stayed),
        [CaseAct.EnterBankruptcy] = ([Confirmed, Watching, Noticed, HoldProposed, HoldActive, Conditioned, Charged, Suspended, Revoked, Appealed, Stayed], Bankruptcy),
        [CaseAct.Resume] = ([Stayed, Bankruptcy], Watching),
        [CaseAct.Release] = ([Confirmed, Watching, Noticed, HoldProposed, HoldActive, Conditioned, Charged, Suspended, Revoked, Appealed, Stayed, Bankruptcy], Releasing),
        [CaseAct.Close] = ([Releasing], Closed),
        [CaseAct.CloseInError] = ([Confirmed, Watching, Noticed, HoldProposed, HoldActive, Conditioned, Charged, Suspended, Revoked, Appealed, Stayed, Bankruptcy], Closed),
        [CaseAct.Reopen] = ([Releasing, Closed], Watching),
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
            CaseAct.Watch => () => one.Watch("a gap", Given.Now),
            CaseAct.Notice => () => one.Notice(Given.Eligible(one), Given.Now),
            CaseAct.ProposeHold => () => Hold.Propose(Guid.CreateVersion7(), "H-2", one, Given.Eligible(one), Given.Inspector, HoldSeverity.Hold, null, "why", "why", Given.Now),
            CaseAct.TakeBackHold => () => HoldOn(one).Decline(one, Given.Supervisor, "no", Given.Now),
            CaseAct.ApproveHold => () => Given.Approve(HoldOn(one), one),
            CaseAct.ApproveCondition => () => Given.Approve(HoldOn(one, HoldSeverity.Required), one),
            CaseAct.LiftHold => () => InForceOn(one).Lift(one, Given.Supervisor, "paid in cash", Given.Now),
            CaseAct.Charge => () => Given.Charge(one, ChargedHoldOn(one)),
            CaseAct.Dismiss => () => Decide(one, HearingOutcome.Dismiss),
            CaseAct.OrderCondition => () => Decide(one, HearingOutcome.Condition),
            CaseAct.OrderSuspension => () => Decide(one, HearingOutcome.Suspend),
            CaseAct.OrderRevocation => () => Decide(one, HearingOutcome.Revoke),
            CaseAct.EndSuspension => () => one.EndSuspension(Given.Now),
            CaseAct.Appeal => () => Given.Appealed(one, Given.Order(SuspensionAction.Suspend)),
            CaseAct.UpholdSuspension => () => DecideAppeal(one, AppealAct.Uphold, SuspensionAction.Suspend),
            CaseAct.UpholdRevocation => () => DecideAppeal(one, AppealAct.Uphold, SuspensionAction.Revoke),
            CaseAct.Overrule => () => DecideAppeal(one, AppealAct.Overrule, SuspensionAction.Suspend),
            CaseAct.TakeUp => () => Resting(one).TakeUp(Given.Supervisor, "He opened a second shop.", Given.Now),
            CaseAct.SignAccord => () => one.SignAccord(Given.GroundOf(GroundKind.Sheltered), Given.Now),
            CaseAct.BreachCondition => () => one.BreachCondition(Given.Now),
            CaseAct.LoseGround => () => one.LoseGround(Given.GroundOf(GroundKind.NotFinal), Given.Now),
            CaseAct.Stay => () => one.Pause(Given.GroundOf(GroundKind.Stayed), Given.Now),
            CaseAct.EnterBankruptcy => () => one.Pause(Given.GroundOf(GroundKind.Bankrupt), Given.Now),
            CaseAct.Resume => () => one.Resume(Given.GroundOf(GroundKind.Firm), Given.Counsel, "The stay was lifted.", Given.Now),
            CaseAct.Release => () => one.Release(CloseCause.NothingOwed, "vacated", Given.Now),
            CaseAct.Close => () => one.Close(Given.Now),
            CaseAct.CloseInError => () => one.CloseInError(Given.Inspector, "The wrong business.", Given.Now),
            CaseAct.Reopen => () => Released(one).Reopen("A payment was returned.", Given.Now),
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };

        if (s_allowed[act].From.Contains(from))
        {
            perform();
            one.Status.ShouldBe(s_allowed[act].To);
            Case.Next(from, act).ShouldBe(s_allowed[act].To);
        }
        else
        {
            Should.Throw<RuleViolation>(perform).Rule.ShouldBe("case.transition");
            one.Status.ShouldBe(from);
            Case.Next(from, act).ShouldBeNull();
        }
    }

    private static Hold ChargedHoldOn(Case one) => MoveTo(one, Given.InForce(Given.NewCase()));

    /// <summary>The hearing's own guards pass, the case's must decide.</summary>
    private static void Decide(Case one, HearingOutcome outcome)
    {
        var (hearing, hold) = Given.Heard();
        hearing.Decide(Given.Decision(outcome), one, hold, Given.Eligible(one), new(SuspensionAction.Revoke), [], Given.Officer, Guid.CreateVersion7, "PO-1", Given.Now);
    }

    private static void DecideAppeal(Case one, AppealAct act, SuspensionAction ordered)
    {
        var order = Given.Order(ordered);
        Given.Appealed(Given.CaseIn(Suspended), order).Decide(act, "Decision 7", Given.Today, order, one, Given.Now);
    }

    /// <summary>A proposal that rests on this case, whatever its status; the hold's own guard passes, the case's must decide.</summary>
    private static Hold HoldOn(Case one, HoldSeverity severity = HoldSeverity.Hold) => MoveTo(one, Given.Proposed(Given.NewCase(), severity));

    private static Hold InForceOn(Case one) => MoveTo(one, Given.InForce(Given.NewCase()));

    private static Hold MoveTo(Case one, Hold hold)
    {
        typeof(Hold).GetProperty(nameof(Hold.CaseId))!.SetValue(hold, one.Id);
        return hold;
    }

    /// <summary>The guard of the cause passes, the status must decide.</summary>
    private static Case Released(Case one)
    {
        typeof(Case).GetProperty(nameof(Case.CloseCause))!.SetValue(one, CloseCause.NothingOwed);
        return one;
    }

    /// <summary>The guard of resting passes, the status must decide.</summary>
    private static Case Resting(Case one)
    {
        typeof(Case).GetProperty(nameof(Case.WatchingFor))!.SetValue(one, "A supervisor refused a hold.");
        return one;
    }

    [Fact]
    public void TakeUp_EndsTheRest_AndIsRefusedWhereThereIsNone()
    {
        var one = Given.CaseIn(Noticed);
        Should.Throw<RuleViolation>(() => one.TakeUp(Given.Supervisor, "why", Given.Now)).Rule.ShouldBe("case.not-resting");
        Should.Throw<RuleViolation>(() => Resting(one).TakeUp(Given.Supervisor, " ", Given.Now)).Rule.ShouldBe("case.reason");
        Should.Throw<RuleViolation>(() => one.TakeUp(Actor.System("workflow"), "why", Given.Now)).Rule.ShouldBe("actor.person-required");
        one.Rests.ShouldBeTrue();
        one.TakeUp(Given.Supervisor, "He opened a second shop.", Given.Now);
        one.Rests.ShouldBeFalse();
    }

    [Theory]
    [InlineData(GroundKind.Stayed)]
    [InlineData(GroundKind.Bankrupt)]
    public void Resume_WhileAStayOrABankruptcyStands_IsRefused(GroundKind ground)
    {
        var one = Given.CaseIn(ground == GroundKind.Stayed ? Stayed : Bankruptcy);
        Should.Throw<RuleViolation>(() => one.Resume(Given.GroundOf(ground), Given.Counsel, "why", Given.Now)).Rule.ShouldBe("case.still-paused");
    }

    [Fact]
    public void Resume_ByTheService_IsRefused() =>
        Should.Throw<RuleViolation>(() => Given.CaseIn(Stayed).Resume(Given.GroundOf(GroundKind.Firm), Actor.System("workflow"), "why", Given.Now)).Rule.ShouldBe("actor.person-required");

    [Fact]
    public void SignAccord_WithoutOneThatShelters_IsRefused() =>
        Should.Throw<RuleViolation>(() => Given.CaseIn(HoldActive).SignAccord(Given.GroundOf(GroundKind.Firm), Given.Now)).Rule.ShouldBe("case.ground");

    [Theory]
    [InlineData(CloseCause.HolderChanged)]
    [InlineData(CloseCause.OneDebt)]
    public void Reopen_WhatWasClosedForGood_IsRefused(CloseCause cause)
    {
        var one = Given.NewCase();
        one.Release(cause, "why", Given.Now);
        Should.Throw<RuleViolation>(() => one.Reopen("returned", Given.Now)).Rule.ShouldBe("case.closed-for-good");
    }

    [Fact]
    public void Reopen_WhatWasClosedInError_IsRefused()
    {
        var one = Given.NewCase();
        one.CloseInError(Given.Inspector, "The wrong business.", Given.Now);
        Should.Throw<RuleViolation>(() => one.Reopen("returned", Given.Now)).Rule.ShouldBe("case.closed-for-good");
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
        var refusal = Should.Throw<RuleViolation>(() => one.Notice(Given.Ineligible(one), Given.Now));
        refusal.Rule.ShouldBe("eligibility.final");
        refusal.Message.ShouldContain("an appeal is pending");
        one.Status.ShouldBe(CaseStatus.Confirmed);
    }

    [Fact]
    public void Notice_WithEligibilityOfAnotherCase_IsRefused() =>
        Should.Throw<RuleViolation>(() => Given.NewCase().Notice(Given.Eligible(Given.NewCase()), Given.Now)).Rule.ShouldBe("eligibility.other-case");

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
