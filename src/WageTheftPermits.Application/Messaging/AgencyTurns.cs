namespace WageTheftPermits.Application.Messaging;

/// <summary>
/// Whose turn it is among agencies for which something waits: one after another, so that nobody waits behind another's backlog.
/// Kept by each worker for itself; that two begin with the same agency costs a look, nothing else.
/// </summary>
internal sealed class AgencyTurns
{
    private volatile string _last = "";

    /// <summary>The agencies in the order of their turns, beginning after the one that was served last.</summary>
    public IEnumerable<string> Order(IEnumerable<string> agencies) =>
        agencies.OrderBy(a => string.CompareOrdinal(a, _last) <= 0).ThenBy(a => a, StringComparer.Ordinal);

    public void Served(string agency) => _last = agency;
}
