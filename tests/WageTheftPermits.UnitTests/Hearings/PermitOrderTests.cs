using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.UnitTests.Enforcement;
using Case = WageTheftPermits.Domain.Enforcement.Case;

namespace WageTheftPermits.UnitTests.Hearings;

public class PermitOrderTests
{
    private static readonly Dictionary<OrderAct, (OrderStatus[] From, OrderStatus To)> s_allowed = new()
    {
        [OrderAct.TakeEffect] = ([OrderStatus.Issued], OrderStatus.InEffect),
        [OrderAct.Stay] = ([OrderStatus.Issued, OrderStatus.InEffect], OrderStatus.Stayed),
        [OrderAct.LiftStay] = ([OrderStatus.Stayed], OrderStatus.Issued),
        [OrderAct.End] = ([OrderStatus.Issued, OrderStatus.InEffect, OrderStatus.Stayed], OrderStatus.Ended),
        [OrderAct.SetAside] = ([OrderStatus.Issued, OrderStatus.InEffect, OrderStatus.Stayed, OrderStatus.Ended], OrderStatus.SetAside),
    };

    private static readonly Dictionary<AppealAct, (AppealStatus[] From, AppealStatus To)> s_appeals = new()
    {
        [AppealAct.Grant] = ([AppealStatus.LeaveAsked], AppealStatus.LeaveGranted),
        [AppealAct.Refuse] = ([AppealStatus.LeaveAsked], AppealStatus.Refused),
        [AppealAct.File] = ([AppealStatus.LeaveGranted], AppealStatus.Filed),
        [AppealAct.Uphold] = ([AppealStatus.Filed], AppealStatus.Upheld),
        [AppealAct.Modify] = ([AppealStatus.Filed], AppealStatus.Modified),
        [AppealAct.Overrule] = ([AppealStatus.Filed], AppealStatus.Overruled),
        [AppealAct.Withdraw] = ([AppealStatus.LeaveAsked, AppealStatus.LeaveGranted, AppealStatus.Filed], AppealStatus.Withdrawn),
    };

    [Fact]
    public void EveryAct_InEveryStatus_LeadsWhereTheTableSays()
    {
        foreach (var from in Enum.GetValues<OrderStatus>())
        {
            foreach (var act in Enum.GetValues<OrderAct>())
                PermitOrder.Next(from, act).ShouldBe(s_allowed[act].From.Contains(from) ? s_allowed[act].To : null, $"{from} {act}");
        }
        foreach (var from in Enum.GetValues<AppealStatus>())
        {
            foreach (var act in Enum.GetValues<AppealAct>())
                Appeal.Next(from, act).ShouldBe(s_appeals[act].From.Contains(from) ? s_appeals[act].To : null, $"{from} {act}");
        }
    }

    private static Eligibility On(Case one, DateOnly day) => Eligibility.Of(Given.Facts(one.Id) with { BalanceConfirmedOn = day }, Given.Policy, day);

    private static (Case Case, PermitOrder Order, Permit Permit) InEffect(HearingOutcome outcome = HearingOutcome.Suspend)
    {
        var (one, permit) = (Given.NewCase(), Given.Permit());
        var order = Given.Decide(one, outcome)!;
        order.TakeEffect(one, permit, On(one, order.EffectiveOn));
        return (one, order, permit);
    }

    [Fact]
    public void AnOrder_TakesEffectOnItsDay_AndNotBeforeTheDayAfterItsService()
    {
        var (one, permit) = (Given.NewCase(), Given.Permit());
        var (hearing, hold) = Given.Heard(one);
        var order = hearing.Decide(Given.Decision(HearingOutcome.Suspend), one, hold, Given.Eligible(one), new(SuspensionAction.Revoke), [], Given.Officer, Guid.CreateVersion7, "PO", Given.Now).Order!;
        Should.Throw<RuleViolation>(() => order.TakeEffect(one, permit, On(one, order.EffectiveOn))).Rule.ShouldBe("order.unserved");
        order.Serve(order.EffectiveOn.AddDays(4), order.EffectiveOn.AddDays(19));
        Should.Throw<RuleViolation>(() => order.TakeEffect(one, permit, On(one, order.ServedOn!.Value))).Rule.ShouldBe("order.unserved");
        order.TakeEffect(one, permit, On(one, order.ServedOn!.Value.AddDays(1)));
        (permit.Status, order.EndsOn).ShouldBe((PermitStatus.Suspended, order.ServedOn!.Value.AddDays(5)), "five days, the first one counted");
        Should.Throw<RuleViolation>(() => order.Serve(Given.Today, Given.Today)).Rule.ShouldBe("order.served");
    }

    [Fact]
    public void AnOrder_DoesNotTakeEffectWhileAConditionFails()
    {
        var (one, permit) = (Given.NewCase(), Given.Permit());
        var order = Given.Decide(one, HearingOutcome.Revoke)!;
        var failing = Eligibility.Of(Given.Facts(one.Id) with { HasGaps = true }, Given.Policy, order.EffectiveOn);
        Should.Throw<RuleViolation>(() => order.TakeEffect(one, permit, failing)).Rule.ShouldBe("eligibility.no-gap");
        permit.Status.ShouldBe(PermitStatus.Active);
    }

    [Fact]
    public void AStay_OpensTheDoors_AndWhatIsLeftRunsAfterIt()
    {
        var (one, order, permit) = InEffect();
        var second = order.EffectiveOn.AddDays(2);
        order.Stay(permit, "An appeal.", closedByAnother: false, second).ShouldBeTrue();
        (permit.Status, order.Status, order.DaysLeft).ShouldBe((PermitStatus.Active, OrderStatus.Stayed, 2));
        order.Stay(permit, "Again.", false, second).ShouldBeFalse();
        Should.Throw<RuleViolation>(() => order.LiftStay(second, second)).Rule.ShouldBe("order.effective");
        order.LiftStay(second.AddDays(10), second.AddDays(8));
        order.TakeEffect(one, permit, On(one, second.AddDays(10)));
        order.EndsOn.ShouldBe(second.AddDays(11));
    }

    [Fact]
    public void ThePermit_StaysClosedWhileAnotherOrderIsInEffect()
    {
        var (_, order, permit) = InEffect();
        order.End(permit, "Paid.", closedByAnother: true, Given.Now).ShouldBeTrue();
        permit.Status.ShouldBe(PermitStatus.Suspended);
    }

    [Fact]
    public void APermitThatAnOrderCloses_IsNotOpenedByThePermitSystem()
    {
        var (_, _, permit) = InEffect(HearingOutcome.Revoke);
        permit.SetClosed(true).ShouldBeFalse();
        permit.SetClosed(false).ShouldBeFalse();
        permit.Status.ShouldBe(PermitStatus.Revoked);
    }

    [Fact]
    public void AChangeOnAppeal_IsLess()
    {
        var order = Given.Order(SuspensionAction.Suspend);
        Should.Throw<RuleViolation>(() => order.Modify(5)).Rule.ShouldBe("order.modified");
        Should.Throw<RuleViolation>(() => order.Modify(null)).Rule.ShouldBe("order.days");
        order.Modify(4);
        order.Days.ShouldBe(4);
        var revoked = Given.Order(SuspensionAction.Revoke);
        revoked.Modify(90);
        (revoked.Action, revoked.Days).ShouldBe((SuspensionAction.Suspend, 90));
    }

    [Fact]
    public void AnAppeal_OnTheLastDayIsHeard_AndLaterNeedsLeave()
    {
        var (one, order) = (Given.CaseIn(CaseStatus.Suspended), Given.Order(SuspensionAction.Suspend));
        var late = order.AppealBy!.Value.AddDays(1);
        var policy = Given.Policy with { Appeal = new() { Days = 15, LateRequestDays = 5 } };
        Should.Throw<RuleViolation>(() => Appeal.From(Guid.CreateVersion7(), order, one, late, Given.Policy, Given.Inspector, late, Given.Now)).Rule.ShouldBe("appeal.late");
        var asked = Appeal.From(Guid.CreateVersion7(), order, one, late, policy, Given.Inspector, late, Given.Now);
        (asked.Status, one.Status).ShouldBe((AppealStatus.LeaveAsked, CaseStatus.Suspended));
        asked.DecideLeave(true, "Granted.", late, policy);
        asked.FileBy.ShouldBe(new Deadlines(policy).After(late, 5));
        Should.Throw<RuleViolation>(() => asked.File(one, asked.FileBy!.Value.AddDays(1), Given.Now)).Rule.ShouldBe("appeal.late");
        asked.File(one, asked.FileBy!.Value, Given.Now);
        one.Status.ShouldBe(CaseStatus.Appealed);
        Given.Appealed(Given.CaseIn(CaseStatus.Suspended), order).Status.ShouldBe(AppealStatus.Filed);
    }

    [Fact]
    public void ARevocation_IsFinal_WhenNobodyCanAppealAnyMore()
    {
        var order = Given.Order(SuspensionAction.Revoke);
        order.FinalFrom(Given.Policy).ShouldBe(order.AppealBy!.Value.AddDays(1));
        order.FinalFrom(Given.Policy with { Appeal = new() { LateRequestDays = 5 } }).ShouldBe(order.AppealBy!.Value.AddDays(6));
    }
}
