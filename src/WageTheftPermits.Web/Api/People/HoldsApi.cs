using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.Web.Api.People;

/// <param name="Condition">What is required, of a hold of that severity.</param>
public sealed record HoldAnswer(
    Guid Id, string Reference, Guid Case, string CaseReference, string Permit, HoldSeverity Severity, HoldStatus Status, ConditionTerms? Condition, string InternalReason, string PublicReason, string ProposedBy, DateTimeOffset ProposedAt,
    string? DecidedBy, DateTimeOffset? DecidedAt, string? DecisionReason, string? SuspendedBecause, DateOnly? SuspendedUntil, string? EndedBy, DateTimeOffset? EndedAt, string? EndReason)
{
    internal static HoldAnswer Of(Hold hold, string permit, string reference) => new(
        hold.Id, hold.Reference, hold.CaseId, reference, permit, hold.Severity, hold.Status, hold.Required, hold.InternalReason, hold.PublicReason, hold.ProposedBy, hold.ProposedAt,
        hold.DecidedBy, hold.DecidedAt, hold.DecisionReason, hold.SuspendedBecause, hold.SuspendedUntil, hold.EndedBy, hold.EndedAt, hold.EndReason);
}

public sealed record HoldItem(
    Guid Id, string Reference, HoldStatus Status, HoldSeverity Severity, Guid Case, string CaseReference, string Permit, string TradeName, decimal? Balance, string ProposedBy, DateTimeOffset ProposedAt, string? DecidedBy, DateTimeOffset? DecidedAt);

public sealed record HoldMoved(Guid Id, string Reference, HoldStatus Status)
{
    internal static HoldMoved Of(Hold hold) => new(hold.Id, hold.Reference, hold.Status);
}

public sealed record DecisionBody
{
    [Required(ErrorMessage = "Name the task that this answers.")]
    public Guid? Task { get; init; }

    [Required(ErrorMessage = "Choose a decision: approve, return or decline.")]
    public HoldDecision? Decision { get; init; }

    [StringLength(4000)]
    public string? Reason { get; init; }
}

public sealed record WithdrawalBody
{
    [Required(ErrorMessage = "Name the task that this answers.")]
    public Guid? Task { get; init; }

    [Required(ErrorMessage = "Say why."), StringLength(4000)]
    public string? Reason { get; init; }
}

/// <summary>Holds: what was proposed, who decided, and what became of it. That two people are needed is the domain's rule, and the database's.</summary>
internal static class HoldsApi
{
    public static void Map(PersonRoutes routes)
    {
        routes.List<HoldItem>("/holds", null, "ListHolds", "Holds. status: live (proposed, in force or suspended; also where none is given), a status, all.", ListAsync);
        routes.One<HoldAnswer>("/holds/{id:guid}", null, "ReadHold", "One hold.", async (Guid id, Asking ask) => ask.One(await ReadAsync(ask, ask.Db, id)));
        routes.Move<DecisionBody, HoldMoved>("/holds/{id:guid}/decision", Access.ApproveHolds, "DecideHold", "Approves, returns or declines a proposal: never whoever proposed it. Answers the task DecideHold.", (Guid id, Acts acts, Asking ask) =>
            acts.RunAsync<DecisionBody>(On(id, ask), (unit, body) => MovedAsync(unit, id, DecideHold.HandleAsync(unit, new(body.Task!.Value, id, body.Decision!.Value, body.Reason)))));
        routes.Move<WithdrawalBody, HoldMoved>("/holds/{id:guid}/withdrawal", Access.ProposeHolds, "WithdrawHold", "Takes one's own proposal back before it is decided. Answers the task DecideHold.", (Guid id, Acts acts, Asking ask) =>
            acts.RunAsync<WithdrawalBody>(On(id, ask), (unit, body) => MovedAsync(unit, id, WithdrawHold.HandleAsync(unit, new(body.Task!.Value, id, body.Reason!)))));
        routes.Move<ReasonBody, HoldMoved>("/holds/{id:guid}/lifting", Access.ApproveHolds, "LiftHold", "Ends a hold though its judgment is still owed.", (Guid id, Acts acts, Asking ask) =>
            acts.RunAsync<ReasonBody>(On(id, ask), (unit, body) => MovedAsync(unit, id, LiftHold.HandleAsync(unit, new(id, body.Reason!)))));
    }

    private static Task<IResult> ListAsync(string? status, string? after, string? limit, Asking ask)
    {
        var holds = ask.Db.Holds.AsNoTracking();
        if (Asking.Word<HoldStatus>("status", status, "live", "all") is { } one)
            holds = holds.Where(h => h.Status == one);
        else if (status != "all")
            holds = holds.Where(h => h.Status == HoldStatus.Proposed || h.Status == HoldStatus.InForce || h.Status == HoldStatus.Suspended);
        return ask.ListAsync(from hold in holds
                             join c in ask.Db.Cases on hold.CaseId equals c.Id
                             join judgment in ask.Db.Judgments on c.JudgmentId equals judgment.Id
                             join permit in ask.Db.Permits on hold.PermitId equals permit.Id
                             select new { hold, Case = c, judgment.Balance, permit.Number, permit.TradeName }, r => r.hold.Id,
            r => new HoldItem(r.hold.Id, r.hold.Reference, r.hold.Status, r.hold.Severity, r.Case.Id, r.Case.Reference, r.Number, r.TradeName, r.Balance, r.hold.ProposedBy, r.hold.ProposedAt, r.hold.DecidedBy, r.hold.DecidedAt),
            item => item.Id, after, limit);
    }

    private static async Task<HoldAnswer?> ReadAsync(Asking ask, PermitsDbContext db, Guid id)
    {
        var found = await (from hold in db.Holds.AsNoTracking()
                           join c in db.Cases on hold.CaseId equals c.Id
                           join permit in db.Permits on hold.PermitId equals permit.Id
                           where hold.Id == id
                           select new { hold, permit.Number, c.Reference }).SingleOrDefaultAsync(ask.Ct);
        return found is null ? null : HoldAnswer.Of(found.hold, found.Number, found.Reference);
    }

    private static Target On(Guid id, Asking ask) =>
        Target.OfPermit(db => db.Holds.Where(h => h.Id == id).Select(h => h.PermitId), async db => await ReadAsync(ask, db, id));

    private static async Task<Acted> MovedAsync(UnitOfWork unit, Guid id, Task act)
    {
        await act;
        var hold = await unit.Db.Holds.SingleAsync(h => h.Id == id, unit.Cancellation);
        return await CasesApi.FollowedAsync(unit, hold.CaseId, new(HoldMoved.Of(hold)));
    }
}
