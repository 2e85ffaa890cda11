using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Renewals;
using WageTheftPermits.UnitTests.Enforcement;

namespace WageTheftPermits.UnitTests.Renewals;

public class RequirementTests
{
    private static readonly Actor s_import = Actor.System("import");

    private readonly Renewal _renewal = new(Guid.CreateVersion7(), Given.Permit(), Given.Policy, Given.Now);

    private Requirement Fee(decimal amount = 120m, bool byFile = false) =>
        Requirement.Fee(Guid.CreateVersion7(), _renewal, Requirement.FeeName, amount, byFile ? s_import : Given.Inspector, byFile, "Not paid.", Given.Now);

    private Requirement In(RequirementStatus status)
    {
        var fee = Fee();
        if (status == RequirementStatus.Met)
            fee.Meet(Given.Inspector, Given.Today, "Receipt 17", Given.Today, Given.Now);
        if (status == RequirementStatus.Waived)
            fee.Waive(Given.Supervisor, "Paid twice last year.", Given.Now);
        fee.Status.ShouldBe(status);
        return fee;
    }

    public static TheoryData<RequirementStatus, RequirementAct> Every()
    {
        var all = new TheoryData<RequirementStatus, RequirementAct>();
        foreach (var status in Enum.GetValues<RequirementStatus>())
            foreach (var act in Enum.GetValues<RequirementAct>())
                all.Add(status, act);
        return all;
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void EveryAct_IsTakenWhileItIsOpen_AndRefusedAfterwards(RequirementStatus from, RequirementAct act)
    {
        var fee = In(from);
        Action perform = act switch
        {
            RequirementAct.Restate => () => fee.Restate(99m),
            RequirementAct.Meet => () => fee.Meet(Given.Inspector, Given.Today, "Receipt 18", Given.Today, Given.Now),
            _ => () => fee.Waive(Given.Supervisor, "A hardship.", Given.Now),
        };
        var to = Requirement.Next(from, act);
        (to is not null).ShouldBe(from == RequirementStatus.Open);
        if (to is null)
            Should.Throw<RuleViolation>(perform).Rule.ShouldBe("requirement.settled");
        else
            perform();
        fee.Status.ShouldBe(to ?? from);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1.005)]
    public void Fee_IsDollarsAndCents_MoreThanNothing(decimal amount) => Should.Throw<RuleViolation>(() => Fee(amount)).Rule.ShouldBe("requirement.amount");

    [Fact]
    public void WhatHasNoNameOrReason_IsNotRequired()
    {
        Should.Throw<RuleViolation>(() => Requirement.Document(Guid.CreateVersion7(), _renewal, " ", Given.Inspector, false, "Rebuilt.", Given.Now)).Rule.ShouldBe("requirement.name");
        Should.Throw<RuleViolation>(() => Requirement.Document(Guid.CreateVersion7(), _renewal, "Floor plan", Given.Inspector, false, " ", Given.Now)).Rule.ShouldBe("requirement.reason");
    }

    [Fact]
    public void Meeting_NeedsAPastDayAndEvidence_AndAPersonOrTheFileThatRaisedIt()
    {
        Should.Throw<RuleViolation>(() => Fee().Meet(Given.Inspector, Given.Today.AddDays(1), "Receipt 17", Given.Today, Given.Now)).Rule.ShouldBe("requirement.day");
        Should.Throw<RuleViolation>(() => Fee().Meet(Given.Inspector, Given.Today, " ", Given.Today, Given.Now)).Rule.ShouldBe("requirement.evidence");
        Should.Throw<RuleViolation>(() => Fee().Meet(s_import, Given.Today, "The file", Given.Today, Given.Now)).Rule.ShouldBe("actor.person-required");
        var byFile = Fee(byFile: true);
        byFile.Meet(s_import, Given.Today, "The file", Given.Today, Given.Now);
        byFile.MetOn.ShouldBe(Given.Today);
    }

    [Fact]
    public void Waiving_NeedsAPersonAndAReason()
    {
        Should.Throw<RuleViolation>(() => Fee(byFile: true).Waive(s_import, "The file", Given.Now)).Rule.ShouldBe("actor.person-required");
        Should.Throw<RuleViolation>(() => Fee().Waive(Given.Supervisor, "", Given.Now)).Rule.ShouldBe("requirement.waiver");
    }

    [Fact]
    public void Words_NameTheAmount() => Fee(1250.5m).Words.ShouldBe("Renewal fee of $1,250.50");
}
