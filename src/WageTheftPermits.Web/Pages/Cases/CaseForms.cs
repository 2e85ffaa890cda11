using System.ComponentModel.DataAnnotations;
using WageTheftPermits.Domain.Documents;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Notices;

namespace WageTheftPermits.Web.Pages.Cases;

/// <summary>What can be typed on a case's page. Each form is acted on once; where it answers a task, it carries which.</summary>
public static class CaseForms
{
    public class Serve
    {
        public Guid FormId { get; set; }

        public Guid TaskId { get; set; }

        [Required(ErrorMessage = "Enter the day of service.")]
        public DateOnly? ServedOn { get; set; }

        [Required(ErrorMessage = "Choose how the notice was served.")]
        public ServiceMethod? Method { get; set; }

        [Required(ErrorMessage = "Say what proves service."), StringLength(2000)]
        public string Proof { get; set; } = "";

        /// <summary>The letter that was served, where the program writes the notice itself.</summary>
        public Guid? LetterId { get; set; }

        /// <summary>Letters in other languages that went along.</summary>
        public List<Guid> Copies { get; set; } = [];
    }

    /// <summary>The notice of charges, as it was served.</summary>
    public sealed class Charge : Serve
    {
        [Required(ErrorMessage = "Say what is charged."), StringLength(4000)]
        public string Charges { get; set; } = "";
    }

    public sealed class Propose
    {
        public Guid FormId { get; set; }

        public Guid TaskId { get; set; }

        [Required(ErrorMessage = "Choose how much is to be stopped.")]
        public HoldSeverity? Severity { get; set; } = HoldSeverity.Hold;

        [Required(ErrorMessage = "Give the department's reason."), StringLength(4000)]
        public string InternalReason { get; set; } = "";

        [Required(ErrorMessage = "Give the reason in words that the permittee may read."), StringLength(1000)]
        public string PublicReason { get; set; } = "";

        [StringLength(1000)]
        public string? ConditionText { get; set; }

        public DateOnly? ConditionDueOn { get; set; }

        [StringLength(1000)]
        public string? ConditionEvidence { get; set; }

        /// <summary>The condition, where the severity asks for one. A day that is missing is refused by the domain, as one that has passed.</summary>
        public ConditionTerms? Required() => Severity != HoldSeverity.Required ? null : new(ConditionText ?? "", ConditionDueOn ?? DateOnly.MinValue, ConditionEvidence ?? "");
    }

    public sealed class Reason
    {
        public Guid FormId { get; set; }

        [Required(ErrorMessage = "Say why the case was a mistake."), StringLength(4000)]
        public string Text { get; set; } = "";
    }

    public sealed class TakeUp
    {
        public Guid FormId { get; set; }

        [Required(ErrorMessage = "Say what has changed."), StringLength(4000)]
        public string Reason { get; set; } = "";
    }

    public sealed class Resume
    {
        public Guid FormId { get; set; }

        public Guid TaskId { get; set; }

        /// <summary>Case numbers of ended bankruptcies that counsel finds do not bar the debt.</summary>
        public List<string> Bars { get; set; } = [];

        [Required(ErrorMessage = "Say why the case may go on."), StringLength(4000)]
        public string Reason { get; set; } = "";
    }

    public sealed class Successor
    {
        public Guid FormId { get; set; }

        public Guid TaskId { get; set; }

        [Required(ErrorMessage = "Say whether the new holder is a successor.")]
        public bool? IsSuccessor { get; set; }

        public List<SuccessorTest> Tests { get; set; } = [];

        [Required(ErrorMessage = "Say what the finding rests on."), StringLength(4000)]
        public string Reason { get; set; } = "";
    }

    public sealed class Condition
    {
        public Guid FormId { get; set; }

        public Guid ConditionId { get; set; }

        [Required(ErrorMessage = "Say what was shown or found."), StringLength(4000)]
        public string Finding { get; set; } = "";
    }

    public sealed class Document
    {
        public Guid FormId { get; set; }

        [Required(ErrorMessage = "Choose the file.")]
        public IFormFile? File { get; set; }

        [Required(ErrorMessage = "Say what it is, in a few words."), StringLength(Domain.Documents.Document.LongestAbout)]
        public string About { get; set; } = "";

        [Required(ErrorMessage = "Say from whom it is.")]
        public DocumentSource? Source { get; set; }
    }

    public sealed class Reading
    {
        public Guid FormId { get; set; }

        public Guid AnswerId { get; set; }

        [Required(ErrorMessage = "Say what you make of the answer, and what is done about it."), StringLength(4000)]
        public string Finding { get; set; } = "";
    }
}
