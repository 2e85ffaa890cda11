using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Application.Notices;
using WageTheftPermits.Application.Renewals;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Renewals;
using Case = WageTheftPermits.Domain.Enforcement.Case;

namespace WageTheftPermits.IntegrationTests.Enforcement;

/// <summary>One restaurant, one judgment, and the acts that lead from the renewal to the hold and its release. All names are invented.</summary>
internal sealed class EnforcementFlow(TestService service)
{
    public const string Agency = "dlse";
    public const string Subject = "DLSE-26-0001";

    public static readonly Actor Inspector = Actor.Person("ines.inspector");
    public static readonly Actor Counsel = Actor.Person("cora.counsel");
    public static readonly Actor Supervisor = Actor.Person("sam.supervisor");

    private long _sequence;

    public TestService Service => service;

    public Guid PermitId { get; private set; }

    public Guid RenewalId { get; private set; }

    public Guid CaseId { get; private set; }

    public Guid HoldId { get; private set; }

    public DateOnly Today => DateOnly.FromDateTime(service.Clock.GetUtcNow().AddHours(-8).Date);

    /// <param name="configure">As of <see cref="TestService.StartAsync"/>.</param>
    /// <param name="program">As of <see cref="TestService.StartAsync"/>.</param>
    public static async Task<EnforcementFlow> StartAsync(Action<IServiceCollection>? configure = null, string? program = null)
    {
        var service = await TestService.StartAsync(configure, program);
        var flow = new EnforcementFlow(service);
        await service.Units.RunAsync(Actor.System("test"), async unit =>
        {
            unit.Db.Agencies.Add(new Agency(Agency, "State labor commissioner", unit.Now));
            var policy = await unit.PolicyAsync();
            var today = unit.TodayIn(policy);
            var permit = new Permit(Guid.CreateVersion7(), "F-1001", "restaurant",
                new Permittee(Guid.CreateVersion7(), PermitteeKind.Organization, "Blue Heron Foods LLC", "Marit Solberg", "4321", "415-555-0101"), "Blue Heron Diner",
                new Site("12 Alder St", "Ste 4", "San Francisco", "CA", "94102"), new Term(today.AddDays(-325), today.AddDays(39)));
            unit.Db.Permits.Add(permit);
            flow.PermitId = permit.Id;
            await unit.Db.SaveChangesAsync();
        });
        return flow;
    }

    /// <summary>The same restaurant and judgment; the acts are on another case of theirs.</summary>
    public EnforcementFlow Of(Guid caseId) => new(service) { PermitId = PermitId, RenewalId = RenewalId, CaseId = caseId, _sequence = _sequence };

    public Task SettleAsync() => service.SettleAsync();

    public async Task SendAsync(string type, object data, string? id = null, long? sequence = null)
    {
        await StoreAsync(type, data, id, sequence);
        await SettleAsync();
    }

    /// <summary>The message is understood, and no workflow has done anything about it yet.</summary>
    public async Task UnderstandAsync(string type, object data)
    {
        await StoreAsync(type, data, null, null);
        (await service.Services.GetRequiredService<Intake>().UnderstandNextAsync(default)).ShouldBeTrue();
    }

    private Task StoreAsync(string type, object data, string? id, long? sequence, string subject = Subject)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            specversion = "1.0",
            id = id ?? Guid.NewGuid().ToString(),
            source = $"urn:agency:{Agency}",
            type,
            time = service.Clock.GetUtcNow(),
            subject,
            sequence = sequence ?? ++_sequence,
            data,
        });
        return service.Services.GetRequiredService<Intake>().StoreAsync(Agency, "amqp", [body], default);
    }

    public object Terms(string amount = "18250.00") => new
    {
        caseNumber = "26-0001",
        court = "San Francisco",
        issuedOn = Today.AddDays(-60),
        servedOn = Today.AddDays(-58),
        appealDeadline = Today.AddDays(-45),
        kind = "order-decision-award",
        amount,
        workers = 4,
        parties = new[]
        {
            new
            {
                id = "p1", role = "employer", kind = "organization", name = "Blue Heron Foods LLC, a California limited liability company", tradeNames = new[] { "Blue Heron Diner" },
                addresses = new[] { new { line1 = "12 Alder Street", line2 = "Suite 4", city = "San Francisco", state = "CA", postalCode = "94102" } },
            },
        },
    };

    public Task IssueAsync() => SendAsync("judgment.issued.v1", Terms());

    /// <summary>Another judgment, on the same terms.</summary>
    public async Task IssueAsync(string subject)
    {
        await StoreAsync("judgment.issued.v1", Terms(), null, 1, subject);
        await SettleAsync();
    }

    public Task BecomeFinalAsync() => SendAsync("judgment.final.v1", new { finalOn = Today.AddDays(-40) });

    public Task ConfirmBalanceAsync(string amount = "18250.00") => SendAsync("balance.confirmed.v1", new { amount, asOf = Today });

    public async Task OpenRenewalAsync()
    {
        RenewalId = (await service.Units.RunAsync(Inspector, unit => OpenRenewals.HandleAsync(unit, PermitId))).Id;
        await SettleAsync();
    }

    public async Task ConfirmMatchAsync()
    {
        var review = await service.ReadAsync(db => db.MatchReviews.SingleAsync());
        var opened = await service.Units.RunAsync(Inspector, unit => DecideMatch.HandleAsync(unit, new(review.Id, Verdict.Same, "Same owner on the lease.", "Lease of 2024")));
        CaseId = opened!.Id;
        await SettleAsync();
    }

    public async Task<Guid> TaskAsync(string name) =>
        (await service.ReadAsync(db => db.WorkflowTasks.Where(t => t.Name == name && t.Status == "open" && t.CorrelationId == $"case:{CaseId}").ToListAsync())).ShouldHaveSingleItem().Id;

    /// <summary>A letter of the case, final, with a PDF that no browser made.</summary>
    public async Task<Guid> FinalLetterAsync(string kind = LetterKinds.FirstNotice, string language = "en", ServiceMethod method = ServiceMethod.Mail)
    {
        var templates = service.Services.GetRequiredService<LetterTemplates>();
        var letter = await service.Units.RunAsync(Inspector, unit => PrepareLetter.HandleAsync(unit, templates, new(CaseId, kind, language, Today, method)));
        await MakeFinalAsync(letter.Id);
        return letter.Id;
    }

    public async Task MakeFinalAsync(Guid letterId)
    {
        var page = LetterPage.Of(await service.ReadAsync(db => db.Letters.SingleAsync(l => l.Id == letterId)));
        await service.Units.RunAsync(Inspector, unit => MakeLetterFinal.HandleAsync(unit, service.Services.GetRequiredService<LetterTemplates>(), new(letterId, new(page, "%PDF-1.7"u8.ToArray()))));
    }

    public async Task ServeNoticeAsync()
    {
        var task = await TaskAsync(ServeNotice.Task);
        await service.Units.RunAsync(Inspector, unit => ServeNotice.HandleAsync(unit, new(task, CaseId, Today, ServiceMethod.InPerson, "Signed by the manager.")));
        await SettleAsync();
    }

    public async Task ProposeAsync(Actor? by = null, HoldSeverity severity = HoldSeverity.Hold, ConditionTerms? required = null)
    {
        var task = await TaskAsync(ProposeHold.Task);
        HoldId = (await service.Units.RunAsync(by ?? Inspector, unit => ProposeHold.HandleAsync(unit, new(task, CaseId, severity,
            "Final and unpaid; no answer.", "An unpaid wage judgment.", required)))).Id;
        await SettleAsync();
    }

    public async Task DecideAsync(HoldDecision decision, Actor? by = null, string? reason = null)
    {
        var task = await TaskAsync(DecideHold.Task);
        await service.Units.RunAsync(by ?? Supervisor, unit => DecideHold.HandleAsync(unit, new(task, HoldId, decision, reason)));
        await SettleAsync();
    }

    /// <summary>From nothing to a notice whose answering time has run.</summary>
    public async Task NoticeAsync()
    {
        await IssueAsync();
        await OpenRenewalAsync();
        await ConfirmMatchAsync();
        await BecomeFinalAsync();
        await ConfirmBalanceAsync();
        await ServeNoticeAsync();
        await PassAsync(21);
    }

    /// <summary>From nothing to a hold in force.</summary>
    public async Task HoldAsync()
    {
        await NoticeAsync();
        await ProposeAsync();
        await DecideAsync(HoldDecision.Approve);
    }

    public async Task PassAsync(int days)
    {
        service.Clock.Advance(TimeSpan.FromDays(days));
        await SettleAsync();
    }

    public Task<Case> CaseAsync() => service.ReadAsync(db => db.Cases.SingleAsync(c => c.Id == CaseId));

    public Task<Renewal> RenewalAsync() => service.ReadAsync(db => db.Renewals.SingleAsync(r => r.Id == RenewalId));

    public Task<Hold> LastHoldAsync() => service.ReadAsync(db => db.Holds.SingleAsync(h => h.Id == HoldId));

    /// <summary>What the agency was told, oldest first: the types, receipts left out.</summary>
    public Task<List<string>> NewsAsync() => service.ReadAsync(db => db.Outbox.Where(m => !m.Type.StartsWith("receipt.")).OrderBy(m => m.Id).Select(m => m.Type).ToListAsync());
}
