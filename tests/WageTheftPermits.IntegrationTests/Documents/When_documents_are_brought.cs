using System.Net;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using WageTheftPermits.Domain.Documents;
using WageTheftPermits.IntegrationTests.Enforcement;
using WageTheftPermits.IntegrationTests.Pages;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.IntegrationTests.Documents;

public class When_documents_are_brought
{
    private static readonly byte[] s_pdf = "%PDF-1.7\n1 0 obj\n%%EOF\n"u8.ToArray();

    private static async Task<EnforcementFlow> CaseAsync()
    {
        var flow = await EnforcementFlow.StartAsync();
        await flow.IssueAsync();
        await flow.OpenRenewalAsync();
        await flow.ConfirmMatchAsync();
        return flow;
    }

    [Fact]
    public async Task An_inspector_adds_one_everybody_who_sees_the_case_takes_it_out_and_each_time_is_noted()
    {
        var flow = await CaseAsync();
        await using var service = flow.Service;
        using var inspector = await Visitor.SignInAsync(service, "ines.inspector", Roles.Inspector);
        using var auditor = await Visitor.SignInAsync(service, "otto.auditor", Roles.Auditor);
        var (action, hidden) = (await inspector.OpenAsync($"/cases/{flow.CaseId}")).Form("handler=Document");

        var added = await inspector.SendFileAsync(action, hidden, "Document.File", "..\\Lease\u202Efdp.html", s_pdf, ("Document.About", "Lease of 2024"), ("Document.Source", "Permittee"));
        added.Words.ShouldContain("The document is added.");
        added.Words.ShouldContain("Lease of 2024");
        (await inspector.SendFileAsync(action, hidden, "Document.File", "lease.pdf", s_pdf, ("Document.About", "Lease of 2024"), ("Document.Source", "Permittee"))).Words.ShouldContain("This was already recorded.");

        var document = await service.ReadAsync(db => db.Documents.SingleAsync());
        (document.FileName, document.MediaType, document.Size, document.Source, document.EnteredBy).ShouldBe(("Leasefdp.html.pdf", "application/pdf", s_pdf.Length, DocumentSource.Permittee, "ines.inspector"));

        using var file = await auditor.GetAsync($"/documents/{document.Id}?handler=File");
        (await file.Content.ReadAsByteArrayAsync()).ShouldBe(s_pdf);
        file.Content.Headers.ContentType!.MediaType.ShouldBe("application/pdf");
        file.Content.Headers.ContentDisposition!.ToString().ShouldStartWith("attachment;");
        file.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        file.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("sandbox");
        (await auditor.OpenAsync($"/documents/{document.Id}")).Words.ShouldContain("was taken out.");
        (await service.ReadAsync(db => db.AuditEntries.Where(e => e.Subjects.Contains($"document:{document.Id}")).OrderBy(e => e.Id).Select(e => e.Action + " " + e.Actor).ToListAsync()))
            .ShouldBe(["document added ines.inspector", "document read otto.auditor"]);
    }

    [Fact]
    public async Task What_is_refused_says_why_and_keeps_what_was_typed_and_a_stranger_gets_nothing()
    {
        var flow = await CaseAsync();
        await using var service = flow.Service;
        using var inspector = await Visitor.SignInAsync(service, "ines.inspector", Roles.Inspector);
        using var auditor = await Visitor.SignInAsync(service, "otto.auditor", Roles.Auditor);
        using var stranger = new PageReader(service.CreateClient());
        var (action, hidden) = (await inspector.OpenAsync($"/cases/{flow.CaseId}")).Form("handler=Document");

        var refused = await inspector.SendFileAsync(action, hidden, "Document.File", "proof.pdf", "<html><script>1</script>"u8.ToArray(), ("Document.About", "Proof of payment"), ("Document.Source", "Department"));
        refused.Words.ShouldContain("The file is neither a PDF nor a PNG or JPEG picture, whatever its name says.");
        refused.Html.ShouldContain("value=\"Proof of payment\"");
        (await inspector.SendFileAsync(action, hidden, "Document.File", "big.pdf", [.. "%PDF-"u8, .. new byte[DocumentFile.MostBytes], .. "%%EOF"u8], ("Document.About", "Big"), ("Document.Source", "Department")))
            .Words.ShouldContain("The file is larger than 10 MB.");
        (await inspector.PostAsync(action, hidden, ("Document.About", "Nothing"))).Words.ShouldContain("Choose the file.");
        (await service.ReadAsync(db => db.Documents.CountAsync())).ShouldBe(0);

        (await auditor.OpenAsync($"/cases/{flow.CaseId}")).Offers("Document").ShouldBeFalse();
        (await inspector.SendFileAsync(action, hidden, "Document.File", "proof.pdf", s_pdf, ("Document.About", "Proof"), ("Document.Source", "Department"))).Words.ShouldContain("The document is added.");
        var id = await service.ReadAsync(db => db.Documents.Select(d => d.Id).SingleAsync());
        (await stranger.GetAsync($"/documents/{id}?handler=File")).Headers.Location!.ToString().ShouldContain("/account/sign-in");
    }

    [Fact]
    public async Task It_stays_as_it_was_brought_even_for_the_owner_of_the_database()
    {
        var flow = await CaseAsync();
        await using var service = flow.Service;
        using var inspector = await Visitor.SignInAsync(service, "ines.inspector", Roles.Inspector);
        var (action, hidden) = (await inspector.OpenAsync($"/cases/{flow.CaseId}")).Form("handler=Document");
        await inspector.SendFileAsync(action, hidden, "Document.File", "lease.pdf", s_pdf, ("Document.About", "Lease"), ("Document.Source", "Department"));

        await using var connection = new NpgsqlConnection(service.OwnerConnectionString);
        await connection.OpenAsync();
        foreach (var (sql, constraint) in new[]
        {
            ("UPDATE documents SET about = 'another'", "documents_stay"), ("DELETE FROM documents", "documents_stay"),
            ("INSERT INTO documents SELECT gen_random_uuid(), 'D-2', case_id, file_name, media_type, size, sha256, about, source, entered_by, entered_at, 'other' FROM documents", "documents_are_their_bytes"),
            ("INSERT INTO documents SELECT gen_random_uuid(), 'D-3', case_id, file_name, media_type, size, sha256, about, source, 'permittee:EC', entered_at, bytes FROM documents", "documents_of_whom"),
        })
        {
            await using var command = new NpgsqlCommand(sql, connection);
            (await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).ConstraintName.ShouldBe(constraint, sql);
        }
    }
}
