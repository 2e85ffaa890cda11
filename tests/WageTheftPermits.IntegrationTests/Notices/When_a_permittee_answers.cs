using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Notices;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.IntegrationTests.Enforcement;
using WageTheftPermits.IntegrationTests.Pages;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.IntegrationTests.Notices;

public class When_a_permittee_answers
{
    private static readonly byte[] s_pdf = "%PDF-1.7\n1 0 obj\n%%EOF\n"u8.ToArray();

    /// <summary>A case that asks for its notice, with a letter that is final.</summary>
    private static async Task<(EnforcementFlow Flow, Letter Letter)> WithLetterAsync(string language = "en")
    {
        var flow = await EnforcementFlow.StartAsync();
        await flow.IssueAsync();
        await flow.OpenRenewalAsync();
        await flow.ConfirmMatchAsync();
        await flow.BecomeFinalAsync();
        await flow.ConfirmBalanceAsync("18250.40");
        var id = await flow.FinalLetterAsync(language: language);
        return (flow, await flow.Service.ReadAsync(db => db.Letters.SingleAsync(l => l.Id == id)));
    }

    private static string CodeOf(Letter letter) => letter.Values["answer.code"];

    private static async Task ServeAsync(EnforcementFlow flow, Guid letter)
    {
        var task = await flow.TaskAsync(ServeNotice.Task);
        await flow.Service.Units.RunAsync(EnforcementFlow.Inspector, unit => ServeNotice.HandleAsync(unit, new(task, flow.CaseId, flow.Today, ServiceMethod.Mail, "Certificate of mailing.", letter)));
        await flow.SettleAsync();
    }

    private static async Task<Shown> TypeAsync(Visitor permittee, string code)
    {
        var token = Regex.Match((await permittee.OpenAsync("/permittee")).Html, "__RequestVerificationToken\"[^>]*value=\"([^\"]*)\"").Groups[1].Value;
        return await permittee.PostAsync("/permittee", new() { ["__RequestVerificationToken"] = token, ["lang"] = "en" }, ("code", code));
    }

    [Fact]
    public async Task The_letter_names_the_page_and_its_code_opens_that_case_and_no_more()
    {
        var (flow, letter) = await WithLetterAsync();
        await using var service = flow.Service;
        letter.Body.ShouldContain("https://permits.example.test/permittee");
        letter.Body.ShouldContain(CodeOf(letter));
        (await service.ReadAsync(db => db.LetterCodes.SingleAsync())).Digest.ShouldBe(AnswerCode.DigestOf(CodeOf(letter)));
        await ServeAsync(flow, letter.Id);
        using var permittee = new Visitor(service.CreateClient());
        (await permittee.OpenAsync("/permittee/case")).Words.ShouldContain("Type the code from your letter");

        var page = await TypeAsync(permittee, CodeOf(letter).ToLowerInvariant().Replace("-", " "));
        page.Path.ShouldStartWith("/permittee/case");
        foreach (var shown in (string[])["State labor commissioner", "26-0001", "$18,250.40", "F-1001", "Last day to answer:", "First notice, English (PDF)", "Pay State labor commissioner, not this department"])
            page.Words.ShouldContain(shown);
        foreach (var hidden in (string[])["ines.inspector", "Same owner on the lease", "%", "Marit Solberg", "4321"])
            page.Words.ShouldNotContain(hidden);
        (await permittee.OpenAsync("/permittee/case?lang=es")).Words.ShouldContain("Último día para responder:");
        var chinese = await permittee.OpenAsync("/permittee/case?lang=zh-Hant");
        chinese.Words.ShouldContain("最後答覆日");
        chinese.Html.ShouldContain("<html lang=\"zh-Hant\">");

        using var pdf = await permittee.GetAsync($"/permittee/case?handler=Letter&number={letter.Number}");
        (await pdf.Content.ReadAsByteArrayAsync()).ShouldBe("%PDF-1.7"u8.ToArray());
        (await permittee.GetAsync("/permittee/case?handler=Letter&number=L-2026-99999")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await permittee.OpenAsync($"/cases/{flow.CaseId}")).Path.ShouldContain("/account/sign-in");
        (await service.ReadAsync(db => db.AuditEntries.CountAsync(e => e.Action == "permittee's page opened" && e.Actor.StartsWith("permittee:EC-")))).ShouldBe(1);
        var (close, fields) = page.Form("handler=Close");
        await permittee.PostAsync(close, fields);
        (await permittee.OpenAsync("/permittee/case")).Words.ShouldContain("The page is closed.");
    }

    [Fact]
    public async Task An_answer_gets_a_receipt_and_nothing_adverse_is_done_before_an_inspector_has_read_it()
    {
        var (flow, letter) = await WithLetterAsync();
        await using var service = flow.Service;
        await ServeAsync(flow, letter.Id);
        await flow.PassAsync(26);
        await flow.ConfirmBalanceAsync("18250.40");
        var task = await flow.TaskAsync(ProposeHold.Task);
        using var permittee = new Visitor(service.CreateClient());
        using var inspector = await Visitor.SignInAsync(service, "ines.inspector", Roles.Inspector);
        var page = await TypeAsync(permittee, CodeOf(letter));
        var (action, hidden) = page.Form("handler=Answer");

        var refused = await permittee.SendFileAsync(action, hidden, "file", "x.pdf", "<html>"u8.ToArray(), ("kind", "Paid"), ("text", "We paid <in> March."));
        refused.Words.ShouldContain("The file is neither a PDF nor a PNG or JPEG picture.");
        refused.Html.ShouldContain("We paid &lt;in&gt; March.</textarea>");
        var received = await permittee.SendFileAsync(action, hidden, "file", "check.pdf", s_pdf, ("kind", "Paid"), ("text", "We paid <in> March."));
        var answer = await service.ReadAsync(db => db.Answers.SingleAsync());
        received.Words.ShouldContain($"Your receipt: {answer.Number}.");
        (await permittee.SendFileAsync(action, hidden, "file", "check.pdf", s_pdf, ("kind", "Paid"), ("text", "Again."))).Words.ShouldContain("This was sent already");
        (answer.Kind, answer.Text, (await service.ReadAsync(db => db.Documents.SingleAsync())).EnteredBy[..10]).ShouldBe((AnswerKind.Paid, "We paid <in> March.", "permittee:"));

        (await inspector.OpenAsync("/")).Words.ShouldContain("Read the permittee's answer");
        var casePage = await inspector.OpenAsync($"/cases/{flow.CaseId}");
        casePage.Words.ShouldContain("We paid <in> March.");
        casePage.Words.ShouldContain($"nobody has read it yet: {answer.Number}");
        (await service.ReadAsync(db => db.WorkflowTasks.CountAsync(t => t.Status == "open" && t.Name == ProposeHold.Task))).ShouldBe(0, "nobody is asked to propose a hold meanwhile");
        (await Should.ThrowAsync<RuleViolation>(() => service.Units.RunAsync(EnforcementFlow.Inspector, unit => ProposeHold.HandleAsync(unit,
            new(task, flow.CaseId, HoldSeverity.Hold, "No answer.", "An unpaid wage judgment."))))).Rule.ShouldBe("eligibility.answers-read");

        var (read, form) = casePage.Form("handler=Answer");
        (await inspector.PostAsync(read, form, ("Reading.Finding", ""))).Words.ShouldContain("Say what you make of the answer");
        (await inspector.PostAsync(read, form, ("Reading.Finding", "The agency says that the check was not honored."))).Words.ShouldContain("you have read the answer");
        (await permittee.OpenAsync("/permittee/case")).Words.ShouldNotContain("not read yet");
        await flow.ProposeAsync();
        (await Should.ThrowAsync<RuleViolation>(() => service.Units.RunAsync(EnforcementFlow.Inspector, unit => ReadAnswer.HandleAsync(unit, new(answer.Id, "Twice."))))).Rule.ShouldBe("answer.read");
        await StaysAsync(service);
    }

    private static async Task StaysAsync(TestService service)
    {
        await using var connection = new NpgsqlConnection(service.OwnerConnectionString);
        await connection.OpenAsync();
        foreach (var sql in (string[])["UPDATE answers SET text = 'another'", "UPDATE answers SET finding = 'another'", "DELETE FROM answers"])
        {
            await using var command = new NpgsqlCommand(sql, connection);
            (await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).ConstraintName.ShouldBe("answers_stay", sql);
        }
    }

    [Fact]
    public async Task The_database_too_refuses_a_hold_over_an_answer_that_nobody_has_read()
    {
        var (flow, letter) = await WithLetterAsync();
        await using var service = flow.Service;
        await ServeAsync(flow, letter.Id);
        await flow.PassAsync(26);
        await flow.ConfirmBalanceAsync("18250.40");
        await flow.ProposeAsync();
        var reference = (await flow.CaseAsync()).Reference;
        await service.Units.RunAsync(Actor.Permittee(reference), unit => AnswerNotice.HandleAsync(unit, new(letter.Id, AnswerKind.NotUs, "Another business of that name.", "", [])));
        (await Should.ThrowAsync<RuleViolation>(() => flow.DecideAsync(HoldDecision.Approve))).Rule.ShouldBe("eligibility.answers-read");
        await using var connection = new NpgsqlConnection(service.OwnerConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("UPDATE holds SET status = 'in-force', decided_by = 'sam', decided_at = now()", connection);
        (await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).ConstraintName.ShouldBe("holds_answers_read");
    }

    [Fact]
    public async Task A_wrong_code_one_of_a_draft_and_one_that_ended_are_answered_alike_and_many_lock_the_address_out()
    {
        var (flow, letter) = await WithLetterAsync();
        await using var service = flow.Service;
        var templates = service.Services.GetRequiredService<LetterTemplates>();
        var draft = await service.Units.RunAsync(EnforcementFlow.Inspector, unit => PrepareLetter.HandleAsync(unit, templates, new(flow.CaseId, LetterKinds.FirstNotice, "es", flow.Today, ServiceMethod.Mail)));
        CodeOf(draft).ShouldNotBe(CodeOf(letter));
        using var stranger = new Visitor(service.CreateClient());
        async Task<string> AnswerAsync(string code) => (await TypeAsync(stranger, code)).Words;
        var wrong = await AnswerAsync("7K2M-9QXV-03TB");
        wrong.ShouldContain("We know no such code");
        (await AnswerAsync(CodeOf(draft))).ShouldBe(wrong);
        (await AnswerAsync("")).ShouldBe(wrong);
        using (var permittee = new Visitor(service.CreateClient()))
        {
            (await TypeAsync(permittee, CodeOf(letter))).Path.ShouldStartWith("/permittee/case");
            await service.Units.RunAsync(EnforcementFlow.Inspector, unit => DiscardLetter.HandleAsync(unit, new(letter.Id, "The address is wrong.")));
            (await permittee.OpenAsync("/permittee/case")).Words.ShouldContain("The page is closed.");
        }
        (await AnswerAsync(CodeOf(letter))).ShouldBe(wrong);
        for (var i = 4; i < PermitteeAccess.WrongCodes; i++)
            (await AnswerAsync($"wrong {i}")).ShouldBe(wrong);
        (await AnswerAsync("once more")).ShouldContain("Too many wrong codes");
        var next = await flow.FinalLetterAsync();
        (await AnswerAsync(CodeOf(await service.ReadAsync(db => db.Letters.SingleAsync(l => l.Id == next))))).ShouldContain("Too many wrong codes");
        (await stranger.PostAsync("/permittee", [], ("code", "x"))).Status.ShouldBe(HttpStatusCode.BadRequest, "a form of another site");
    }

    [Fact]
    public async Task Charged_the_permittee_asks_for_a_hearing_once_even_from_two_sides_and_a_code_ends_after_the_case()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        var hearings = await HearingFlow.WarnedAsync(flow);
        var id = await flow.FinalLetterAsync(LetterKinds.NoticeOfCharges, method: ServiceMethod.InPerson);
        await hearings.ChargeAsync();
        var letter = await service.ReadAsync(db => db.Letters.SingleAsync(l => l.Id == id));
        using var permittee = new Visitor(service.CreateClient());
        var page = await TypeAsync(permittee, CodeOf(letter));
        page.Words.ShouldContain("Last day to ask for a hearing:");
        var (action, hidden) = page.Form("handler=Hearing");
        var twice = await Task.WhenAll(
            permittee.PostAsync(action, hidden, ("text", "We want to be heard.")),
            permittee.PostAsync(action, new(hidden) { ["formId"] = $"{Guid.NewGuid()}" }, ("text", "We want to be heard, too.")));
        twice.Count(shown => shown.Words.Contains("Your receipt:", StringComparison.Ordinal)).ShouldBe(1);
        await flow.SettleAsync();
        var hearing = await hearings.HearingAsync();
        (hearing.Status, hearing.RequestedOn).ShouldBe((HearingStatus.Requested, flow.Today));
        (await service.ReadAsync(db => db.Answers.SingleAsync())).Text.ShouldBe(hearing.RequestText);
        await flow.TaskAsync(Application.Hearings.ScheduleHearing.Task);
        (await service.ReadAsync(db => db.AuditEntries.SingleAsync(e => e.Action == "hearing asked for"))).Actor.ShouldStartWith("permittee:EC-");

        await flow.SendAsync("judgment.satisfied.v1", new { on = flow.Today });
        (await permittee.OpenAsync("/permittee/case")).Words.ShouldContain("The case is closed.");
        service.Clock.Advance(TimeSpan.FromDays(OpenedLetter.DaysAfterClosing + 1));
        (await permittee.OpenAsync("/permittee/case")).Words.ShouldContain("The page is closed.");
    }
}
