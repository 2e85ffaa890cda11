using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Renewals;

namespace WageTheftPermits.Web.Shared;

/// <summary>How each status feels to the department, the same on every page.</summary>
internal static class StatusTones
{
    public static Tone Tone(this PermitStatus status) => status switch
    {
        PermitStatus.Active => Shared.Tone.Good,
        PermitStatus.Expired => Shared.Tone.Warning,
        PermitStatus.Suspended or PermitStatus.Revoked => Shared.Tone.Stop,
        _ => Shared.Tone.Neutral,
    };

    public static Tone Tone(this RenewalStatus status) => status switch
    {
        RenewalStatus.Open => Shared.Tone.Info,
        RenewalStatus.Issued => Shared.Tone.Good,
        RenewalStatus.Lapsed => Shared.Tone.Stop,
        _ => Shared.Tone.Neutral,
    };

    public static Tone Tone(this RequirementStatus status) => status switch
    {
        RequirementStatus.Open => Shared.Tone.Warning,
        RequirementStatus.Met => Shared.Tone.Good,
        _ => Shared.Tone.Neutral,
    };

    public static Tone Tone(this OwnershipChangeStatus status) => status switch
    {
        OwnershipChangeStatus.Granted => Shared.Tone.Good,
        OwnershipChangeStatus.Cancelled => Shared.Tone.Neutral,
        _ => Shared.Tone.Warning,
    };

    public static Tone Tone(this JudgmentStatus status) => status switch
    {
        JudgmentStatus.Final => Shared.Tone.Warning,
        JudgmentStatus.Issued or JudgmentStatus.Appealed or JudgmentStatus.Stayed => Shared.Tone.Info,
        JudgmentStatus.Satisfied => Shared.Tone.Good,
        _ => Shared.Tone.Neutral,
    };

    public static Tone Tone(this PartyStatus status) => ((JudgmentStatus)status).Tone();

    public static Tone Tone(this MatchReviewStatus status) => status switch
    {
        MatchReviewStatus.Confirmed => Shared.Tone.Stop,
        MatchReviewStatus.Cleared => Shared.Tone.Good,
        _ => Shared.Tone.Warning,
    };

    public static Tone Tone(this CaseStatus status) => status switch
    {
        CaseStatus.HoldActive or CaseStatus.Suspended or CaseStatus.Revoked => Shared.Tone.Stop,
        CaseStatus.HoldProposed or CaseStatus.Charged or CaseStatus.Appealed or CaseStatus.Noticed or CaseStatus.Conditioned or CaseStatus.BankruptcyReview => Shared.Tone.Warning,
        CaseStatus.Releasing => Shared.Tone.Good,
        CaseStatus.Closed => Shared.Tone.Neutral,
        _ => Shared.Tone.Info,
    };
}
