using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Notices;

namespace WageTheftPermits.Application.Notices;

/// <summary>
/// The mail brought a letter back. Who was not notified need not answer: where the case rests on that notice, of whatever kind, its clock stops, charges and
/// orders end, whatever was held is lifted, and it begins again with a notice.
/// </summary>
public static class RecordReturnedLetter
{
    /// <param name="Reason">What the envelope says, such as "moved, left no address".</param>
    public sealed record Command(Guid LetterId, DateOnly ReturnedOn, string Reason);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        var file = await LetterFile.OpenAsync(unit, command.LetterId);
        var letter = file.Letter;
        var notice = await unit.Db.Notices.SingleOrDefaultAsync(n => n.Id == letter.NoticeId, unit.Cancellation)
            ?? throw new Domain.RuleViolation("letter.not-served", $"Letter {letter.Number} was not served; it cannot have come back.");
        letter.Return(notice, unit.Actor, command.ReturnedOn, command.Reason, unit.TodayIn(file.Case.Policy), unit.Now);
        file.Audit(unit, "letter returned", $"Letter {letter.Number} of notice {notice.Number} came back on {command.ReturnedOn:yyyy-MM-dd}.", letter.EndReason);
        if (await RestsOnAsync(unit, notice))
            await BeginAgainAsync(unit, file, notice);
    }

    /// <summary>
    /// Whether the case rests on the notice: one that was served since it last began. Who came to the hearing had notice of it, whatever the mail brought back.
    /// </summary>
    private static async Task<bool> RestsOnAsync(UnitOfWork unit, Notice notice)
    {
        if (notice.Kind == LetterKinds.Release
            || await unit.Db.Notices.AnyAsync(n => n.CaseId == notice.CaseId && n.Kind == LetterKinds.FirstNotice && n.RecordedAt > notice.RecordedAt, unit.Cancellation))
            return false;
        return notice.Kind != LetterKinds.HearingNotice
            || !await unit.Db.Hearings.AnyAsync(h => h.CaseId == notice.CaseId && h.Status == HearingStatus.Held, unit.Cancellation);
    }

    private static async Task BeginAgainAsync(UnitOfWork unit, LetterFile letter, Notice notice)
    {
        var file = letter.Case;
        // An accord was signed by whom the notice did not reach as well: it stays, and so does what it shelters.
        if (file.Ground.Kind == GroundKind.Sheltered || Case.Next(file.Case.Status, CaseAct.LoseGround) is null)
            return;
        var ground = new Ground(GroundKind.NotFinal, $"Notice {notice.Number} came back undelivered; the case begins again with a notice.");
        file.Case.LoseGround(ground, unit.Now);
        unit.Audit("case waits", $"Case {file.Case.Reference} begins again: {ground.Reason}", file.Subjects, ground.Reason, policyVersion: file.Policy.Version);
        await ReleaseCase.LiftAsync(unit, file, ground.Reason, inError: false);
        await unit.ChangedAsync("case", file.Case.Id);
        await RenewalsOf.TellAsync(unit, file.Permit.Id);
    }
}
