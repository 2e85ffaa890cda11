using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace WageTheftPermits.BrowserTests;

/// <summary>The ledger of a judgment with every twist that payments take, a change of policy by two people, and a new account.</summary>
public sealed class When_money_and_rules_are_looked_at : InABrowser
{
    [Fact]
    public async Task The_ledger_shows_what_was_paid_returned_promised_and_confirmed()
    {
        await PublishAsync(1, "judgment.issued.v1", """
            { "issuedOn": "2025-12-01", "kind": "court-judgment", "violations": ["wages"], "amount": "18250.00", "principal": "15000.00", "interestRate": "0.10", "interestFrom": "2025-12-01",
              "parties": [ { "id": "p1", "kind": "organization", "name": "Kestrel Ovens Inc" } ] }
            """);
        await PublishAsync(2, "accord.signed.v1", """
            { "accordId": "A-17", "signedOn": "2026-01-05", "notarized": true, "graceDays": 5,
              "installments": [ { "dueOn": "2026-01-15", "amount": "1000.00" }, { "dueOn": "2026-02-15", "amount": "1000.00" }, { "dueOn": "2026-03-15", "amount": "1000.00" } ] }
            """);
        await PublishAsync(3, "payment.received.v1", """{ "paymentId": "check-2201", "amount": "1000.00", "receivedOn": "2026-01-14" }""");
        await PublishAsync(4, "payment.received.v1", """{ "paymentId": "check-2214", "amount": "1000.00", "receivedOn": "2026-02-14" }""");
        await PublishAsync(5, "payment.returned.v1", """{ "paymentId": "check-2214", "returnedOn": "2026-02-20", "reason": "Insufficient funds" }""");
        await PublishAsync(6, "payment.received.v1", """{ "paymentId": "cash-31", "amount": "400.00", "receivedOn": "2026-02-24" }""");
        await PublishAsync(7, "balance.confirmed.v1", """{ "amount": "17500.00", "interest": "110.00", "asOf": "2026-02-25", "payoff": "17750.00", "goodThrough": "2026-03-25" }""");
        await using var inspector = await SignInAsync("inspector");

        await inspector.GoAsync($"/judgments/{await Department.Units.ReadAsync(db => db.Judgments.Select(j => j.Id).SingleAsync())}?payoff=2026-05-01");
        await inspector.LookAsync("judgment-ledger");
        await inspector.GoAsync(new Uri(inspector.Page.Url).AbsolutePath + "?payoff=May+1");
        await Assertions.Expect(inspector.Page.Locator("#payoff_error")).ToContainTextAsync("Not a day");
        await inspector.LookAsync("judgment-ledger-bad-day");

        // The cash was reported twice, with different amounts: nothing adverse rests on the judgment until a person has asked and settled it.
        await PublishAsync(8, "payment.received.v1", """{ "paymentId": "cash-31", "amount": "450.00", "receivedOn": "2026-02-24" }""");
        await using var supervisor = await SignInAsync("supervisor");
        await supervisor.Page.ClickAsync("text=Disputed judgments");
        await supervisor.LookAsync("queue-dispute");
        await supervisor.Page.ClickAsync("text=Settle what an agency");
        await supervisor.Page.ClickAsync("text=See what came, and settle it");
        await supervisor.PressAsync("Settle the dispute");
        await Assertions.Expect(supervisor.Page.Locator(".error-summary")).ToContainTextAsync("Choose which counts.");
        await supervisor.LookAsync("judgment-dispute");
        await supervisor.Page.Locator(".usa-radio__label").Nth(1).ClickAsync();
        await supervisor.Page.FillAsync("#Input_Reason", "Ms. Alvarado of the office read me the receipt.");
        await supervisor.PressAsync("Settle the dispute");
        await Assertions.Expect(supervisor.Page.Locator("main")).ToContainTextAsync("The dispute is settled");
        await supervisor.LookAsync("judgment-settled");
    }

    [Fact]
    public async Task A_change_of_policy_is_proposed_by_one_and_approved_by_another()
    {
        await using var administrator = await SignInAsync("administrator");
        await administrator.GoAsync("/policies");
        await administrator.LookAsync("policies");
        await administrator.Page.ClickAsync("text=Propose a change");
        await administrator.LookAsync("policy-propose");
        var content = await administrator.Page.InputValueAsync("#Input_Content");
        await administrator.Page.FillAsync("#Input_Content", content.Replace("\"responseDays\": 15", "\"responseDays\": \"soon\"", StringComparison.Ordinal));
        await administrator.Page.FillAsync("#Input_Reason", "The board adopted thirty days.");
        await administrator.PressAsync("Propose");
        await Assertions.Expect(administrator.Page.Locator(".error-summary")).ToContainTextAsync("/responseDays: This must be a whole number");
        await administrator.LookAsync("policy-propose-faults");
        await administrator.Page.FillAsync("#Input_Content", content.Replace("\"responseDays\": 15", "\"responseDays\": 30", StringComparison.Ordinal));
        await administrator.PressAsync("Propose");
        await Assertions.Expect(administrator.Page.Locator("h1")).ToContainTextAsync("Proposal P-");
        await administrator.LookAsync("policy-proposal-own");

        await using var supervisor = await SignInAsync("supervisor");
        await supervisor.GoAsync(new Uri(administrator.Page.Url).AbsolutePath);
        await supervisor.LookAsync("policy-proposal");
        await supervisor.ChooseAsync("Approve");
        await supervisor.PressAsync("Record the decision");
        await Assertions.Expect(supervisor.Page.Locator("main")).ToContainTextAsync("approved");
        await supervisor.LookAsync("policies-changed");
        await supervisor.Page.ClickAsync("th[scope=row] a");
        await Assertions.Expect(supervisor.Page.Locator("main")).ToContainTextAsync("30 calendar days");
        await supervisor.LookAsync("policy");

        await supervisor.Page.ClickAsync("text=Your tokens for the API");
        await supervisor.LookAsync("tokens-none");
        await supervisor.PressAsync("Make the token");
        await supervisor.LookAsync("tokens-faults");
        await supervisor.Page.FillAsync("#Input_Note", "The county's reporting");
        await supervisor.PressAsync("Make the token");
        await Assertions.Expect(supervisor.Page.Locator("main")).ToContainTextAsync("wtpp_");
        await supervisor.LookAsync("tokens-made");
    }

    [Fact]
    public async Task An_account_is_added_and_its_owner_signs_in()
    {
        await using var administrator = await SignInAsync("administrator");
        await administrator.GoAsync("/accounts");
        await administrator.LookAsync("accounts");
        await administrator.Page.ClickAsync("text=Add an account");
        await administrator.Page.FillAsync("#Input_UserName", "wilma.heron");
        await administrator.Page.FillAsync("#Input_DisplayName", "Wilma Heron");
        await administrator.PressAsync("Add the account");
        await Assertions.Expect(administrator.Page.Locator(".error-summary")).ToContainTextAsync("Choose at least one role.");
        await administrator.LookAsync("account-new");
        await administrator.ChooseAsync("Inspector");
        await administrator.PressAsync("Add the account");
        await administrator.LookAsync("account-added");
        var temporary = await administrator.Page.Locator(".authenticator-key").TextContentAsync();
        await administrator.Page.ClickAsync("text=to the account");
        await administrator.LookAsync("account-administered");

        await using var newcomer = await VisitAsync();
        await newcomer.GoAsync("/account/sign-in");
        await newcomer.Page.FillAsync("#Input_UserName", "wilma.heron");
        await newcomer.Page.FillAsync("#Input_Password", temporary!);
        await newcomer.PressAsync("Sign in");
        await newcomer.LookAsync("account-password");
        await newcomer.Page.FillAsync("#Input_New", "Nine-barges-at-the-weir-7");
        await newcomer.Page.FillAsync("#Input_Again", "Nine-barges-at-the-weir-7");
        await newcomer.PressAsync("Save the password");
        await Assertions.Expect(newcomer.Page.Locator(".app-header")).ToContainTextAsync("Wilma Heron");
        await newcomer.GoAsync("/account");
        await newcomer.LookAsync("account");
        await newcomer.Page.ClickAsync("text=Set up the second factor");
        await newcomer.LookAsync("account-second-factor");
    }

    private Task PublishAsync(int sequence, string type, string data) => Department.PublishAsync(
        $$"""{ "specversion": "1.0", "id": "e-{{sequence}}", "source": "urn:agency:{{Department.Agency}}", "type": "{{type}}", "subject": "SC-26-0002", "sequence": {{sequence}}, "data": {{data}} }""");
}
