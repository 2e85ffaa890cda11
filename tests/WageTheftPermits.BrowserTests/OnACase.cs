using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using WageTheftPermits.Application.Audit;
using WageTheftPermits.Domain.Enforcement;

namespace WageTheftPermits.BrowserTests;

/// <summary>Tests that play a case of Blue Heron Diner through the pages: what they have in common.</summary>
public abstract class OnACase : InABrowser
{
    private int _sequence;

    /// <summary>From nothing to a notice whose answering time has run.</summary>
    private protected async Task<Guid> NoticedAsync(Person inspector)
    {
        await PublishAsync("judgment.issued.v1", """
            { "caseNumber": "26-0001", "court": "Port Alder", "issuedOn": "2025-12-01", "servedOn": "2025-12-03", "appealDeadline": "2025-12-18", "kind": "order-decision-award", "amount": "18250.00",
              "parties": [ { "id": "p1", "role": "employer", "kind": "organization", "name": "Blue Heron Foods LLC dba Blue Heron Diner",
                "addresses": [ { "line1": "12 Alder Street", "line2": "Suite 4", "city": "Port Alder", "state": "CA", "postalCode": "94001" } ] } ] }
            """);
        await PublishAsync("judgment.final.v1", """{ "finalOn": "2026-01-20" }""");
        await PublishAsync("balance.confirmed.v1", """{ "amount": "18250.00", "asOf": "2026-03-01" }""");
        await inspector.GoAsync("/renewals");
        await PressAsync(inspector, "Open renewals in season");
        await inspector.GoAsync($"/matches/{await Department.Units.ReadAsync(db => db.MatchReviews.Select(r => r.Id).SingleAsync())}");
        await inspector.ChooseAsync("Same – the permittee is the judgment's party");
        await inspector.Page.Locator("textarea[name='Input.Reason']").FillAsync("The lease names the same company.");
        await PressAsync(inspector, "Record the verdict");
        var caseId = await Department.Units.ReadAsync(db => db.Cases.Select(c => c.Id).SingleAsync());
        await inspector.WriteLetterAsync(caseId);
        await inspector.Page.Locator("input[name='Serve.ServedOn']").FillAsync("2026-03-02");
        await inspector.Page.Locator("select[name='Serve.Method']").SelectOptionAsync("InPerson");
        await inspector.Page.Locator("textarea[name='Serve.Proof']").FillAsync("Signed for by the manager.");
        await PressAsync(inspector, "Record service");
        await Department.PassAsync(18);
        return caseId;
    }

    private protected async Task ApproveAsync(Person supervisor, string? picture)
    {
        await supervisor.GoAsync($"/holds/{await LiveHoldAsync()}");
        if (picture is not null)
            await supervisor.LookAsync(picture);
        await supervisor.ChooseAsync("Approve – the hold");
        await PressAsync(supervisor, "Record the decision");
    }

    private protected async Task PressAsync(Person person, string button)
    {
        await person.PressAsync(button);
        await Department.SettleAsync();
    }

    private protected static Task RefusedAsync(Person person) => Assertions.Expect(person.Page.Locator(".usa-alert--error").First).ToBeVisibleAsync();

    private protected Task<Guid> LiveHoldAsync() =>
        Department.Units.ReadAsync(db => db.Holds.Where(h => h.Status == HoldStatus.Proposed || h.Status == HoldStatus.InForce).Select(h => h.Id).SingleOrDefaultAsync());

    private protected Task PublishAsync(string type, string data)
    {
        var sequence = ++_sequence;
        return Department.PublishAsync(
            $$"""{ "specversion": "1.0", "id": "SC-26-0001-{{sequence}}", "source": "urn:agency:{{Department.Agency}}", "type": "{{type}}", "subject": "SC-26-0001", "sequence": {{sequence}}, "data": {{data}} }""");
    }

    /// <summary>What the checker of the database finds broken.</summary>
    private protected async Task<IEnumerable<Invariant>> BrokenAsync() =>
        (await Department.Units.ReadAsync(db => Invariants.CheckAsync(db, Today, default))).Where(i => !i.Holds);

    /// <summary>In the department's time zone.</summary>
    private protected DateOnly Today => DateOnly.FromDateTime(Department.Clock.GetUtcNow().AddHours(-7).Date);
}
