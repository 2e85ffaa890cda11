using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Application.Notices;
using WageTheftPermits.Contracts.Outgoing;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.Domain.Renewals;
using News = WageTheftPermits.Application.Messaging.News;

namespace WageTheftPermits.Application.Enforcement;

/// <summary>What an act on a case reads: the case with all that it rests on, and eligibility at this moment.</summary>
internal sealed record CaseFile(Case Case, Judgment Judgment, PartyOfRecord Party, Permit Permit, Policy Policy, EligibilityFacts Facts, Eligibility Eligibility)
{
    /// <summary>What the case rests on at this moment.</summary>
    public Ground Ground { get; } = Ground.Of(Facts, Policy);

    /// <summary>Reads the file under the permit's lock, so that acts on one permit come one after another.</summary>
    public static async Task<CaseFile> OpenAsync(UnitOfWork unit, Guid caseId)
    {
        var permitId = await unit.Db.Cases.Where(c => c.Id == caseId).Select(c => (Guid?)c.PermitId).SingleOrDefaultAsync(unit.Cancellation)
            ?? throw new RuleViolation("case.none", "There is no such case.");
        await unit.LockPermitAsync(permitId);
        var one = await unit.Db.Cases.SingleAsync(c => c.Id == caseId, unit.Cancellation);
        var policy = await unit.PolicyAsync(one.PolicyVersion);
        var today = unit.TodayIn(policy);
        var facts = await EligibilityOf.FactsAsync(unit.Db, one, policy, today, unit.Cancellation);
        return new CaseFile(
            one,
            await unit.Db.Judgments.SingleAsync(j => j.Id == one.JudgmentId, unit.Cancellation),
            await unit.Db.JudgmentParties.SingleAsync(p => p.Id == one.JudgmentPartyId, unit.Cancellation),
            await unit.Db.Permits.SingleAsync(p => p.Id == permitId, unit.Cancellation),
            policy,
            facts,
            Eligibility.Of(facts, policy, today));
    }

    /// <summary>Reads a hold and the file of the case that it rests on, under the permit's lock.</summary>
    public static async Task<(CaseFile File, Hold Hold)> OpenHoldAsync(UnitOfWork unit, Guid holdId)
    {
        var caseId = await unit.Db.Holds.Where(h => h.Id == holdId).Select(h => (Guid?)h.CaseId).SingleOrDefaultAsync(unit.Cancellation)
            ?? throw new RuleViolation("hold.none", "There is no such hold.");
        var file = await OpenAsync(unit, caseId);
        return (file, await unit.Db.Holds.SingleAsync(h => h.Id == holdId, unit.Cancellation));
    }

    public (string, Guid)[] Subjects => [("case", Case.Id), ("permit", Permit.Id), ("judgment", Judgment.Id)];

    public string Key => $"case:{Case.Id}";

    public void TellAgency(UnitOfWork unit, string type, string reason) => News.TellAgency(unit, type, Judgment, Party.PartyId, Permit.Number, reason);
}

/// <summary>An inspector records that the notice was served, with its proof; the clock runs from service.</summary>
public static class ServeNotice
{
    public const string Task = "ServeNotice";

    /// <param name="LetterId">The final letter that was served; null where the program writes none of its own.</param>
    /// <param name="Copies">Letters in other languages that went along with it.</param>
    public sealed record Command(Guid TaskId, Guid CaseId, DateOnly ServedOn, ServiceMethod Method, string Proof, Guid? LetterId = null, IReadOnlyList<Guid>? Copies = null)
    {
        internal IReadOnlyCollection<Guid> Letters => LetterId is { } letter ? [letter, .. (Copies ?? []).Where(copy => copy != letter)] : Copies ?? [];
    }

    /// <summary>Where a program writes the notice itself, whoever records its service names the letter.</summary>
    public static void MustNameItsLetter(ProgramLetters letters, Guid? letter) =>
        RuleViolation.Unless(letter is not null || !letters.Has(LetterKinds.FirstNotice), "notice.letter", "Choose the letter that was served.");

    public static async Task<Notice> HandleAsync(UnitOfWork unit, Command command)
    {
        var file = await CaseFile.OpenAsync(unit, command.CaseId);
        file.Case.Notice(file.Eligibility, unit.Now);
        var notice = await NoticeService.RecordAsync(unit, file, LetterKinds.FirstNotice, command.ServedOn, command.Method, command.Proof);
        await ServedLetters.AttachAsync(unit, file, notice, command.Letters);
        await unit.CompleteTaskAsync(command.TaskId, Task, file.Key, "Served");
        return notice;
    }
}

/// <summary>An inspector proposes a hold. It has no effect until another person approves it.</summary>
public static class ProposeHold
{
    public const string Task = "ProposeHold";

    /// <param name="Required">What is required, for the severity of that name and no other.</param>
    public sealed record Command(Guid TaskId, Guid CaseId, HoldSeverity Severity, string InternalReason, string PublicReason, ConditionTerms? Required = null);

    public static async Task<Hold> HandleAsync(UnitOfWork unit, Command command)
    {
        var file = await CaseFile.OpenAsync(unit, command.CaseId);
        var hold = Hold.Propose(Guid.CreateVersion7(), await unit.NextReferenceAsync("H"), file.Case, file.Eligibility, unit.Actor, command.Severity, command.Required,
            command.InternalReason, command.PublicReason, unit.Now);
        unit.Db.Holds.Add(hold);
        unit.Audit("hold proposed", $"Hold {hold.Reference} ({Naming.Word(hold.Severity)}) on the renewal of permit {file.Permit.Number} proposed.", [.. file.Subjects, ("hold", hold.Id)],
            hold.InternalReason, new { hold.PublicReason, hold.Required, file.Eligibility }, file.Policy.Version);
        await unit.CompleteTaskAsync(command.TaskId, Task, file.Key, "Proposed");
        return hold;
    }
}

public enum HoldDecision
{
    Approve,
    Return,
    Decline,
}

/// <summary>A supervisor approves, returns or declines a proposed hold: never the one who proposed it.</summary>
public static class DecideHold
{
    public const string Task = "DecideHold";

    public sealed record Command(Guid TaskId, Guid HoldId, HoldDecision Decision, string? Reason);

    public static async Task<Hold> HandleAsync(UnitOfWork unit, Command command)
    {
        var (file, hold) = await CaseFile.OpenHoldAsync(unit, command.HoldId);
        switch (command.Decision)
        {
            case HoldDecision.Approve:
                var condition = hold.Approve(file.Case, file.Eligibility, JsonSerializer.Serialize(file.Eligibility, Json.Web), unit.Actor, command.Reason, Guid.CreateVersion7(), unit.Now);
                if (condition is not null)
                    unit.Db.PermitConditions.Add(condition);
                file.TellAgency(unit, condition is null ? MessageTypes.HoldPlaced : MessageTypes.PermitConditioned,
                    condition?.Text ?? "A supervisor approved a hold on the renewal.");
                break;
            case HoldDecision.Return:
                hold.Return(file.Case, unit.Actor, command.Reason ?? "", unit.Now);
                break;
            default:
                hold.Decline(file.Case, unit.Actor, command.Reason ?? "", unit.Now);
                break;
        }
        var word = command.Decision switch { HoldDecision.Approve => "approved", HoldDecision.Return => "returned", _ => "declined" };
        unit.Audit($"hold {word}", $"Hold {hold.Reference} on the renewal of permit {file.Permit.Number} {word}.", [.. file.Subjects, ("hold", hold.Id)],
            command.Reason, new { hold.ProposedBy, file.Eligibility }, file.Policy.Version);
        await unit.CompleteTaskAsync(command.TaskId, Task, file.Key, "Decided");
        await RenewalsOf.TellAsync(unit, file.Permit.Id);
        return hold;
    }
}

/// <summary>The proposer takes a proposal back before it is decided.</summary>
public static class WithdrawHold
{
    public sealed record Command(Guid TaskId, Guid HoldId, string Reason);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        var (file, hold) = await CaseFile.OpenHoldAsync(unit, command.HoldId);
        hold.Withdraw(file.Case, unit.Actor, command.Reason, unit.Now);
        unit.Audit("hold withdrawn", $"The proposal of hold {hold.Reference} was withdrawn.", [.. file.Subjects, ("hold", hold.Id)], command.Reason);
        await unit.CompleteTaskAsync(command.TaskId, DecideHold.Task, file.Key, "Decided");
    }
}

/// <summary>A supervisor ends a hold though its judgment is still owed, saying why.</summary>
public static class LiftHold
{
    public sealed record Command(Guid HoldId, string Reason);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        var (file, hold) = await CaseFile.OpenHoldAsync(unit, command.HoldId);
        hold.Lift(file.Case, unit.Actor, command.Reason, unit.Now);
        await ReleaseCase.LiftAsync(unit, file, command.Reason, inError: false);
        unit.Audit("hold lifted", $"Hold {hold.Reference} on permit {file.Permit.Number} was lifted by a supervisor.", [.. file.Subjects, ("hold", hold.Id)], command.Reason,
            file.Eligibility, file.Policy.Version);
        file.TellAgency(unit, MessageTypes.HoldReleased, "A supervisor lifted the hold.");
        await unit.ChangedAsync("case", file.Case.Id);
        await RenewalsOf.TellAsync(unit, file.Permit.Id);
    }
}

/// <summary>A supervisor takes up again a case that rests since a hold was refused or lifted; an inspector may then propose another.</summary>
public static class TakeUpCase
{
    public sealed record Command(Guid CaseId, string Reason);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        var file = await CaseFile.OpenAsync(unit, command.CaseId);
        var rested = file.Case.WatchingFor;
        file.Case.TakeUp(unit.Actor, command.Reason, unit.Now);
        unit.Audit("case taken up", $"Case {file.Case.Reference} is taken up again; a hold may be proposed.", file.Subjects, command.Reason.Trim(), new { rested, file.Eligibility }, file.Policy.Version);
        await unit.ChangedAsync("case", file.Case.Id);
        await RenewalsOf.TellAsync(unit, file.Permit.Id);
    }
}

internal static class RenewalsOf
{
    /// <summary>The permit's open renewal looks again at what blocks it.</summary>
    public static async Task TellAsync(UnitOfWork unit, Guid permitId)
    {
        foreach (var id in await unit.Db.Renewals.Where(r => r.PermitId == permitId && r.Status == RenewalStatus.Open).Select(r => r.Id).ToListAsync(unit.Cancellation))
            await unit.ChangedAsync("renewal", id);
    }
}
