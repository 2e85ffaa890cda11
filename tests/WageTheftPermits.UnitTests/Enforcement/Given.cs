using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Policies;
using Case = WageTheftPermits.Domain.Enforcement.Case;

namespace WageTheftPermits.UnitTests.Enforcement;

/// <summary>Invented people, permits and cases for the domain's tests.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 17, 0, 0, TimeSpan.Zero);
    public static readonly DateOnly Today = new(2026, 3, 2);
    public static readonly Actor Inspector = Actor.Person("ines.inspector");
    public static readonly Actor Counsel = Actor.Person("cora.counsel");
    public static readonly Actor Officer = Actor.Person("hedda.officer");
    public static readonly Actor Supervisor = Actor.Person("sam.supervisor");

    public static Policy Policy => new()
    {
        Program = "test",
        Version = "1",
        Name = "Test",
        TimeZone = "America/Los_Angeles",
        LegalBasis = "general clause",
        ResponseDays = 15,
        MailDays = 5,
        AppealMailDays = 5,
        BalanceFreshDays = 30,
        DeMinimis = 0,
        ReviewDays = 5,
        ApprovalDays = 3,
        RenewalsDue = "03-31",
        RenewalWindowDays = 60,
        PublicDisplay = false,
        CourtHolidays = [new(2026, 3, 31)],
        OfficeHolidays = [new(2026, 2, 16)],
    };

    public static Permit Permit(string number = "F-1001") => new(Guid.CreateVersion7(), number, "restaurant",
        new Permittee(Guid.CreateVersion7(), PermitteeKind.Organization, "Blue Heron Foods LLC"), "Blue Heron Diner",
        new Site("12 Alder St", null, "San Francisco", "CA", "94102"), new Term(new(2025, 4, 1), new(2026, 3, 31)));

    public static MatchReview Review(Permit? permit = null)
    {
        permit ??= Permit();
        return new MatchReview(Guid.CreateVersion7(), permit.Id, permit.PermitteeId, Guid.CreateVersion7(), Finding(), Today, Now);
    }

    public static Finding Finding(double probability = 0.97, string evidence = "a") => new(probability, "review", "same-establishment", "{}", evidence, new([]), "1");

    public static MatchReview Confirmed(Permit? permit = null)
    {
        var review = Review(permit);
        review.Decide(Guid.CreateVersion7(), Verdict.Same, "Same owner on the lease.", null, Inspector, false, Now);
        return review;
    }

    public static Case NewCase() => new(Guid.CreateVersion7(), "EC-2026-00001", Confirmed(), Guid.CreateVersion7(), "1", Inspector, Now);

    /// <summary>A case in the status, brought there by the acts that lead to it.</summary>
    public static Case CaseIn(CaseStatus status)
    {
        var one = NewCase();
        switch (status)
        {
            case CaseStatus.Watching:
                one.Watch("not final", Now);
                break;
            case CaseStatus.Noticed:
                one.Notice(Eligible(one), Now);
                break;
            case CaseStatus.HoldProposed:
                Proposed(one);
                break;
            case CaseStatus.HoldActive:
                InForce(one);
                break;
            case CaseStatus.Conditioned:
                one.Notice(Eligible(one), Now);
                one.SignAccord(GroundOf(GroundKind.Sheltered), Now);
                break;
            case CaseStatus.Charged:
                Charge(one, InForce(one));
                break;
            case CaseStatus.Suspended or CaseStatus.Revoked:
                Decide(one, status == CaseStatus.Suspended ? HearingOutcome.Suspend : HearingOutcome.Revoke);
                break;
            case CaseStatus.Appealed:
                Appealed(one, Decide(one, HearingOutcome.Suspend)!);
                break;
            case CaseStatus.Stayed:
                one.Pause(GroundOf(GroundKind.Stayed), Now);
                break;
            case CaseStatus.BankruptcyReview:
                one.Pause(GroundOf(GroundKind.Bankrupt), Now);
                break;
            case CaseStatus.Releasing:
                one.Release(CloseCause.NothingOwed, "satisfied", Now);
                break;
            case CaseStatus.Closed:
                one.Release(CloseCause.NothingOwed, "satisfied", Now);
                one.Close(Now);
                break;
        }
        one.Status.ShouldBe(status);
        return one;
    }

    /// <summary>A hold proposed on the case, of any severity; one that requires something says what.</summary>
    public static Hold Proposed(Case one, HoldSeverity severity = HoldSeverity.Hold)
    {
        if (one.Status == CaseStatus.Confirmed)
            one.Notice(Eligible(one), Now);
        return Hold.Propose(Guid.CreateVersion7(), "H-2026-00001", one, Eligible(one), Inspector, severity,
            severity == HoldSeverity.Required ? new ConditionTerms("Show proof of payment.", Today.AddDays(30), "A receipt of the agency.") : null, "Unpaid and final.", "An unpaid judgment.", Now);
    }

    public static Hold InForce(Case one)
    {
        var hold = Proposed(one);
        Approve(hold, one);
        return hold;
    }

    public static PermitCondition? Approve(Hold hold, Case one) => hold.Approve(one, Eligible(one), "{}", Supervisor, null, Guid.CreateVersion7(), Now);

    public static Hearing Charge(Case one, Hold hold) => Hearing.Charge(Guid.CreateVersion7(), "HR-2026-00001", one, hold, Eligible(one), new(1, Today.AddDays(-1)), Policy,
        "A final wage judgment is unpaid.", Today.AddDays(15), Inspector, Now);

    /// <summary>A hearing that was held, and the hold that its charges follow.</summary>
    public static (Hearing Hearing, Hold Hold) Heard() => Heard(NewCase());

    public static (Hearing Hearing, Hold Hold) Heard(Case one)
    {
        var hold = InForce(one);
        var hearing = Charge(one, hold);
        hearing.Request(Today, "We want to be heard.", Inspector, Today);
        hearing.Schedule(new(new(2026, 3, 12), new(13, 0), "Room 300", Special: true), postponed: false, Policy, Inspector, Today);
        hearing.ServeNotice(Today, Policy);
        hearing.Hold("The holder came.", [], Policy, Officer, new(2026, 3, 12));
        return (hearing, hold);
    }

    public static Decision Decision(HearingOutcome outcome) => new(outcome, "Final and unpaid.", outcome is HearingOutcome.Suspend or HearingOutcome.Revoke ? Today.AddDays(3) : null,
        outcome == HearingOutcome.Suspend ? 5 : null, outcome == HearingOutcome.Condition ? new("Pay by June.", Today.AddDays(60), "A receipt.") : null);

    /// <summary>The order that a hearing on the case ended in, served.</summary>
    public static PermitOrder? Decide(Case one, HearingOutcome outcome)
    {
        var (hearing, hold) = Heard(one);
        var (order, _) = hearing.Decide(Decision(outcome), one, hold, Eligible(one), new(SuspensionAction.Revoke), [], Officer, Guid.CreateVersion7, "PO-2026-00001", Now);
        order?.Serve(Today, Today.AddDays(15));
        return order;
    }

    /// <summary>An order on some case, served.</summary>
    public static PermitOrder Order(SuspensionAction action) => Decide(NewCase(), action == SuspensionAction.Revoke ? HearingOutcome.Revoke : HearingOutcome.Suspend)!;

    public static Appeal Appealed(Case one, PermitOrder order) => Appeal.From(Guid.CreateVersion7(), order, one, Today, Policy, Inspector, Today, Now);

    public static Ground GroundOf(GroundKind kind) => new(kind, "because");

    public static EligibilityFacts Facts(Guid caseId) => new()
    {
        CaseId = caseId,
        IdentityConfirmed = true,
        Owes = true,
        PartyStatus = "final",
        IsFinal = true,
        FinalityReason = "",
        Stayed = false,
        Bankruptcy = "none",
        HasGaps = false,
        Disputed = false,
        InQuarantine = false,
        Balance = 18_250.00m,
        BalanceConfirmedOn = Today.AddDays(-3),
        AccordKept = false,
        PermitteeUnchanged = true,
        PostalCode = "94102",
        IsLead = false,
    };

    public static Eligibility Eligible(Case one) => Eligibility.Of(Facts(one.Id), Policy, Today);

    public static Eligibility Ineligible(Case one) => Eligibility.Of(Facts(one.Id) with { IsFinal = false, FinalityReason = "an appeal is pending." }, Policy, Today);
}
