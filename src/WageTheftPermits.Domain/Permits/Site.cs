namespace WageTheftPermits.Domain.Permits;

/// <summary>Where the establishment is: as the permit system writes it. Normalised only for comparison.</summary>
public sealed record Site(string Line1, string? Line2, string City, string State, string? PostalCode)
{
    public override string ToString() =>
        string.Join(", ", new[] { Line1, Line2, City, $"{State} {PostalCode}".Trim() }.Where(part => !string.IsNullOrWhiteSpace(part)));
}

/// <summary>A permit period; both days belong to it.</summary>
public sealed record Term
{
    public Term(DateOnly start, DateOnly end)
    {
        RuleViolation.Unless(end > start, "term.order", $"A term must end after it begins ({start:yyyy-MM-dd} to {end:yyyy-MM-dd}).");
        Start = start;
        End = end;
    }

    public DateOnly Start { get; private init; }

    public DateOnly End { get; private init; }

    /// <summary>The year that follows this term.</summary>
    public Term Next() => new(End.AddDays(1), End.AddDays(1).AddYears(1).AddDays(-1));

    public override string ToString() => $"{Start:yyyy-MM-dd} to {End:yyyy-MM-dd}";
}

/// <summary>The closed record of one permit period: who held it, and which renewal ended it.</summary>
public sealed class PermitTerm
{
    private PermitTerm()
    {
    }

    internal PermitTerm(Guid id, Guid permitId, Guid permitteeId, string tradeName, Term term, Guid renewalId, DateTimeOffset closedAt)
    {
        Id = id;
        PermitId = permitId;
        PermitteeId = permitteeId;
        TradeName = tradeName;
        Term = term;
        RenewalId = renewalId;
        ClosedAt = closedAt;
    }

    public Guid Id { get; private set; }

    public Guid PermitId { get; private set; }

    public Guid PermitteeId { get; private set; }

    public string TradeName { get; private set; } = "";

    public Term Term { get; private set; } = null!;

    public Guid RenewalId { get; private set; }

    public DateTimeOffset ClosedAt { get; private set; }
}
