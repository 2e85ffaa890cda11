using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Renewals;
using WageTheftPermits.UnitTests.Enforcement;

namespace WageTheftPermits.UnitTests.Renewals;

public class RenewalTests
{
    private readonly Permit _permit = Given.Permit();

    private Renewal Open() => new(Guid.CreateVersion7(), _permit, _permit.Term.Next(), new(2026, 3, 31), "1", Given.Now);

    private IReadOnlyList<RenewalBlocker> Blockers(Renewal renewal, bool review = false, bool hold = false, bool undecided = false, DateOnly? today = null) => renewal.Blockers(
        _permit, review ? [(Guid.CreateVersion7(), "Blue Heron Foods")] : [], undecided ? [(Guid.CreateVersion7(), "EC-2026-00001")] : [],
        hold ? [(Guid.CreateVersion7(), "H-2026-00001")] : [], [], [], today ?? Given.Today);

    [Fact]
    public void Unscreened_IsBlocked() => Blockers(Open()).ShouldHaveSingleItem().Kind.ShouldBe(RenewalBlockerKind.NotScreened);

    [Theory]
    [InlineData(true, false, RenewalBlockerKind.OpenMatchReview)]
    [InlineData(false, true, RenewalBlockerKind.HoldInForce)]
    public void OpenReviewOrHold_Blocks_AndSaysWhoCanLiftIt(bool review, bool hold, RenewalBlockerKind kind)
    {
        var renewal = Open();
        renewal.Screened(Given.Now);
        var blocker = Blockers(renewal, review, hold).ShouldHaveSingleItem();
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
        var renewal = Open();
        renewal.Screened(Given.Now);
        Blockers(renewal, undecided: true, today: DateOnly.Parse(today)).Any(b => b.Kind == RenewalBlockerKind.CaseUndecided).ShouldBe(blocks);
    }

    [Fact]
    public void Issue_BeginsTheNewTerm_AndClosesTheOldOneIntoItsRecord()
    {
        var renewal = Open();
        renewal.Screened(Given.Now);
        var old = renewal.Issue(_permit, Blockers(renewal), Guid.CreateVersion7(), Given.Now);
        renewal.Status.ShouldBe(RenewalStatus.Issued);
        _permit.Term.ShouldBe(new Term(new(2026, 4, 1), new(2027, 3, 31)));
        (old.Term, old.RenewalId, old.PermitteeId).ShouldBe((new Term(new(2025, 4, 1), new(2026, 3, 31)), renewal.Id, _permit.PermitteeId));
    }

    [Fact]
    public void EndedRenewal_TakesNoMoreActs()
    {
        var renewal = Open();
        renewal.Withdraw("The owner retires.", Given.Now);
        Should.Throw<RuleViolation>(() => renewal.Screened(Given.Now)).Rule.ShouldBe("renewal.not-open");
        Should.Throw<RuleViolation>(() => renewal.Withdraw("again", Given.Now)).Rule.ShouldBe("renewal.not-open");
        Should.Throw<RuleViolation>(() => renewal.Issue(_permit, [], Guid.CreateVersion7(), Given.Now)).Rule.ShouldBe("renewal.not-open");
        renewal.MarkOverdue(Given.Now).ShouldBeFalse();
    }

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
