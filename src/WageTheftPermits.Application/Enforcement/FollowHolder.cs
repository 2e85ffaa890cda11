using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Enforcement;

namespace WageTheftPermits.Application.Enforcement;

/// <summary>
/// The permit of a case has another holder. A hold follows the permittee, never the address: it is neither inherited nor dropped in silence.
/// What was held is lifted, and counsel is asked whether the new holder is liable as a successor.
/// </summary>
internal static class FollowHolder
{
    public static async Task HandleAsync(UnitOfWork unit, CaseFile file)
    {
        if (Case.Next(file.Case.Status, CaseAct.LoseGround) is not null)
        {
            file.Case.LoseGround(file.Ground, unit.Now);
            await ReleaseCase.LiftAsync(unit, file, file.Ground.Reason, inError: false);
        }
        if (await unit.Db.SuccessorReviews.AnyAsync(r => r.CaseId == file.Case.Id && r.NewPermitteeId == file.Permit.PermitteeId, unit.Cancellation))
            return;
        var review = new SuccessorReview(Guid.CreateVersion7(), file.Case, file.Permit.PermitteeId, unit.Now);
        unit.Db.SuccessorReviews.Add(review);
        unit.Audit("successor review opened", $"Permit {file.Permit.Number} has another holder than case {file.Case.Reference} is about. Counsel finds whether the new one is liable (Labor Code 200.3).",
            [.. file.Subjects, ("permittee", file.Permit.PermitteeId)], policyVersion: file.Policy.Version);
    }
}
