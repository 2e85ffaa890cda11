using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace WageTheftPermits.Contracts.Incoming;

/// <summary>
/// Reads one event as it came, by the published contract: a CloudEvents 1.0 object in structured JSON. Identity comes from the door
/// (<c>agency</c>), and the body's <c>source</c> must agree. Never throws for what is in a body.
/// </summary>
public static partial class AgencyEventReader
{
    /// <summary>An event's most bytes: 1 MiB.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>A judgment's highest sequence.</summary>
    public const long MaxSequence = 1_000_000_000;

    /// <summary>How deep objects and arrays may stand in one another, the event itself being the first.</summary>
    public const int MaxDepth = 64;

    private static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    /// <param name="body">The raw event; a byte order mark before it is passed over.</param>
    /// <param name="agency">The key of the agency by whose door it came.</param>
    public static EventReading Read(ReadOnlyMemory<byte> body, string agency)
    {
        if (body.Length > MaxBytes)
            return Refuse(body, "The event is larger than 1 MiB.");
        if (!Utf8.IsValid(body.Span))
            return Refuse(body, "The event is not UTF-8.");

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(ByteOrderMark.Skip(body), AnyDepth);
        }
        catch (JsonException error)
        {
            return Refuse(body, string.Create(
                CultureInfo.InvariantCulture, $"The event is not JSON: line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1} cannot be read."));
        }

        using (document)
        {
            var faults = new FaultFinding();
            JsonStructure.Check(document.RootElement, faults);
            if (faults.Fault is not null)
                return EventReading.Faulty(Glimpsing.At(body), faults.Fault);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return EventReading.Faulty(EventGlimpse.Nothing, new EventFault("The event must be a JSON object.", ""));

            var read = ReadEnvelope(new Members(document.RootElement, "", faults), agency, faults);
            return faults.Fault is null ? EventReading.Valid(read!) : EventReading.Faulty(Glimpsing.At(body), faults.Fault);
        }
    }

    private static AgencyEvent? ReadEnvelope(Members envelope, string agency, FaultFinding faults)
    {
        if (envelope.RequiredText("specversion") != "1.0")
            envelope.Fault("\"specversion\" must be \"1.0\".", "specversion");
        var id = envelope.RequiredKey("id");
        if (envelope.RequiredText("source") != $"urn:agency:{agency}")
            envelope.Fault($"\"source\" must be exactly \"urn:agency:{agency}\".", "source");
        var type = envelope.RequiredText("type");
        if (!EventTypes.All.Contains(type))
            envelope.Fault("No event of this type is known here.", "type");
        var time = Time(envelope);
        var subject = envelope.RequiredKey("subject");
        var sequence = envelope.RequiredWhole("sequence", 1, MaxSequence);
        // CloudEvents' other place for data: what stands there would be passed over, and with it a narrowing to some parties.
        if (envelope.Value("data_base64").ValueKind != JsonValueKind.Undefined)
            envelope.Fault("The data is JSON and stands in \"data\", not in \"data_base64\".", "data_base64");
        if (faults.Fault is not null)
            return null;

        var data = DataReading.Read(type, envelope.Object("data"));
        return faults.Fault is not null ? null : new AgencyEvent(
            agency, id, type, time, subject, sequence, data,
            CanonicalJson.DigestOf(type, subject, envelope.Value("sequence"), envelope.Value("data")));
    }

    private static EventReading Refuse(ReadOnlyMemory<byte> body, string reason) => EventReading.Faulty(Glimpsing.At(body), new EventFault(reason, ""));

    private static DateTimeOffset? Time(Members envelope)
    {
        if (envelope.Text("time") is not { } text)
            return null;
        if (ParseTime(text) is { } time)
            return time;
        envelope.Fault("\"time\" must be an RFC 3339 time such as 2026-03-02T17:04:00Z.", "time");
        return null;
    }

    /// <summary>RFC 3339, section 5.6, to the tick, as UTC. Offsets wider than .NET's fourteen hours are allowed there, and so here.</summary>
    private static DateTimeOffset? ParseTime(string text)
    {
        var match = Rfc3339().Match(text);
        if (!match.Success || !DateTime.TryParseExact(
                match.Groups["local"].Value.ToUpperInvariant(), "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return null;
        var fraction = match.Groups["fraction"].Value.PadRight(7, '0')[..7];
        var ticks = local.Ticks + long.Parse(fraction, CultureInfo.InvariantCulture);
        if (match.Groups["sign"].Success)
        {
            var offset = new TimeSpan(int.Parse(match.Groups["hours"].Value, CultureInfo.InvariantCulture), int.Parse(match.Groups["minutes"].Value, CultureInfo.InvariantCulture), 0);
            ticks -= match.Groups["sign"].Value == "-" ? -offset.Ticks : offset.Ticks;
        }

        // Within a day of the first and last moments there are, an offset leads past them.
        return new DateTimeOffset(Math.Clamp(ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), TimeSpan.Zero);
    }

    [GeneratedRegex(
        @"^(?<local>[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2})(\.(?<fraction>[0-9]+))?([Zz]|(?<sign>[+-])(?<hours>[01][0-9]|2[0-3]):(?<minutes>[0-5][0-9]))\z",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Rfc3339();
}
