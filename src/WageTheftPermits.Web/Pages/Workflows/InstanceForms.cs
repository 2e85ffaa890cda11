using System.ComponentModel.DataAnnotations;

namespace WageTheftPermits.Web.Pages.Workflows;

/// <summary>What an administrator can type to mend an instance. Each form is acted on once, and each act needs its reason.</summary>
public static class InstanceForms
{
    public class Reasoned
    {
        public Guid FormId { get; set; } = Guid.CreateVersion7();

        [Required(ErrorMessage = "Give a reason: it is kept as evidence."), StringLength(2000)]
        public string Reason { get; set; } = "";
    }

    public sealed class Skipped : Reasoned
    {
        /// <summary>An incident and one of its activity's outcomes, as <see cref="SkipChoice"/> writes them.</summary>
        [Required(ErrorMessage = "Choose how it goes on.")]
        public string? Choice { get; set; }
    }

    public sealed class Released : Reasoned
    {
        [Required(ErrorMessage = "Choose a task.")]
        public Guid? TaskId { get; set; }
    }

    public sealed class Amended : Reasoned
    {
        [Required(ErrorMessage = "Choose a variable.")]
        public string? Variable { get; set; }

        [StringLength(10_000)]
        public string? Value { get; set; }
    }
}

/// <summary>An activity that stopped the instance, taken as completed with an outcome.</summary>
internal sealed record SkipChoice(Guid Incident, string Outcome)
{
    public static SkipChoice? Parse(string? text) => text?.Split(' ', 2) is [var id, var outcome] && Guid.TryParse(id, out var incident) ? new(incident, outcome) : null;

    public override string ToString() => $"{Incident:N} {Outcome}";
}
