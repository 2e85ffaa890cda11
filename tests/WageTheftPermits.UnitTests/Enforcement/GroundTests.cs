using WageTheftPermits.Domain.Enforcement;

namespace WageTheftPermits.UnitTests.Enforcement;

public class GroundTests
{
    private static readonly EligibilityFacts s_firm = Given.Facts(Guid.CreateVersion7());

    public static TheoryData<GroundKind, EligibilityFacts> Each => new()
    {
        { GroundKind.Firm, s_firm },
        { GroundKind.Gone, s_firm with { Owes = false, PartyStatus = "satisfied" } },
        { GroundKind.Gone, s_firm with { IdentityConfirmed = false } },
        { GroundKind.HolderChanged, s_firm with { PermitteeUnchanged = false } },
        { GroundKind.Bankrupt, s_firm with { Bankruptcy = "pending" } },
        { GroundKind.Bankrupt, s_firm with { Bankruptcy = "barred" } },
        { GroundKind.Stayed, s_firm with { Stayed = true } },
        { GroundKind.AccordCompleted, s_firm with { AccordCompleted = true } },
        { GroundKind.NotFinal, s_firm with { IsFinal = false } },
        { GroundKind.NotFinal, s_firm with { IsLead = true } },
        { GroundKind.Sheltered, s_firm with { AccordKept = true } },
        { GroundKind.Doubtful, s_firm with { HasGaps = true } },
        { GroundKind.Doubtful, s_firm with { Disputed = true } },
        { GroundKind.Doubtful, s_firm with { InQuarantine = true } },
        { GroundKind.Doubtful, s_firm with { Balance = 0 } },
        { GroundKind.Doubtful, s_firm with { Balance = null } },
        // A message on its way and an old balance forbid a new step, and shake none that was taken.
        { GroundKind.Firm, s_firm with { Unread = true } },
        { GroundKind.Firm, s_firm with { BalanceConfirmedOn = null } },
        // What frees comes before what pauses, and what pauses before what is in doubt.
        { GroundKind.Gone, s_firm with { Owes = false, Stayed = true, Bankruptcy = "pending", Disputed = true } },
        { GroundKind.Bankrupt, s_firm with { Bankruptcy = "pending", Stayed = true, AccordKept = true } },
        { GroundKind.NotFinal, s_firm with { IsFinal = false, AccordKept = true, HasGaps = true } },
    };

    [Theory]
    [MemberData(nameof(Each))]
    public void Ground_OfTheFacts(GroundKind kind, EligibilityFacts facts)
    {
        var ground = Ground.Of(facts, Given.Policy);
        ground.Kind.ShouldBe(kind);
        ground.Reason.ShouldNotBeNullOrWhiteSpace();
    }

    [Fact]
    public void WhatPolicyDisregards_IsNoGroundForAHold() =>
        Ground.Of(s_firm with { Balance = 50 }, Given.Policy with { DeMinimis = 50 }).SupportsHold.ShouldBeFalse();

    /// <summary>Whatever allows a step supports the hold that it makes.</summary>
    [Theory]
    [MemberData(nameof(Each))]
    public void Eligible_OnlyOnFirmGround(GroundKind kind, EligibilityFacts facts)
    {
        if (Eligibility.Of(facts, Given.Policy, Given.Today).IsEligible)
            kind.ShouldBe(GroundKind.Firm);
    }
}
