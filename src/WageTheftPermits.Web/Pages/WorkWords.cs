namespace WageTheftPermits.Web.Pages;

/// <summary>What each kind of work is called.</summary>
internal static class WorkWords
{
    /// <summary>One row of it: the words of the act.</summary>
    public static string Act(Work work) => work switch
    {
        Work.DecideHolds => "Decide on a proposed hold",
        Work.ServeNotices => "Serve notice",
        Work.ProposeHolds => "Propose a hold",
        Work.ReviewMatches => "Review a possible match",
        Work.LetCasesGoOn => "May a stayed case go on?",
        Work.FindSuccessors => "Is the new holder a successor?",
        Work.GrantOwnership => "Decide on a change of ownership",
        Work.ScreenByHand => "Screen by hand",
        Work.OverdueRenewals => "See why a renewal is overdue",
        Work.LinkDebts => "Say whether two judgments are one debt",
        Work.SettleDisputes => "Settle what an agency's messages contradict",
        Work.DecidePolicies => "Decide on a proposed policy",
        Work.MendWorkflows => "Mend what stopped a workflow",
        Work.SilentAgencies => "See why an agency is silent",
        Work.ServeWarnings => "Serve a warning",
        Work.ServeCharges => "Serve charges",
        Work.DecideLateRequests => "Is a late request of a hearing heard?",
        Work.ScheduleHearings => "Schedule a hearing",
        Work.ServeHearingNotices => "Serve notice of a hearing",
        Work.ConductHearings => "Hear charges",
        Work.DecideHearings => "Decide on charges",
        Work.ServeDecisions => "Serve a decision",
        Work.ReadAnswers => "Read the permittee's answer",
        _ => "Mend a quarantined message",
    };

    /// <summary>All of it, under its count.</summary>
    public static string Title(Work work) => work switch
    {
        Work.DecideHolds => "Holds to decide",
        Work.ServeNotices => "Notices to serve",
        Work.ProposeHolds => "Holds to propose",
        Work.ReviewMatches => "Matches to review",
        Work.LetCasesGoOn => "Stayed cases for counsel",
        Work.FindSuccessors => "Successors to find",
        Work.GrantOwnership => "Changes of ownership",
        Work.ScreenByHand => "To screen by hand",
        Work.OverdueRenewals => "Overdue renewals",
        Work.LinkDebts => "Judgments to compare",
        Work.SettleDisputes => "Disputed judgments",
        Work.DecidePolicies => "Policies to decide",
        Work.MendWorkflows => "Open incidents",
        Work.SilentAgencies => "Silent agencies",
        Work.ServeWarnings => "Warnings to serve",
        Work.ServeCharges => "Charges to serve",
        Work.DecideLateRequests => "Late requests of hearings",
        Work.ScheduleHearings => "Hearings to schedule",
        Work.ServeHearingNotices => "Hearing notices to serve",
        Work.ConductHearings => "Hearings to hold",
        Work.DecideHearings => "Charges to decide",
        Work.ServeDecisions => "Decisions to serve",
        Work.ReadAnswers => "Answers to read",
        _ => "Quarantined messages",
    };
}
