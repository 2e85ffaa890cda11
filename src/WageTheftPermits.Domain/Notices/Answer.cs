using WageTheftPermits.Domain.Enforcement;

namespace WageTheftPermits.Domain.Notices;

/// <summary>What a permittee says to a notice.</summary>
public enum AnswerKind
{
    /// <summary>They are not the party that the judgment names.</summary>
    NotUs,

    Paid,

    /// <summary>The judgment is appealed, stayed or set aside, or a bankruptcy is pending.</summary>
    OnAppeal,

    Other,

    /// <summary>A hearing on the charges is asked for; it is recorded on the hearing at the same moment.</summary>
    HearingRequest,
}

/// <summary>
/// An answer as the permittee gave it on the page that the letter names. It decides nothing; while nobody of the department has read it, nothing adverse is done.
/// </summary>
public sealed class Answer
{
    public const int LongestText = 4000;

    private Answer()
    {
    }

    /// <param name="number">The receipt that the permittee is given, such as <c>A-2026-00012</c>.</param>
    /// <param name="documentId">What was sent with it; null where nothing was.</param>
    public Answer(Guid id, string number, Letter letter, AnswerKind kind, string text, Guid? documentId, Actor by, DateTimeOffset now)
    {
        RuleViolation.Unless(by.Kind == ActorKind.Permittee, "answer.by", "Only the permittee answers on this page; what came another way is added to the case as a document.");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(text), "answer.text", "Say what you want us to know.");
        RuleViolation.Unless(text.Trim().Length <= LongestText, "answer.long", $"Say it in at most {LongestText} characters, or send the rest as a PDF.");
        Id = id;
        Number = number;
        (CaseId, LetterId, DocumentId) = (letter.CaseId, letter.Id, documentId);
        (Kind, Text, ReceivedAt) = (kind, text.Trim(), now);
    }

    public Guid Id { get; private set; }

    public string Number { get; private set; } = "";

    public Guid CaseId { get; private set; }

    /// <summary>The letter whose code was used.</summary>
    public Guid LetterId { get; private set; }

    public AnswerKind Kind { get; private set; }

    /// <summary>In the permittee's own words.</summary>
    public string Text { get; private set; } = "";

    public Guid? DocumentId { get; private set; }

    public DateTimeOffset ReceivedAt { get; private set; }

    public string? ReadBy { get; private set; }

    public DateTimeOffset? ReadAt { get; private set; }

    /// <summary>What the reader makes of it, and does about it.</summary>
    public string? Finding { get; private set; }

    /// <summary>A person of the department has read it and says what follows from it.</summary>
    public void Read(Actor by, string finding, DateTimeOffset now)
    {
        by.MustBePerson("read an answer");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(finding), "answer.finding", "Say what you make of the answer, and what is done about it.");
        RuleViolation.Unless(ReadAt is null, "answer.read", $"Answer {Number} was read by {ReadBy} already.");
        (ReadBy, ReadAt, Finding) = (by.Id, now, finding.Trim());
    }
}
