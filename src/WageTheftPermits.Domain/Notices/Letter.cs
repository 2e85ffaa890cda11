using WageTheftPermits.Domain.Enforcement;

namespace WageTheftPermits.Domain.Notices;

/// <summary>Of which template a letter was made, and in which language.</summary>
/// <param name="Kind">Of <see cref="LetterKinds"/>.</param>
/// <param name="Language">BCP 47.</param>
/// <param name="Template">The template's file name.</param>
/// <param name="Digest">SHA-256 of the template, hexadecimal: which wording it was.</param>
/// <param name="IsTranslation">Whether the program writes in another language first.</param>
public sealed record LetterForm(string Kind, string Language, string Template, string Digest, bool IsTranslation);

/// <summary>How a letter is meant to be served; the day to answer that stands in it is counted from this.</summary>
/// <param name="On">The day of service, such as the day of mailing.</param>
/// <param name="RespondBy">The last day to answer that the letter states; null where it states none.</param>
public sealed record ServicePlan(DateOnly On, ServiceMethod Method, DateOnly? RespondBy);

/// <summary>
/// A notice as a document: drafted, made final, served, and perhaps brought back by the mail. Once it is final its text and its PDF never change,
/// so that what was served can be shown word for word.
/// </summary>
public sealed class Letter
{
    private Letter()
    {
    }

    /// <param name="number">Stands in the footer of every page.</param>
    /// <param name="values">What was filled into the template, by placeholder.</param>
    /// <param name="body">The letter's own text as HTML, without its frame.</param>
    public Letter(Guid id, string number, Case onCase, LetterForm form, ServicePlan plan, IReadOnlyDictionary<string, string> values, string body, Actor by, DateTimeOffset now)
    {
        by.MustBePerson("prepare a letter");
        RuleViolation.Unless(LetterKinds.All.Contains(form.Kind), "letter.kind", $"There is no letter of the kind '{form.Kind}'.");
        Id = id;
        Number = number;
        CaseId = onCase.Id;
        (Kind, Language, Template, TemplateDigest, IsTranslation) = (form.Kind, form.Language, form.Template, form.Digest, form.IsTranslation);
        (ServeOn, ServeBy, RespondBy) = (plan.On, plan.Method, plan.RespondBy);
        Values = values;
        Body = body;
        PreparedBy = by.Id;
        PreparedAt = now;
        Status = LetterStatus.Draft;
    }

    public Guid Id { get; private set; }

    /// <summary>Such as <c>L-2026-00012</c>.</summary>
    public string Number { get; private set; } = "";

    public Guid CaseId { get; private set; }

    /// <summary>Of <see cref="LetterKinds"/>.</summary>
    public string Kind { get; private set; } = "";

    /// <summary>BCP 47.</summary>
    public string Language { get; private set; } = "";

    /// <summary>In any language but the program's first. It says on its face that it is not certified until a person certifies it.</summary>
    public bool IsTranslation { get; private set; }

    public string Template { get; private set; } = "";

    /// <summary>SHA-256 of the template, hexadecimal.</summary>
    public string TemplateDigest { get; private set; } = "";

    public IReadOnlyDictionary<string, string> Values { get; private set; } = new Dictionary<string, string>();

    /// <summary>The letter's own text as HTML, without its frame.</summary>
    public string Body { get; private set; } = "";

    public LetterStatus Status { get; private set; }

    /// <summary>The day on which it is to be served.</summary>
    public DateOnly ServeOn { get; private set; }

    public ServiceMethod ServeBy { get; private set; }

    /// <summary>The last day to answer that it states; null where it states none.</summary>
    public DateOnly? RespondBy { get; private set; }

    public string PreparedBy { get; private set; } = "";

    public DateTimeOffset PreparedAt { get; private set; }

    public string? CertifiedBy { get; private set; }

    public DateTimeOffset? CertifiedAt { get; private set; }

    public string? Certification { get; private set; }

    public string? FinalBy { get; private set; }

    public DateTimeOffset? FinalAt { get; private set; }

    /// <summary>The notice with which it was served.</summary>
    public Guid? NoticeId { get; private set; }

    public DateOnly? ReturnedOn { get; private set; }

    /// <summary>Who recorded that it came back, or discarded it.</summary>
    public string? EndedBy { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public string? EndReason { get; private set; }

    /// <summary>Whether it may be relied on alone: in the program's first language, or certified.</summary>
    public bool IsAuthoritative => !IsTranslation || CertifiedBy is not null;

    /// <summary>Where an act leads from a status; null where it is refused. The whole table of the machine.</summary>
    public static LetterStatus? Next(LetterStatus from, LetterAct act) => (from, act) switch
    {
        (LetterStatus.Draft, LetterAct.Certify) => LetterStatus.Draft,
        (LetterStatus.Draft, LetterAct.MakeFinal) => LetterStatus.Final,
        (LetterStatus.Final, LetterAct.Serve) => LetterStatus.Served,
        (LetterStatus.Served, LetterAct.Return) => LetterStatus.Returned,
        (LetterStatus.Draft or LetterStatus.Final, LetterAct.Discard) => LetterStatus.Discarded,
        _ => null,
    };

    /// <summary>A person answers for a translation. Only a draft's, because the letter says on its face who did.</summary>
    public void Certify(Actor by, string statement, DateTimeOffset now)
    {
        by.MustBePerson("certify a translation");
        RuleViolation.Unless(IsTranslation, "letter.no-translation", $"Letter {Number} is written in the program's first language; there is no translation to certify.");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(statement), "letter.statement", "Say who translated or compared it, and how: the statement stands on the letter.");
        Move(LetterAct.Certify, "certify");
        (CertifiedBy, CertifiedAt, Certification) = (by.Id, now, statement.Trim());
    }

    /// <summary>Its text is fixed. The caller keeps the PDF made of it in the same unit.</summary>
    public void MakeFinal(Actor by, DateTimeOffset now)
    {
        by.MustBePerson("make a letter final");
        Move(LetterAct.MakeFinal, "make final");
        (FinalBy, FinalAt) = (by.Id, now);
    }

    /// <summary>It was served with a notice, alone or beside others.</summary>
    /// <param name="together">Everything that was served at once, this letter among it: one of them must be in the first language or certified.</param>
    public void Serve(Notice notice, IReadOnlyCollection<Letter> together)
    {
        RuleViolation.Unless(notice.CaseId == CaseId, "letter.other-case", $"Letter {Number} belongs to another case.");
        RuleViolation.Unless(notice.Kind == Kind, "letter.other-kind", $"Letter {Number} is no {notice.Kind.Replace('-', ' ')}.");
        RuleViolation.Unless(FinalAt is { } final && notice.ServedOn >= DateOnly.FromDateTime(final.UtcDateTime).AddDays(-1), "letter.before-final",
            $"Letter {Number} was not final yet on {notice.ServedOn:yyyy-MM-dd}; it cannot have been served on that day.");
        RuleViolation.Unless(together.Any(letter => letter.IsAuthoritative), "letter.uncertified",
            $"Letter {Number} is a translation that nobody has certified. It can go along with the letter in the program's first language, and not alone.");
        RuleViolation.Unless(RespondBy is not { } stated || notice.RespondBy <= stated, "letter.respond-by",
            $"Letter {Number} says that an answer is in time until {RespondBy:yyyy-MM-dd}; served on {notice.ServedOn:yyyy-MM-dd} it would be until {notice.RespondBy:yyyy-MM-dd}. Prepare it again for that day.");
        Move(LetterAct.Serve, "serve");
        NoticeId = notice.Id;
    }

    /// <summary>The mail brought it back. What follows for the case is the caller's.</summary>
    /// <param name="on">The day it came back: not before it was served, not in the future.</param>
    public void Return(Notice notice, Actor by, DateOnly on, string reason, DateOnly today, DateTimeOffset now)
    {
        by.MustBePerson("record returned mail");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(reason), "letter.reason", "Say what the envelope says: the reason is kept as evidence.");
        RuleViolation.Unless(on >= notice.ServedOn && on <= today, "letter.returned-on", $"Letter {Number} was served on {notice.ServedOn:yyyy-MM-dd}; it can have come back from then until today.");
        Move(LetterAct.Return, "record as returned");
        ReturnedOn = on;
        End(by, reason, now);
    }

    /// <summary>It is not to be used; a new one can be prepared.</summary>
    public void Discard(Actor by, string reason, DateTimeOffset now)
    {
        by.MustBePerson("discard a letter");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(reason), "letter.reason", "Say why the letter is not to be used.");
        Move(LetterAct.Discard, "discard");
        End(by, reason, now);
    }

    private void Move(LetterAct act, string word)
    {
        var next = Next(Status, act);
        RuleViolation.Unless(next is not null, "letter.transition", $"Letter {Number} is {Status.ToString().ToLowerInvariant()}; you cannot {word} it now.");
        Status = next!.Value;
    }

    private void End(Actor by, string reason, DateTimeOffset now) => (EndedBy, EndedAt, EndReason) = (by.Id, now, reason.Trim());
}

/// <summary>A final letter as it was and stays: its whole HTML and the PDF made of it.</summary>
/// <param name="LetterId">The letter, one document each.</param>
/// <param name="Html">With its frame; what the preview shows.</param>
public sealed record LetterDocument(Guid LetterId, string Html, byte[] Pdf);
