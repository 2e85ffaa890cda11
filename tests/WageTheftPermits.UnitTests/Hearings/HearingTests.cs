using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.UnitTests.Enforcement;
using Case = WageTheftPermits.Domain.Enforcement.Case;

namespace WageTheftPermits.UnitTests.Hearings;

public class HearingTests
{
    private static readonly DateOnly s_day = new(2026, 3, 12);

    /// <summary>Where each act leads from each status; what is not here is refused. Written out apart from the machine, to hold it against.</summary>
    private static readonly Dictionary<HearingAct, (HearingStatus[] From, HearingStatus To)> s_allowed = new()
    {
        [HearingAct.Request] = ([HearingStatus.Charged], HearingStatus.Requested),
        [HearingAct.RequestLate] = ([HearingStatus.Charged, HearingStatus.Waived], HearingStatus.LateRequest),
        [HearingAct.AcceptLate] = ([HearingStatus.LateRequest], HearingStatus.Requested),
        [HearingAct.RefuseLate] = ([HearingStatus.LateRequest], HearingStatus.Waived),
        [HearingAct.Waive] = ([HearingStatus.Charged], HearingStatus.Waived),
        [HearingAct.Schedule] = ([HearingStatus.Requested], HearingStatus.Scheduled),
        [HearingAct.Continue] = ([HearingStatus.Scheduled], HearingStatus.Requested),
        [HearingAct.Hold] = ([HearingStatus.Scheduled], HearingStatus.Held),
        [HearingAct.Default] = ([HearingStatus.Scheduled], HearingStatus.Defaulted),
        [HearingAct.Excuse] = ([HearingStatus.Defaulted], HearingStatus.Requested),
        [HearingAct.Decide] = ([HearingStatus.Waived, HearingStatus.Held, HearingStatus.Defaulted], HearingStatus.Decided),
        [HearingAct.End] = ([HearingStatus.Charged, HearingStatus.LateRequest, HearingStatus.Requested, HearingStatus.Scheduled, HearingStatus.Waived, HearingStatus.Held, HearingStatus.Defaulted], HearingStatus.Ended),
    };

    public static TheoryData<HearingStatus, HearingAct> EveryPair()
    {
        var pairs = new TheoryData<HearingStatus, HearingAct>();
        foreach (var status in Enum.GetValues<HearingStatus>())
        {
            foreach (var act in Enum.GetValues<HearingAct>())
                pairs.Add(status, act);
        }
        return pairs;
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void EveryAct_InEveryStatus_LeadsWhereTheTableSays(HearingStatus from, HearingAct act) =>
        Hearing.Next(from, act).ShouldBe(s_allowed[act].From.Contains(from) ? s_allowed[act].To : null);

    private static Hearing Charged(Case? onCase = null)
    {
        var one = onCase ?? Given.NewCase();
        return Given.Charge(one, Given.InForce(one));
    }

    private static Hearing Scheduled()
    {
        var hearing = Charged();
        hearing.Request(Given.Today, "Hear us.", Given.Inspector, Given.Today);
        hearing.Schedule(new(s_day, new(13, 0), "Room 300", true), false, Given.Policy, Given.Inspector, Given.Today);
        return hearing;
    }

    [Fact]
    public void Charges_NeedTheWarningsOfTheProgram_AndTheirTime()
    {
        var one = Given.NewCase();
        var hold = Given.InForce(one);
        void Charge(int warnings, DateOnly? answerBy) => Hearing.Charge(Guid.CreateVersion7(), "HR", one, hold, Given.Eligible(one), new(warnings, answerBy), Given.Policy, "Unpaid.", Given.Today.AddDays(15),
            Given.Inspector, Given.Now);
        Should.Throw<RuleViolation>(() => Charge(0, Given.Today.AddDays(-1))).Rule.ShouldBe("hearing.warnings");
        Should.Throw<RuleViolation>(() => Charge(1, Given.Today)).Rule.ShouldBe("hearing.answer-runs");
        Should.Throw<RuleViolation>(() => Charge(1, null)).Rule.ShouldBe("hearing.answer-runs");
        one.Status.ShouldBe(CaseStatus.HoldActive);
    }

    [Fact]
    public void Charges_NeedAHoldThatStopsTheRenewal()
    {
        var one = Given.NewCase();
        var hold = Given.Proposed(one, HoldSeverity.Notice);
        Given.Approve(hold, one);
        Should.Throw<RuleViolation>(() => Given.Charge(one, hold)).Rule.ShouldBe("hearing.no-hold");
        Should.Throw<RuleViolation>(() => Given.Charge(one, Given.InForce(Given.NewCase()))).Rule.ShouldBe("hearing.no-hold");
    }

    [Fact]
    public void ARequestOnTheLastDay_IsInTime_AndOneDayLaterIsLate()
    {
        var inTime = Charged();
        inTime.Request(inTime.RequestBy, "Hear us.", Given.Inspector, inTime.RequestBy);
        inTime.Status.ShouldBe(HearingStatus.Requested);
        var late = Charged();
        late.Request(late.RequestBy.AddDays(1), "I was in hospital.", Given.Inspector, late.RequestBy.AddDays(1));
        late.Status.ShouldBe(HearingStatus.LateRequest);
        late.DecideLate(false, "No paper of the hospital.", Given.Policy, Given.Supervisor, late.RequestBy.AddDays(2));
        (late.Status, late.DecisionDueOn is not null).ShouldBe((HearingStatus.Waived, true));
        Should.Throw<RuleViolation>(() => late.Request(late.RequestBy.AddDays(3), "Again.", Given.Inspector, late.RequestBy.AddDays(3))).Rule.ShouldBe("hearing.requested");
    }

    [Fact]
    public void TheRight_IsNotWaivedWhileItsTimeRuns()
    {
        var hearing = Charged();
        Should.Throw<RuleViolation>(() => hearing.Waive(Given.Policy, hearing.RequestBy)).Rule.ShouldBe("hearing.request-runs");
        hearing.Waive(Given.Policy, hearing.RequestBy.AddDays(1));
        hearing.Status.ShouldBe(HearingStatus.Waived);
    }

    [Fact]
    public void Nobody_IsInDefault_WhoWasNotServed()
    {
        var hearing = Scheduled();
        Should.Throw<RuleViolation>(() => hearing.Default("Nobody came.", [], Given.Policy, Given.Officer, s_day)).Rule.ShouldBe("hearing.unserved");
        hearing.ServeNotice(s_day.AddDays(-10), Given.Policy);
        Should.Throw<RuleViolation>(() => hearing.Default("Nobody came.", [], Given.Policy, Given.Officer, s_day.AddDays(-1))).Rule.ShouldBe("hearing.not-yet");
        hearing.Default("Nobody came.", [], Given.Policy, Given.Officer, s_day);
        hearing.Status.ShouldBe(HearingStatus.Defaulted);
    }

    [Fact]
    public void TheNoticeOfTheHearing_ComesTenDaysBefore()
    {
        var hearing = Scheduled();
        Should.Throw<RuleViolation>(() => hearing.ServeNotice(s_day.AddDays(-9), Given.Policy)).Rule.ShouldBe("hearing.notice-late");
        hearing.NoticeServedOn.ShouldBeNull();
    }

    [Theory]
    [InlineData("hedda.officer")]
    [InlineData("HEDDA.officer")]
    public void WhoHadAnEarlierRole_NeitherHearsNorDecides(string earlier)
    {
        var hearing = Scheduled();
        Should.Throw<RuleViolation>(() => hearing.Hold("Heard.", [earlier], Given.Policy, Given.Officer, s_day)).Rule.ShouldBe("hearing.earlier-role");
        var (held, hold) = Given.Heard();
        Should.Throw<RuleViolation>(() => held.Decide(Given.Decision(HearingOutcome.Dismiss), Given.NewCase(), hold, Given.Eligible(Given.NewCase()), new(SuspensionAction.Suspend), [earlier], Given.Officer,
            Guid.CreateVersion7, "PO", Given.Now)).Rule.ShouldBe("hearing.earlier-role");
    }

    [Fact]
    public void WhoHeardIt_DecidesIt()
    {
        var one = Given.NewCase();
        var (hearing, hold) = Given.Heard(one);
        Should.Throw<RuleViolation>(() => hearing.Decide(Given.Decision(HearingOutcome.Dismiss), one, hold, Given.Eligible(one), new(SuspensionAction.Suspend), [], Actor.Person("otto.officer"), Guid.CreateVersion7,
            "PO", Given.Now)).Rule.ShouldBe("hearing.other-officer");
    }

    [Theory]
    [InlineData(HearingOutcome.Suspend)]
    [InlineData(HearingOutcome.Revoke)]
    [InlineData(HearingOutcome.Condition)]
    public void NothingAdverse_IsDecidedWhileAConditionFails(HearingOutcome outcome)
    {
        var one = Given.NewCase();
        var (hearing, hold) = Given.Heard(one);
        Should.Throw<RuleViolation>(() => hearing.Decide(Given.Decision(outcome), one, hold, Given.Ineligible(one), new(SuspensionAction.Revoke), [], Given.Officer, Guid.CreateVersion7, "PO", Given.Now))
            .Rule.ShouldBe("eligibility.final");
        hearing.Decide(Given.Decision(HearingOutcome.Dismiss), one, hold, Given.Ineligible(one), new(SuspensionAction.Revoke), [], Given.Officer, Guid.CreateVersion7, "PO", Given.Now);
        (one.Status, one.Rests).ShouldBe((CaseStatus.Noticed, true));
    }

    [Fact]
    public void TheLadder_BoundsWhatIsOrdered()
    {
        PermitOrder? Decide(Decision decision, SuspensionStep most)
        {
            var one = Given.NewCase();
            var (hearing, hold) = Given.Heard(one);
            return hearing.Decide(decision, one, hold, Given.Eligible(one), most, [], Given.Officer, Guid.CreateVersion7, "PO", Given.Now).Order;
        }
        var suspend = Given.Decision(HearingOutcome.Suspend);
        Should.Throw<RuleViolation>(() => Decide(Given.Decision(HearingOutcome.Revoke), new(SuspensionAction.Suspend, 7))).Rule.ShouldBe("order.ladder");
        Should.Throw<RuleViolation>(() => Decide(suspend with { Days = 8 }, new(SuspensionAction.Suspend, 7))).Rule.ShouldBe("order.ladder");
        Should.Throw<RuleViolation>(() => Decide(suspend with { Days = null }, new(SuspensionAction.Suspend, 7))).Rule.ShouldBe("order.ladder");
        Should.Throw<RuleViolation>(() => Decide(suspend with { EffectiveOn = Given.Today }, new(SuspensionAction.Suspend, 7))).Rule.ShouldBe("order.effective");
        Decide(suspend with { Days = 7 }, new(SuspensionAction.Suspend, 7)).ShouldNotBeNull().Days.ShouldBe(7);
        Decide(suspend with { Days = null }, new(SuspensionAction.Suspend)).ShouldNotBeNull().Days.ShouldBeNull();
        Decide(suspend with { Days = 400 }, new(SuspensionAction.Revoke)).ShouldNotBeNull().Days.ShouldBe(400);
    }

    [Fact]
    public void TheService_NeitherHearsNorDecides() =>
        Should.Throw<RuleViolation>(() => Scheduled().Hold("Heard.", [], Given.Policy, Actor.System("workflow"), s_day)).Rule.ShouldBe("actor.person-required");
}
