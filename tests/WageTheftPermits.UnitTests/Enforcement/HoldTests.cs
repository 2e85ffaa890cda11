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
                    hold.Approve(one, Given.Eligible(one), "{}", Given.Supervisor, null, Given.Now);
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
                    if (!hold.Release(Actor.Agency("dlse"), "satisfied", Given.Now))
                        throw new RuleViolation("hold.transition", "Nothing to lift.");
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
        Should.Throw<RuleViolation>(() => hold.Approve(one, Given.Eligible(one), "{}", Actor.Person(userName), null, Given.Now)).Rule.ShouldBe("hold.same-person");
        Should.Throw<RuleViolation>(() => hold.Return(one, Actor.Person(userName), "why", Given.Now)).Rule.ShouldBe("hold.same-person");
        Should.Throw<RuleViolation>(() => hold.Decline(one, Actor.Person(userName), "why", Given.Now)).Rule.ShouldBe("hold.same-person");
        (hold.Status, one.Status).ShouldBe((HoldStatus.Proposed, CaseStatus.HoldProposed));
    }

    [Fact]
    public void Approve_ByTheService_IsRefused()
    {
        var one = Given.NewCase();
        var hold = Given.Proposed(one);
        Should.Throw<RuleViolation>(() => hold.Approve(one, Given.Eligible(one), "{}", Actor.System("worker"), null, Given.Now)).Rule.ShouldBe("actor.person-required");
    }

    [Fact]
    public void Approve_AfterEligibilityWasLost_IsRefused()
    {
        var one = Given.NewCase();
        var hold = Given.Proposed(one);
        Should.Throw<RuleViolation>(() => hold.Approve(one, Given.Ineligible(one), "{}", Given.Supervisor, null, Given.Now)).Rule.ShouldBe("eligibility.final");
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
        Should.Throw<RuleViolation>(() => Hold.Propose(Guid.CreateVersion7(), "H", one, Given.Eligible(one), Given.Inspector, internalReason, publicReason, Given.Now));
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
        second.Approve(one, Given.Eligible(one), "{}", Given.Supervisor, "Good.", Given.Now);
        (first.Status, second.Status, one.Status).ShouldBe((HoldStatus.Returned, HoldStatus.InForce, CaseStatus.HoldActive));
    }

    private static (Hold, Case) In(HoldStatus status)
    {
        var one = Given.NewCase();
        if (status is HoldStatus.InForce or HoldStatus.Lifted)
        {
            var hold = Given.InForce(one);
            if (status == HoldStatus.Lifted)
                hold.Release(Given.Supervisor, "vacated", Given.Now);
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
