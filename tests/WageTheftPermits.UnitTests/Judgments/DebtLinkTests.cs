using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Judgments;
using static WageTheftPermits.UnitTests.Judgments.Life;

namespace WageTheftPermits.UnitTests.Judgments;

/// <summary>What a person can find of two judgments, and what is refused.</summary>
public class DebtLinkTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 2, 17, 0, 0, TimeSpan.Zero);
    private static readonly Actor s_inspector = Actor.Person("ines.inspector");

    private readonly Judgment _state = Known("dlse", "S-1", "p1", "p2");
    private readonly Judgment _city = Known("olse", "C-1", "p1", "p2");

    [Fact]
    public void OneDebt_HasALeader_AFollower_AndItsDebtors()
    {
        var link = Same(_state, _city, "p1");

        (link.LeaderId, link.FollowerId).ShouldBe((_state.Id, _city.Id));
        link.CounterpartOf(Of(_state, "p1")).ShouldBe(Of(_city, "p1"));
        link.CounterpartOf(Of(_city, "p1")).ShouldBe(Of(_state, "p1"));
        link.CounterpartOf(Of(_state, "p2")).ShouldBeNull();
    }

    [Fact]
    public void Pair_IsTheSame_FromWhicheverSide()
    {
        var one = Same(_state, _city, "p1");
        var other = DebtLink.Same(Guid.NewGuid(), new DebtPair(_city, _state, null, []), _state.Id, [(Of(_city, "p1"), Of(_state, "p1"))], "One award.", s_inspector, s_now);

        (other.FirstId, other.SecondId).ShouldBe((one.FirstId, one.SecondId));
        other.Parties.Single().FirstPartyId.ShouldBe(one.Parties.Single().FirstPartyId);
    }

    [Fact]
    public void DifferentDebts_HaveNeitherLeaderNorFollower()
    {
        var link = DebtLink.Different(Guid.NewGuid(), new DebtPair(_state, _city, null, []), "Two awards.", s_inspector, s_now);
        (link.LeaderId, link.FollowerId).ShouldBe((null, null));
    }

    [Theory]
    [InlineData("link.no-party")]
    [InlineData("link.party", "p1", "p9")]
    [InlineData("link.party-twice", "p1", "p1", "p1", "p2")]
    [InlineData("link.party-twice", "p1", "p1", "p2", "p1")]
    public void Debtors_AreNamedOnceEach_AndBelongToTheJudgments(string rule, params string[] parties)
    {
        var pairs = parties.Chunk(2).Select(p => (Of(_state, p[0]), Of(_city, p[1]))).ToList();
        Refused(() => DebtLink.Same(Guid.NewGuid(), new DebtPair(_state, _city, null, []), _state.Id, pairs, "One award.", s_inspector, s_now)).ShouldBe(rule);
    }

    [Fact]
    public void Finding_NeedsAPerson_AReason_TwoJudgments_AndNoLead()
    {
        var pair = new DebtPair(_state, _city, null, []);
        Refused(() => DebtLink.Different(Guid.NewGuid(), pair, " ", s_inspector, s_now)).ShouldBe("link.reason");
        Refused(() => DebtLink.Different(Guid.NewGuid(), pair, "It seems so.", Actor.System("screening"), s_now)).ShouldBe("actor.person-required");
        Refused(() => DebtLink.Different(Guid.NewGuid(), new DebtPair(_state, _state, null, []), "The same.", s_inspector, s_now)).ShouldBe("link.one-judgment");
        Refused(() => Same(_state, _city, "p1", leads: Guid.NewGuid())).ShouldBe("link.leader");
        var lead = new Judgment(Guid.NewGuid(), "dlse", "S-9", s_now);
        lead.Take(Fold(Issue(1) with { Terms = Terms() with { Kind = "lead" } }), Guid.NewGuid, s_now);
        Refused(() => DebtLink.Different(Guid.NewGuid(), new DebtPair(_state, lead, null, []), "No award.", s_inspector, s_now)).ShouldBe("link.lead");
    }

    [Fact]
    public void AfterAnAssignment_TheAssigneeLeads()
    {
        _state.Take(Fold(Issue(1, 1000, "p1", "p2"), new JudgmentEvent.Assigned(2, null, "olse", "C-1", null)), Guid.NewGuid, s_now);

        Refused(() => Same(_state, _city, "p1")).ShouldBe("link.assignee-leads");
        Same(_city, _state, "p1").LeaderId.ShouldBe(_city.Id);
    }

    [Fact]
    public void AssignedToEachOther_ThePersonChooses()
    {
        _state.Take(Fold(Issue(1, 1000, "p1", "p2"), new JudgmentEvent.Assigned(2, null, "olse", null, null)), Guid.NewGuid, s_now);
        _city.Take(Fold(Issue(1, 1000, "p1", "p2"), new JudgmentEvent.Assigned(2, null, "dlse", "S-1", null)), Guid.NewGuid, s_now);

        Same(_state, _city, "p1").LeaderId.ShouldBe(_state.Id);
    }

    [Fact]
    public void TheSameFindingTwice_IsRefused_AndAnotherTakesItBack()
    {
        var standing = Same(_state, _city, "p1");
        Refused(() => Same(_state, _city, "p1", standing: standing)).ShouldBe("link.already-decided");
        Same(_state, _city, "p2", standing: standing).CounterpartOf(Of(_state, "p2")).ShouldBe(Of(_city, "p2"));
        DebtLink.Different(Guid.NewGuid(), new DebtPair(_state, _city, standing, []), "Two awards.", s_inspector, s_now).Finding.ShouldBe(DebtFinding.DifferentDebts);
    }

    [Fact]
    public void Links_MakeNoChain()
    {
        var third = Known("county", "X-1", "p1");
        var stateLeadsCity = Same(_state, _city, "p1");

        Refused(() => Same(_city, third, "p1", others: stateLeadsCity)).ShouldBe("link.leader-follows");
        Refused(() => Same(third, _state, "p1", others: stateLeadsCity)).ShouldBe("link.follower-linked");
        Refused(() => Same(third, _city, "p1", others: stateLeadsCity)).ShouldBe("link.follower-linked");
        Same(_state, third, "p1", others: stateLeadsCity).LeaderId.ShouldBe(_state.Id);
    }

    public static TheoryData<string, JudgmentEvent[], bool, bool> WhatAReportSays => new()
    {
        { "final", [Final(2)], false, false },
        { "appealed", [Appeal(2)], false, false },
        { "expired where the leader's was renewed", [Renew(2, Day(5, 1))], false, false },
        { "satisfied", [Satisfy(2)], true, true },
        { "satisfied towards another party", [Satisfy(2, "p2")], false, false },
        { "satisfied after it was assigned away", [Assign(2), Satisfy(3)], true, false },
        { "satisfied after the worker assigned it to the agency itself", [new JudgmentEvent.Assigned(2, "City labor office", "olse", null, null), Satisfy(3)], true, true },
        { "vacated", [Vacate(2)], true, true },
        { "vacated after it was assigned away", [Assign(2), Vacate(3)], true, true },
        { "withdrawn", [Withdraw(2)], true, false },
        { "stayed", [Stay(2, "s")], true, false },
        { "bankrupt", [File(2, "b")], true, false },
        { "another party is bankrupt", [File(2, "b", "p2")], false, false },
        { "an event is missing", [Final(3)], true, false },
    };

    [Theory]
    [MemberData(nameof(WhatAReportSays))]
    public void AReport_ForbidsOrEnds_WhatItSaysIsPaidOrBarred(string what, JudgmentEvent[] events, bool bars, bool ends)
    {
        _city.Take(Fold([Issue(1, 1000, "p1", "p2"), .. events]), Guid.NewGuid, s_now);

        var report = LinkedReport.Of(_city, Of(_city, "p1"));
        (report.Bar is not null, report.End is not null).ShouldBe((bars, ends), what);
        (report.Bar ?? "olse C-1").ShouldContain("olse C-1");
    }

    [Fact]
    public void WhereNoPartyWasNamedAsTheSame_TheReportCountsAsAWhole()
    {
        _city.Take(Fold(Issue(1, 1000, "p1", "p2"), Satisfy(2, "p1")), Guid.NewGuid, s_now);
        LinkedReport.Of(_city, null).Bar.ShouldBeNull();

        _city.Take(Fold(Issue(1, 1000, "p1", "p2"), Satisfy(2)), Guid.NewGuid, s_now);
        LinkedReport.Of(_city, null).End.ShouldNotBeNull();
    }

    [Fact]
    public void APartyThatIsNoLongerNamed_AndWhatIsUnread_Forbid()
    {
        LinkedReport.Of(_city, Of(_city, "p1"), unread: true).Bar.ShouldNotBeNull().ShouldContain("not clear");
        var gone = Of(_city, "p1");
        _city.Take(Fold(Issue(1, 1000, "p2")), Guid.NewGuid, s_now);
        LinkedReport.Of(_city, gone).Bar.ShouldNotBeNull().ShouldContain("no longer names");
    }

    private static DebtLink Same(Judgment leader, Judgment follower, string party, DebtLink? standing = null, Guid? leads = null, params DebtLink[] others) =>
        DebtLink.Same(Guid.NewGuid(), new DebtPair(leader, follower, standing, others), leads ?? leader.Id, [(Of(leader, party), Of(follower, party))], "One award.", s_inspector, s_now);

    private static Judgment Known(string agency, string subject, params string[] parties)
    {
        var judgment = new Judgment(Guid.NewGuid(), agency, subject, s_now);
        judgment.Take(Fold(Issue(1, 1000, parties)), Guid.NewGuid, s_now);
        return judgment;
    }

    private static Guid Of(Judgment judgment, string party) => judgment.Parties.FirstOrDefault(p => p.PartyId == party)?.Id ?? Guid.NewGuid();

    private static string Refused(Action act) => Should.Throw<RuleViolation>(act).Rule;
}
