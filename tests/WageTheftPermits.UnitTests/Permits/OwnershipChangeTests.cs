using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.UnitTests.Enforcement;

namespace WageTheftPermits.UnitTests.Permits;

public class OwnershipChangeTests
{
    private static readonly NewHolderStanding s_clear = new(Screened: true, OpenMatchReviews: 0, OpenSuccessorReviews: 0);

    public static TheoryData<OwnershipChangeStatus, OwnershipChangeAct> EveryPair()
    {
        var pairs = new TheoryData<OwnershipChangeStatus, OwnershipChangeAct>();
        foreach (var status in Enum.GetValues<OwnershipChangeStatus>())
        {
            foreach (var act in Enum.GetValues<OwnershipChangeAct>())
                pairs.Add(status, act);
        }
        return pairs;
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void EveryAct_InEveryStatus(OwnershipChangeStatus from, OwnershipChangeAct act)
    {
        var to = (from, act) switch
        {
            (OwnershipChangeStatus.Recorded, OwnershipChangeAct.GrantTemporary) => OwnershipChangeStatus.Temporary,
            (OwnershipChangeStatus.Recorded or OwnershipChangeStatus.Temporary, OwnershipChangeAct.Grant) => OwnershipChangeStatus.Granted,
            (OwnershipChangeStatus.Recorded or OwnershipChangeStatus.Temporary, OwnershipChangeAct.Cancel) => OwnershipChangeStatus.Cancelled,
            _ => (OwnershipChangeStatus?)null,
        };
        var change = In(from);
        OwnershipChange.Next(from, act).ShouldBe(to);
        if (to is null)
            Should.Throw<RuleViolation>(() => Perform(change, act)).Rule.ShouldBe("ownership.transition");
        else
            Perform(change, act);
        change.Status.ShouldBe(to ?? from);
    }

    [Fact]
    public void Filing_IsDueDaysAfterTakingOver_AndRollsPastClosures()
    {
        // Friday; two calendar days later is Sunday, which rolls to Monday.
        Change(tookOverOn: new(2026, 2, 27)).FilingDueOn.ShouldBe(new DateOnly(2026, 3, 2));
    }

    [Fact]
    public void TemporaryPermit_RunsThePolicysDays()
    {
        var change = In(OwnershipChangeStatus.Temporary);
        change.TemporaryUntil.ShouldBe(Given.Today.AddDays(45));
    }

    [Fact]
    public void NothingIsGranted_WithoutAnApplication() =>
        Should.Throw<RuleViolation>(() => Change(filed: false).Grant(s_clear, Given.Inspector, Given.Now)).Rule.ShouldBe("ownership.not-filed");

    [Theory]
    [InlineData(false, 0, 0, "ownership.not-screened")]
    [InlineData(true, 1, 0, "ownership.match-open")]
    [InlineData(true, 0, 1, "ownership.successor-open")]
    public void NothingIsGranted_WhileSomethingIsOpen(bool screened, int matches, int successors, string rule)
    {
        var change = Change();
        Should.Throw<RuleViolation>(() => change.Grant(new(screened, matches, successors), Given.Inspector, Given.Now)).Rule.ShouldBe(rule);
        change.Status.ShouldBe(OwnershipChangeStatus.Recorded);
    }

    [Fact]
    public void Successor_NeedsATestOfTheStatute_AndNoSuccessorMeetsNone()
    {
        var review = new SuccessorReview(Guid.CreateVersion7(), Given.NewCase(), Guid.CreateVersion7(), Given.Now);
        Should.Throw<RuleViolation>(() => review.Decide(true, [], "the sister", Given.Counsel, Given.Now)).Rule.ShouldBe("successor.tests");
        Should.Throw<RuleViolation>(() => review.Decide(false, [SuccessorTest.ImmediateFamily], "the sister", Given.Counsel, Given.Now)).Rule.ShouldBe("successor.tests");
        Should.Throw<RuleViolation>(() => review.Decide(true, [SuccessorTest.ImmediateFamily], "the sister", Actor.System("screening"), Given.Now)).Rule.ShouldBe("actor.person-required");
        review.Decide(true, [SuccessorTest.ImmediateFamily, SuccessorTest.ImmediateFamily], "the sister", Given.Counsel, Given.Now);
        (review.Finding, review.Tests.Count, review.DecidedBy).ShouldBe((SuccessorFinding.Successor, 1, "cora.counsel"));
        Should.Throw<RuleViolation>(() => review.Decide(false, [], "on second thoughts", Given.Counsel, Given.Now)).Rule.ShouldBe("successor.decided");
    }

    private static OwnershipChange Change(bool filed = true, DateOnly? tookOverOn = null)
    {
        var permit = Given.Permit();
        var former = permit.PermitteeId;
        permit.ChangeHolder(new Permittee(Guid.CreateVersion7(), PermitteeKind.Organization, "Grey Gull Kitchens LLC"));
        return new OwnershipChange(Guid.CreateVersion7(), "OC-2026-00001", permit, former, OwnershipChangeSource.Application, tookOverOn, filed ? Given.Today : null,
            Given.Policy, Given.Inspector, Given.Now);
    }

    private static OwnershipChange In(OwnershipChangeStatus status)
    {
        var change = Change();
        if (status != OwnershipChangeStatus.Recorded)
            Perform(change, status switch { OwnershipChangeStatus.Temporary => OwnershipChangeAct.GrantTemporary, OwnershipChangeStatus.Granted => OwnershipChangeAct.Grant, _ => OwnershipChangeAct.Cancel });
        return change;
    }

    private static void Perform(OwnershipChange change, OwnershipChangeAct act)
    {
        switch (act)
        {
            case OwnershipChangeAct.GrantTemporary:
                change.GrantTemporary(s_clear, Given.Policy, Given.Inspector, Given.Now);
                break;
            case OwnershipChangeAct.Grant:
                change.Grant(s_clear, Given.Inspector, Given.Now);
                break;
            default:
                change.Cancel(Given.Inspector, "Typed into the wrong permit.", Given.Now);
                break;
        }
    }
}
