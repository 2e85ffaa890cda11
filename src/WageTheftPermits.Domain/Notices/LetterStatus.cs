namespace WageTheftPermits.Domain.Notices;

/// <summary>How far a letter has come.</summary>
public enum LetterStatus
{
    /// <summary>Its text can be read and its translation certified; it says nothing to anybody yet.</summary>
    Draft,

    /// <summary>Its text and its PDF are fixed, and it can be served.</summary>
    Final,

    /// <summary>It was served with the notice that it names.</summary>
    Served,

    /// <summary>The mail brought it back: nobody was notified by it.</summary>
    Returned,

    /// <summary>It is not to be used. It stays on record with the reason.</summary>
    Discarded,
}

/// <summary>The acts that move a letter.</summary>
public enum LetterAct
{
    [Act("A person who answers for the translation", "A statement of who translated or compared it, and how")]
    Certify,

    [Act("An inspector", "The PDF, made of the very text that the draft shows")]
    MakeFinal,

    [Act("An inspector", "Proof of service; a certified text among what was served")]
    Serve,

    [Act("An inspector", "The day it came back, and what the envelope says")]
    Return,

    [Act("An inspector", "Reason")]
    Discard,
}

/// <summary>What letters are written for. Each is a template of the program in each of its languages.</summary>
public static class LetterKinds
{
    public const string FirstNotice = "first-notice";
    public const string Warning = "warning";
    public const string NoticeOfCharges = "notice-of-charges";
    public const string HearingNotice = "hearing-notice";
    public const string Decision = "decision";
    public const string Release = "release";

    public static IReadOnlyList<string> All { get; } = [FirstNotice, Warning, NoticeOfCharges, HearingNotice, Decision, Release];

    /// <summary>What a letter of a kind must state, or it gives no notice: how much, by when, on what basis, and where to turn. To whom it is stands above every letter.</summary>
    public static IReadOnlyList<string> MustState(string kind) => kind switch
    {
        FirstNotice or Warning => ["permit.number", "judgment.agency", "judgment.case-number", "owed.amount", "owed.as-of", "pay.to", "legal-basis", "respond.by", "respond.counted", "department.contact"],
        NoticeOfCharges => ["permit.number", "charges", "legal-basis", "request.by", "department.contact"],
        HearingNotice => ["permit.number", "hearing.on", "hearing.time", "hearing.place", "department.contact"],
        Decision => ["permit.number", "decision.findings", "decision.outcome", "order.effective", "order.until", "appeal.by", "appeal.body", "department.contact"],
        Release => ["permit.number", "release.cause", "department.contact"],
        _ => [],
    };
}
