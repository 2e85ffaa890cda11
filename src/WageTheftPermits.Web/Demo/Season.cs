using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Imports;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Application.Messaging.Transport;
using WageTheftPermits.Application.Permits;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Renewals;
using WageTheftPermits.Web.Commands;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.Web.Demo;

/// <summary>
/// Plays a season through the same doors as real life: the permit system's file, messages on the bus, forms posted by people, and the clock.
/// Every step looks first whether it was done, so that a season that was killed goes on where it stopped.
/// </summary>
internal sealed class Season(ServiceHost host, DemoClock clock, string program, Visitor inspector, Visitor supervisor, Visitor counsel, Action<string> say)
{
    /// <summary>What an inspector finds, by the judgment and the permit; any other possible match is not the same.</summary>
    private static readonly Dictionary<(string Subject, string Permit), (Verdict Verdict, string Reason)> s_verdicts = new()
    {
        [("SC-26-101", "F-1001")] = (Verdict.Same, "The permit's holder is the corporation named; same site."),
        [("SC-26-102", "F-1002")] = (Verdict.Same, "Same company, same site."),
        [("SC-26-102", "F-1003")] = (Verdict.Unsure, "Same company, other site. Asked counsel whether the order reaches it."),
        [("SC-26-103", "F-1004")] = (Verdict.NotSame, "Another holder since last year, of another family. Successor liability is for counsel, not for this review."),
        [("OL-26-011", "F-1103")] = (Verdict.Same, "The franchise holder named, at this address."),
        [("SC-26-104", "F-1005")] = (Verdict.Same, "She holds the permit in her own name."),
        [("SC-26-105", "F-1006")] = (Verdict.Same, "The corporation named; same suite."),
        [("OL-26-012", "F-1007")] = (Verdict.Same, "The corporation named; same pier."),
        [("SC-26-106", "F-1008")] = (Verdict.Same, "Same company and site."),
        [("SC-26-107", "F-1009")] = (Verdict.Same, "Same corporation and site."),
        [("OL-26-013", "F-1010")] = (Verdict.Same, "Same corporation and site."),
        [("SC-26-110", "F-1011")] = (Verdict.Same, "The corporation named; same site."),
        [("SC-26-111", "F-1012")] = (Verdict.Same, "The company named; same site."),
        [("SC-26-112", "F-1013")] = (Verdict.Same, "The corporation named; same site."),
    };

    private Units Units => host.Units;

    /// <param name="until">The last day that is played.</param>
    public async Task PlayAsync(DateOnly until, CancellationToken ct)
    {
        await ImportPermitsAsync(ct);
        await AddAgenciesAsync(ct);

        foreach (var (day, what, happens) in Days(ct))
        {
            if (day > until)
                return;
            await DayAsync(day, what, ct);
            await happens();
        }
    }

    private IEnumerable<(DateOnly Day, string What, Func<Task> Happens)> Days(CancellationToken ct) =>
    [
        (new(2026, 2, 2), "The season opens.", async () =>
        {
            await SendAsync(Judgments.All.Where(m => m.Day == new DateOnly(2026, 2, 2)), ct);
            await OpenRenewalsAsync(ct);
        }),
        (new(2026, 2, 3), "An inspector works through the possible matches.", () => ReviewAsync(ct)),
        (new(2026, 2, 5), "Notices are served.", () => ServeAsync(ct)),
        (new(2026, 2, 25), "Where the time to answer has passed, holds are proposed.", async () =>
        {
            await ProposeAsync(ct);
            await TryToApproveOwnAsync(ct);
        }),
        (new(2026, 2, 26), "A supervisor decides.", async () =>
        {
            await DecideAsync(returnFirst: true, ct);
            await ProposeAsync(ct);
            await DecideAsync(returnFirst: false, ct);
        }),
        (new(2026, 3, 12), "Payments come; one judgment is vacated, one debtor signs an accord, one is bankrupt, and one payment is told in two ways.", async () =>
        {
            await SendAsync(Judgments.All.Where(m => m.Day == new DateOnly(2026, 3, 12)), ct);
            await TellHoldsAsync(ct);
        }),
        (new(2026, 3, 20), "The agency settles the contradiction. A restaurant whose renewal is held was sold.", async () =>
        {
            await SendAsync(Judgments.All.Where(m => m.Day == new DateOnly(2026, 3, 20)), ct);
            await SellAsync("F-1012", "Teasel Gate Catering LLC", "Sunniva Marchetti", ct);
            await DecideSuccessorsAsync(ct);
            await GrantSalesAsync(ct);
            await TellHoldsAsync(ct);
        }),
        (new(2026, 4, 1), "The due day has passed: what is undecided is issued, what is held stays held.", () => Task.CompletedTask),
        (new(2026, 4, 14), "Another debt is paid. An accord was not kept: two people decide again.", async () =>
        {
            await SendAsync(Judgments.All.Where(m => m.Day == new DateOnly(2026, 4, 14)), ct);
            await ProposeAsync(ct);
            await DecideAsync(returnFirst: false, ct);
            await TellHoldsAsync(ct);
        }),
    ];

    private async Task ImportPermitsAsync(CancellationToken ct)
    {
        var path = Path.Combine(Path.GetTempPath(), $"made-up-county-{Environment.ProcessId}.csv");
        await County.WriteCsvAsync(path, program, ct);
        try
        {
            var outcome = await Units.RunAsync(Actor.System("import"), unit => ImportPermits.HandleAsync(unit, ImportSource.Open(path, null, ImportKind.Permits)), ct);
            say($"The permit system's file: {outcome.Read} permits read, {outcome.Added} added, {outcome.Unchanged} known.");
        }
        finally
        {
            File.Delete(path);
        }
    }

    private Task AddAgenciesAsync(CancellationToken ct) => Units.RunAsync(Actor.System("demo"), async unit =>
    {
        foreach (var (key, name) in new[] { (Judgments.State, "State Labor Commissioner"), (Judgments.City, "Office of Labor Standards Enforcement") })
        {
            if (!await unit.Db.Agencies.AnyAsync(a => a.Key == key, ct))
                unit.Db.Agencies.Add(new Agency(key, name, unit.Now));
        }
    }, ct);

    public async Task DayAsync(DateOnly day, string what, CancellationToken ct)
    {
        await SettleAsync(ct);
        // Nine in the morning of the department, or thereabouts when the clocks have gone forward.
        await Units.RunAsync(Actor.System("demo"), unit => clock.AdvanceToAsync(unit.Db, new DateTimeOffset(day.Year, day.Month, day.Day, 17, 0, 0, TimeSpan.Zero), ct), ct);
        await SettleAsync(ct);
        say($"{day:d MMMM yyyy}. {what}");
    }

    public async Task SendAsync(IEnumerable<Judgments.Message> messages, CancellationToken ct)
    {
        var bus = host.Services.GetRequiredService<AgencyBus>();
        foreach (var message in messages)
        {
            if (await Units.ReadAsync(db => db.Deliveries.AnyAsync(d => d.Agency == message.Agency && d.EventId == message.Id, ct)))
                continue;
            var before = await Units.ReadAsync(db => db.Deliveries.CountAsync(ct));
            await bus.PublishAsAgencyAsync(message.Agency, Places.Of(program, message.Body), ct);
            await UntilAsync(async () => await Units.ReadAsync(db => db.Deliveries.CountAsync(ct)) > before, "the message to be stored", ct);
            // One after the other, so that the season tells the same story each time.
            await SettleAsync(ct);
            var state = await Units.ReadAsync(db => db.Deliveries.Where(d => d.Agency == message.Agency && d.EventId == message.Id).OrderByDescending(d => d.Arrival)
                .Select(d => new { d.State, d.EventType, d.Subject, d.Reason }).FirstAsync(ct));
            say($"  {message.Agency}: {state.EventType} of {state.Subject} {Naming.Word(state.State)}{(state.Reason is null ? "" : $" ({state.Reason})")}");
        }
    }

    private async Task OpenRenewalsAsync(CancellationToken ct)
    {
        if (await Units.ReadAsync(db => db.Renewals.AnyAsync(ct)) && !await Units.ReadAsync(db => db.Permits.AnyAsync(p => !db.Renewals.Any(r => r.PermitId == p.Id), ct)))
            return;
        Expect(await inspector.PressAsync("/renewals", "Open renewals in season", ct));
        await SettleAsync(ct);
        var (open, issued) = await Units.ReadAsync(async db => (await db.Renewals.CountAsync(r => r.Status == RenewalStatus.Open, ct), await db.Renewals.CountAsync(r => r.Status == RenewalStatus.Issued, ct)));
        say($"  Renewals opened and screened: {issued} clean ones are issued, {open} wait for a person.");
    }

    private async Task ReviewAsync(CancellationToken ct)
    {
        var open = await Units.ReadAsync(db => (from review in db.MatchReviews
                                                join party in db.JudgmentParties on review.JudgmentPartyId equals party.Id
                                                join judgment in db.Judgments on party.JudgmentId equals judgment.Id
                                                join permit in db.Permits on review.PermitId equals permit.Id
                                                where review.Status == MatchReviewStatus.PossibleMatch
                                                orderby judgment.Subject, permit.Number
                                                select new { review.Id, judgment.Subject, permit.Number, permit.TradeName, party.Name, review.Kind, review.Probability }).ToListAsync(ct));
        foreach (var match in open)
        {
            var (verdict, reason) = s_verdicts.TryGetValue((match.Subject, match.Number), out var known) ? known : (Verdict.NotSame, "Another business of the chain, with another holder.");
            Expect(await inspector.SubmitAsync($"/matches/{match.Id}", "Input.Verdict",
                new() { ["Input.Verdict"] = verdict.ToString(), ["Input.Reason"] = reason, ["Input.Evidence"] = "Application file and state business registry" }, ct));
            say($"  {match.Name} | {match.Number} {match.TradeName}: {match.Kind}, {match.Probability:P1}. {verdict}: {reason}");
        }
        await SettleAsync(ct);
    }

    private async Task ServeAsync(CancellationToken ct)
    {
        foreach (var (caseId, reference) in await TasksAsync(ServeNotice.Task, ct))
        {
            Expect(await inspector.SubmitAsync($"/cases/{caseId}", "Serve.Proof", new()
            {
                ["Serve.LetterId"] = $"{await Letters.FinalAsync(Units, inspector, caseId, LetterKinds.FirstNotice, ct)}",
                ["Serve.ServedOn"] = "2026-02-05",
                ["Serve.Method"] = "InPerson",
                ["Serve.Proof"] = "Handed to the manager on duty, who signed for it.",
            }, ct));
            say($"  Case {reference}: notice served in person.");
        }
        await SettleAsync(ct);
    }

    public async Task ProposeAsync(CancellationToken ct)
    {
        foreach (var (caseId, reference) in await TasksAsync(ProposeHold.Task, ct))
        {
            Expect(await inspector.SubmitAsync($"/cases/{caseId}", "Propose.InternalReason", new()
            {
                ["Propose.InternalReason"] = "Final, unpaid, notice served in person, no answer.",
                ["Propose.PublicReason"] = "A final wage judgment against the permit's holder is unpaid.",
            }, ct));
            say($"  Case {reference}: hold proposed.");
        }
        await SettleAsync(ct);
    }

    /// <summary>One person never decides alone: the proposer has no form for it and no right to it.</summary>
    private async Task TryToApproveOwnAsync(CancellationToken ct)
    {
        var hold = await Units.ReadAsync(db => db.Holds.Where(h => h.Status == HoldStatus.Proposed).OrderBy(h => h.Reference).Select(h => new { h.Id, h.Reference }).FirstOrDefaultAsync(ct));
        if (hold is null)
            return;
        var refusal = await inspector.SubmitAsync($"/holds/{hold.Id}", "Input.Decision", new() { ["Input.Decision"] = nameof(HoldDecision.Approve) }, ct);
        say(refusal is null
            ? throw CommandFailed.DoesNotHold($"the inspector approved hold {hold.Reference}, which they proposed.")
            : $"  The inspector who proposed hold {hold.Reference} has no way to approve it: another person must.");
    }

    public async Task DecideAsync(bool returnFirst, CancellationToken ct)
    {
        var proposed = await Units.ReadAsync(db => db.Holds.Where(h => h.Status == HoldStatus.Proposed).OrderBy(h => h.Reference)
            .Select(h => new { h.Id, h.Reference }).ToListAsync(ct));
        var returned = !returnFirst || await Units.ReadAsync(db => db.Holds.AnyAsync(h => h.Status == HoldStatus.Returned, ct));
        foreach (var hold in proposed)
        {
            var decision = returned ? HoldDecision.Approve : HoldDecision.Return;
            Expect(await supervisor.SubmitAsync($"/holds/{hold.Id}", "Input.Decision", new()
            {
                ["Input.Decision"] = decision.ToString(),
                ["Input.Reason"] = decision == HoldDecision.Return ? "Say in the reason who signed for the notice." : "The evidence is complete.",
            }, ct));
            say($"  Hold {hold.Reference}: {(decision == HoldDecision.Return ? "returned with a reason" : "approved")}.");
            returned = true;
        }
        await SettleAsync(ct);
    }

    /// <summary>An inspector records the new owner's application.</summary>
    private async Task SellAsync(string permit, string legalName, string owner, CancellationToken ct)
    {
        if (await Units.ReadAsync(db => db.Permittees.AnyAsync(p => p.LegalName == legalName, ct)))
            return;
        Expect(await inspector.SubmitAsync($"/ownership/new?permit={permit}", "Input.LegalName", new()
        {
            ["Input.Kind"] = "Organization",
            ["Input.LegalName"] = legalName,
            ["Input.OwnerName"] = owner,
            ["Input.TookOverOn"] = "2026-03-19",
            ["Input.FiledOn"] = "2026-03-20",
        }, ct));
        await SettleAsync(ct);
        say($"  Permit {permit} is {legalName}'s. The hold on the former holder is lifted; counsel is asked whether the new one is liable.");
    }

    private async Task DecideSuccessorsAsync(CancellationToken ct)
    {
        foreach (var (caseId, reference) in await TasksAsync(DecideSuccessor.Task, ct))
        {
            Expect(await counsel.SubmitAsync($"/cases/{caseId}", "Successor.Reason", new()
            {
                ["Successor.IsSuccessor"] = "true",
                ["Successor.Tests"] = nameof(SuccessorTest.ImmediateFamily),
                ["Successor.Reason"] = "The new owner is the former owner's sister, in the same trade, with the same cooks.",
            }, ct));
            say($"  Case {reference}: counsel finds the new holder liable as a successor. It gets a case of its own, with its own notice and two people.");
        }
        await SettleAsync(ct);
    }

    private async Task GrantSalesAsync(CancellationToken ct)
    {
        foreach (var change in await Units.ReadAsync(db => db.OwnershipChanges.Where(c => c.Status == OwnershipChangeStatus.Recorded).Select(c => new { c.Id, c.Reference }).ToListAsync(ct)))
        {
            Expect(await inspector.PressAsync($"/ownership/{change.Id}", "Grant the change", ct));
            say($"  Change of ownership {change.Reference} is granted.");
        }
        await SettleAsync(ct);
    }

    /// <summary>Where every hold stands that was ever approved.</summary>
    public async Task TellHoldsAsync(CancellationToken ct)
    {
        var holds = await Units.ReadAsync(db => (from hold in db.Holds
                                                 join permit in db.Permits on hold.PermitId equals permit.Id
                                                 join one in db.Cases on hold.CaseId equals one.Id
                                                 where hold.EligibilityAtApproval != null
                                                 orderby permit.Number, hold.Reference
                                                 select new { hold.Status, hold.EndReason, hold.SuspendedBecause, permit.Number, permit.TradeName, Case = one.Status }).ToListAsync(ct));
        foreach (var hold in holds)
            say($"  {hold.Number} {hold.TradeName}: hold {Naming.Word(hold.Status)}, case {Naming.Word(hold.Case)}. {hold.EndReason ?? hold.SuspendedBecause}".TrimEnd());
    }

    private Task<List<(Guid Case, string Reference)>> TasksAsync(string name, CancellationToken ct) => Units.ReadAsync(async db =>
        (await (from task in db.WorkflowTasks
                from one in db.Cases
                where task.Name == name && task.Status == "open" && task.CorrelationId == "case:" + one.Id.ToString()
                orderby one.Reference
                select new { one.Id, one.Reference }).ToListAsync(ct)).ConvertAll(t => (t.Id, t.Reference)));

    /// <summary>Waits until the workers have nothing left to do at this moment.</summary>
    public Task SettleAsync(CancellationToken ct) => UntilAsync(() => Units.ReadAsync(db => db.Database.SqlQuery<bool>(
        $"""
         SELECT NOT EXISTS (SELECT 1 FROM deliveries WHERE state = 'stored')
            AND NOT EXISTS (SELECT 1 FROM screening_requests)
            AND NOT EXISTS (SELECT 1 FROM outbox WHERE sent_at IS NULL)
            AND NOT EXISTS (SELECT 1 FROM renewal_batches WHERE finished_at IS NULL)
            AND NOT EXISTS (SELECT 1 FROM workflow.stimuli s JOIN workflow.instances i ON i.id = s.instance_id
                            WHERE s.consumed_at IS NULL AND NOT s.parked AND i.status = 'running')
            AND NOT EXISTS (SELECT 1 FROM workflow.waits w JOIN workflow.instances i ON i.id = w.instance_id WHERE w.due_at <= {clock.GetUtcNow()} AND i.status = 'running') AS "Value"
         """).SingleAsync(ct)), "the workers to finish", ct);

    private static async Task UntilAsync(Func<Task<bool>> holds, string what, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromMinutes(3));
        while (!await holds())
        {
            if (patience.IsCancellationRequested)
                throw CommandFailed.DoesNotHold($"waited three minutes for {what}.");
            await Task.Delay(25, ct);
        }
    }

    public static void Expect(string? refusal)
    {
        if (refusal is not null)
            throw CommandFailed.DoesNotHold($"the page refused: {refusal}");
    }
}
