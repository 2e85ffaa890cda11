using System.Text.Json;

namespace WageTheftPermits.Contracts.Incoming;

/// <summary>What would become of one event of a file, as far as the contract and the rest of the file tell.</summary>
public enum EventVerdict
{
    /// <summary>It would be accepted.</summary>
    Taken,

    /// <summary>It says again what another event of the file says, and would change nothing.</summary>
    Duplicate,

    /// <summary>It would be set aside: it breaks the contract, or contradicts another event of the file.</summary>
    Quarantined,
}

/// <param name="Place">From 1, in the order of the file.</param>
/// <param name="Seen">What could be read of it.</param>
/// <param name="Event">The event, where it is valid by itself.</param>
/// <param name="Fault">Why it would not be accepted; of a duplicate, <c>null</c>.</param>
/// <param name="Found">The JSON that stands at the fault, shortened; <c>null</c> where nothing does.</param>
/// <param name="Remedy">What its sender should do; <c>null</c> where there is nothing to do.</param>
public sealed record CheckedEvent(int Place, EventGlimpse Seen, AgencyEvent? Event, EventVerdict Verdict, EventFault? Fault, string? Found, string? Remedy);

/// <summary>Tests events without a service: by the contract, and against each other.</summary>
public static class EventChecks
{
    private const string SourcePrefix = "urn:agency:";
    private const int MostShown = 80;

    /// <param name="agency">By whose door they would come; <c>null</c>: whom each event's <c>source</c> names.</param>
    public static IReadOnlyList<CheckedEvent> Of(IReadOnlyList<ReadOnlyMemory<byte>> events, string? agency)
    {
        var readings = events.Select(body => AgencyEventReader.Read(body, agency ?? SourceOf(body))).ToList();
        var valid = readings.Where(reading => reading.IsValid).Select(reading => reading.Event!).ToList();
        var conflicts = Conflicts(valid);
        var duplicates = valid.GroupBy(one => (one.Agency, one.Digest)).SelectMany(same => same.Skip(1)).ToHashSet(ReferenceEqualityComparer.Instance);
        return [.. readings.Select((reading, at) => Check(at + 1, events[at], reading, conflicts, duplicates))];
    }

    private static CheckedEvent Check(
        int place, ReadOnlyMemory<byte> body, EventReading reading, Dictionary<AgencyEvent, EventFault> conflicts, HashSet<object?> duplicates)
    {
        if (reading.Fault is { } fault)
            return new(place, reading.Glimpse, null, EventVerdict.Quarantined, fault, Shown(body, fault.Pointer), RemedyOf(fault.Pointer));
        if (conflicts.TryGetValue(reading.Event!, out var conflict))
        {
            return new(place, reading.Glimpse, reading.Event, EventVerdict.Quarantined, conflict, null,
                "Send only the one that is so. Where both were sent, send an amendment that lists the sequence under \"settles\".");
        }

        return duplicates.Contains(reading.Event)
            ? new(place, reading.Glimpse, reading.Event, EventVerdict.Duplicate, null, null, null)
            : new(place, reading.Glimpse, reading.Event, EventVerdict.Taken, null, null, null);
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

    /// <summary>What its sender should do about an event that breaks the contract.</summary>
    /// <param name="pointer">Where in it (<see cref="EventFault.Pointer"/>).</param>
    public static string RemedyOf(string pointer) => pointer switch
    {
        "" => "Send one JSON object in UTF-8, of at most 1 MiB, whose keys stand once each.",
        "/source" => $"Write {SourcePrefix} and your key, the same as in the address of your door.",
        "/type" => "Use one of the types that docs/agencies/README.md lists, letter by letter.",
        _ => "Correct it and send the event again, with the same id and sequence: nothing of it was taken.",
    };

    /// <summary>What stands at a JSON pointer (RFC 6901).</summary>
    private static string? Shown(ReadOnlyMemory<byte> body, string pointer)
    {
        if (pointer.Length == 0)
            return null;
        try
        {
            using var document = JsonDocument.Parse(ByteOrderMark.Skip(body));
            var at = document.RootElement;
            foreach (var step in pointer.Split('/').Skip(1).Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
            {
                if (at.ValueKind == JsonValueKind.Array && int.TryParse(step, out var index) && index < at.GetArrayLength())
                    at = at[index];
                else if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(step, out at))
                    return null;
            }

            var raw = string.Join(' ', at.GetRawText().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            return raw.Length <= MostShown ? raw : raw[..MostShown] + "…";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null; // the reader says what is wrong with it
        }
    }

    /// <summary>The agency that the source names; empty, which is no agency's key, where it names none.</summary>
    private static string SourceOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(ByteOrderMark.Skip(body));
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("source", out var source)
                && source.ValueKind == JsonValueKind.String && source.GetString() is { } text && text.StartsWith(SourcePrefix, StringComparison.Ordinal)
                && AgencyKey.IsValid(text[SourcePrefix.Length..])
                ? text[SourcePrefix.Length..]
                : AgencyKey.Placeholder;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return AgencyKey.Placeholder; // the reader says what is wrong with it
        }
    }
}
