using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Contracts.Outgoing;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Application.Enforcement.Activities;

/// <summary>What the activities of <c>enforcement-case</c> share: which case, read with all that it rests on.</summary>
public abstract class CaseActivity(UnitOfWork unit) : Activity
{
    [Input]
    public string CaseId { get; set; } = "";

    protected UnitOfWork Unit { get; } = unit;

    protected Wait Changed => Wait.ForFact("Changed", $"case:{CaseId}");

    private protected async Task<CaseFile> OpenAsync(ActivityContext context)
    {
        Unit.ActAs(Actor.System(context.DefinitionId), $"{context.DefinitionId} {context.DefinitionVersion}");
        return await CaseFile.OpenAsync(Unit, Guid.Parse(CaseId));
    }

    /// <summary>A task about this case, due so many working days from now.</summary>
    private protected Wait TaskFor(CaseFile file, string name, string title, string role, int businessDays) => Wait.ForTask(new HumanTask(name, title, role)
    {
        DueAt = file.Policy.EndOf(new Deadlines(file.Policy).BusinessDaysAfter(Unit.TodayIn(file.Policy), businessDays)),
        Subject = new Dictionary<string, string> { ["case"] = file.Case.Id.ToString(), ["permit"] = file.Permit.Id.ToString() },
    });
}

[Activity("WageTheft.AwaitEligibility", DisplayName = "Wait until an adverse step is allowed",
    Description = "Looks at every condition now, and again whenever something changes or a day passes on which one may come to hold.")]
[Outcomes("Eligible", "Released")]
public sealed class AwaitEligibility(UnitOfWork unit) : CaseActivity(unit)
{
    public override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct)
    {
        var file = await OpenAsync(context);
        if (file.Case.Status is CaseStatus.Releasing or CaseStatus.Closed)
            return ActivityResult.Complete("Released");
        if (file.Eligibility.IsEligible)
            return ActivityResult.Complete("Eligible");
        if (file.Case.Status is CaseStatus.Confirmed or CaseStatus.Watching && file.Case.WatchingFor != file.Eligibility.WhyNot)
        {
            file.Case.Watch(file.Eligibility.WhyNot);
            Unit.Audit("case waits", $"Case {file.Case.Reference} waits. {file.Eligibility.WhyNot}", file.Subjects, evidence: file.Eligibility, policyVersion: file.Policy.Version);
        }
        await AskForBalanceAsync(file, ct);
        await Unit.Db.SaveChangesAsync(ct);
        return ActivityResult.Wait(Changed, Wait.Until(file.Policy.EndOf(Unit.TodayIn(file.Policy))));
    }

    /// <summary>Where only the confirmation of the balance is missing, the agency is asked for it, once a day at most.</summary>
    private async Task AskForBalanceAsync(CaseFile file, CancellationToken ct)
    {
        if (!file.Eligibility.Failing.Select(c => c.Name).SequenceEqual(["balance-fresh"]))
            return;
        var since = Unit.Now.AddDays(-1);
        if (await Unit.Db.Outbox.AnyAsync(m => m.Agency == file.Judgment.Agency && m.Subject == file.Judgment.Subject && m.Type == MessageTypes.BalanceRequested && m.CreatedAt > since, ct))
            return;
        file.TellAgency(Unit, MessageTypes.BalanceRequested, "Please confirm the balance: nothing is done to the permit on an old one.");
        Unit.Audit("balance requested", $"The agency was asked to confirm the balance of {file.Judgment.Subject}.", file.Subjects);
    }
}

/// <summary>A step that a person does: the task is opened on entry, and the outcome they give it is the activity's.</summary>
public abstract class CaseTask(UnitOfWork unit) : CaseActivity(unit)
{
    public override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct) => ActivityResult.Wait(TaskOf(await OpenAsync(context)));

    public override ValueTask<ActivityResult> ResumeAsync(ActivityContext context, Resumption by, CancellationToken ct) =>
        ValueTask.FromResult(ActivityResult.Complete(by.Outcome!));

    private protected abstract Wait TaskOf(CaseFile file);
}

[Activity("WageTheft.ServeNotice", DisplayName = "Serve the notice", Description = "An inspector serves the program's notice and records its proof.")]
[Outcomes("Served")]
public sealed class ServeNoticeActivity(UnitOfWork unit) : CaseTask(unit)
{
    private protected override Wait TaskOf(CaseFile file) =>
        TaskFor(file, ServeNotice.Task, $"Serve notice on the holder of permit {file.Permit.Number}", "inspector", file.Policy.ReviewDays);
}

[Activity("WageTheft.AwaitResponse", DisplayName = "Wait for the answering time", Description = "Waits until the last day to answer the notice has passed.")]
public sealed class AwaitResponse(UnitOfWork unit) : CaseActivity(unit)
{
    public override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct)
    {
        var file = await OpenAsync(context);
        var respondBy = await Unit.Db.Notices.Where(n => n.CaseId == file.Case.Id).MaxAsync(n => n.RespondBy, ct);
        var ends = file.Policy.EndOf(respondBy);
        return ends <= context.Now ? ActivityResult.Complete() : ActivityResult.Wait(Wait.Until(ends));
    }
}

[Activity("WageTheft.ProposeHold", DisplayName = "Propose a hold", Description = "An inspector proposes a hold on the renewal, with the reasons.")]
[Outcomes("Proposed")]
public sealed class ProposeHoldActivity(UnitOfWork unit) : CaseTask(unit)
{
    private protected override Wait TaskOf(CaseFile file) =>
        TaskFor(file, ProposeHold.Task, $"Propose a hold on permit {file.Permit.Number}", "inspector", file.Policy.ReviewDays);
}

[Activity("WageTheft.DecideHold", DisplayName = "Decide on the hold", Description = "A supervisor who did not propose it approves, returns or declines the hold.")]
[Outcomes("Approved", "Returned", "Declined", "Withdrawn")]
public sealed class DecideHoldActivity(UnitOfWork unit) : CaseTask(unit)
{
    private protected override Wait TaskOf(CaseFile file) =>
        TaskFor(file, DecideHold.Task, $"Decide on the hold proposed for permit {file.Permit.Number}", "supervisor", file.Policy.ApprovalDays);
}

[Activity("WageTheft.AwaitRelease", DisplayName = "Wait until nothing supports it", Description = "Waits until the judgment no longer supports the case, by whatever event.")]
[Outcomes("Released")]
public sealed class AwaitRelease(UnitOfWork unit) : CaseActivity(unit)
{
    public override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct)
    {
        var file = await OpenAsync(context);
        return file.Case.Status is CaseStatus.Releasing or CaseStatus.Closed ? ActivityResult.Complete("Released") : ActivityResult.Wait(Changed);
    }
}

[Activity("WageTheft.CloseCase", DisplayName = "Close the case", Description = "Tells the agency and closes the file of a case that was released.")]
public sealed class CloseCase(UnitOfWork unit) : CaseActivity(unit)
{
    public override async ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct)
    {
        var file = await OpenAsync(context);
        if (file.Case.Status == CaseStatus.Closed)
            return ActivityResult.Complete();
        file.Case.Close(Unit.Now);
        file.TellAgency(Unit, MessageTypes.CaseClosed, file.Case.CloseReason ?? "Released.");
        Unit.Audit("case closed", $"Case {file.Case.Reference} closed: {file.Case.CloseReason}", file.Subjects, file.Case.CloseReason, policyVersion: file.Policy.Version);
        await RenewalsOf.TellAsync(Unit, file.Permit.Id);
        return ActivityResult.Complete();
    }
}
