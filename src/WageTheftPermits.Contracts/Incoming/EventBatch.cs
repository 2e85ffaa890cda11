using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace WageTheftPermits.Contracts.Incoming;

/// <summary>Why a request's body cannot be stored at all.</summary>
public enum BatchRefusal
{
    /// <summary>Nothing is refused.</summary>
    None,

    /// <summary>Not UTF-8, not JSON, or an empty array: HTTP 400.</summary>
    Unreadable,

    /// <summary>An event past 1 MiB, or more than 1,000 events: HTTP 413.</summary>
    TooLarge,
}

/// <summary>
/// The body of one HTTP request, cut into its events: one event, or an array of at most 1,000. Each keeps the bytes it came in. What an
/// event says is not looked at here; whatever is JSON is stored, and quarantined later where it must be.
/// </summary>
/// <param name="Reason">In plain words, empty where nothing is refused.</param>
public sealed record EventBatch(IReadOnlyList<ReadOnlyMemory<byte>> Events, BatchRefusal Refusal, string Reason)
{
    public const int MaxEvents = 1000;

    /// <summary>The most bytes worth reading of a request: a full batch of full events, with room for brackets and commas.</summary>
    public const long MaxBytes = ((long)MaxEvents * AgencyEventReader.MaxBytes) + 64 * 1024;

    private static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    public static EventBatch Split(ReadOnlyMemory<byte> body) => Split(body, MaxEvents);

    /// <summary>Cuts a file into its events: one event, an array of any length, or JSON Lines, one event a line; lines that are no JSON are events too.</summary>
    public static EventBatch SplitFile(ReadOnlyMemory<byte> file)
    {
        var whole = Split(file, int.MaxValue);
        if (whole.Refusal != BatchRefusal.Unreadable || !Utf8.IsValid(file.Span))
            return whole;
        var lines = Lines(ByteOrderMark.Skip(file)).ToList();
        // One line that is an event tells a list of events from an event that is broken, which has lines too.
        return lines.Count > 1 && lines.Exists(line => Split(line).Refusal == BatchRefusal.None && Glimpsing.At(line) is { Type: not null } or { Subject: not null })
            ? new EventBatch(lines, BatchRefusal.None, "")
            : whole;
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Lines(ReadOnlyMemory<byte> file)
    {
        while (!file.IsEmpty)
        {
            var end = file.Span.IndexOf((byte)'\n');
            var line = (end < 0 ? file : file[..end]).Trim(" \t\r"u8.ToArray());
            if (!line.IsEmpty)
                yield return line;
            file = end < 0 ? default : file[(end + 1)..];
        }
    }

    private static EventBatch Split(ReadOnlyMemory<byte> body, int most)
    {
        if (!Utf8.IsValid(body.Span))
            return Refuse(BatchRefusal.Unreadable, "The body is not UTF-8.");
        try
        {
            return SplitJson(ByteOrderMark.Skip(body), most);
        }
        catch (JsonException error)
        {
            return Refuse(BatchRefusal.Unreadable, string.Create(
                CultureInfo.InvariantCulture, $"The body is not JSON: line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1} cannot be read."));
        }
    }

    private static EventBatch SplitJson(ReadOnlyMemory<byte> body, int most)
    {
        var reader = new Utf8JsonReader(body.Span, AnyDepth);
        reader.Read();
        var events = new List<ReadOnlyMemory<byte>>();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            events.Add(ValueAt(body, ref reader));
        }
        else
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (events.Count == most)
                    return Refuse(BatchRefusal.TooLarge, $"A request takes at most {most} events.");
                events.Add(ValueAt(body, ref reader));
            }
        }

        // One more read finds whatever stands after the value, which the reader refuses.
        reader.Read();

        if (events.Count == 0)
            return Refuse(BatchRefusal.Unreadable, "The array holds no event.");
        var large = events.FindIndex(one => one.Length > AgencyEventReader.MaxBytes);
        return large >= 0
            ? Refuse(BatchRefusal.TooLarge, string.Create(CultureInfo.InvariantCulture, $"Event {large + 1} is larger than 1 MiB."))
            : new EventBatch(events, BatchRefusal.None, "");
    }

    private static ReadOnlyMemory<byte> ValueAt(ReadOnlyMemory<byte> body, ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return body[start..(int)reader.BytesConsumed];
    }

    private static EventBatch Refuse(BatchRefusal refusal, string reason) => new([], refusal, reason);
}
