using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Permits;

namespace WageTheftPermits.BrowserTests;

/// <summary>
/// From a hold to a closed restaurant, each step played wrong first – unproven, too late, too soon, by the wrong person – and then right.
/// What was typed is kept where it was refused. At the end the checker reads the database.
/// </summary>
public sealed class When_a_hearing_is_held : OnACase
{
    private const string Proof = "Signed for by the manager.";

    private string _hearing = "";

    [Fact]
    public async Task Each_step_wrong_and_then_right()
    {
        await using var inspector = await SignInAsync("inspector");
        await using var supervisor = await SignInAsync("supervisor");
        await using var officer = await SignInAsync("hearing-officer");
        var caseId = await NoticedAsync(inspector);
        await HoldAsync(inspector, supervisor, caseId);

        await WarnAsync(inspector, caseId);
        await ChargeAsync(inspector, caseId);
        await RequestAsync(inspector);
        await ScheduleAsync(inspector);
        await ServeHearingNoticeAsync(inspector, officer);
        await HearAsync(supervisor, officer);
        await DecideAsync(officer);
        await ServeDecisionAsync(inspector);
        await AppealAsync(inspector);
        await TakeEffectAsync(inspector, supervisor);
        await PayTooLateAsync(inspector);

        (await BrokenAsync()).ShouldBeEmpty();
    }

    private async Task HoldAsync(Person inspector, Person supervisor, Guid caseId)
    {
        await inspector.GoAsync($"/cases/{caseId}");
        await inspector.ChooseAsync("Hold: ");
        await inspector.Page.Locator("textarea[name='Propose.InternalReason']").FillAsync("Nobody answered the notice.");
        await inspector.Page.Locator("textarea[name='Propose.PublicReason']").FillAsync("An unpaid wage judgment.");
        await PressAsync(inspector, "Propose the hold");
        await ApproveAsync(supervisor, null);
        (await Department.Units.ReadAsync(db => db.Cases.Select(c => c.Status).SingleAsync())).ShouldBe(CaseStatus.HoldActive);
    }

    /// <summary>Service without proof is none, and nothing was served tomorrow.</summary>
    private async Task WarnAsync(Person inspector, Guid caseId)
    {
        await inspector.GoAsync($"/cases/{caseId}");
        await ServeAsync(inspector, Today, "");
        await RefusedAsync(inspector);
        await inspector.LookAsync("case-warning-refused");
        await ServeAsync(inspector, Today.AddDays(1), Proof);
        await RefusedAsync(inspector);
        (await inspector.Page.Locator("textarea[name='Serve.Proof']").InputValueAsync()).ShouldBe(Proof);
        await ServeAsync(inspector, Today, Proof);
        await Department.PassAsync(20);
        await PublishAsync("balance.confirmed.v1", $$"""{ "amount": "18250.00", "asOf": "{{Today:yyyy-MM-dd}}" }""");
    }

    /// <summary>Charges say something, and the permit is as it was after them.</summary>
    private async Task ChargeAsync(Person inspector, Guid caseId)
    {
        await inspector.GoAsync($"/cases/{caseId}");
        await inspector.Page.Locator("input[name='Charge.ServedOn']").FillAsync($"{Today:yyyy-MM-dd}");
        await inspector.Page.Locator("select[name='Charge.Method']").SelectOptionAsync("InPerson");
        await inspector.Page.Locator("textarea[name='Charge.Proof']").FillAsync(Proof);
        await PressAsync(inspector, "Record service");
        await RefusedAsync(inspector);
        await inspector.LookAsync("case-charges-refused");
        await inspector.Page.Locator("textarea[name='Charge.Charges']").FillAsync("A final wage judgment has not been paid for three months.");
        await PressAsync(inspector, "Record service");
        _hearing = $"/hearings/{await Department.Units.ReadAsync(db => db.Hearings.Select(h => h.Id).SingleAsync())}";
        await inspector.GoAsync(_hearing);
        await inspector.LookAsync("hearing-charged");
        (await PermitAsync()).ShouldBe(PermitStatus.Active);
    }

    private async Task RequestAsync(Person inspector)
    {
        await FillAsync(inspector, "RequestForm.ReceivedOn", Today.AddDays(3));
        await inspector.Page.Locator("textarea[name='RequestForm.Text']").FillAsync("We want to be heard.");
        await PressAsync(inspector, "Record the request");
        await RefusedAsync(inspector);
        await FillAsync(inspector, "RequestForm.ReceivedOn", Today);
        await PressAsync(inspector, "Record the request");
    }

    /// <summary>No day that leaves too little time for its notice; the page says which days are lawful.</summary>
    private async Task ScheduleAsync(Person inspector)
    {
        await inspector.LookAsync("hearing-requested");
        await ScheduleAsync(inspector, Today.AddDays(5));
        await RefusedAsync(inspector);
        (await inspector.Page.Locator("input[name='Schedule.Place']").InputValueAsync()).ShouldBe("101 Grove St, room 300");
        await inspector.LookAsync("hearing-too-soon");
        await ScheduleAsync(inspector, Today.AddDays(12));
        (await HearingAsync()).Status.ShouldBe(HearingStatus.Scheduled);
    }

    /// <summary>Nobody is heard before the notice of the hearing was served.</summary>
    private async Task ServeHearingNoticeAsync(Person inspector, Person officer)
    {
        await officer.GoAsync(_hearing);
        await Assertions.Expect(officer.Page.GetByRole(AriaRole.Button, new() { Name = "Record the hearing" })).ToHaveCountAsync(0);
        await ServeAsync(inspector, Today, "");
        await RefusedAsync(inspector);
        await ServeAsync(inspector, Today, Proof);
        (await HearingAsync()).NoticeServedOn.ShouldBe(Today);
        await officer.GoAsync(_hearing);
        await officer.LookAsync("hearing-before-its-day");
        await Department.PassAsync(12);
    }

    /// <summary>The supervisor who approved the hold is a hearing officer too, and is told that another one must hear it.</summary>
    private async Task HearAsync(Person supervisor, Person officer)
    {
        await supervisor.GoAsync(_hearing);
        await Assertions.Expect(supervisor.Page.Locator("main")).ToContainTextAsync("You had an earlier role on this case");
        await Assertions.Expect(supervisor.Page.GetByRole(AriaRole.Button, new() { Name = "Record the hearing" })).ToHaveCountAsync(0);
        await supervisor.LookAsync("hearing-earlier-role");

        await officer.GoAsync("/");
        await officer.LookAsync("queue-hearing-officer");
        await officer.GoAsync(_hearing);
        await officer.Page.Locator("textarea[name='Conduct.Record']").FillAsync("The holder came and said that business is slow.");
        await PressAsync(officer, "Record the hearing");
        await RefusedAsync(officer);
        await officer.ChooseAsync("Yes – they were heard.");
        await PressAsync(officer, "Record the hearing");
        (await HearingAsync()).AwaitsDecision.ShouldBeTrue();
    }

    /// <summary>A decision has findings, and no effect on the day on which it is made.</summary>
    private async Task DecideAsync(Person officer)
    {
        await PublishAsync("balance.confirmed.v1", $$"""{ "amount": "18250.00", "asOf": "{{Today:yyyy-MM-dd}}" }""");
        await officer.GoAsync(_hearing);
        await officer.ChooseAsync("Revoke – ");
        await FillAsync(officer, "Decide.EffectiveOn", Today);
        await PressAsync(officer, "Record the decision");
        await RefusedAsync(officer);
        await officer.LookAsync("hearing-decide-refused");
        await officer.Page.Locator("textarea[name='Decide.Findings']").FillAsync("The judgment is final and unpaid; the holder had notice and was heard.");
        await PressAsync(officer, "Record the decision");
        await RefusedAsync(officer);
        await FillAsync(officer, "Decide.EffectiveOn", Today.AddDays(3));
        await PressAsync(officer, "Record the decision");
        await officer.LookAsync("hearing-decided");
        (await PermitAsync()).ShouldBe(PermitStatus.Active);
    }

    /// <summary>An order that nobody was served has no effect, however many days pass.</summary>
    private async Task ServeDecisionAsync(Person inspector)
    {
        await Department.PassAsync(4);
        (await PermitAsync()).ShouldBe(PermitStatus.Active);
        await inspector.GoAsync(_hearing);
        await ServeAsync(inspector, Today, "");
        await RefusedAsync(inspector);
        await ServeAsync(inspector, Today, Proof);
        await inspector.LookAsync("hearing-order-served");
        (await PermitAsync()).ShouldBe(PermitStatus.Active, "never on the day of service");
    }

    /// <summary>An appeal in time stays the order until the body has decided, and it says from when the order has effect.</summary>
    private async Task AppealAsync(Person inspector)
    {
        await inspector.Page.GetByText("The permittee appeals").ClickAsync();
        await FillAsync(inspector, "Appeal.On", Today.AddDays(5));
        await inspector.Page.Locator("textarea[name='Appeal.Text']").FillAsync("Appeal 26-014.");
        await PressAsync(inspector, "Record the appeal");
        await RefusedAsync(inspector);
        await FillAsync(inspector, "Appeal.On", Today);
        await PressAsync(inspector, "Record the appeal");
        await Department.PassAsync(10);
        (await PermitAsync()).ShouldBe(PermitStatus.Active, "an appeal stays the order");

        await PublishAsync("balance.confirmed.v1", $$"""{ "amount": "18250.00", "asOf": "{{Today:yyyy-MM-dd}}" }""");
        await inspector.GoAsync(_hearing);
        await inspector.LookAsync("hearing-appealed");
        await inspector.ChooseAsync("Upheld – the order stands.");
        await FillAsync(inspector, "OnAppeal.DecidedOn", Today);
        await inspector.Page.Locator("textarea[name='OnAppeal.Decision']").FillAsync("Decision 26-014.");
        await PressAsync(inspector, "Record the decision");
        await RefusedAsync(inspector);
        await FillAsync(inspector, "OnAppeal.EffectiveOn", Today.AddDays(2));
        await PressAsync(inspector, "Record the decision");
    }

    private async Task TakeEffectAsync(Person inspector, Person supervisor)
    {
        await Department.PassAsync(2);
        (await PermitAsync()).ShouldBe(PermitStatus.Revoked);
        await inspector.GoAsync("/permits/F-1001");
        await inspector.LookAsync("permit-revoked");
        await supervisor.GoAsync(_hearing);
        await supervisor.LookAsync("hearing-in-effect");
    }

    /// <summary>A revocation from which nobody can appeal any more is the end of the permit: what is paid then opens no door, a new permit does.</summary>
    private async Task PayTooLateAsync(Person inspector)
    {
        await PublishAsync("judgment.satisfied.v1", $$"""{ "on": "{{Today:yyyy-MM-dd}}" }""");
        await inspector.GoAsync(_hearing);
        await inspector.LookAsync("hearing-revocation-final");
        var closed = await Department.Units.ReadAsync(db => db.Cases.SingleAsync());
        (await PermitAsync(), closed.Status, closed.CloseCause).ShouldBe((PermitStatus.Revoked, CaseStatus.Closed, CloseCause.PermitRevoked));
    }

    private async Task ServeAsync(Person inspector, DateOnly on, string proof)
    {
        await FillAsync(inspector, "Serve.ServedOn", on);
        await inspector.Page.Locator("select[name='Serve.Method']").SelectOptionAsync("InPerson");
        await inspector.Page.Locator("textarea[name='Serve.Proof']").FillAsync(proof);
        await PressAsync(inspector, "Record service");
    }

    private async Task ScheduleAsync(Person inspector, DateOnly day)
    {
        await FillAsync(inspector, "Schedule.Day", day);
        await inspector.Page.Locator("input[name='Schedule.At']").FillAsync("13:00");
        await inspector.Page.Locator("input[name='Schedule.Place']").FillAsync("101 Grove St, room 300");
        if (!await inspector.Page.Locator("input[name='Schedule.Special'][type=checkbox]").IsCheckedAsync())
            await inspector.ChooseAsync("A special hearing, not on a regular day");
        await PressAsync(inspector, "Schedule the hearing");
    }

    private static Task FillAsync(Person person, string field, DateOnly day) => person.Page.Locator($"input[name='{field}']").FillAsync($"{day:yyyy-MM-dd}");

    private Task<PermitStatus> PermitAsync() => Department.Units.ReadAsync(db => db.Permits.Where(p => p.Number == "F-1001").Select(p => p.Status).SingleAsync());

    private Task<Hearing> HearingAsync() => Department.Units.ReadAsync(db => db.Hearings.SingleAsync());
}
