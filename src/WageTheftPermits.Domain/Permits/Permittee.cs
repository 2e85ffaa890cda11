namespace WageTheftPermits.Domain.Permits;

public enum PermitteeKind
{
    /// <summary>The permit system does not say (open data often names no owner).</summary>
    Unknown,
    Person,
    Organization,
}

/// <summary>The person or company that holds a permit. A new owner is a new permittee, never an edit of the old one.</summary>
public sealed class Permittee
{
    private Permittee()
    {
    }

    public Permittee(Guid id, PermitteeKind kind, string? legalName, string? ownerName = null, string? taxIdLast4 = null, string? phone = null, string? language = null)
    {
        Id = id;
        Kind = kind;
        LegalName = legalName;
        OwnerName = ownerName;
        TaxIdLast4 = taxIdLast4;
        Phone = phone;
        Language = language;
    }

    public Guid Id { get; private set; }

    public PermitteeKind Kind { get; private set; }

    /// <summary>The name on the application: a corporation or the owner in person. Null where the source has none.</summary>
    public string? LegalName { get; private set; }

    /// <summary>The individual behind it, where the application names one.</summary>
    public string? OwnerName { get; private set; }

    /// <summary>The last four digits of the tax identification number, which is all the application asks for.</summary>
    public string? TaxIdLast4 { get; private set; }

    public string? Phone { get; private set; }

    /// <summary>BCP 47 tag of the language that the permittee reads, where known.</summary>
    public string? Language { get; private set; }

    /// <summary>Corrects details of the same permittee. Returns whether anything changed.</summary>
    public bool Correct(string? ownerName, string? taxIdLast4, string? phone)
    {
        if ((OwnerName, TaxIdLast4, Phone) == (ownerName, taxIdLast4, phone))
            return false;
        (OwnerName, TaxIdLast4, Phone) = (ownerName, taxIdLast4, phone);
        return true;
    }

    /// <summary>
    /// Whether the permit system now names somebody else: another legal name or, where no legal name is known, another owner.
    /// Case, punctuation and white space make no difference, and neither does a name that was not known before.
    /// </summary>
    public bool IsAnother(string? legalName, string? ownerName)
    {
        if (LegalName is not null && legalName is not null)
            return Plain(LegalName) != Plain(legalName);
        // An owner named beside a company that is known may be the individual behind it.
        if (LegalName is not null && OwnerName is null)
            return false;
        var known = new[] { LegalName, OwnerName }.OfType<string>().Select(Plain).ToList();
        var named = new[] { legalName, ownerName }.OfType<string>().Select(Plain).ToList();
        return known.Count > 0 && named.Count > 0 && !known.Intersect(named).Any();
    }

    /// <summary>Takes names that were not known before. Returns whether anything changed.</summary>
    public bool LearnNames(PermitteeKind kind, string? legalName, string? ownerName)
    {
        var before = (Kind, LegalName, OwnerName);
        Kind = Kind == PermitteeKind.Unknown ? kind : Kind;
        LegalName ??= legalName;
        // The individual behind a company may change without the company becoming another.
        OwnerName = LegalName is not null ? ownerName ?? OwnerName : OwnerName ?? ownerName;
        return before != (Kind, LegalName, OwnerName);
    }

    private static string Plain(string name) => new([.. name.Where(char.IsLetterOrDigit).Select(char.ToUpperInvariant)]);
}
