using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WageTheftPermits.Application.Notices;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.IntegrationTests.Enforcement;

namespace WageTheftPermits.IntegrationTests.Notices;

public class When_a_letter_goes_by_mail
{
    private const string Consent = "Signed the consent of 3 January.";

    private static async Task<(EnforcementFlow Flow, Guid Letter)> WithLetterAsync(MailSettings settings)
    {
        var flow = await EnforcementFlow.StartAsync(services => services.AddSingleton(settings));
        await flow.IssueAsync();
        await flow.ConfirmMatchAsync();
        await flow.BecomeFinalAsync();
        await flow.ConfirmBalanceAsync();
        return (flow, await flow.FinalLetterAsync());
    }

    private static Task MailAsync(EnforcementFlow flow, Guid letter, string address = "owner@example.test", string consent = Consent) =>
        flow.Service.Units.RunAsync(EnforcementFlow.Inspector, unit => MailLetter.HandleAsync(unit, flow.Service.Services.GetRequiredService<MailSettings>(), new(letter, address, consent)));

    private static Task<bool> SendNextAsync(EnforcementFlow flow) => flow.Service.Services.GetRequiredService<LetterMails>().SendNextAsync(default);

    private static Task<LetterMail> LastAsync(EnforcementFlow flow) => flow.Service.ReadAsync(db => db.LetterMails.OrderByDescending(m => m.RequestedAt).FirstAsync());

    private static async Task RefusedAsync(string rule, Func<Task> act) => (await Should.ThrowAsync<RuleViolation>(act)).Rule.ShouldBe(rule);

    [Fact]
    public async Task The_mail_server_gets_the_pdf_once_and_what_it_took_stands_on_the_letter()
    {
        await using var server = await MailServer.StartAsync();
        var (flow, letter) = await WithLetterAsync(new() { Host = "127.0.0.1", Port = server.Port, From = "permits@department.test" });
        await using var service = flow.Service;

        await RefusedAsync("letter.address", () => MailAsync(flow, letter, "owner@example.test, other@example.test"));
        await RefusedAsync("letter.address", () => MailAsync(flow, letter, "owner@example.test\r\nBcc: x@example.test"));
        await RefusedAsync("letter.consent", () => MailAsync(flow, letter, consent: " "));
        await MailAsync(flow, letter);
        await RefusedAsync("letter.mailed", () => MailAsync(flow, letter));
        (await SendNextAsync(flow)).ShouldBeTrue();
        (await SendNextAsync(flow)).ShouldBeFalse();

        var number = await service.ReadAsync(db => db.Letters.Select(l => l.Number).SingleAsync());
        var taken = server.Taken.ShouldHaveSingleItem();
        taken.ShouldSatisfyAllConditions(m => m.ShouldContain("X-RcptTo: owner@example.test"), m => m.ShouldContain($"name={number}.pdf"),
            m => m.ShouldContain(Convert.ToBase64String("%PDF-1.7"u8)), m => m.ShouldContain("Notice of an unpaid wage judgment"));
        (await LastAsync(flow)).SentAt.ShouldNotBeNull();
        (await service.ReadAsync(db => db.AuditEntries.CountAsync(e => e.Action == "letter e-mail sent"))).ShouldBe(1);
    }

    [Fact]
    public async Task Where_the_server_is_away_it_is_tried_ever_later_and_then_given_up_which_stands_on_the_letter()
    {
        var (flow, letter) = await WithLetterAsync(new() { Host = "127.0.0.1", Port = MailServer.FreePort(), From = "permits@department.test" });
        await using var service = flow.Service;
        await MailAsync(flow, letter);
        for (var attempt = 1; attempt <= LetterMail.MostAttempts; attempt++)
        {
            (await SendNextAsync(flow)).ShouldBeTrue();
            (await SendNextAsync(flow)).ShouldBeFalse("it is not tried again at once");
            (await LastAsync(flow)).Attempts.ShouldBe(attempt);
            service.Clock.Advance(TimeSpan.FromHours(1));
        }
        var mail = await LastAsync(flow);
        (mail.WasGivenUp, mail.SentAt).ShouldBe((true, null));
        mail.LastError.ShouldNotBeNullOrEmpty();
        (await service.ReadAsync(db => db.AuditEntries.CountAsync(e => e.Action == "letter e-mail failed"))).ShouldBe(1);
        // A person may try again.
        await MailAsync(flow, letter);
        (await LastAsync(flow)).Attempts.ShouldBe(0);
    }

    [Fact]
    public async Task Without_a_mail_server_nothing_is_sent_and_whoever_asks_is_told()
    {
        var (flow, letter) = await WithLetterAsync(new());
        await using var service = flow.Service;
        (await Should.ThrowAsync<RuleViolation>(() => MailAsync(flow, letter))).Message.ShouldContain("Mail__Host");
        (await SendNextAsync(flow)).ShouldBeFalse();
    }
}
