using System.Net;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Renewals;
using WageTheftPermits.IntegrationTests.Enforcement;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.IntegrationTests.Pages;

public class When_matches_and_holds_are_decided_on_pages
{
    [Fact]
    public async Task A_verdict_needs_its_reason_opens_one_case_and_is_recorded_once()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.IssueAsync();
        await flow.OpenRenewalAsync();
        using var inspector = await Visitor.SignInAsync(service, "ines.inspector", Roles.Inspector);
        var review = await service.ReadAsync(db => db.MatchReviews.SingleAsync());

        (await inspector.OpenAsync("/matches")).Words.ShouldContain("waits for this");
        var (action, fields) = (await inspector.OpenAsync($"/matches/{review.Id}")).Form(review.Id.ToString());
        var refused = await inspector.PostAsync(action, fields, ("Input.Verdict", "Same"), ("Input.Reason", ""), ("Input.Evidence", "Lease of 2024"));
        refused.Words.ShouldContain("Give a reason: it is kept as evidence.");
        refused.Words.ShouldContain("Lease of 2024");

        var done = await inspector.PostAsync(action, fields, ("Input.Verdict", "Same"), ("Input.Reason", "Same owner on the lease."));
        var opened = await service.ReadAsync(db => db.Cases.SingleAsync());
        done.Path.ShouldBe($"/cases/{opened.Id}");
        done.Words.ShouldContain($"Case {opened.Reference} opened.");
        // The workflow has moved before the page is shown.
        opened.Status.ShouldBe(CaseStatus.Watching);

        var again = await inspector.PostAsync(action, fields, ("Input.Verdict", "NotSame"), ("Input.Reason", "Same owner on the lease."));
        again.Words.ShouldContain("already recorded");
        (await service.ReadAsync(db => db.MatchVerdicts.CountAsync())).ShouldBe(1);
        (await service.ReadAsync(db => db.MatchReviews.SingleAsync())).Status.ShouldBe(MatchReviewStatus.Confirmed);
    }

    [Fact]
    public async Task A_verdict_is_undone_until_the_permit_is_renewed_and_only_by_whoever_gave_it()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.IssueAsync();
        using var inspector = await Visitor.SignInAsync(service, "ines.inspector", Roles.Inspector);
        using var other = await Visitor.SignInAsync(service, "ivo.inspector", Roles.Inspector);
        var path = $"/matches/{(await service.ReadAsync(db => db.MatchReviews.SingleAsync())).Id}";
        async Task<Shown> DecideAsync(string verdict)
        {
            var (action, fields) = (await inspector.OpenAsync(path)).Form(path);
            return await inspector.PostAsync(action, fields, ("Input.Verdict", verdict), ("Input.Reason", "Another company of the same name."));
        }

        // The queue is empty then, and says what was done last.
        var decided = await DecideAsync("NotSame");
        decided.Words.ShouldContain("not the same. Undo");
        var (undo, hidden) = decided.Form("handler=TakeBack");
        (await other.OpenAsync("/matches?status=all")).Words.ShouldNotContain("Undo");
        var forged = new Dictionary<string, string> { ["__RequestVerificationToken"] = (await other.OpenAsync(path)).Form(path).Fields["__RequestVerificationToken"] };
        (await other.PostAsync(undo, forged)).Words.ShouldContain("This verdict is ines.inspector");
        var undone = await inspector.PostAsync(undo, hidden);
        undone.Words.ShouldContain("It waits for one again.");
        (await service.ReadAsync(db => db.MatchReviews.SingleAsync())).Status.ShouldBe(MatchReviewStatus.PossibleMatch);
        (await service.ReadAsync(db => db.MatchVerdicts.OrderBy(v => v.At).Select(v => v.Verdict).ToListAsync())).ShouldBe([Verdict.NotSame, Verdict.TakenBack], ignoreOrder: true);

        // The verdict was all that the renewal waited for: it is issued at once.
        await flow.OpenRenewalAsync();
        decided = await DecideAsync("NotSame");
        (await service.ReadAsync(db => db.Renewals.SingleAsync())).Status.ShouldBe(RenewalStatus.Issued);
        decided.Words.ShouldNotContain("Undo");
        (await inspector.PostAsync(undo, hidden)).Words.ShouldContain("The permit was renewed since.");
        (await service.ReadAsync(db => db.MatchReviews.SingleAsync())).Status.ShouldBe(MatchReviewStatus.Cleared);
    }

    [Fact]
    public async Task One_look_decides_on_the_same_party_and_permit_under_other_judgments_and_what_was_found_before_is_offered_and_never_taken()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.IssueAsync();
        await flow.IssueAsync("DLSE-26-0002");
        await flow.IssueAsync("DLSE-26-0003");
        using var inspector = await Visitor.SignInAsync(service, "ines.inspector", Roles.Inspector);
        var reviews = await service.ReadAsync(db => db.MatchReviews.OrderBy(r => r.Id).Select(r => r.Id).ToListAsync());
        reviews.Count.ShouldBe(3);
        var path = $"/matches/{reviews[0]}";

        var page = await inspector.OpenAsync(path);
        page.Words.ShouldContain("of 3 waiting for a verdict.");
        page.Words.ShouldNotContain("a verdict was given before");
        var (action, fields) = page.Form(path);
        var done = await inspector.PostAsync(action, fields, ("Input.Verdict", "NotSame"), ("Input.Reason", "Another family's company."), ("Input.Also", $"{reviews[1]}"));
        done.Words.ShouldContain("Also on 1 similar.");
        (await service.ReadAsync(db => db.MatchReviews.OrderBy(r => r.Id).Select(r => r.Status).ToListAsync()))
            .ShouldBe([MatchReviewStatus.Cleared, MatchReviewStatus.Cleared, MatchReviewStatus.PossibleMatch]);

        var third = await inspector.OpenAsync($"/matches/{reviews[2]}");
        third.Words.ShouldContain("On this party and holder a verdict was given before");
        (await inspector.OpenAsync($"/matches/{reviews[2]}?like={reviews[0]}")).Words.ShouldContain("As ines.inspector found on");
        (await service.ReadAsync(db => db.MatchVerdicts.CountAsync())).ShouldBe(2);
    }

    [Fact]
    public async Task An_auditor_reads_a_match_and_is_refused_a_verdict()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.IssueAsync();
        using var inspector = await Visitor.SignInAsync(service, "ines.inspector", Roles.Inspector);
        using var auditor = await Visitor.SignInAsync(service, "otto.auditor", Roles.Auditor);
        var path = $"/matches/{(await service.ReadAsync(db => db.MatchReviews.SingleAsync())).Id}";

        var read = await auditor.OpenAsync(path);
        read.Words.ShouldNotContain("Record the verdict");
        read.Words.ShouldContain("Blue Heron Foods LLC");
        var token = read.Form("sign-out").Fields["__RequestVerificationToken"];
        var forged = (await inspector.OpenAsync(path)).Form(path).Fields;
        forged["__RequestVerificationToken"] = token;
        (await auditor.PostAsync(path, forged, ("Input.Verdict", "NotSame"), ("Input.Reason", "No."))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await service.ReadAsync(db => db.MatchVerdicts.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task Whoever_proposed_a_hold_is_not_offered_the_decision_and_is_refused_a_forged_one_and_another_supervisor_decides()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        using var proposer = await Visitor.SignInAsync(service, "sam.supervisor", Roles.Supervisor);
        using var other = await Visitor.SignInAsync(service, "una.supervisor", Roles.Supervisor);
        await ProposeAsync(flow);
        var path = $"/holds/{flow.HoldId}";

        var own = await proposer.OpenAsync(path);
        own.Offers("Decide").ShouldBeFalse();
        own.Words.ShouldContain("another person must decide on it");
        var (action, forged) = (await other.OpenAsync(path)).Form("handler=Decide");
        forged["__RequestVerificationToken"] = own.Form("handler=Withdraw").Fields["__RequestVerificationToken"];
        var refused = await proposer.PostAsync(action, forged, ("Input.Decision", "Approve"), ("Input.Reason", "I know the file well."));
        refused.Status.ShouldBe(HttpStatusCode.OK);
        refused.Words.ShouldContain("another person must approve it");
        (await flow.LastHoldAsync()).Status.ShouldBe(HoldStatus.Proposed);

        var (act, fields) = (await other.OpenAsync(path)).Form("handler=Decide");
        (await other.PostAsync(act, fields, ("Input.Decision", "Return"))).Words.ShouldContain("the proposer needs the reason");
        await other.PostAsync(act, fields, ("Input.Decision", "Approve"));
        var hold = await flow.LastHoldAsync();
        (hold.Status, hold.DecidedBy).ShouldBe((HoldStatus.InForce, "una.supervisor"));
        (await other.PostAsync(act, fields, ("Input.Decision", "Approve"))).Words.ShouldContain("already recorded");
        (await other.OpenAsync(path)).Words.ShouldContain("Conditions when it was approved");
    }

    [Fact]
    public async Task A_case_opened_by_mistake_is_closed_with_its_workflow_and_the_match_can_be_cleared()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.IssueAsync();
        await flow.ConfirmMatchAsync();
        using var inspector = await Visitor.SignInAsync(service, "ines.inspector", Roles.Inspector);
        var path = $"/cases/{flow.CaseId}";

        var (action, fields) = (await inspector.OpenAsync(path)).Form("handler=Mistake");
        (await inspector.PostAsync(action, fields, ("Mistake.Text", "Another company of the same name."))).Words.ShouldContain("closed as a mistake");
        await flow.SettleAsync();

        (await flow.CaseAsync()).Status.ShouldBe(CaseStatus.Closed);
        (await flow.NewsAsync()).ShouldBe(["enforcement.case-opened.v1", "enforcement.case-closed.v1"]);
        (await service.ReadAsync(db => db.Database.SqlQuery<string>($"SELECT status AS \"Value\" FROM workflow.instances WHERE correlation_id = {"case:" + flow.CaseId}").SingleAsync()))
            .ShouldBe("finished");
        var review = await service.ReadAsync(db => db.MatchReviews.SingleAsync());
        var (verdict, hidden) = (await inspector.OpenAsync($"/matches/{review.Id}")).Form(review.Id.ToString());
        await inspector.PostAsync(verdict, hidden, ("Input.Verdict", "NotSame"), ("Input.Reason", "Another company of the same name."));
        (await service.ReadAsync(db => db.MatchReviews.SingleAsync())).Status.ShouldBe(MatchReviewStatus.Cleared);
    }

    private static async Task ProposeAsync(EnforcementFlow flow)
    {
        await flow.IssueAsync();
        await flow.ConfirmMatchAsync();
        await flow.BecomeFinalAsync();
        await flow.ConfirmBalanceAsync();
        await flow.ServeNoticeAsync();
        await flow.PassAsync(21);
        await flow.ProposeAsync(Actor.Person("sam.supervisor"));
    }
}
