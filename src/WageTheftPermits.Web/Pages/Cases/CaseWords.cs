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
        CaseStatus.Releasing => "Being released",
        _ => "Closed",
    };

    public static Tone ToneOf(CaseStatus status) => status switch
    {
        CaseStatus.HoldActive => Tone.Stop,
        CaseStatus.HoldProposed or CaseStatus.Noticed => Tone.Warning,
        CaseStatus.Closed or CaseStatus.Releasing => Tone.Good,
        CaseStatus.Confirmed => Tone.Info,
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
        HoldStatus.Proposed => Tone.Warning,
        HoldStatus.Lifted => Tone.Good,
        _ => Tone.Neutral,
    };

    public static string Method(ServiceMethod method) => method switch
    {
        ServiceMethod.Mail => "By mail",
        ServiceMethod.InPerson => "In person",
        ServiceMethod.Posting => "By posting at the premises",
        _ => "By e-mail",
    };

    public static string NoticeKind(string kind) => kind == "first-notice" ? "First notice" : kind;

    /// <summary>An audit entry as a history shows it.</summary>
    public static TimelineEntry Entry(AuditEntry entry) => new(entry.At, entry.Actor, entry.Summary, entry.Reason, entry.Action switch
    {
        "hold approved" => Tone.Stop,
        "hold lifted" or "case released" or "case closed" => Tone.Good,
        "hold proposed" or "notice served" => Tone.Warning,
        _ => Tone.Neutral,
    });
}
