using WageTheftPermits.Application.Audit;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Cases;

/// <summary>Words for where a case or a hold stands.</summary>
internal static class CaseWords
{
    public static string Status(CaseStatus status) => status switch
    {
        CaseStatus.Confirmed => "Match confirmed",
        CaseStatus.Watching => "Waiting",
        CaseStatus.Noticed => "Notice served",
        CaseStatus.HoldProposed => "Hold proposed",
        CaseStatus.HoldActive => "Hold in force",
        CaseStatus.Conditioned => "On condition",
        CaseStatus.Charged => "Charges served",
        CaseStatus.Suspended => "Suspension ordered",
        CaseStatus.Revoked => "Revocation ordered",
        CaseStatus.Appealed => "On appeal",
        CaseStatus.Stayed => "Stayed by a court",
        CaseStatus.BankruptcyReview => "Bankruptcy: for counsel",
        CaseStatus.Releasing => "Being released",
        _ => "Closed",
    };

    public static Tone ToneOf(CaseStatus status) => status switch
    {
        CaseStatus.HoldActive or CaseStatus.Suspended or CaseStatus.Revoked => Tone.Stop,
        CaseStatus.HoldProposed or CaseStatus.Charged or CaseStatus.Appealed or CaseStatus.Noticed or CaseStatus.Conditioned or CaseStatus.BankruptcyReview => Tone.Warning,
        CaseStatus.Closed or CaseStatus.Releasing => Tone.Good,
        CaseStatus.Confirmed or CaseStatus.Stayed => Tone.Info,
        _ => Tone.Neutral,
    };

    public static string Severity(HoldSeverity severity) => severity switch
    {
        HoldSeverity.Lock => "Lock: as a hold, and nothing else is granted on the permit",
        HoldSeverity.Hold => "Hold: the renewal is not issued",
        HoldSeverity.Required => "Required: the renewal is issued on a condition",
        _ => "Notice: shown to whoever works on the permit; stops nothing",
    };

    public static string Test(SuccessorTest test) => test switch
    {
        SuccessorTest.SameFacilitiesOrWorkforce => "Substantially the same facilities or workforce, for substantially the same services",
        SuccessorTest.SameOwnersOrManagers => "Substantially the same owners or managers who control labor relations",
        SuccessorTest.SameManagingAgent => "A managing agent who directly controlled the wages, hours or working conditions of the workers",
        _ => "The same industry, and an owner or officer of the immediate family of one of the former firm",
    };

    /// <summary>What an approval would do.</summary>
    public static string IfApproved(HoldSeverity severity, string permit) => severity switch
    {
        HoldSeverity.Lock => $"the renewal of permit {permit} cannot be issued, and no change of holder is recorded on it, while the lock is in force. The permit itself keeps its standing.",
        HoldSeverity.Hold => $"the renewal of permit {permit} cannot be issued while the hold is in force. The permit itself keeps its standing.",
        HoldSeverity.Required => $"permit {permit} is renewed on the condition above, which stands on the permit. Where it is not kept, nothing is held by that alone.",
        _ => $"whoever works on permit {permit} sees it. It stops nothing.",
    };

    public static Tone ToneOf(ConditionStatus status) => status switch
    {
        ConditionStatus.Open => Tone.Warning,
        ConditionStatus.Breached => Tone.Stop,
        ConditionStatus.Met => Tone.Good,
        _ => Tone.Neutral,
    };

    public static string Status(HoldStatus status) => status switch
    {
        HoldStatus.InForce => "In force",
        _ => status.ToString(),
    };

    public static Tone ToneOf(HoldStatus status) => status switch
    {
        HoldStatus.InForce => Tone.Stop,
        HoldStatus.Proposed or HoldStatus.Suspended => Tone.Warning,
        HoldStatus.Lifted or HoldStatus.Voided => Tone.Good,
        _ => Tone.Neutral,
    };

    public static string Method(ServiceMethod method) => method switch
    {
        ServiceMethod.Mail => "By mail",
        ServiceMethod.InPerson => "In person",
        ServiceMethod.Posting => "By posting at the premises",
        _ => "By e-mail",
    };

    public static string Answer(AnswerKind kind) => kind switch
    {
        AnswerKind.NotUs => "It is not us",
        AnswerKind.Paid => "It is paid",
        AnswerKind.OnAppeal => "Appealed, stayed, set aside or bankrupt",
        AnswerKind.HearingRequest => "Asks for a hearing",
        _ => "Something else",
    };

    public static string NoticeKind(string kind) => kind switch
    {
        LetterKinds.FirstNotice => "First notice",
        LetterKinds.Warning => "Warning",
        LetterKinds.NoticeOfCharges => "Notice of charges",
        LetterKinds.HearingNotice => "Notice of hearing",
        LetterKinds.Decision => "Decision",
        LetterKinds.Release => "Release",
        _ => kind,
    };

    /// <summary>An audit entry as a history shows it.</summary>
    public static TimelineEntry Entry(AuditEntry entry) => new(entry.At, entry.Actor, entry.Summary, entry.Reason, entry.Action switch
    {
        "hold approved" or "hold resumed" or "condition breached" or "permit suspended" or "permit revoked" => Tone.Stop,
        "hold lifted" or "case released" or "case closed" or "condition met" or "permit reinstated" or "order set aside" or "order ended" or "order stayed" => Tone.Good,
        "hold proposed" or "hold suspended" or "notice served" or "permit conditioned" or "case paused" or "case reopened" or "charges served" or "hearing decided" => Tone.Warning,
        _ => Tone.Neutral,
    });
}
