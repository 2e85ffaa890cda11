using WageTheftPermits.Workflow;

namespace WageTheftPermits.UnitTests.Workflow;

/// <summary>What the example asks.</summary>
public sealed record Accords(DateOnly? SignedOn, DateTimeOffset LastMoment);

// The rest of this file stands in CONTRIBUTING.md as the example of an activity; a test holds the two against each other.
[Activity("WageTheft.AwaitSignature", DisplayName = "Wait for the signature", Description = "Waits until the accord is signed or can no longer be.")]
[Outcomes("Signed", "Expired")]
public sealed class AwaitSignature(Accords accords) : Activity
{
    [Input]
    public Guid AccordId { get; set; }

    [Output]
    public DateOnly? SignedOn { get; set; }

    public override ValueTask<ActivityResult> ExecuteAsync(ActivityContext context, CancellationToken ct)
    {
        SignedOn = accords.SignedOn;
        if (SignedOn is not null)
            return new(ActivityResult.Complete("Signed"));
        if (accords.LastMoment <= context.Now)
            return new(ActivityResult.Complete("Expired"));
        return new(ActivityResult.Wait(Wait.ForFact("Changed", $"accord:{AccordId}"), Wait.Until(accords.LastMoment)));
    }
}
