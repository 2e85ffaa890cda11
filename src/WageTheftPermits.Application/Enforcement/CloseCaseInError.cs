using WageTheftPermits.Application.Data;
using WageTheftPermits.Contracts.Outgoing;

namespace WageTheftPermits.Application.Enforcement;

/// <summary>
/// A person found that the confirmation of the match was a mistake. Whatever was held is voided in the same unit. The verdict stays on record;
/// once the case is closed, another verdict can follow it.
/// </summary>
public static class CloseCaseInError
{
    public sealed record Command(Guid CaseId, string Reason);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        var file = await CaseFile.OpenAsync(unit, command.CaseId);
        file.Case.CloseInError(unit.Actor, command.Reason, unit.Now);
        await ReleaseCase.LiftAsync(unit, file, $"The case was a mistake: {file.Case.CloseReason}", inError: true);
        unit.Audit("case closed in error", $"Case {file.Case.Reference} closed: it was opened by mistake.", [.. file.Subjects, ("match", file.Case.MatchReviewId)],
            file.Case.CloseReason, policyVersion: file.Policy.Version);
        file.TellAgency(unit, MessageTypes.CaseClosed, "The case was opened by mistake.");
        // The workflow watches for this beside whatever else it waits for, and ends.
        await unit.ChangedAsync("case", file.Case.Id);
        await RenewalsOf.TellAsync(unit, file.Permit.Id);
    }
}
