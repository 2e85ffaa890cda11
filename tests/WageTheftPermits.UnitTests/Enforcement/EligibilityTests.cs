using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using Case = WageTheftPermits.Domain.Enforcement.Case;

namespace WageTheftPermits.UnitTests.Enforcement;

public class EligibilityTests
{
    private static readonly Guid s_case = Guid.CreateVersion7();

    /// <summary>Each condition alone forbids every adverse step, by its name.</summary>
    public static TheoryData<string, EligibilityFacts> OneFailing()
    {
        var facts = Given.Facts(s_case);
        return new TheoryData<string, EligibilityFacts>
        {
            { "identity-confirmed", facts with { IdentityConfirmed = false } },
            { "adjudged", facts with { IsLead = true } },
            { "owed", facts with { Owes = false, PartyStatus = "satisfied" } },
            { "owed", facts with { Balance = 0 } },
            { "owed", facts with { Balance = null } },
            { "final", facts with { IsFinal = false, FinalityReason = "the agency has not said that it is final." } },
            { "not-stayed", facts with { Stayed = true } },
            { "no-bankruptcy", facts with { Bankruptcy = "pending" } },
            { "no-bankruptcy", facts with { Bankruptcy = "barred" } },
            { "no-gap", facts with { HasGaps = true } },
            { "undisputed", facts with { Disputed = true } },
            { "no-quarantine", facts with { InQuarantine = true } },
            { "no-accord", facts with { AccordKept = true } },
            { "balance-fresh", facts with { BalanceConfirmedOn = null } },
            { "balance-fresh", facts with { BalanceConfirmedOn = Given.Today.AddDays(-31) } },
            { "permittee-unchanged", facts with { PermitteeUnchanged = false } },
            { "one-debt", facts with { UndecidedDebts = ["olse C-1"] } },
            { "leading", facts with { Follows = "olse C-1" } },
            { "owed-by-every-report", facts with { LinkedBars = ["olse C-1, which reports the same debt, is satisfied."] } },
        };
    }

    [Fact]
    public void AllConditionsHolding_IsEligible() => Eligibility.Of(Given.Facts(s_case), Given.Policy, Given.Today).IsEligible.ShouldBeTrue();

    [Theory]
    [MemberData(nameof(OneFailing))]
    public void OneConditionFailing_Forbids_NamesIt_AndSaysWhoCanMendIt(string name, EligibilityFacts facts)
    {
        var eligibility = Eligibility.Of(facts, Given.Policy, Given.Today);
        eligibility.IsEligible.ShouldBeFalse();
        var failing = eligibility.Failing.ShouldHaveSingleItem();
        failing.Name.ShouldBe(name);
        failing.Text.ShouldNotBeEmpty();
        failing.WhoCanMend.ShouldNotBeEmpty();
        Should.Throw<RuleViolation>(() => eligibility.MustAllow("serve notice", s_case)).Rule.ShouldBe("eligibility." + name);
    }

    [Theory]
    [InlineData(30, true)]
    [InlineData(31, false)]
    public void Balance_IsFresh_OnTheLastDayAndNotAfter(int daysAgo, bool fresh) =>
        Eligibility.Of(Given.Facts(s_case) with { BalanceConfirmedOn = Given.Today.AddDays(-daysAgo) }, Given.Policy, Given.Today).IsEligible.ShouldBe(fresh);

    [Theory]
    [InlineData("94102", true)]
    [InlineData("94102-1234", true)]
    [InlineData("95112", false)]
    [InlineData(null, false)]
    public void Area_IsByPostalCode_AndAnUnknownOneIsOutside(string? postalCode, bool inside) =>
        Eligibility.Of(Given.Facts(s_case) with { PostalCode = postalCode }, Given.Policy with { Area = ["94102"] }, Given.Today).IsEligible.ShouldBe(inside);
}
