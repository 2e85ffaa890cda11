using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Renewals;
using WageTheftPermits.UnitTests.Enforcement;

namespace WageTheftPermits.UnitTests.Renewals;

public class RenewalTests
{
    private static readonly DateOnly s_afterGrace = new(2026, 5, 1);

    private readonly Permit _permit = Given.Permit();

    private Renewal Open() => new(Guid.CreateVersion7(), _permit, Given.Policy, Given.Now);

    private Renewal Screened()
    {
        var renewal = Open();
        renewal.Screened(Given.Now);
        return renewal;
    }

    private static OnRecord Record(string name) => new(Guid.CreateVersion7(), name);

    private static RenewalFacts Facts(DateOnly? today = null) => new() { Today = today ?? Given.Today };

    private static RenewalFacts Owing(Renewal renewal, DateOnly? today = null) => Facts(today ?? s_afterGrace) with { Requirements = [Fee(renewal)] };

    private static Requirement Fee(Renewal renewal) =>
        Requirement.Fee(Guid.CreateVersion7(), renewal, Requirement.FeeName, 120m, Given.Inspector, false, "Not paid at the counter.", Given.Now);

    private PermitTerm Issue(Renewal renewal) => renewal.Issue(_permit, renewal.Blockers(_permit, Facts()), Guid.CreateVersion7(), Given.Now);

    private Renewal In(RenewalStatus status)
    {
        var renewal = Screened();
        switch (status)
        {
            case RenewalStatus.Issued:
                Issue(renewal);
                break;
            case RenewalStatus.Withdrawn:
                renewal.Withdraw("The owner retires.", Given.Now);
                break;
            case RenewalStatus.Lapsed:
                renewal.Lapse(_permit, Owing(renewal), Given.Inspector, Given.Now);
                break;
        }
        renewal.Status.ShouldBe(status);
        return renewal;
    }

    public static TheoryData<RenewalStatus, RenewalAct, RenewalStatus?> Table()
    {
        var table = new TheoryData<RenewalStatus, RenewalAct, RenewalStatus?>();
        foreach (var from in Enum.GetValues<RenewalStatus>())
        {
            foreach (var act in Enum.GetValues<RenewalAct>())
            {
                table.Add(from, act, (from, act) switch
                {
                    (RenewalStatus.Open, RenewalAct.Screen or RenewalAct.Require or RenewalAct.ChangeHolder) => RenewalStatus.Open,
                    (RenewalStatus.Open, RenewalAct.Issue) => RenewalStatus.Issued,
                    (RenewalStatus.Open, RenewalAct.Withdraw) => RenewalStatus.Withdrawn,
                    (RenewalStatus.Open, RenewalAct.Lapse) => RenewalStatus.Lapsed,
                    (RenewalStatus.Lapsed, RenewalAct.Reinstate) => RenewalStatus.Open,
                    _ => null,
                });
            }
        }
        return table;
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void EveryActFromEveryStatus_LeadsWhereTheTableSays_OrIsRefused(RenewalStatus from, RenewalAct act, RenewalStatus? to)
    {
        var renewal = In(from);
        var owing = Facts(s_afterGrace) with { Requirements = from == RenewalStatus.Open ? [Fee(renewal)] : [] };
        Action perform = act switch
        {
            RenewalAct.Screen => () => renewal.Screened(Given.Now),
            RenewalAct.ChangeHolder => () => renewal.HolderChanged(),
            RenewalAct.Require => () => Fee(renewal),
            RenewalAct.Issue => () => Issue(renewal),
            RenewalAct.Withdraw => () => renewal.Withdraw("Given up.", Given.Now),
            RenewalAct.Lapse => () => renewal.Lapse(_permit, owing, Given.Inspector, Given.Now),
            _ => () => renewal.Reinstate(_permit, false, Given.Supervisor, "The receipt was misfiled."),
        };

        Renewal.Next(from, act).ShouldBe(to);
        if (to is null)
            Should.Throw<RuleViolation>(perform).Rule.ShouldBe(act == RenewalAct.Reinstate ? "renewal.not-lapsed" : "renewal.not-open");
        else
            perform();
        renewal.Status.ShouldBe(to ?? from);
        renewal.EndedAt.HasValue.ShouldBe(renewal.Status != RenewalStatus.Open);
    }

    [Fact]
    public void Unscreened_IsBlocked() => Open().Blockers(_permit, Facts()).ShouldHaveSingleItem().Kind.ShouldBe(RenewalBlockerKind.NotScreened);

    public static TheoryData<RenewalBlockerKind> OnRecordBlockers() =>
        new() { RenewalBlockerKind.OpenMatchReview, RenewalBlockerKind.HoldInForce, RenewalBlockerKind.CaseUndecided, RenewalBlockerKind.Fee, RenewalBlockerKind.MissingDocument };

    private static RenewalFacts With(Renewal renewal, RenewalBlockerKind kind, DateOnly? today = null) => kind switch
    {
        RenewalBlockerKind.OpenMatchReview => Facts(today) with { OpenReviews = [Record("Blue Heron Foods")] },
        RenewalBlockerKind.HoldInForce => Facts(today) with { HoldsInForce = [Record("H-2026-00001")] },
        RenewalBlockerKind.CaseUndecided => Facts(today) with { UndecidedCases = [Record("EC-2026-00001")] },
        RenewalBlockerKind.Fee => Facts(today) with { Requirements = [Fee(renewal)] },
        _ => Facts(today) with { Requirements = [Requirement.Document(Guid.CreateVersion7(), renewal, "Floor plan", Given.Inspector, false, "Rebuilt.", Given.Now)] },
    };

    [Theory]
    [MemberData(nameof(OnRecordBlockers))]
    public void WhatIsOnRecord_Blocks_AndSaysWhoCanLiftIt(RenewalBlockerKind kind)
    {
        var renewal = Screened();
        var blocker = renewal.Blockers(_permit, With(renewal, kind)).ShouldHaveSingleItem();
        blocker.Kind.ShouldBe(kind);
        blocker.WhoCanLift.ShouldNotBeEmpty();
        Should.Throw<RuleViolation>(() => renewal.Issue(_permit, [blocker], Guid.CreateVersion7(), Given.Now)).Rule.ShouldBe("renewal.blocked");
        (renewal.Status, _permit.Term.End).ShouldBe((RenewalStatus.Open, new DateOnly(2026, 3, 31)));
    }

    [Theory]
    [InlineData("2026-03-31", true)]
    [InlineData("2026-04-01", false)]
    public void UndecidedCase_Blocks_WhileThePresentTermRuns_AndNoLonger(string today, bool blocks)
    {
        var renewal = Screened();
        renewal.Blockers(_permit, With(renewal, RenewalBlockerKind.CaseUndecided, DateOnly.Parse(today))).Any(b => b.Kind == RenewalBlockerKind.CaseUndecided).ShouldBe(blocks);
    }

    [Fact]
    public void Issue_BeginsTheNewTerm_AndClosesTheOldOneIntoItsRecord()
    {
        _permit.SetOwed(120m, ["Floor plan"]);
        var renewal = Screened();
        var old = Issue(renewal);
        renewal.Status.ShouldBe(RenewalStatus.Issued);
        _permit.Term.ShouldBe(new Term(new(2026, 4, 1), new(2027, 3, 31)));
        (old.Term, old.RenewalId, old.PermitteeId).ShouldBe((new Term(new(2025, 4, 1), new(2026, 3, 31)), renewal.Id, _permit.PermitteeId));
        (_permit.FeeOwed, _permit.MissingDocuments).ShouldBe((null, null));
    }

    [Theory]
    [InlineData("2026-04-30")] // the last day of the grace
    [InlineData("2026-03-31")]
    public void Lapse_BeforeTheGraceIsOver_IsRefused(string today)
    {
        var renewal = Screened();
        Should.Throw<RuleViolation>(() => renewal.Lapse(_permit, Owing(renewal, DateOnly.Parse(today)), Given.Inspector, Given.Now)).Message.ShouldContain("until 2026-04-30");
        _permit.Status.ShouldBe(PermitStatus.Active);
    }

    [Theory]
    [InlineData(RenewalBlockerKind.OpenMatchReview)]
    [InlineData(RenewalBlockerKind.HoldInForce)]
    [InlineData(RenewalBlockerKind.CaseUndecided)]
    public void Lapse_WhileTheDepartmentHasSomethingOpen_IsRefused_WhateverIsOwed(RenewalBlockerKind kind)
    {
        var renewal = Screened();
        var facts = With(renewal, kind, s_afterGrace) with { Requirements = [Fee(renewal)] };
        Should.Throw<RuleViolation>(() => renewal.Lapse(_permit, facts, Given.Inspector, Given.Now)).Message.ShouldContain("The permit keeps its standing");
        (renewal.Status, _permit.Status).ShouldBe((RenewalStatus.Open, PermitStatus.Active));
    }

    [Fact]
    public void Lapse_OfAnUnscreenedRenewal_OrOneThatOwesNothing_OrByTheService_IsRefused()
    {
        var unscreened = Open();
        Should.Throw<RuleViolation>(() => unscreened.Lapse(_permit, Owing(unscreened), Given.Inspector, Given.Now)).Rule.ShouldBe("renewal.lapse");
        var clean = Screened();
        Should.Throw<RuleViolation>(() => clean.Lapse(_permit, Facts(s_afterGrace), Given.Inspector, Given.Now)).Message.ShouldContain("it is issued");
        Should.Throw<RuleViolation>(() => clean.Lapse(_permit, Owing(clean), Actor.System("clock"), Given.Now)).Rule.ShouldBe("actor.person-required");
    }

    [Fact]
    public void Lapse_ExpiresThePermit_AndALateRenewalMakesItActiveAgain()
    {
        In(RenewalStatus.Lapsed);
        _permit.Status.ShouldBe(PermitStatus.Expired);

        var late = new Renewal(Guid.CreateVersion7(), _permit, Given.Policy, Given.Now.AddDays(70));
        late.AfterLapse.ShouldBeTrue();
        late.DueOn.ShouldBe(new DateOnly(2026, 3, 31));
        // Opened on 11 May: the grace is counted from there.
        late.GraceUntil.ShouldBe(new DateOnly(2026, 6, 10));
        late.Screened(Given.Now);
        Issue(late);
        (_permit.Status, _permit.Term.End).ShouldBe((PermitStatus.Active, new DateOnly(2027, 3, 31)));
    }

    [Fact]
    public void Reinstate_GivesThePermitBackTheStandingThatItHad()
    {
        var first = In(RenewalStatus.Lapsed);
        Should.Throw<RuleViolation>(() => first.Reinstate(_permit, true, Given.Supervisor, "A mistake.")).Rule.ShouldBe("renewal.newer");
        Should.Throw<RuleViolation>(() => first.Reinstate(_permit, false, Given.Supervisor, " ")).Rule.ShouldBe("renewal.reason");
        Should.Throw<RuleViolation>(() => first.Reinstate(_permit, false, Actor.System("clock"), "A mistake.")).Rule.ShouldBe("actor.person-required");
        first.Reinstate(_permit, false, Given.Supervisor, "A mistake.");
        (first.Status, first.EndedAt, _permit.Status).ShouldBe((RenewalStatus.Open, null, PermitStatus.Active));

        first.Lapse(_permit, Owing(first), Given.Inspector, Given.Now);
        var late = new Renewal(Guid.CreateVersion7(), _permit, Given.Policy, Given.Now.AddDays(70));
        late.Screened(Given.Now);
        late.Lapse(_permit, Owing(late, new(2026, 7, 1)), Given.Inspector, Given.Now);
        late.Reinstate(_permit, false, Given.Supervisor, "A mistake.");
        (late.Status, _permit.Status).ShouldBe((RenewalStatus.Open, PermitStatus.Expired));
    }

    [Fact]
    public void EndedRenewal_IsNotMarkedOverdue() => In(RenewalStatus.Withdrawn).MarkOverdue(Given.Now).ShouldBeFalse();

    [Fact]
    public void ClosedPermit_IsNotRenewed()
    {
        _permit.SetClosed(true);
        Should.Throw<RuleViolation>(Open).Rule.ShouldBe("renewal.permit-closed");
    }

    [Fact]
    public void LeapYear_TermEndsOnTheLastDayOfTheYear() =>
        new Term(new(2027, 3, 1), new(2028, 2, 29)).Next().ShouldBe(new Term(new(2028, 3, 1), new(2029, 2, 28)));
}
