using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Renewals;

namespace WageTheftPermits.BrowserTests;

/// <summary>From renewal to release in a real browser: an inspector, a supervisor and an administrator, each in a session of their own.</summary>
public sealed class When_three_people_work_on_one_permit : InABrowser
{
    [Fact]
    public async Task Renewal_match_hold_approval_payment_release()
    {
        await using var inspector = await SignInAsync("inspector");
        await inspector.LookAsync("queue-empty");
        await Department.PublishAsync(Event(1, "judgment.issued.v1", Terms));
        await Department.PublishAsync(Event(2, "judgment.final.v1", """{ "finalOn": "2026-01-20" }"""));
        await Department.PublishAsync(Event(3, "balance.confirmed.v1", """{ "amount": "18250.00", "asOf": "2026-03-01" }"""));

        // The season opens: two clean renewals are issued, one waits for a person.
        await inspector.GoAsync("/renewals");
        await inspector.LookAsync("renewals-before-season");
        await inspector.PressAsync("Open renewals in season");
        await Department.SettleAsync();
        await inspector.GoAsync("/renewals?status=all");
        await Assertions.Expect(inspector.Page.Locator(".pager__range")).ToHaveTextAsync("1–3 of 3 renewals");
        await inspector.LookAsync("renewals");

        await inspector.GoAsync($"/renewals/{await RenewalAsync()}");
        await inspector.LookAsync("renewal-blocked");
        await inspector.GoAsync("/");
        await inspector.LookAsync("queue");

        // The match, side by side with its explanation.
        await inspector.GoAsync("/matches");
        await inspector.LookAsync("matches");
        await inspector.GoAsync($"/matches/{await IdAsync("SELECT id AS \"Value\" FROM match_reviews")}");
        await inspector.LookAsync("match-review");
        await inspector.PressAsync("Record the verdict");
        await Assertions.Expect(inspector.Page.Locator(".usa-alert--error").First).ToBeVisibleAsync();
        await inspector.LookAsync("match-review-refused");
        await inspector.ChooseAsync("Same – the permittee is the judgment's party");
        await inspector.Page.Locator("textarea[name='Input.Reason']").FillAsync("The lease names the same company.");
        await inspector.PressAsync("Record the verdict");
        await Department.SettleAsync();

        // The notice, with its proof; then the time to answer passes.
        var caseId = await IdAsync("SELECT id AS \"Value\" FROM cases");
        await inspector.GoAsync($"/cases/{caseId}");
        await inspector.LookAsync("case-notice");
        await inspector.WriteLetterAsync(caseId, looking: true);
        await inspector.Page.Locator("input[name='Serve.ServedOn']").FillAsync("2026-03-02");
        await inspector.Page.Locator("select[name='Serve.Method']").SelectOptionAsync("InPerson");
        await inspector.Page.Locator("textarea[name='Serve.Proof']").FillAsync("Signed for by the manager.");
        await inspector.PressAsync("Record service");
        await Department.PassAsync(18);

        await inspector.GoAsync($"/cases/{caseId}");
        await inspector.Page.Locator("textarea[name='Propose.InternalReason']").FillAsync("Final and unpaid; no answer to the notice.");
        await inspector.Page.Locator("textarea[name='Propose.PublicReason']").FillAsync("An unpaid wage judgment.");
        await inspector.LookAsync("case-propose");
        await inspector.PressAsync("Propose the hold");
        await Department.SettleAsync();

        // The proposer is offered no decision, and a forged one is refused.
        var holdId = await IdAsync("SELECT id AS \"Value\" FROM holds");
        await inspector.GoAsync($"/holds/{holdId}");
        await Assertions.Expect(inspector.Page.Locator("input[name='Input.Decision']")).ToHaveCountAsync(0);
        await inspector.LookAsync("hold-own");
        (await ForgeApprovalAsync(inspector, holdId)).ShouldBe(403);
        (await StatusOfHoldAsync(holdId)).ShouldBe(HoldStatus.Proposed);

        // Another person decides: first without JavaScript and without a reason, then well.
        await using (var supervisor = await SignInAsync("supervisor", javaScript: false))
        {
            await supervisor.GoAsync($"/holds/{holdId}");
            await supervisor.ChooseAsync("Return – the proposer");
            await supervisor.PressAsync("Record the decision");
            await Assertions.Expect(supervisor.Page.Locator(".usa-alert--error").First).ToBeVisibleAsync();
            (await StatusOfHoldAsync(holdId)).ShouldBe(HoldStatus.Proposed);
        }
        await using (var supervisor = await SignInAsync("supervisor"))
        {
            await supervisor.LookAsync("queue-supervisor");
            await supervisor.GoAsync($"/holds/{holdId}");
            await supervisor.LookAsync("hold-approval");
            await supervisor.ChooseAsync("Approve – the hold");
            await supervisor.PressAsync("Record the decision");
            await Department.SettleAsync();
            await supervisor.GoAsync("/holds");
            await supervisor.LookAsync("holds");
        }
        (await StatusOfHoldAsync(holdId)).ShouldBe(HoldStatus.InForce);
        await Department.PassAsync(20);
        await inspector.GoAsync($"/renewals/{await RenewalAsync()}");
        await inspector.LookAsync("renewal-held");

        // Payment in two parts; the agency says that it is satisfied, and the permit is free.
        await Department.PublishAsync(Event(4, "payment.received.v1", """{ "paymentId": "p-1", "amount": "8250.00", "receivedOn": "2026-04-02" }"""));
        (await StatusOfHoldAsync(holdId)).ShouldBe(HoldStatus.InForce);
        await inspector.GoAsync($"/cases/{caseId}");
        await inspector.LookAsync("case-held");
        await inspector.Page.GetByText("The path taken, and what it waits for").ClickAsync();
        await Assertions.Expect(inspector.Page.Locator(".workflow-map__box--waiting")).ToContainTextAsync("Serve the warning");
        await inspector.LookAsync("case-workflow");
        await inspector.GoAsync("/hearings");
        await inspector.LookAsync("hearings");
        await Department.PublishAsync(Event(5, "payment.received.v1", """{ "paymentId": "p-2", "amount": "10000.00", "receivedOn": "2026-04-03" }"""));
        await Department.PublishAsync(Event(6, "judgment.satisfied.v1", """{ "on": "2026-04-06" }"""));
        (await StatusOfHoldAsync(holdId)).ShouldBe(HoldStatus.Lifted);

        await inspector.GoAsync($"/cases/{caseId}");
        await inspector.LookAsync("case-closed");
        await inspector.GoAsync($"/renewals/{await RenewalAsync("issued")}");
        await inspector.LookAsync("renewal-issued");
        await inspector.GoAsync("/permits/F-1001");
        await Assertions.Expect(inspector.Page.Locator("main")).ToContainTextAsync("2027");
        await inspector.LookAsync("permit");
        await inspector.GoAsync("/permits");
        await inspector.LookAsync("permits");
        await inspector.GoAsync("/judgments");
        await inspector.LookAsync("judgments");
        await inspector.GoAsync($"/judgments/{await IdAsync("SELECT id AS \"Value\" FROM judgments")}");
        await inspector.LookAsync("judgment");
        // Another report of the same court and case number waits for a person's word.
        await Department.PublishAsync(Event(1, "judgment.issued.v1", Terms, subject: "SC-26-0002"));
        await inspector.GoAsync("/judgments/links");
        await inspector.LookAsync("links");
        await inspector.Page.Locator("tbody th a").ClickAsync();
        await inspector.ChooseAsync("Different debts – each is enforced by itself.");
        await inspector.PressAsync("Record what you found");
        await Assertions.Expect(inspector.Page.Locator(".usa-alert--error").First).ToBeVisibleAsync();
        await inspector.LookAsync("link-refused");
        await inspector.Page.Locator("textarea[name='Input.Reason']").FillAsync("Two awards of one number.");
        await inspector.PressAsync("Record what you found");
        await inspector.LookAsync("link");
        await Department.PublishAsync(Event(2, "judgment.final.v1", """{ "finalOn": "2025-12-20" }""", subject: "SC-26-0002"));
        await inspector.GoAsync("/judgments?only=no-case");
        await inspector.LookAsync("judgments-no-case");
        await inspector.GoAsync("/cases?status=all");
        await inspector.LookAsync("cases");

        await Department.PublishAsync(Event(7, "payment.received.v1", """{ "paymentId": "p-3", "amount": "10.00", "receivedOn": "06/04/2026" }"""));
        await using var administrator = await SignInAsync("administrator");
        await administrator.GoAsync("/messages");
        await administrator.LookAsync("messages");
        await administrator.GoAsync($"/messages/{await IdAsync("SELECT receipt AS \"Value\" FROM deliveries WHERE state = 'quarantined'")}");
        await administrator.LookAsync("message-quarantined");
        await administrator.GoAsync("/messages?state=quarantined&mender=agency");
        await administrator.LookAsync("messages-quarantine");
        await administrator.Page.GetByText("Replay all of these").ClickAsync();
        await administrator.LookAsync("messages-replay");
        await administrator.GoAsync("/agencies");
        await administrator.LookAsync("agencies");
        await MendAsync(administrator);
        await administrator.GoAsync("/audit");
        await administrator.LookAsync("audit");
        await administrator.GoAsync("/lookup");
        await administrator.LookAsync("lookup");
        await administrator.GoAsync("/lookup?q=Blue+Heron");
        await administrator.LookAsync("lookup-found");
        await FallSilentAsync();
    }

    /// <summary>The agency is heard for some days, and then no more.</summary>
    private async Task FallSilentAsync()
    {
        for (var sequence = 8; sequence < 12; sequence++)
        {
            await Department.PassAsync(1);
            await Department.PublishAsync(Event(sequence, "payment.received.v1", $$"""{ "paymentId": "p-{{sequence}}", "amount": "10.00", "receivedOn": "2026-04-06" }"""));
        }
        await Department.PassAsync(60);
        await using var administrator = await SignInAsync("administrator");
        await administrator.GoAsync("/?kind=silent-agencies");
        await administrator.LookAsync("queue-silent-agency");
        await administrator.Page.GetByText("See why an agency is silent").ClickAsync();
        await Assertions.Expect(administrator.Page.Locator(".usa-alert--warning")).ToContainTextAsync("Silent for longer than ever before");
        await administrator.LookAsync("agency-silent");
    }

    /// <summary>An instance that stopped is looked at, mended wrong and then right, and moved to a newer version.</summary>
    private async Task MendAsync(Person administrator)
    {
        await administrator.GoAsync("/workflows/incidents");
        await administrator.LookAsync("workflow-incidents-empty");
        await Department.DeployInspectionAsync("""{ "title": "Look" }""");
        await Department.StartAsync("inspection", "place:1");
        await administrator.GoAsync("/");
        await administrator.LookAsync("queue-administrator");
        await administrator.GoAsync("/workflows/incidents");
        await administrator.LookAsync("workflow-incidents");
        await administrator.Page.Locator("tbody th a").First.ClickAsync();
        await administrator.LookAsync("workflow-stopped");
        var instance = administrator.Page.Url;
        await administrator.Page.GetByText("Go on without it").ClickAsync();
        await administrator.PressAsync("Skip the activity");
        await Assertions.Expect(administrator.Page.Locator(".usa-alert--error").First).ToBeVisibleAsync();
        await administrator.LookAsync("workflow-skip-refused");
        await administrator.Page.Locator("select[name='Skip.Choice']").SelectOptionAsync(new SelectOptionValue { Label = "Visit the place: Done" });
        await administrator.Page.Locator("textarea[name='Skip.Reason']").FillAsync("The place was visited last week.");
        await administrator.PressAsync("Skip the activity");
        await Assertions.Expect(administrator.Page.Locator(".page-heading")).ToContainTextAsync("Finished");
        await administrator.Page.GotoAsync(instance);
        await administrator.LookAsync("workflow-finished");

        await Department.DeployInspectionAsync("""{ "title": "Look", "role": "inspector" }""");
        await Department.StartAsync("inspection", "place:2");
        await administrator.GoAsync("/workflows/instances");
        await administrator.LookAsync("workflow-instances");
        await Department.DeployInspectionAsync("""{ "title": "Look closely", "role": "inspector" }""");
        await administrator.GoAsync("/workflows");
        await administrator.LookAsync("workflows");
        await administrator.Page.GetByRole(AriaRole.Link, new() { Name = "Move to 3" }).ClickAsync();
        await administrator.LookAsync("workflow-migrate");
        await administrator.Page.Locator("textarea[name='Start.Reason']").FillAsync("The task has another title.");
        await administrator.PressAsync("Start the migration");
        await Assertions.Expect(administrator.Page.Locator("progress")).ToBeVisibleAsync();
        await Department.SettleAsync();
        await administrator.GoAsync(new Uri(administrator.Page.Url).AbsolutePath);
        await administrator.LookAsync("workflow-migration");
        await administrator.Page.Locator("textarea[name='Commit.Reason']").FillAsync("Looked at it.");
        await administrator.PressAsync("Commit the migration");
        await Assertions.Expect(administrator.Page.Locator(".page-heading")).ToContainTextAsync("Final");
    }

    private const string Terms = """
        { "caseNumber": "26-0001", "court": "Port Alder", "issuedOn": "2025-12-01", "servedOn": "2025-12-03", "appealDeadline": "2025-12-18",
          "kind": "order-decision-award", "amount": "18250.00",
          "parties": [ { "id": "p1", "role": "employer", "kind": "organization", "name": "Blue Heron Foods LLC, a California limited liability company dba Blue Heron Diner",
            "addresses": [ { "line1": "12 Alder Street", "line2": "Suite 4", "city": "Port Alder", "state": "CA", "postalCode": "94001" } ] } ] }
        """;

    private static string Event(int sequence, string type, string data, string subject = "SC-26-0001") =>
        $$"""{ "specversion": "1.0", "id": "{{subject}}-{{sequence}}", "source": "urn:agency:{{Department.Agency}}", "type": "{{type}}", "subject": "{{subject}}", "sequence": {{sequence}}, "data": {{data}} }""";

    /// <summary>Posts the decision as the page would, with the session and its token, though the page offers no form.</summary>
    private async Task<int> ForgeApprovalAsync(Person person, Guid holdId)
    {
        var token = await person.Page.Locator("input[name=__RequestVerificationToken]").First.GetAttributeAsync("value");
        var task = await IdAsync("SELECT id AS \"Value\" FROM workflow_tasks WHERE name = 'DecideHold' AND status = 'open'");
        var form = person.Page.Context.APIRequest.CreateFormData();
        form.Set("__RequestVerificationToken", token!);
        form.Set("Input.FormId", Guid.NewGuid().ToString());
        form.Set("Input.TaskId", task.ToString());
        form.Set("Input.Decision", "Approve");
        var answer = await person.Page.Context.APIRequest.PostAsync(new Uri(person.Address, $"/holds/{holdId}?handler=Decide").ToString(), new() { Form = form, MaxRedirects = 0 });
        return answer.Status;
    }

    private Task<Guid> IdAsync(string sql) => Department.Units.ReadAsync(db => db.Database.SqlQueryRaw<Guid>(sql).SingleAsync());

    private Task<HoldStatus> StatusOfHoldAsync(Guid id) => Department.Units.ReadAsync(db => db.Holds.Where(h => h.Id == id).Select(h => h.Status).SingleAsync());

    private Task<Guid> RenewalAsync(string status = "open") => Department.Units.ReadAsync(db =>
        (from renewal in db.Renewals
         join permit in db.Permits on renewal.PermitId equals permit.Id
         where permit.Number == "F-1001" && renewal.Status == (status == "open" ? RenewalStatus.Open : RenewalStatus.Issued)
         select renewal.Id).SingleAsync());
}
