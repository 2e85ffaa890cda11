using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using WageTheftPermits.Application.Documents;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Hearings.Packets;
using WageTheftPermits.Application.Notices;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Documents;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.IntegrationTests.Enforcement;
using WageTheftPermits.IntegrationTests.Notices;
using WageTheftPermits.IntegrationTests.Pages;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.IntegrationTests.Hearings;

public partial class When_a_packet_is_made
{
    private static readonly byte[] s_picture = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    /// <summary>A hearing that has its day: its first notice was a letter that a browser made, and the permittee brought a picture.</summary>
    private static async Task<(EnforcementFlow Flow, HearingFlow Hearings)> BeforeHearingAsync()
    {
        var flow = await EnforcementFlow.StartAsync();
        await flow.IssueAsync();
        await flow.OpenRenewalAsync();
        await flow.ConfirmMatchAsync();
        await flow.BecomeFinalAsync();
        await flow.SendAsync("payment.received.v1", new { paymentId = "p-1", amount = "250.00", receivedOn = flow.Today });
        await flow.ConfirmBalanceAsync("18000.40");
        var service = flow.Service;
        var templates = service.Services.GetRequiredService<LetterTemplates>();
        var letter = await service.Units.RunAsync(EnforcementFlow.Inspector, unit => PrepareLetter.HandleAsync(unit, templates, new(flow.CaseId, LetterKinds.FirstNotice, "en", flow.Today, ServiceMethod.InPerson)));
        var printed = await service.Services.GetRequiredService<LetterPress>().PrintAsync(letter.Id, default);
        await service.Units.RunAsync(EnforcementFlow.Inspector, unit => MakeLetterFinal.HandleAsync(unit, templates, new(letter.Id, printed)));
        var task = await flow.TaskAsync(ServeNotice.Task);
        await service.Units.RunAsync(EnforcementFlow.Inspector, unit => ServeNotice.HandleAsync(unit, new(task, flow.CaseId, flow.Today, ServiceMethod.InPerson, "Signed by the manager.", letter.Id)));
        await flow.PassAsync(21);
        await flow.ProposeAsync();
        await flow.DecideAsync(HoldDecision.Approve);
        var hearings = new HearingFlow(flow);
        await hearings.WarnAsync();
        await flow.PassAsync(17);
        await flow.ConfirmBalanceAsync("18000.40");
        await hearings.ChargeAsync();
        await hearings.RequestAsync();
        await hearings.ScheduleAsync();
        await hearings.ServeNoticeAsync();
        await service.Units.RunAsync(Actor.Permittee("EC"), unit => AddDocument.HandleAsync(unit, new(flow.CaseId, "check.png", s_picture, "A cashed <check>", DocumentSource.Permittee)));
        await service.Units.RunAsync(EnforcementFlow.Inspector, unit => AddDocument.HandleAsync(unit, new(flow.CaseId, "broken.pdf", "%PDF-1.7 %%EOF"u8.ToArray(), "A file that no program opens", DocumentSource.Department)));
        return (flow, hearings);
    }

    [Fact]
    public async Task The_index_names_the_page_where_each_part_begins_and_every_page_its_number_and_the_hearing()
    {
        var (flow, hearings) = await BeforeHearingAsync();
        await using var service = flow.Service;
        using var officer = await Visitor.SignInAsync(service, "hedda.officer", Roles.HearingOfficer);
        using var auditor = await Visitor.SignInAsync(service, "otto.auditor", Roles.Auditor);
        var path = $"/hearings/{hearings.HearingId}/packet";
        (await officer.OpenAsync($"/hearings/{hearings.HearingId}")).Html.ShouldContain($"href=\"{path}\"");
        var hidden = Regex.Matches((await officer.OpenAsync(path)).Html, "<input[^>]*name=\"(?<n>[^\"]*)\"[^>]*value=\"(?<v>[^\"]*)\"").Where(m => m.Value.Contains("hidden", StringComparison.Ordinal))
            .GroupBy(m => m.Groups["n"].Value).ToDictionary(g => g.Key, g => g.Last().Groups["v"].Value);

        var made = await officer.PostAsync(path, hidden);
        made.Words.ShouldContain("Packet 1 is made.");
        using var file = await auditor.GetAsync($"{path}?handler=Pdf&version=1");
        var pdf = await file.Content.ReadAsByteArrayAsync();
        file.Content.Headers.ContentDisposition!.ToString().ShouldStartWith("attachment;");
        var packet = await service.ReadAsync(db => db.HearingPackets.SingleAsync());
        (packet.Version, packet.Exhibits, packet.MadeBy, packet.Sha256).ShouldBe((1, 3, "hedda.officer", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(pdf))));

        var hearing = await hearings.HearingAsync();
        var pages = (await Pdf.TextAsync(pdf)).Split('\f')[..^1];
        pages.Length.ShouldBe(packet.Pages);
        foreach (var (text, number) in pages.Select((text, i) => (text, i + 1)))
        {
            text.ShouldContain($"Page {number} of {pages.Length}");
            text.ShouldContain($"Hearing {hearing.Reference}");
        }
        pages[0].ShouldContain("Version 1");
        pages[1].ShouldContain("Index");
        var index = IndexLine().Matches(pages[1]).Select(m => (Number: m.Groups["no"].Value, Page: int.Parse(m.Groups["page"].Value))).ToList();
        index.Select(line => line.Number).ShouldBe(["1", "2", "3", "4", "5", "6", "7", "8", "Exhibit 1", "Exhibit 2", "Exhibit 3"]);
        index[0].Page.ShouldBe(3);
        foreach (var (number, page) in index)
            Regex.Replace(pages[page - 1], @"\s+", " ").ShouldMatch($@"Packet, version 1 {number} \w", $"{number} begins on page {page}");
        index.Select(line => line.Page).ShouldBeInOrder();

        var all = Regex.Replace(await Pdf.WordsAsync(pdf), @"\s+", " ");
        foreach (var stated in (string[])["A final wage judgment is unpaid.", "Signed by the manager.", "$18,250.00", "$18,000.40", "Payment p-1 of $250.00", "Same owner on the lease.", "An unpaid wage judgment.", "by sam.supervisor, another person",
            "We want to be heard.", "A cashed <check>", "Exhibit 1, page 1 of", "101 Grove St, room 300", "It could not be shown here"])
            all.ShouldContain(stated);
        all.ShouldNotContain("Final and unpaid; no answer.", customMessage: "the department's own reason is not for both sides");

        var info = await Pdf.InfoAsync(pdf);
        info.ShouldMatch($@"Title:\s+Hearing packet {hearing.Reference}, version 1");
        info.ShouldMatch(@"Tagged:\s+yes");
        Pdf.Objects(pdf).ShouldSatisfyAllConditions(o => o.ShouldMatch(@"/Lang \(en\)"), o => o.ShouldContain("/StructTreeRoot"), o => o.ShouldContain("/Outlines"), o => o.ShouldContain("/Alt"));
        (await Pdf.StructureAsync(pdf)).ShouldSatisfyAllConditions(s => s.ShouldContain("H1"), s => s.ShouldContain("TH"), s => s.ShouldContain("Figure"));
        (await service.ReadAsync(db => db.AuditEntries.Where(e => e.Subjects.Contains($"hearing:{hearing.Id}") && e.Action.StartsWith("packet")).OrderBy(e => e.Id).Select(e => e.Action + " " + e.Actor).ToListAsync()))
            .ShouldBe(["packet made hedda.officer", "packet read otto.auditor"]);
        await StaysAsync(service);
    }

    /// <summary>Even for the owner of the database, and for who made one at the same moment.</summary>
    private static async Task StaysAsync(TestService service)
    {
        await using var connection = new NpgsqlConnection(service.OwnerConnectionString);
        await connection.OpenAsync();
        foreach (var sql in (string[])["UPDATE hearing_packets SET version = 7", "DELETE FROM hearing_packets"])
        {
            await using var command = new NpgsqlCommand(sql, connection);
            (await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).ConstraintName.ShouldBe("hearing_packets_stay", sql);
        }
        var kept = await service.ReadAsync(db => db.HearingPackets.SingleAsync());
        var again = new PrintedPacket(kept.HearingId, 1, kept.AsOf, 1, 0, "%PDF-1.7"u8.ToArray());
        (await Should.ThrowAsync<RuleViolation>(() => service.Units.RunAsync(EnforcementFlow.Inspector, unit => KeepPacket.HandleAsync(unit, again)))).Rule.ShouldBe("packet.version");
        await service.Units.RunAsync(EnforcementFlow.Inspector, unit => KeepPacket.HandleAsync(unit, again with { Version = 2 }));
        (await service.ReadAsync(db => db.HearingPackets.OrderBy(p => p.Version).Select(p => p.Version).ToListAsync())).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task Who_only_reads_makes_none_and_a_stranger_gets_none()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        var hearings = await HearingFlow.ChargedAsync(flow);
        await service.Units.RunAsync(EnforcementFlow.Inspector, unit => KeepPacket.HandleAsync(unit, new(hearings.HearingId, 1, service.Clock.GetUtcNow(), 1, 0, "%PDF-1.7"u8.ToArray())));
        using var auditor = await Visitor.SignInAsync(service, "otto.auditor", Roles.Auditor);
        using var stranger = new PageReader(service.CreateClient());
        var path = $"/hearings/{hearings.HearingId}/packet";
        var page = await auditor.OpenAsync(path);
        page.Words.ShouldContain("It is made by");
        var token = Regex.Match(page.Html, "__RequestVerificationToken\"[^>]*value=\"([^\"]*)\"").Groups[1].Value;
        (await auditor.PostAsync(path, new() { ["__RequestVerificationToken"] = token, ["formId"] = $"{Guid.NewGuid()}" })).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await auditor.GetAsync($"{path}?handler=Pdf&version=2")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.GetAsync($"{path}?handler=Pdf&version=1")).Headers.Location!.ToString().ShouldContain("/account/sign-in");
    }

    [GeneratedRegex(@"^\s*(?<no>(Exhibit )?\d+)\s+\S.*?\s(?<page>\d+)\s*$", RegexOptions.Multiline)]
    private static partial Regex IndexLine();
}
