using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.UnitTests.Enforcement;
using static WageTheftPermits.Domain.Policies.ProposalAct;
using static WageTheftPermits.Domain.Policies.ProposalStatus;

namespace WageTheftPermits.UnitTests.Policies;

public class PolicyProposalTests
{
    private static readonly Actor s_proposer = Actor.Person("ada.administrator");
    private static readonly Actor s_other = Actor.Person("sam.supervisor");
    private static readonly NewestPolicy s_newest = new("base", Given.Now.AddDays(-10));

    private static PolicyProposal Propose(int inDays = 1, string reason = "The board's rule.", NewestPolicy? newest = null, Actor? by = null) => PolicyProposal.Propose(
        Guid.CreateVersion7(), "P-2026-00001", Given.Policy, "{}", "abc", newest ?? s_newest, Given.Today.AddDays(inDays), reason, by ?? s_proposer, Given.Now);

    private static void Act(PolicyProposal proposal, ProposalAct act)
    {
        switch (act)
        {
            case Approve:
                proposal.Approve(Given.Policy, s_newest, s_other, null, Given.Now);
                break;
            case Decline:
                proposal.Decline(s_other, "Not needed.", Given.Now);
                break;
            default:
                proposal.Withdraw(s_proposer, "A mistake.", Given.Now);
                break;
        }
    }

    public static TheoryData<ProposalStatus, ProposalAct, ProposalStatus?> Table()
    {
        var table = new TheoryData<ProposalStatus, ProposalAct, ProposalStatus?>();
        foreach (var status in Enum.GetValues<ProposalStatus>())
            foreach (var act in Enum.GetValues<ProposalAct>())
                table.Add(status, act, status == Proposed ? act switch { Approve => Approved, Decline => Declined, _ => Withdrawn } : null);
        return table;
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void EveryAct_OnEveryStatus_LeadsWhereTheTableSays_OrIsRefused(ProposalStatus from, ProposalAct act, ProposalStatus? to)
    {
        var proposal = Propose();
        if (from != Proposed)
            Act(proposal, from switch { Approved => Approve, Declined => Decline, _ => Withdraw });
        proposal.Status.ShouldBe(from);

        PolicyProposal.Next(from, act).ShouldBe(to);
        if (to is null)
            Should.Throw<RuleViolation>(() => Act(proposal, act)).Rule.ShouldBe("policy.transition");
        else
            Act(proposal, act);
        proposal.Status.ShouldBe(to ?? from);
    }

    [Theory]
    [InlineData("ada.administrator")]
    [InlineData("ADA.administrator")]
    public void WhoProposed_CanNeitherApproveNorDecline(string name)
    {
        var proposal = Propose();

        Should.Throw<RuleViolation>(() => proposal.Approve(Given.Policy, s_newest, Actor.Person(name), null, Given.Now)).Rule.ShouldBe("policy.same-person");
        Should.Throw<RuleViolation>(() => proposal.Decline(Actor.Person(name), "No.", Given.Now)).Rule.ShouldBe("policy.same-person");
        proposal.Status.ShouldBe(Proposed);
    }

    [Fact]
    public void TheService_Proposes_AndNeverDecides()
    {
        var proposal = Propose(by: Actor.System("deploy"));

        Should.Throw<RuleViolation>(() => proposal.Approve(Given.Policy, s_newest, Actor.System("other"), null, Given.Now)).Rule.ShouldBe("actor.person-required");
        proposal.Approve(Given.Policy, s_newest, s_proposer, null, Given.Now);
        (proposal.ProposedBy, proposal.DecidedBy).ShouldBe(("system:deploy", "ada.administrator"));
    }

    [Fact]
    public void AnotherPerson_CannotWithdraw() => Should.Throw<RuleViolation>(() => Propose().Withdraw(s_other, "Mine.", Given.Now)).Rule.ShouldBe("policy.not-proposer");

    [Fact]
    public void Reasons_AreNeeded()
    {
        Should.Throw<RuleViolation>(() => Propose(reason: " ")).Rule.ShouldBe("policy.reason");
        Should.Throw<RuleViolation>(() => Propose().Decline(s_other, "", Given.Now)).Rule.ShouldBe("policy.decision-reason");
        Should.Throw<RuleViolation>(() => Propose().Withdraw(s_proposer, "", Given.Now)).Rule.ShouldBe("policy.decision-reason");
    }

    [Fact]
    public void Day_IsNotPast_NorBeforeTheNewestPolicys()
    {
        Should.Throw<RuleViolation>(() => Propose(inDays: -1)).Rule.ShouldBe("policy.past");
        Propose(inDays: 0).EffectiveOn.ShouldBe(Given.Today);
        Should.Throw<RuleViolation>(() => Propose(inDays: 4, newest: new("coming", Given.Policy.StartOf(Given.Today.AddDays(5))))).Rule.ShouldBe("policy.before-newest");
        Propose(inDays: 5, newest: new("coming", Given.Policy.StartOf(Given.Today.AddDays(5)))).BaseVersion.ShouldBe("coming");
    }

    [Fact]
    public void Approved_IsInForceFromTheFirstMomentOfItsDay_OrFromNowWhereThatHasPassed()
    {
        Propose(inDays: 1).Approve(Given.Policy, s_newest, s_other, null, Given.Now).ShouldBe(DateTimeOffset.Parse("2026-03-03T08:00:00Z"));
        Propose(inDays: 1).Approve(Given.Policy, s_newest, s_other, null, Given.Now.AddDays(9)).ShouldBe(Given.Now.AddDays(9));
        Propose(inDays: 0).Approve(Given.Policy, s_newest, s_other, null, Given.Now).ShouldBe(Given.Now);
    }

    [Fact]
    public void Approval_OfAChangeOfAnotherPolicy_IsRefused() =>
        Should.Throw<RuleViolation>(() => Propose().Approve(Given.Policy, new("later", Given.Now), s_other, null, Given.Now)).Rule.ShouldBe("policy.base-changed");
}
