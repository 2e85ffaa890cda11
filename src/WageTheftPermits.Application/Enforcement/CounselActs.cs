using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Judgments;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Matching;

namespace WageTheftPermits.Application.Enforcement;

/// <summary>
/// Counsel lets a case go on that a stay or a bankruptcy had stopped. A bankruptcy that ended without word of this debt bars it until counsel
/// finds that it does not (11 USC 523, 524); one that is pending cannot be lifted by anybody here.
/// </summary>
public static class LetCaseGoOn
{
    public const string Task = "CounselReview";

    /// <param name="LiftedBars">Case numbers of ended bankruptcies that counsel finds do not bar the debt.</param>
    public sealed record Command(Guid TaskId, Guid CaseId, IReadOnlyList<string> LiftedBars, string Reason);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        var file = await CaseFile.OpenAsync(unit, command.CaseId);
        if (command.LiftedBars.Count > 0)
            file = await LiftBarsAsync(unit, file, command);
        file.Case.Resume(file.Ground, unit.Actor, command.Reason, unit.Now);
        unit.Audit("case resumed", $"Counsel let case {file.Case.Reference} go on.", file.Subjects, command.Reason.Trim(), new { command.LiftedBars, file.Eligibility }, file.Policy.Version);
        await unit.CompleteTaskAsync(command.TaskId, Task, file.Key, "Resumed");
        await RenewalsOf.TellAsync(unit, file.Permit.Id);
    }

    private static async Task<CaseFile> LiftBarsAsync(UnitOfWork unit, CaseFile file, Command command)
    {
        unit.Actor.MustBePerson("lift the bar of a bankruptcy");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(command.Reason), "case.reason", "Say why the bankruptcy does not bar the debt: the reason is kept as evidence.");
        var judgment = await unit.Db.Judgments.Include(j => j.Parties).SingleAsync(j => j.Id == file.Judgment.Id, unit.Cancellation);
        var today = unit.TodayIn(file.Policy);
        var bars = (await JudgmentHistory.FoldAsync(unit.Db, judgment, today, unit.Cancellation)).Party(file.Party.PartyId)?.Bars ?? [];
        foreach (var number in command.LiftedBars.Distinct())
        {
            RuleViolation.Unless(bars.Contains(number), "case.no-bar", $"Bankruptcy {number} does not bar this debt: it is pending, or it ended otherwise.");
            unit.Db.JudgmentDecisions.Add(new JudgmentDecision
            {
                Id = Guid.CreateVersion7(),
                JudgmentId = judgment.Id,
                Kind = JudgmentDecisionKind.BarLifted,
                About = number,
                Reason = command.Reason.Trim(),
                By = unit.Actor.Id,
                At = unit.Now,
            });
            unit.Audit("bankruptcy bar lifted", $"Counsel found that bankruptcy {number} does not bar the debt of judgment {judgment.Subject}.", file.Subjects, command.Reason.Trim());
        }
        await unit.Db.SaveChangesAsync(unit.Cancellation);
        judgment.Take(await JudgmentHistory.FoldAsync(unit.Db, judgment, today, unit.Cancellation), Guid.CreateVersion7, unit.Now);
        // Other cases of the judgment wait for counsel each by itself; they see that the bar is gone.
        await FollowGround.JudgmentAsync(unit, judgment);
        return await CaseFile.OpenAsync(unit, file.Case.Id);
    }
}

/// <summary>
/// Counsel finds whether the new holder of a permit is liable for the former one's judgment (Labor Code 200.3). A successor gets a case of its
/// own, with its own notice, clocks and two people; the former holder's case is closed either way.
/// </summary>
public static class DecideSuccessor
{
    public const string Task = "SuccessorReview";

    public sealed record Command(Guid TaskId, Guid CaseId, bool Successor, IReadOnlyList<SuccessorTest> Tests, string Reason);

    /// <returns>The successor's case; null where the new holder is none.</returns>
    public static async Task<Case?> HandleAsync(UnitOfWork unit, Screening screening, Command command)
    {
        var file = await CaseFile.OpenAsync(unit, command.CaseId);
        var review = await unit.Db.SuccessorReviews.SingleOrDefaultAsync(r => r.CaseId == command.CaseId && r.NewPermitteeId == file.Permit.PermitteeId, unit.Cancellation)
            ?? throw new RuleViolation("successor.none", "There is no successor review for who holds the permit now.");
        review.Decide(command.Successor, command.Tests, command.Reason, unit.Actor, unit.Now);
        unit.Audit("successor found", $"Counsel found that the new holder of permit {file.Permit.Number} is {(command.Successor ? "liable as a successor" : "no successor")}.",
            [.. file.Subjects, ("permittee", review.NewPermitteeId)], command.Reason.Trim(), new { command.Tests }, file.Policy.Version);

        var opened = command.Successor ? await CarryOverAsync(unit, screening, file, command) : null;
        await ReleaseCase.HandleAsync(unit, file, CloseCause.HolderChanged, opened is null
            ? "The permittee no longer holds the permit, and the new holder is no successor."
            : $"The permittee no longer holds the permit; the case goes on against the successor as {opened.Reference}.");
        await unit.CompleteTaskAsync(command.TaskId, Task, file.Key, "Decided");
        await RenewalsOf.TellAsync(unit, file.Permit.Id);
        return opened;
    }

    /// <summary>Counsel's finding is the verdict on the new holder's match; screening keeps the pair, whatever its score.</summary>
    private static async Task<Case?> CarryOverAsync(UnitOfWork unit, Screening screening, CaseFile file, Command command)
    {
        var permit = await unit.Db.Permits.Include(p => p.Permittee).SingleAsync(p => p.Id == file.Permit.Id, unit.Cancellation);
        var match = await screening.KeepPairAsync(unit, file.Party, permit);
        return await DecideMatch.HandleAsync(unit, new(match.Id, Verdict.Same, $"Successor (Labor Code 200.3): {command.Reason.Trim()}", $"Case {file.Case.Reference}"));
    }
}
