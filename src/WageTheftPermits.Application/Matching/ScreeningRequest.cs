namespace WageTheftPermits.Application.Matching;

/// <summary>
/// A judgment or a permit that must be screened because it is new or changed. Written in the unit that made the change,
/// carried out after it by a worker, so that no change is ever left unscreened.
/// </summary>
public sealed class ScreeningRequest
{
    public long Id { get; private set; }

    public Guid? PermitId { get; init; }

    public Guid? JudgmentId { get; init; }

    public string Reason { get; init; } = "";

    public DateTimeOffset RequestedAt { get; init; }

    public int Attempts { get; private set; }

    public string? LastError { get; private set; }
}
