using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using WageTheftPermits.Application.Audit;
using WageTheftPermits.Domain.Enforcement;

namespace WageTheftPermits.BrowserTests;

/// <summary>
/// What can come between a hold and its release, each played wrong first and then right: a condition, a hold that a supervisor lifts, a sale,
/// a successor, a bankruptcy. At the end the checker reads the database.
/// </summary>
public sealed class When_a_case_takes_a_turn : OnACase
{
    [Fact]
    public async Task Each_turn_wrong_and_then_right()
    {
        await using var inspector = await SignInAsync("inspector");
        await using var supervisor = await SignInAsync("supervisor");
        await using var counsel = await SignInAsync("counsel");
        await counsel.LookAsync("queue-counsel-empty");
        var caseId = await NoticedAsync(inspector);

        await AnswerAsync(inspector, caseId);
        await RequireAsync(inspector, supervisor, caseId);
        await BreachAndHoldAsync(inspector, supervisor, caseId);
        await LiftAsync(supervisor);
        await TakeUpAsync(inspector, supervisor, caseId);
        await SellAsync(inspector, counsel, caseId);
        await GoBankruptAsync(counsel);

        await inspector.GoAsync("/deadlines");
        await inspector.LookAsync("deadlines");
        await inspector.GoAsync("/deadlines?show=temporary-permit");
        await inspector.LookAsync("deadlines-empty");
        (await BrokenAsync()).ShouldBeEmpty();
    }

    /// <summary>The permittee opens the page that the letter names, in each language, and answers; an inspector reads it.</summary>
    private async Task AnswerAsync(Person inspector, Guid caseId)
    {
        var code = (await Department.Units.ReadAsync(db => db.Letters.SingleAsync(l => l.CaseId == caseId))).Values["answer.code"];
        await using var permittee = await VisitAsync();
        await permittee.GoAsync("/permittee");
        await permittee.Page.Locator("input[name=code]").FillAsync("7K2M-9QXV-03TB");
        await permittee.PressAsync("Open");
        await permittee.LookAsync("permittee-wrong-code");
        await permittee.Page.Locator("input[name=code]").FillAsync(code);
        await permittee.PressAsync("Open");
        await permittee.LookAsync("permittee-case");
        await permittee.ChooseAsync("It is paid");
        await permittee.Page.Locator("#answer_text").FillAsync("We paid in January.");
        await permittee.PressAsync("Send");
        await permittee.LookAsync("permittee-received");
        foreach (var language in (string[])["es", "zh-Hant"])
        {
            await permittee.GoAsync($"/permittee/case?lang={language}");
            await permittee.LookAsync($"permittee-case-{language}");
        }
        await inspector.GoAsync($"/cases/{caseId}");
        await inspector.LookAsync("case-answer-unread");
        await inspector.Page.Locator("textarea[name='Reading.Finding']").FillAsync("The agency knows of no payment.");
        await inspector.PressAsync("I have read it");
        await inspector.LookAsync("case-answer-read");
    }

    /// <summary>A condition without its parts is refused and what was typed is kept; with them a supervisor approves it, and the permit says it.</summary>
    private async Task RequireAsync(Person inspector, Person supervisor, Guid caseId)
    {
        await inspector.GoAsync($"/cases/{caseId}");
        await inspector.ChooseAsync("Required: the renewal is issued on a condition");
        await inspector.Page.Locator("textarea[name='Propose.InternalReason']").FillAsync("Offers to pay within the month.");
        await inspector.Page.Locator("textarea[name='Propose.PublicReason']").FillAsync("An unpaid wage judgment.");
        await PressAsync(inspector, "Propose the hold");
        await RefusedAsync(inspector);
        (await inspector.Page.Locator("textarea[name='Propose.InternalReason']").InputValueAsync()).ShouldBe("Offers to pay within the month.");
        await inspector.LookAsync("case-required-refused");
        await inspector.Page.Locator("textarea[name='Propose.ConditionText']").FillAsync("Show proof of payment of the judgment.");
        await inspector.Page.Locator("input[name='Propose.ConditionDueOn']").FillAsync("2026-03-31");
        await inspector.Page.Locator("input[name='Propose.ConditionEvidence']").FillAsync("A receipt of the agency.");
        await PressAsync(inspector, "Propose the hold");
        await ApproveAsync(supervisor, "hold-required");

        await inspector.GoAsync($"/cases/{caseId}");
        await inspector.LookAsync("case-conditioned");
        await Assertions.Expect(inspector.Page.GetByRole(AriaRole.Button, new() { Name = "Its day has passed without it" })).ToHaveCountAsync(0);
        await inspector.GoAsync("/permits/F-1001");
        await Assertions.Expect(inspector.Page.Locator("main")).ToContainTextAsync("Show proof of payment of the judgment.");
        await inspector.LookAsync("permit-on-condition");
    }

    /// <summary>The day passes without it; that holds nothing by itself, and two people decide on a hold.</summary>
    private async Task BreachAndHoldAsync(Person inspector, Person supervisor, Guid caseId)
    {
        await Department.PassAsync(14);
        await inspector.GoAsync($"/cases/{caseId}");
        await PressAsync(inspector, "Its day has passed without it");
        await RefusedAsync(inspector);
        await inspector.Page.Locator("textarea[name='Condition.Finding']").FillAsync("Nothing came by the day.");
        await PressAsync(inspector, "Its day has passed without it");
        await PublishAsync("balance.confirmed.v1", """{ "amount": "18250.00", "asOf": "2026-04-02" }""");
        await inspector.GoAsync($"/cases/{caseId}");
        await inspector.LookAsync("case-breached");
        await inspector.Page.Locator("textarea[name='Propose.InternalReason']").FillAsync("The condition was not kept.");
        await inspector.Page.Locator("textarea[name='Propose.PublicReason']").FillAsync("An unpaid wage judgment.");
        await PressAsync(inspector, "Propose the hold");
        await ApproveAsync(supervisor, null);
    }

    /// <summary>A supervisor lifts a hold, and not without a reason.</summary>
    private async Task LiftAsync(Person supervisor)
    {
        await supervisor.GoAsync($"/holds/{await LiveHoldAsync()}");
        await supervisor.Page.GetByText("Lift the hold though the judgment is still owed").ClickAsync();
        await PressAsync(supervisor, "Lift the hold");
        await RefusedAsync(supervisor);
        (await LiveHoldAsync()).ShouldNotBe(Guid.Empty);
        await supervisor.LookAsync("hold-lift-refused");
        await supervisor.Page.Locator("textarea[name='Lifting.Reason']").FillAsync("The workers asked for time to be paid.");
        await PressAsync(supervisor, "Lift the hold");
        (await Department.Units.ReadAsync(db => db.Holds.CountAsync(h => h.Status == HoldStatus.InForce))).ShouldBe(0);
    }

    /// <summary>After a hold was lifted the case rests: an inspector can only read so; a supervisor takes it up again, with a reason.</summary>
    private async Task TakeUpAsync(Person inspector, Person supervisor, Guid caseId)
    {
        await inspector.GoAsync($"/cases/{caseId}");
        await Assertions.Expect(inspector.Page.GetByRole(AriaRole.Button, new() { Name = "Take the case up again" })).ToHaveCountAsync(0);
        await supervisor.GoAsync($"/cases/{caseId}");
        await PressAsync(supervisor, "Take the case up again");
        await RefusedAsync(supervisor);
        await supervisor.LookAsync("case-rests");
        await supervisor.Page.Locator("textarea[name='TakeUp.Reason']").FillAsync("He has opened a second restaurant and pays nothing.");
        await PressAsync(supervisor, "Take the case up again");
        await Assertions.Expect(supervisor.Page.Locator("main")).ToContainTextAsync("The case is taken up again");
    }

    /// <summary>Nobody is no owner, a successor needs a test of the statute, and nothing is granted before counsel has spoken.</summary>
    private async Task SellAsync(Person inspector, Person counsel, Guid caseId)
    {
        await inspector.GoAsync("/permits/F-1001");
        await inspector.Page.GetByRole(AriaRole.Link, new() { Name = "Record a new owner" }).ClickAsync();
        await inspector.ChooseAsync("A company");
        await PressAsync(inspector, "Record the new owner");
        await RefusedAsync(inspector);
        await inspector.LookAsync("ownership-new-refused");
        await inspector.Page.Locator("input[name='Input.LegalName']").FillAsync("Grey Gull Kitchens LLC");
        await inspector.Page.Locator("input[name='Input.FiledOn']").FillAsync("2026-04-02");
        await PressAsync(inspector, "Record the new owner");
        await inspector.LookAsync("ownership-change");
        var change = inspector.Page.Url;
        await PressAsync(inspector, "Grant the change");
        await RefusedAsync(inspector);

        await counsel.GoAsync("/");
        await counsel.LookAsync("queue-counsel");
        await counsel.GoAsync($"/cases/{caseId}");
        await counsel.ChooseAsync("Yes: it is liable for the judgment");
        await counsel.Page.Locator("textarea[name='Successor.Reason']").FillAsync("The new owner is the former owner's brother.");
        await PressAsync(counsel, "Record the finding");
        await RefusedAsync(counsel);
        await counsel.LookAsync("case-successor-refused");
        await counsel.Page.Locator("label[for='test-ImmediateFamily']").ClickAsync();
        await PressAsync(counsel, "Record the finding");
        await counsel.LookAsync("case-holder-changed");

        await inspector.Page.GotoAsync(change);
        await PressAsync(inspector, "Grant the change");
        await Assertions.Expect(inspector.Page.Locator(".page-heading")).ToContainTextAsync("Granted");
        await inspector.LookAsync("ownership-granted");
    }

    /// <summary>Nobody lets a case go on while the bankruptcy is pending; once it ended, counsel says why it does not bar the debt.</summary>
    private async Task GoBankruptAsync(Person counsel)
    {
        await PublishAsync("bankruptcy.filed.v1", """{ "caseNumber": "26-30001", "chapter": "7" }""");
        var successors = await Department.Units.ReadAsync(db => db.Cases.Where(c => c.Status == CaseStatus.BankruptcyReview).Select(c => c.Id).SingleAsync());
        await counsel.GoAsync($"/cases/{successors}");
        await counsel.Page.Locator("textarea[name='Resume.Reason']").FillAsync("The trustee agrees.");
        await PressAsync(counsel, "Let the case go on");
        await RefusedAsync(counsel);
        await PublishAsync("bankruptcy.ended.v1", """{ "caseNumber": "26-30001", "how": "discharged", "on": "2026-04-02" }""");
        await counsel.GoAsync($"/cases/{successors}");
        await counsel.LookAsync("case-bankruptcy");
        await counsel.Page.Locator("label[for='bar-0']").ClickAsync();
        await counsel.Page.Locator("textarea[name='Resume.Reason']").FillAsync("Wages owed under a judgment for fraud are not discharged (11 USC 523).");
        await PressAsync(counsel, "Let the case go on");
        await counsel.GoAsync($"/cases/{successors}");
        await counsel.LookAsync("case-resumed");
        (await Department.Units.ReadAsync(db => db.Cases.Where(c => c.Id == successors).Select(c => c.Status).SingleAsync())).ShouldBe(CaseStatus.Watching);
    }
}
