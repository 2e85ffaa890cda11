using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;

namespace WageTheftPermits.UnitTests.Enforcement;

public class PermitConditionTests
{
    public static TheoryData<ConditionStatus, ConditionAct> EveryPair()
    {
        var pairs = new TheoryData<ConditionStatus, ConditionAct>();
        foreach (var status in Enum.GetValues<ConditionStatus>())
        {
            foreach (var act in Enum.GetValues<ConditionAct>())
                pairs.Add(status, act);
        }
        return pairs;
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void OnlyAnOpenCondition_Ends_AndOnce(ConditionStatus from, ConditionAct act)
    {
        var condition = In(from);
        var to = (act, from) switch
        {
            (_, not ConditionStatus.Open) => (ConditionStatus?)null,
            (ConditionAct.Meet, _) => ConditionStatus.Met,
            (ConditionAct.Breach, _) => ConditionStatus.Breached,
            _ => ConditionStatus.Lifted,
        };
        PermitCondition.Next(from, act).ShouldBe(to);
        if (to is not null)
        {
            Perform(condition, act);
            condition.Status.ShouldBe(to.Value);
        }
        else if (act == ConditionAct.Lift)
        {
            // Whatever it rests on ends, ends it; what has ended stays as it is.
            Perform(condition, act);
            condition.Status.ShouldBe(from);
        }
        else
        {
            Should.Throw<RuleViolation>(() => Perform(condition, act)).Rule.ShouldBe("condition.transition");
        }
    }

    [Fact]
    public void Breach_BeforeItsDayHasPassed_IsRefused() =>
        Should.Throw<RuleViolation>(() => In(ConditionStatus.Open).Breach(Given.Inspector, "nothing came", Given.Today.AddDays(30), Given.Now)).Rule.ShouldBe("condition.not-due");

    [Fact]
    public void WhetherAnAccordIsKept_IsTheAgencysWord()
    {
        var condition = PermitCondition.KeepAccord(Guid.CreateVersion7(), Given.NewCase(), "acc-1", Given.Today.AddDays(90), Given.Now);
        Should.Throw<RuleViolation>(() => condition.Meet(Given.Inspector, "he says so", Given.Now)).Rule.ShouldBe("condition.accord");
        Should.Throw<RuleViolation>(() => condition.Breach(Given.Inspector, "he did not pay", Given.Today.AddDays(99), Given.Now)).Rule.ShouldBe("condition.accord");
        condition.AccordBroken(Actor.Agency("dlse"), "missed", Given.Now);
        condition.Status.ShouldBe(ConditionStatus.Breached);
    }

    private static PermitCondition In(ConditionStatus status)
    {
        var one = Given.NewCase();
        var condition = Given.Approve(Given.Proposed(one, HoldSeverity.Required), one)!;
        one.Status.ShouldBe(CaseStatus.Conditioned);
        if (status != ConditionStatus.Open)
            Perform(condition, status switch { ConditionStatus.Met => ConditionAct.Meet, ConditionStatus.Breached => ConditionAct.Breach, _ => ConditionAct.Lift });
        return condition;
    }

    private static void Perform(PermitCondition condition, ConditionAct act)
    {
        switch (act)
        {
            case ConditionAct.Meet:
                condition.Meet(Given.Inspector, "A receipt.", Given.Now);
                break;
            case ConditionAct.Breach:
                condition.Breach(Given.Inspector, "Nothing came.", Given.Today.AddDays(31), Given.Now);
                break;
            default:
                condition.Lift(Actor.Agency("dlse"), "satisfied", Given.Now);
                break;
        }
    }
}
