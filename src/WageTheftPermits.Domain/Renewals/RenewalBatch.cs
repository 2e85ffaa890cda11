namespace WageTheftPermits.Domain.Renewals;

/// <summary>
/// The renewals of one season, opened at once: started by a person, carried out by the service in chunks. Which permits it is about is fixed when it
/// is started (<see cref="RenewalBatchItem"/>); what it came to is written down when the last of them has been screened.
/// </summary>
public sealed class RenewalBatch
{
    private RenewalBatch()
    {
    }

    public RenewalBatch(Guid id, string reference, Actor by, DateOnly termsUntil, DateTimeOffset now)
    {
        Id = id;
        Reference = reference;
        StartedBy = by.ToString();
        StartedAt = now;
        TermsUntil = termsUntil;
    }

    public Guid Id { get; private set; }

    /// <summary>What people call it, such as <c>RB-2026-00001</c>.</summary>
    public string Reference { get; private set; } = "";

    public string StartedBy { get; private set; } = "";

    public DateTimeOffset StartedAt { get; private set; }

    /// <summary>The season: permits whose term ends on or before this day.</summary>
    public DateOnly TermsUntil { get; private set; }

    /// <summary>When every renewal of it had been opened and screened; null until then.</summary>
    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>Renewals that were opened; known when it has finished, as are those below.</summary>
    public int? Opened { get; private set; }

    public int? Screened { get; private set; }

    public int? Issued { get; private set; }

    /// <summary>Permits whose renewal could not be opened, or was still open at the end.</summary>
    public int? Exceptions { get; private set; }

    public void Finish(int opened, int screened, int issued, int exceptions, DateTimeOffset now)
    {
        RuleViolation.Unless(FinishedAt is null, "batch.finished", $"Batch {Reference} has finished.");
        (Opened, Screened, Issued, Exceptions, FinishedAt) = (opened, screened, issued, exceptions, now);
    }
}

/// <summary>One permit of a batch: waiting, or with the renewal that was opened, or with the reason why none was.</summary>
public sealed class RenewalBatchItem
{
    private RenewalBatchItem()
    {
    }

    public Guid BatchId { get; private set; }

    public Guid PermitId { get; private set; }

    public Guid? RenewalId { get; private set; }

    public string? Refusal { get; private set; }
}
