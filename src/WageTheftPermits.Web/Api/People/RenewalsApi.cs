using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Renewals;
using WageTheftPermits.Domain.Renewals;
using WageTheftPermits.Web.Pages.Renewals;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.Web.Api.People;

/// <summary>A renewal with how much of each kind blocks it.</summary>
public sealed record RenewalItem(
    Guid Id, string Permit, string TradeName, RenewalStatus Status, DateOnly DueOn, DateOnly GraceUntil, DateTimeOffset OpenedAt, bool NotScreened, int Matches, int Cases, int Holds, int Fees, int Documents);

public sealed record BlockerAnswer(RenewalBlockerKind Kind, string Text, string WhoCanLift, Guid? Subject);

public sealed record RequirementAnswer(Guid Id, RequirementKind Kind, string Name, decimal? Amount, RequirementStatus Status, string RaisedBy, DateTimeOffset RaisedAt, string Reason, DateOnly? MetOn, string? Evidence);

/// <summary>An open task: what is to be done, by whom, until when. An act that answers one names it.</summary>
/// <param name="Name">Such as <c>ProposeHold</c>.</param>
/// <param name="TakenBy">The account that has taken it; null where nobody has.</param>
public sealed record TaskAnswer(Guid Id, string Name, string Title, string Role, DateTimeOffset? DueAt, string? TakenBy)
{
    internal static TaskAnswer Of(WorkflowTask task) => new(task.Id, task.Name, task.Title, task.Role, task.DueAt, task.ClaimedBy);
}

/// <param name="Blockers">What stands between the renewal and its permit; empty for one that has ended.</param>
/// <param name="WhyNotLapse">Why it cannot be lapsed now; null where it can.</param>
public sealed record RenewalAnswer(
    Guid Id, string Permit, string TradeName, RenewalStatus Status, DateOnly TermStart, DateOnly TermEnd, DateOnly DueOn, DateOnly GraceUntil, DateTimeOffset OpenedAt, DateTimeOffset? ScreenedAt,
    DateTimeOffset? EndedAt, string? EndReason, IReadOnlyList<BlockerAnswer> Blockers, IReadOnlyList<RequirementAnswer> Requirements, IReadOnlyList<TaskAnswer> Tasks, string? WhyNotLapse);

/// <param name="Batch">Its reference; null where every permit in season has its renewal.</param>
public sealed record BatchAnswer(string? Batch);

public sealed record RequirementMoved(Guid Id, RequirementStatus Status);

public sealed record RenewalMoved(Guid Id, RenewalStatus Status);

public sealed record LapsedAnswer(IReadOnlyList<Guid> Renewals);

public sealed record ReasonBody
{
    [Required(ErrorMessage = "Say why."), StringLength(4000)]
    public string? Reason { get; init; }
}

public sealed record LapseBody
{
    [Required(ErrorMessage = "Name the renewals."), Length(1, 50, ErrorMessage = "Name between 1 and 50 renewals.")]
    public IReadOnlyList<Guid>? Renewals { get; init; }
}

public sealed record ScreenedBody
{
    [Required(ErrorMessage = "Name the task that this answers.")]
    public Guid? Task { get; init; }

    [Required(ErrorMessage = "Say what you searched and what you found."), StringLength(4000)]
    public string? Findings { get; init; }
}

public sealed record RequirementBody
{
    [Required(ErrorMessage = "Say what is owed: fee or document.")]
    public RequirementKind? Kind { get; init; }

    [StringLength(200)]
    public string? Name { get; init; }

    /// <summary>Of a fee, in dollars.</summary>
    public decimal? Amount { get; init; }

    [Required(ErrorMessage = "Say why it is required."), StringLength(2000)]
    public string? Reason { get; init; }
}

public sealed record MetBody
{
    [Required(ErrorMessage = "Give the day.")]
    public DateOnly? On { get; init; }

    [Required(ErrorMessage = "Say what shows it."), StringLength(500)]
    public string? Evidence { get; init; }
}

/// <summary>The renewals, what blocks them, and what the applicant owes.</summary>
internal static class RenewalsApi
{
    public static void Map(PersonRoutes routes)
    {
        routes.List<RenewalItem>("/renewals", null, "ListRenewals",
            "Renewals, the oldest first. status: open (also where none is given), issued, withdrawn, lapsed, all; blocked: by what; due: overdue, late, lapse; q: part of a number or name.", ListAsync);
        routes.One<RenewalAnswer>("/renewals/{id:guid}", null, "ReadRenewal", "One renewal: what blocks it and who can lift that.", async (Guid id, Asking ask) => ask.One(await ReadAsync(ask, ask.Db, id)));
        routes.Move<Nothing, BatchAnswer>("/renewals/batches", Access.ProcessRenewals, "StartRenewalBatch", "Begins to open the renewals of all permits in season.", StartBatchAsync);
        routes.Move<LapseBody, LapsedAnswer>("/renewals/lapses", Access.ProcessRenewals, "LapseRenewals", "Lapses renewals whose grace is over: all of them, or none.", LapseAsync);
        routes.Move<ScreenedBody, RenewalMoved>("/renewals/{id:guid}/screening", Access.ReviewMatches, "ScreenByHand", "Records a screening by hand; answers the task ScreenByHand.", (Guid id, Acts acts, Asking ask) =>
            acts.RunAsync<ScreenedBody>(On(id, ask), (unit, body) => MovedAsync(unit, id, ScreenByHand.HandleAsync(unit, new(body.Task!.Value, id, body.Findings!)))));
        routes.Move<ReasonBody, RenewalMoved>("/renewals/{id:guid}/withdrawal", Access.ProcessRenewals, "WithdrawRenewal", "Withdraws an open renewal.", (Guid id, Acts acts, Asking ask) =>
            acts.RunAsync<ReasonBody>(On(id, ask), (unit, body) => MovedAsync(unit, id, WithdrawRenewal.HandleAsync(unit, new(id, body.Reason!)))));
        routes.Move<ReasonBody, RenewalMoved>("/renewals/{id:guid}/reinstatement", Access.ReinstateRenewals, "ReinstateRenewal", "Takes a lapse back.", (Guid id, Acts acts, Asking ask) =>
            acts.RunAsync<ReasonBody>(On(id, ask), (unit, body) => MovedAsync(unit, id, ReinstateRenewal.HandleAsync(unit, new(id, body.Reason!)))));
        routes.Make<RequirementBody, RequirementMoved>("/renewals/{id:guid}/requirements", Access.ProcessRenewals, "RaiseRequirement", "Says that the applicant still owes something.", RaiseAsync);
        routes.Move<MetBody, RequirementMoved>("/requirements/{id:guid}/met", Access.ProcessRenewals, "MeetRequirement", "Records that what was required has been paid or brought.", (Guid id, Acts acts, Asking ask) =>
            acts.RunAsync<MetBody>(OnRequirement(id, ask), (unit, body) => SettledAsync(unit, id, MeetRequirement.HandleAsync(unit, new(id, body.On!.Value, body.Evidence!)))));
        routes.Move<ReasonBody, RequirementMoved>("/requirements/{id:guid}/waiver", Access.WaiveRequirements, "WaiveRequirement", "Lets the renewal go on without what was required.", (Guid id, Acts acts, Asking ask) =>
            acts.RunAsync<ReasonBody>(OnRequirement(id, ask), (unit, body) => SettledAsync(unit, id, WaiveRequirement.HandleAsync(unit, new(id, body.Reason!)))));
    }

    private static Task<IResult> ListAsync(string? status, string? blocked, string? due, string? q, string? after, string? limit, Asking ask)
    {
        Known("status", status, RenewalFilter.Statuses);
        Known("blocked", blocked, RenewalFilter.BlockedBy);
        Known("due", due, RenewalFilter.DueDays);
        return ask.ListAsync(RenewalRows.Of(ask.Db).Narrow(RenewalFilter.Of(status, blocked, due, q), ask.Time.Today), r => r.Id,
            r => new RenewalItem(r.Id, r.Number, r.TradeName, r.Status, r.DueOn, r.GraceUntil, r.OpenedAt, r.NotScreened, r.Matches, r.Cases, r.Holds, r.Fees, r.Documents), item => item.Id, after, limit);
    }

    private static void Known(string name, string? given, IReadOnlyList<(string Word, string Text)> words)
    {
        if (given is not null && words.All(w => w.Word != given))
            throw ApiRefusal.Invalid(name, $"It is one of {string.Join(", ", words.Select(w => w.Word))}.");
    }

    private static async Task<RenewalAnswer?> ReadAsync(Asking ask, PermitsDbContext db, Guid id)
    {
        if (await db.Renewals.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ask.Ct) is not { } renewal)
            return null;
        var permit = await db.Permits.AsNoTracking().SingleAsync(p => p.Id == renewal.PermitId, ask.Ct);
        var facts = (await RenewalBlockers.FactsAsync(db, [renewal], _ => ask.Time.Today, ask.Ct))[id];
        var about = $"renewal:{id}";
        return new(renewal.Id, permit.Number, permit.TradeName, renewal.Status, renewal.Term.Start, renewal.Term.End, renewal.DueOn, renewal.GraceUntil, renewal.OpenedAt, renewal.ScreenedAt,
            renewal.EndedAt, renewal.EndReason,
            renewal.IsOpen ? [.. renewal.Blockers(permit, facts).Select(b => new BlockerAnswer(b.Kind, b.Text, b.WhoCanLift, b.SubjectId))] : [],
            await db.Requirements.AsNoTracking().Where(r => r.RenewalId == id).OrderBy(r => r.RaisedAt).ThenBy(r => r.Name)
                .Select(r => new RequirementAnswer(r.Id, r.Kind, r.Name, r.Amount, r.Status, r.RaisedBy, r.RaisedAt, r.Reason, r.MetOn, r.Evidence)).ToListAsync(ask.Ct),
            [.. (await db.WorkflowTasks.AsNoTracking().Where(t => t.CorrelationId == about && t.Status == "open").OrderBy(t => t.CreatedAt).ToListAsync(ask.Ct)).Select(TaskAnswer.Of)],
            renewal.WhyNotLapse(permit, facts));
    }

    /// <summary>Asked twice, it opens nothing twice: a permit waits in one batch at most and has at most one open renewal.</summary>
    private static Task<IResult> StartBatchAsync(Acts acts) => acts.RunAsync<Nothing>(null, async (unit, _) =>
        new(new BatchAnswer((await StartRenewalBatch.HandleAsync(unit))?.Reference)));

    private static Task<IResult> LapseAsync(Acts acts) => acts.RunAsync<LapseBody>(null, async (unit, body) =>
    {
        await LapseRenewals.HandleAsync(unit, new(body.Renewals!));
        return new(new LapsedAnswer(body.Renewals!)) { Renewals = body.Renewals! };
    });

    private static Task<IResult> RaiseAsync(Guid id, Acts acts, Asking ask) => acts.RunAsync<RequirementBody>(On(id, ask), async (unit, body) =>
    {
        var raised = await RaiseRequirement.HandleAsync(unit, new(id, body.Kind!.Value, body.Name, body.Amount, body.Reason!));
        return new(new RequirementMoved(raised.Id, raised.Status)) { Renewals = [id] };
    });

    private static Target On(Guid id, Asking ask) =>
        Target.OfPermit(db => db.Renewals.Where(r => r.Id == id).Select(r => r.PermitId), async db => await ReadAsync(ask, db, id));

    /// <summary>A requirement reads as part of its renewal, whose version it has.</summary>
    private static Target OnRequirement(Guid id, Asking ask) => Target.OfPermit(
        db => from requirement in db.Requirements join renewal in db.Renewals on requirement.RenewalId equals renewal.Id where requirement.Id == id select renewal.PermitId,
        async db => await ReadAsync(ask, db, await db.Requirements.Where(r => r.Id == id).Select(r => r.RenewalId).SingleAsync(ask.Ct)));

    private static async Task<Acted> MovedAsync(UnitOfWork unit, Guid id, Task act)
    {
        await act;
        return new(new RenewalMoved(id, (await unit.Db.Renewals.SingleAsync(r => r.Id == id, unit.Cancellation)).Status)) { Renewals = [id] };
    }

    private static async Task<Acted> SettledAsync(UnitOfWork unit, Guid id, Task act)
    {
        await act;
        var settled = await unit.Db.Requirements.SingleAsync(r => r.Id == id, unit.Cancellation);
        return new(new RequirementMoved(id, settled.Status)) { Renewals = [settled.RenewalId] };
    }
}
