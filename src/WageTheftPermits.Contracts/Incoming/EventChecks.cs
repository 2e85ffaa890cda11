using System.Text.Json;

namespace WageTheftPermits.Contracts.Incoming;

/// <summary>What would become of one event of a file, as far as the contract and the rest of the file tell.</summary>
/// <param name="Place">From 1, in the order of the file.</param>
/// <param name="Verdict"><see cref="EventVerdict.Taken"/> or <see cref="EventVerdict.Quarantined"/>.</param>
public sealed record EventVerdict(int Place, string? Id, string? Subject, long? Sequence, string? Type, string Verdict, string? Reason, string? Pointer)
{
    public const string Taken = "taken";
    public const string Quarantined = "quarantined";

    public override string ToString() =>
        $"{Place}. {Type ?? "?"} {Subject ?? "?"} {Sequence?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "?"}: "
        + (Reason is null ? Verdict : $"{Verdict}, {(string.IsNullOrEmpty(Pointer) ? "" : $"{Pointer}: ")}{Reason}");
}

/// <summary>Tests events without a service: by the contract, and against each other.</summary>
public static class EventChecks
{
    private const string SourcePrefix = "urn:agency:";

    /// <param name="agency">By whose door they would come; <c>null</c>: whom each event's <c>source</c> names.</param>
    public static IReadOnlyList<EventVerdict> Of(IReadOnlyList<ReadOnlyMemory<byte>> events, string? agency)
    {
        var readings = events.Select(body => AgencyEventReader.Read(body, agency ?? SourceOf(body))).ToList();
        var conflicts = Conflicts(readings.Where(r => r.IsValid).Select(r => r.Event!).ToList());
        return [.. readings.Select((reading, at) =>
        {
            var fault = reading.Fault ?? conflicts.GetValueOrDefault(reading.Event!);
            var seen = reading.Glimpse;
            return new EventVerdict(at + 1, seen.Id, seen.Subject, seen.Sequence, seen.Type, fault is null ? EventVerdict.Taken : EventVerdict.Quarantined, fault?.Reason, fault?.Pointer);
        })];
    }

    /// <summary>Events that claim one id, or one place of one judgment, with different content: both would be set aside.</summary>
    private static Dictionary<AgencyEvent, EventFault> Conflicts(List<AgencyEvent> events)
    {
        var faults = new Dictionary<AgencyEvent, EventFault>(ReferenceEqualityComparer.Instance);
        foreach (var same in events.GroupBy(e => (e.Agency, e.Subject, e.Sequence)).Where(Differ))
            foreach (var one in same)
                faults[one] = new EventFault("Another event of this file has this sequence and other content.", "/sequence");
        foreach (var same in events.GroupBy(e => (e.Agency, e.Id)).Where(Differ))
            foreach (var one in same)
                faults[one] = new EventFault("Another event of this file has this id and other content.", "/id");
        return faults;
    }

    private static bool Differ(IEnumerable<AgencyEvent> same) => same.Select(e => e.Digest).Distinct().Skip(1).Any();

    private static string SourceOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("source", out var source)
                && source.ValueKind == JsonValueKind.String && source.GetString() is { } text && text.StartsWith(SourcePrefix, StringComparison.Ordinal)
                ? text[SourcePrefix.Length..]
                : "";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return ""; // the reader says what is wrong with it
        }
    }
}
