using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Judgments;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Application.Renewals;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Domain.Permits;
using Case = WageTheftPermits.Domain.Enforcement.Case;

namespace WageTheftPermits.IntegrationTests.Judgments;

/// <summary>One debtor as an agency names it.</summary>
internal sealed record Debtor(string Id, string Name, string? TradeName = null, string Kind = "organization", string Line1 = "12 Alder St", string PostalCode = "94102", string City = "San Francisco");

/// <summary>Several agencies, judgments and permits, and the acts of people on them. All names are invented.</summary>
internal sealed class Reports(TestService service)
{
    public const string State = "dlse";
    public const string City = "olse";

    public static readonly Actor Inspector = Actor.Person("ines.inspector");
    public static readonly Actor Supervisor = Actor.Person("sam.supervisor");
    public static readonly Debtor Heron = new("p1", "Blue Heron Foods LLC", "Blue Heron Diner");

    private readonly Dictionary<(string, string), long> _sequences = [];

    public TestService Service => service;

    public DateOnly Today => DateOnly.FromDateTime(service.Clock.GetUtcNow().AddHours(-8).Date);

    public static async Task<Reports> StartAsync()
    {
        var service = await TestService.StartAsync();
        await service.Units.RunAsync(Actor.System("test"), unit =>
        {
            unit.Db.Agencies.Add(new Agency(State, "State labor commissioner", unit.Now));
            unit.Db.Agencies.Add(new Agency(City, "City labor office", unit.Now));
            return Task.CompletedTask;
        });
        return new Reports(service);
    }

    /// <summary>A restaurant's permit.</summary>
    public async Task<Guid> PermitAsync(string number, Debtor holder)
    {
        var id = Guid.CreateVersion7();
        await service.Units.RunAsync(Actor.System("test"), async unit =>
        {
            var kind = holder.Kind == "person" ? PermitteeKind.Person : PermitteeKind.Organization;
            var permit = new Permit(id, number, "restaurant", new Permittee(Guid.CreateVersion7(), kind, holder.Name), holder.TradeName ?? holder.Name,
                new Site(holder.Line1, null, holder.City, "CA", holder.PostalCode), new Term(Today.AddDays(-325), Today.AddDays(39)));
            unit.Db.Permits.Add(permit);
            await unit.Db.SaveChangesAsync();
        });
        await service.SettleAsync();
        return id;
    }

    /// <summary>Opens a renewal; with nothing to block it, it is issued at once.</summary>
    public async Task RenewAsync(Guid permitId)
    {
        await service.Units.RunAsync(Inspector, unit => OpenRenewals.HandleAsync(unit, permitId));
        await service.SettleAsync();
    }

    public async Task SendAsync(string agency, string subject, string type, object data, long? sequence = null)
    {
        var next = sequence ?? _sequences.GetValueOrDefault((agency, subject)) + 1;
        _sequences[(agency, subject)] = next;
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            specversion = "1.0",
            id = Guid.NewGuid().ToString(),
            source = $"urn:agency:{agency}",
            type,
            time = service.Clock.GetUtcNow(),
            subject,
            sequence = next,
            data,
        });
        await service.Services.GetRequiredService<Intake>().StoreAsync(agency, "amqp", [body], default);
        await service.SettleAsync();
    }

    /// <summary>Issued, final, and its balance confirmed today.</summary>
    public async Task<Judgment> FinalAsync(string agency, string subject, string? caseNumber = "26-0001", string? court = "San Francisco", string amount = "18250.00", string kind = "order-decision-award",
        params Debtor[] debtors)
    {
        await SendAsync(agency, subject, "judgment.issued.v1", Terms(caseNumber, court, amount, kind, debtors.Length == 0 ? [Heron] : debtors));
        await SendAsync(agency, subject, "judgment.final.v1", new { finalOn = Today.AddDays(-40) });
        await ConfirmAsync(agency, subject, amount);
        return await JudgmentAsync(agency, subject);
    }

    public Task ConfirmAsync(string agency, string subject, string amount = "18250.00") => SendAsync(agency, subject, "balance.confirmed.v1", new { amount, asOf = Today });

    public object Terms(string? caseNumber, string? court, string amount, string kind, params Debtor[] debtors) => new
    {
        caseNumber,
        court,
        issuedOn = Today.AddDays(-60),
        appealDeadline = Today.AddDays(-45),
        kind,
        amount,
        parties = debtors.Select(d => new
        {
            id = d.Id,
            role = "employer",
            kind = d.Kind,
            name = d.Name,
            tradeNames = d.TradeName is null ? Array.Empty<string>() : [d.TradeName],
            addresses = new[] { new { line1 = d.Line1, city = d.City, state = "CA", postalCode = d.PostalCode } },
        }),
    };

    public Task<Judgment> JudgmentAsync(string agency, string subject) =>
        service.ReadAsync(db => db.Judgments.Include(j => j.Parties).SingleAsync(j => j.Agency == agency && j.Subject == subject));

    /// <summary>An inspector finds that the permit's holder is the party.</summary>
    public async Task<Case> ConfirmMatchAsync(Guid permitId, Judgment judgment, string partyId = "p1")
    {
        var opened = await DecideMatchAsync(permitId, judgment, Verdict.Same, partyId);
        return opened.ShouldNotBeNull();
    }

    public async Task<Case?> DecideMatchAsync(Guid permitId, Judgment judgment, Verdict verdict, string partyId = "p1")
    {
        var party = judgment.Parties.Single(p => p.PartyId == partyId).Id;
        var review = await service.ReadAsync(db => db.MatchReviews.SingleAsync(r => r.PermitId == permitId && r.JudgmentPartyId == party));
        var opened = await service.Units.RunAsync(Inspector, unit => DecideMatch.HandleAsync(unit, new(review.Id, verdict, "The lease names them.", "Lease of 2024")));
        await service.SettleAsync();
        return opened;
    }

    public async Task<DebtLink> LinkAsync(Judgment leader, Judgment follower, params (string OfLeader, string OfFollower)[] parties)
    {
        var pairs = (parties.Length == 0 ? [("p1", "p1")] : parties).Select(p => (Party(leader, p.OfLeader), Party(follower, p.OfFollower))).ToList();
        var link = await service.Units.RunAsync(Inspector, unit =>
            LinkDebts.HandleAsync(unit, new(leader.Id, follower.Id, DebtFinding.SameDebt, leader.Id, pairs, "One award, sent by both agencies.")));
        await service.SettleAsync();
        return link;
    }

    public async Task TellApartAsync(Judgment one, Judgment other)
    {
        await service.Units.RunAsync(Inspector, unit => LinkDebts.HandleAsync(unit, new(one.Id, other.Id, DebtFinding.DifferentDebts, null, [], "Two awards of one number.")));
        await service.SettleAsync();
    }

    public async Task ServeAsync(Guid caseId)
    {
        var task = await TaskAsync(caseId, ServeNotice.Task);
        await service.Units.RunAsync(Inspector, unit => ServeNotice.HandleAsync(unit, new(task, caseId, Today, ServiceMethod.InPerson, "Signed by the manager.")));
        await service.SettleAsync();
    }

    public async Task<Guid> ProposeAsync(Guid caseId)
    {
        var task = await TaskAsync(caseId, ProposeHold.Task);
        var hold = await service.Units.RunAsync(Inspector, unit => ProposeHold.HandleAsync(unit, new(task, caseId, HoldSeverity.Hold, "Final and unpaid; no answer.", "An unpaid wage judgment.")));
        await service.SettleAsync();
        return hold.Id;
    }

    public async Task ApproveAsync(Guid caseId, Guid holdId)
    {
        var task = await TaskAsync(caseId, DecideHold.Task);
        await service.Units.RunAsync(Supervisor, unit => DecideHold.HandleAsync(unit, new(task, holdId, HoldDecision.Approve, null)));
        await service.SettleAsync();
    }

    /// <summary>From open cases to holds in force on all of them, past the time to answer.</summary>
    public async Task HoldAsync(params Guid[] cases)
    {
        foreach (var one in cases)
            await ServeAsync(one);
        await PassAsync(21);
        foreach (var one in cases)
            await ApproveAsync(one, await ProposeAsync(one));
    }

    public async Task PassAsync(int days)
    {
        service.Clock.Advance(TimeSpan.FromDays(days));
        await service.SettleAsync();
    }

    public Task<Case> CaseAsync(Guid id) => service.ReadAsync(db => db.Cases.SingleAsync(c => c.Id == id));

    public Task<HoldStatus> HoldOfAsync(Guid caseId) => service.ReadAsync(db => db.Holds.Where(h => h.CaseId == caseId).OrderByDescending(h => h.ProposedAt).Select(h => h.Status).FirstAsync());

    /// <summary>What an agency was told of its judgment, oldest first, receipts left out.</summary>
    public Task<List<string>> NewsAsync(string agency, string subject) =>
        service.ReadAsync(db => db.Outbox.Where(m => m.Agency == agency && m.Subject == subject && !m.Type.StartsWith("receipt.")).OrderBy(m => m.Id).Select(m => m.Type).ToListAsync());

    public static Guid Party(Judgment judgment, string partyId) => judgment.Parties.Single(p => p.PartyId == partyId).Id;

    private async Task<Guid> TaskAsync(Guid caseId, string name) =>
        (await service.ReadAsync(db => db.WorkflowTasks.Where(t => t.Name == name && t.Status == "open" && t.CorrelationId == $"case:{caseId}").Select(t => t.Id).ToListAsync())).ShouldHaveSingleItem();
}
