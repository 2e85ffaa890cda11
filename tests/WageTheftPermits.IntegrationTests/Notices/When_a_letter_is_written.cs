using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Notices;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.IntegrationTests.Enforcement;
using WageTheftPermits.IntegrationTests.Pages;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.IntegrationTests.Notices;

public class When_a_letter_is_written
{
    /// <summary>A case that asks for its notice.</summary>
    private static async Task<EnforcementFlow> BeforeNoticeAsync()
    {
        var flow = await EnforcementFlow.StartAsync();
        await flow.IssueAsync();
        await flow.OpenRenewalAsync();
        await flow.ConfirmMatchAsync();
        await flow.BecomeFinalAsync();
        await flow.ConfirmBalanceAsync("18250.40");
        return flow;
    }

    private static Task<Letter> LetterAsync(EnforcementFlow flow, Guid id) => flow.Service.ReadAsync(db => db.Letters.SingleAsync(l => l.Id == id));

    private static async Task ServeAsync(EnforcementFlow flow, Guid letter, params Guid[] copies)
    {
        var task = await flow.TaskAsync(ServeNotice.Task);
        await flow.Service.Units.RunAsync(EnforcementFlow.Inspector, unit => ServeNotice.HandleAsync(unit, new(task, flow.CaseId, flow.Today, ServiceMethod.Mail, "Certificate of mailing.", letter, copies)));
        await flow.SettleAsync();
    }

    private static async Task RefusedAsync(string rule, Func<Task> act) => (await Should.ThrowAsync<RuleViolation>(act)).Rule.ShouldBe(rule);

    [Fact]
    public async Task On_pages_it_is_prepared_read_made_final_by_a_browser_and_served_as_it_was_read()
    {
        var flow = await BeforeNoticeAsync();
        await using var service = flow.Service;
        using var inspector = await Visitor.SignInAsync(service, "ines.inspector", Roles.Inspector);
        using var auditor = await Visitor.SignInAsync(service, "otto.auditor", Roles.Auditor);

        var casePage = await inspector.OpenAsync($"/cases/{flow.CaseId}");
        casePage.Offers("Serve").ShouldBeFalse();
        casePage.Words.ShouldContain("The notice is a letter: prepare it");
        (await auditor.OpenAsync($"/letters/prepare/{flow.CaseId}")).Status.ShouldBe(HttpStatusCode.Forbidden);
        var (action, fields) = (await inspector.OpenAsync($"/letters/prepare/{flow.CaseId}")).Form($"/letters/prepare/{flow.CaseId}");
        var drafted = await inspector.PostAsync(action, fields, ("Input.Kind", LetterKinds.FirstNotice), ("Input.Language", "en"), ("Input.ServeOn", $"{flow.Today:yyyy-MM-dd}"), ("Input.Method", "Mail"));
        drafted.Words.ShouldContain("The letter is drafted.");
        var read = await inspector.OpenAsync($"{drafted.Path}?handler=Read");
        read.Words.ShouldContain("Blue Heron Foods LLC");
        read.Words.ShouldContain("$18,250.40");
        read.Html.ShouldContain("12 Alder St<br>Ste 4<br>San Francisco, CA 94102");
        (await inspector.OpenAsync($"{drafted.Path}?handler=Pdf")).Status.ShouldBe(HttpStatusCode.NotFound);

        var (final, hidden) = drafted.Form("handler=Final");
        var done = await inspector.PostAsync(final, hidden);
        done.Words.ShouldContain("The letter is final.");
        var document = await service.ReadAsync(db => db.LetterDocuments.SingleAsync());
        document.Html.ShouldBe(read.Html);
        (await Pdf.TextAsync(document.Pdf)).ShouldContain("$18,250.40");

        var (serve, form) = (await inspector.OpenAsync($"/cases/{flow.CaseId}")).Form("handler=Serve");
        (string, string)[] typed = [("Serve.ServedOn", $"{flow.Today:yyyy-MM-dd}"), ("Serve.Method", "Mail"), ("Serve.Proof", "Certificate of mailing.")];
        (await inspector.PostAsync(serve, form, typed)).Words.ShouldContain("Choose the letter that was served.");
        (await inspector.PostAsync(serve, form, [.. typed, ("Serve.LetterId", $"{document.LetterId}")])).Words.ShouldContain("The service of the notice is recorded");
        var letter = await LetterAsync(flow, document.LetterId);
        var notice = await service.ReadAsync(db => db.Notices.SingleAsync());
        (letter.Status, letter.NoticeId, letter.RespondBy).ShouldBe((LetterStatus.Served, notice.Id, notice.RespondBy));
        (await flow.CaseAsync()).Status.ShouldBe(CaseStatus.Noticed);
    }

    [Fact]
    public async Task A_translation_is_served_alone_only_when_certified_and_says_on_its_face_which_it_is()
    {
        var flow = await BeforeNoticeAsync();
        await using var service = flow.Service;
        var plain = await flow.FinalLetterAsync(language: "es");
        await RefusedAsync("letter.uncertified", () => ServeAsync(flow, plain));
        (await flow.CaseAsync()).Status.ShouldNotBe(CaseStatus.Noticed, "nothing of a refused service stays");
        LetterPage.Of(await LetterAsync(flow, plain)).ShouldContain("Traducción de cortesía. No está certificada");

        var templates = service.Services.GetRequiredService<LetterTemplates>();
        var draft = await service.Units.RunAsync(EnforcementFlow.Inspector, unit => PrepareLetter.HandleAsync(unit, templates, new(flow.CaseId, LetterKinds.FirstNotice, "zh-Hant", flow.Today, ServiceMethod.Mail)));
        await service.Units.RunAsync(EnforcementFlow.Supervisor, unit => CertifyTranslation.HandleAsync(unit, new(draft.Id, "Translated by <a certified> translator.")));
        LetterPage.Of(await LetterAsync(flow, draft.Id)).ShouldContain("經認證的譯文： Translated by &lt;a certified&gt; translator.");
        await flow.MakeFinalAsync(draft.Id);
        await ServeAsync(flow, draft.Id, plain);
        (await service.ReadAsync(db => db.Letters.CountAsync(l => l.Status == LetterStatus.Served && l.NoticeId != null))).ShouldBe(2);
    }

    [Fact]
    public async Task What_a_final_letter_says_cannot_be_changed_even_in_the_database()
    {
        var flow = await BeforeNoticeAsync();
        await using var service = flow.Service;
        var id = await flow.FinalLetterAsync();
        await using var connection = new NpgsqlConnection(service.OwnerConnectionString);
        await connection.OpenAsync();
        foreach (var (sql, constraint) in new[]
        {
            ("UPDATE letters SET body = 'other'", "letters_stay"), ("UPDATE letters SET \"values\" = '{}'", "letters_stay"), ("UPDATE letters SET respond_by = NULL", "letters_stay"), ("DELETE FROM letters", "letters_stay"),
            ("UPDATE letter_documents SET pdf = '%PDF-2.0'", "letter_documents_stay"), ("DELETE FROM letter_documents", "letter_documents_stay"),
        })
        {
            await using var command = new NpgsqlCommand(sql, connection);
            (await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).ConstraintName.ShouldBe(constraint, sql);
        }
        await service.Units.RunAsync(EnforcementFlow.Inspector, unit => DiscardLetter.HandleAsync(unit, new(id, "The address is wrong.")));
        (await LetterAsync(flow, id)).Status.ShouldBe(LetterStatus.Discarded);
    }

    [Fact]
    public async Task A_draft_that_is_not_true_any_more_is_not_made_final()
    {
        var flow = await BeforeNoticeAsync();
        await using var service = flow.Service;
        var templates = service.Services.GetRequiredService<LetterTemplates>();
        var draft = await service.Units.RunAsync(EnforcementFlow.Inspector, unit => PrepareLetter.HandleAsync(unit, templates, new(flow.CaseId, LetterKinds.FirstNotice, "en", flow.Today, ServiceMethod.Mail)));
        await RefusedAsync("letter.changed", () => service.Units.RunAsync(EnforcementFlow.Inspector, unit => MakeLetterFinal.HandleAsync(unit, templates, new(draft.Id, new("<p>another page</p>", "%PDF-1.7"u8.ToArray())))));
        await flow.ConfirmBalanceAsync("18000.40");
        var refused = await Should.ThrowAsync<RuleViolation>(() => flow.MakeFinalAsync(draft.Id));
        refused.Rule.ShouldBe("letter.outdated");
        refused.Message.ShouldContain("owed.amount");
        (await LetterAsync(flow, draft.Id)).Status.ShouldBe(LetterStatus.Draft);
    }

    [Fact]
    public async Task A_letter_that_states_what_is_not_known_yet_or_a_day_that_is_over_is_not_prepared()
    {
        var flow = await BeforeNoticeAsync();
        await using var service = flow.Service;
        var templates = service.Services.GetRequiredService<LetterTemplates>();
        Task PrepareAsync(string kind, string language, DateOnly on) => service.Units.RunAsync(EnforcementFlow.Inspector, unit => PrepareLetter.HandleAsync(unit, templates, new(flow.CaseId, kind, language, on, ServiceMethod.Mail)));
        await RefusedAsync("letter.value", () => PrepareAsync(LetterKinds.Decision, "en", flow.Today));
        await RefusedAsync("letter.template", () => PrepareAsync(LetterKinds.FirstNotice, "vi", flow.Today));
        await RefusedAsync("letter.serve-on", () => PrepareAsync(LetterKinds.FirstNotice, "en", flow.Today.AddDays(-1)));
        (await service.ReadAsync(db => db.Letters.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task A_letter_that_comes_back_lifts_what_rested_on_it_and_the_case_begins_again()
    {
        var flow = await BeforeNoticeAsync();
        await using var service = flow.Service;
        var letter = await flow.FinalLetterAsync();
        await ServeAsync(flow, letter);
        // By mail there are five days more to answer.
        await flow.PassAsync(26);
        await flow.ProposeAsync();
        await flow.DecideAsync(HoldDecision.Approve);
        await flow.ConfirmBalanceAsync();

        await service.Units.RunAsync(EnforcementFlow.Inspector, unit => RecordReturnedLetter.HandleAsync(unit, new(letter, flow.Today, "Moved, left no address.")));
        await flow.SettleAsync();
        (await flow.LastHoldAsync()).Status.ShouldBe(HoldStatus.Lifted);
        (await LetterAsync(flow, letter)).Status.ShouldBe(LetterStatus.Returned);
        // It begins again: somebody is asked for a notice, which is a new letter.
        await flow.TaskAsync(ServeNotice.Task);
        await ServeAsync(flow, await flow.FinalLetterAsync());
        (await flow.CaseAsync()).Status.ShouldBe(CaseStatus.Noticed);
        await RefusedAsync("letter.transition", () => service.Units.RunAsync(EnforcementFlow.Inspector, unit => RecordReturnedLetter.HandleAsync(unit, new(letter, flow.Today, "Once more."))));
    }

    [Fact]
    public async Task What_is_to_be_mailed_is_one_pdf_and_a_list_of_addresses_that_no_spreadsheet_runs()
    {
        var flow = await BeforeNoticeAsync();
        await using var service = flow.Service;
        using var inspector = await Visitor.SignInAsync(service, "ines.inspector", Roles.Inspector);
        (await inspector.OpenAsync("/letters")).Words.ShouldContain("No letter waits to be served");
        await service.Units.RunAsync(Actor.System("test"), unit => unit.Db.Database.ExecuteSqlAsync($"UPDATE permits SET trade_name = '=HYPERLINK(\"http://x\")'"));
        foreach (var (language, method) in new[] { ("en", ServiceMethod.Mail), ("es", ServiceMethod.Mail), ("en", ServiceMethod.InPerson) })
            await flow.FinalLetterAsync(language: language, method: method);

        var batch = await service.ReadAsync(db => MailBatch.ReadAsync(db, default));
        batch.Letters.Select(letter => letter.Language).ShouldBe(["en", "es"]);
        Encoding.UTF8.GetString(batch.ToAddressList()).ShouldContain(",Blue Heron Foods LLC,\"'=HYPERLINK(\"\"http://x\"\")\",\"12 Alder St, Ste 4, San Francisco, CA 94102\"");
        var list = await inspector.OpenAsync("/letters");
        list.Words.ShouldContain("goes along only: not certified");
        (await inspector.OpenAsync("/letters?handler=Addresses")).Status.ShouldBe(HttpStatusCode.OK);

        // What is in the database here is no real PDF: the page says so and does not fail.
        (await inspector.OpenAsync("/letters?handler=Print")).Words.ShouldContain("pdfinfo failed");
    }
}
