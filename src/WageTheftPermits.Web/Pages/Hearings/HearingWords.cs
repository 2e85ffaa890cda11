using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Hearings;

/// <summary>Words for where charges, an order or an appeal stand.</summary>
internal static class HearingWords
{
    public static string Status(HearingStatus status) => status switch
    {
        HearingStatus.Charged => "Charges served",
        HearingStatus.LateRequest => "Asked for late",
        HearingStatus.Requested => "To be scheduled",
        HearingStatus.Defaulted => "Did not come",
        _ => status.ToString(),
    };

    public static Tone ToneOf(HearingStatus status) => status switch
    {
        HearingStatus.Decided or HearingStatus.Ended => Tone.Neutral,
        HearingStatus.Charged or HearingStatus.Scheduled => Tone.Info,
        _ => Tone.Warning,
    };

    public static string Outcome(HearingOutcome outcome) => outcome switch
    {
        HearingOutcome.Dismiss => "Charges dismissed",
        HearingOutcome.Condition => "Permit on a condition",
        HearingOutcome.Suspend => "Permit suspended",
        _ => "Permit revoked",
    };

    public static string Status(OrderStatus status) => status switch
    {
        OrderStatus.Issued => "Not in effect yet",
        OrderStatus.InEffect => "In effect",
        OrderStatus.SetAside => "Set aside",
        _ => status.ToString(),
    };

    public static Tone ToneOf(OrderStatus status) => status switch
    {
        OrderStatus.InEffect => Tone.Stop,
        OrderStatus.Issued or OrderStatus.Stayed => Tone.Warning,
        OrderStatus.SetAside => Tone.Good,
        _ => Tone.Neutral,
    };

    public static string Action(PermitOrder order) => (order.Action, order.Days) switch
    {
        (SuspensionAction.Revoke, _) => "Revocation of the permit",
        (_, null) => "Suspension until what is owed is paid",
        (_, 1) => "Suspension for 1 day",
        var (_, days) => $"Suspension for {days} days",
    };

    public static string Status(AppealStatus status) => status switch
    {
        AppealStatus.LeaveAsked => "Leave to appeal late was asked for",
        AppealStatus.LeaveGranted => "Leave to appeal late was given",
        AppealStatus.Refused => "Leave to appeal late was refused",
        AppealStatus.Filed => "Filed",
        _ => status.ToString(),
    };

    /// <summary>The most that the ladder allows.</summary>
    public static string Most(SuspensionStep step) => step switch
    {
        { Action: SuspensionAction.Revoke } => "a revocation, or a suspension of any length",
        { Days: null } => "a suspension, until what is owed is paid or for some days",
        _ => $"a suspension of {step.Days} days",
    };
}
