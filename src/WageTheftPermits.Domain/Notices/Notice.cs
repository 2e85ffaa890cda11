using WageTheftPermits.Domain.Enforcement;

namespace WageTheftPermits.Domain.Notices;

public enum ServiceMethod
{
    Mail,
    InPerson,
    Posting,
    Email,
}

/// <summary>A notice that was served on a permittee: by whom, how, with what proof, and until when it may be answered.</summary>
public sealed class Notice
{
    private Notice()
    {
    }

    /// <param name="servedOn">The day of service; not in the future.</param>
    /// <param name="respondBy">The last day to answer, from <see cref="Policies.Deadlines"/>.</param>
    /// <param name="proof">What proves service: a certificate of mailing, a signature, a photograph of the posting.</param>
    public Notice(Guid id, string number, Case onCase, string kind, DateOnly servedOn, ServiceMethod method, string proof, DateOnly respondBy, Actor by, DateOnly today, DateTimeOffset now)
    {
        by.MustBePerson("record the service of a notice");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(proof), "notice.proof", "Service needs proof: say what proves it.");
        RuleViolation.Unless(servedOn <= today, "notice.future", $"The day of service ({servedOn:yyyy-MM-dd}) is in the future.");
        RuleViolation.Unless(servedOn >= DateOnly.FromDateTime(onCase.OpenedAt.Date).AddDays(-1), "notice.before-case",
            $"The day of service ({servedOn:yyyy-MM-dd}) is before the case was opened.");
        Id = id;
        Number = number;
        CaseId = onCase.Id;
        Kind = kind;
        ServedOn = servedOn;
        Method = method;
        Proof = proof.Trim();
        RespondBy = respondBy;
        RecordedBy = by.Id;
        RecordedAt = now;
    }

    public Guid Id { get; private set; }

    public string Number { get; private set; } = "";

    public Guid CaseId { get; private set; }

    /// <summary>Which of the program's notices, such as <c>first-notice</c>.</summary>
    public string Kind { get; private set; } = "";

    public DateOnly ServedOn { get; private set; }

    public ServiceMethod Method { get; private set; }

    public string Proof { get; private set; } = "";

    /// <summary>The last day on which an answer is in time.</summary>
    public DateOnly RespondBy { get; private set; }

    public string RecordedBy { get; private set; } = "";

    public DateTimeOffset RecordedAt { get; private set; }
}
