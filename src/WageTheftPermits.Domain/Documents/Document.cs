using WageTheftPermits.Domain.Enforcement;

namespace WageTheftPermits.Domain.Documents;

/// <summary>From whom a document is.</summary>
public enum DocumentSource
{
    /// <summary>Of the department's own files, or asked for by it.</summary>
    Department,

    /// <summary>The permittee brought it: on the page, at the counter, by mail.</summary>
    Permittee,
}

/// <summary>A document of a case, as it was brought. It never changes and is never removed.</summary>
public sealed class Document
{
    private Document()
    {
    }

    /// <param name="number">Such as <c>D-2026-00012</c>.</param>
    /// <param name="about">What it is, in a few words.</param>
    /// <param name="by">Who entered it: a person of the department, or the permittee.</param>
    /// <exception cref="RuleViolation">Nobody said what it is; or the permittee entered what is not the permittee's.</exception>
    public Document(Guid id, string number, Case onCase, DocumentFile file, string about, DocumentSource source, Actor by, DateTimeOffset now)
    {
        RuleViolation.Unless(by.Kind == ActorKind.Person || (by.Kind == ActorKind.Permittee && source == DocumentSource.Permittee), "document.by",
            "Documents are entered by a person of the department, or by the permittee whose they are.");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(about), "document.about", "Say what it is, in a few words.");
        RuleViolation.Unless(about.Trim().Length <= LongestAbout, "document.about-long", $"Say what it is in at most {LongestAbout} characters.");
        Id = id;
        Number = number;
        CaseId = onCase.Id;
        (FileName, MediaType, Size, Sha256) = (file.Name, file.MediaType, file.Bytes.Length, file.Sha256);
        About = about.Trim();
        Source = source;
        EnteredBy = by.ToString();
        EnteredAt = now;
    }

    public const int LongestAbout = 200;

    public Guid Id { get; private set; }

    public string Number { get; private set; } = "";

    public Guid CaseId { get; private set; }

    public string FileName { get; private set; } = "";

    public string MediaType { get; private set; } = "";

    /// <summary>In bytes.</summary>
    public int Size { get; private set; }

    /// <summary>Of the bytes, hexadecimal.</summary>
    public string Sha256 { get; private set; } = "";

    public string About { get; private set; } = "";

    public DocumentSource Source { get; private set; }

    public string EnteredBy { get; private set; } = "";

    public DateTimeOffset EnteredAt { get; private set; }
}

/// <summary>What a document consists of; apart from it, so that lists do not read it.</summary>
public sealed record DocumentContent(Guid DocumentId, byte[] Bytes);
