using WageTheftPermits.Domain.Enforcement;

namespace WageTheftPermits.Web.Security;

/// <summary>Policies that depend on where a case stands.</summary>
public static class CaseAccess
{
    /// <summary>Once a hold was proposed, ending a case as a mistake is a supervisor's.</summary>
    public static string ToCloseInError(CaseStatus status) => status is CaseStatus.Confirmed or CaseStatus.Watching or CaseStatus.Noticed or CaseStatus.Stayed or CaseStatus.BankruptcyReview
        ? Access.ReviewMatches : Access.ApproveHolds;
}
