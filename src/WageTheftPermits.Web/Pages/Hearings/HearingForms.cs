using System.ComponentModel.DataAnnotations;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Hearings;

namespace WageTheftPermits.Web.Pages.Hearings;

/// <summary>What can be typed on a hearing's page. Each form is acted on once; where it answers a task, it carries which.</summary>
public static class HearingForms
{
    public sealed class Request
    {
        public Guid FormId { get; set; }

        [Required(ErrorMessage = "Enter the day on which the request came.")]
        public DateOnly? ReceivedOn { get; set; }

        [Required(ErrorMessage = "Keep the request in the permittee's words."), StringLength(4000)]
        public string Text { get; set; } = "";
    }

    public sealed class Late
    {
        public Guid FormId { get; set; }

        public Guid TaskId { get; set; }

        [Required(ErrorMessage = "Choose whether it is heard.")]
        public bool? Accept { get; set; }

        [Required(ErrorMessage = "Say why: the permittee is told."), StringLength(4000)]
        public string Reason { get; set; } = "";
    }

    public sealed class Schedule
    {
        public Guid FormId { get; set; }

        public Guid TaskId { get; set; }

        [Required(ErrorMessage = "Enter the day of the hearing.")]
        public DateOnly? Day { get; set; }

        [Required(ErrorMessage = "Enter the time, such as 13:00.")]
        public TimeOnly? At { get; set; }

        [Required(ErrorMessage = "Say where it is held."), StringLength(300)]
        public string Place { get; set; } = "";

        public bool Special { get; set; }

        public bool Postponed { get; set; }
    }

    public sealed class Continue
    {
        public Guid FormId { get; set; }

        [Required(ErrorMessage = "Say who asked for another day, and why."), StringLength(4000)]
        public string Reason { get; set; } = "";

        public bool AtPermitteesRequest { get; set; }
    }

    public sealed class Conduct
    {
        public Guid FormId { get; set; }

        public Guid TaskId { get; set; }

        [Required(ErrorMessage = "Choose whether anybody came for the permittee.")]
        public bool? Appeared { get; set; }

        [Required(ErrorMessage = "Record who appeared and what was shown."), StringLength(8000)]
        public string Record { get; set; } = "";
    }

    public sealed class Decide
    {
        public Guid FormId { get; set; }

        public Guid TaskId { get; set; }

        [Required(ErrorMessage = "Choose a decision.")]
        public HearingOutcome? Outcome { get; set; }

        [Required(ErrorMessage = "Write the findings."), StringLength(8000)]
        public string Findings { get; set; } = "";

        public DateOnly? EffectiveOn { get; set; }

        [Range(1, 3650, ErrorMessage = "Enter a number of days between 1 and 3,650.")]
        public int? Days { get; set; }

        [StringLength(1000)]
        public string? ConditionText { get; set; }

        public DateOnly? ConditionDueOn { get; set; }

        [StringLength(1000)]
        public string? ConditionEvidence { get; set; }

        /// <summary>A day that is missing is refused by the domain, as one that has passed.</summary>
        public Decision ToDecision()
        {
            var orders = Outcome is HearingOutcome.Suspend or HearingOutcome.Revoke;
            return new(Outcome!.Value, Findings, orders ? EffectiveOn ?? DateOnly.MinValue : null, Outcome == HearingOutcome.Suspend ? Days : null,
                Outcome == HearingOutcome.Condition ? new ConditionTerms(ConditionText ?? "", ConditionDueOn ?? DateOnly.MinValue, ConditionEvidence ?? "") : null);
        }
    }

    /// <summary>A day and what proves or explains it.</summary>
    public sealed class Dated
    {
        public Guid FormId { get; set; }

        [Required(ErrorMessage = "Enter the day.")]
        public DateOnly? On { get; set; }

        [Required(ErrorMessage = "Say what proves it, or why."), StringLength(4000)]
        public string Text { get; set; } = "";
    }

    public sealed class Leave
    {
        public Guid FormId { get; set; }

        [Required(ErrorMessage = "Choose what was decided.")]
        public bool? Granted { get; set; }

        [Required(ErrorMessage = "Enter the day of the decision.")]
        public DateOnly? DecidedOn { get; set; }

        [Required(ErrorMessage = "Give the paper's number and what it says."), StringLength(4000)]
        public string Decision { get; set; } = "";
    }

    public sealed class OnAppeal
    {
        public Guid FormId { get; set; }

        [Required(ErrorMessage = "Choose what was decided.")]
        public AppealAct? Act { get; set; }

        [Required(ErrorMessage = "Enter the day of the decision.")]
        public DateOnly? DecidedOn { get; set; }

        [Required(ErrorMessage = "Give the paper's number and what it says."), StringLength(4000)]
        public string Decision { get; set; } = "";

        [Range(1, 3650, ErrorMessage = "Enter a number of days between 1 and 3,650.")]
        public int? Days { get; set; }

        public DateOnly? EffectiveOn { get; set; }
    }
}
