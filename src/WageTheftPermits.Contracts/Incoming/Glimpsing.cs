using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace WageTheftPermits.Contracts.Incoming;

/// <summary>Reads the top members of a body as far as it goes: past faults in meaning, up to the first in syntax.</summary>
internal static class Glimpsing
{
    private const int MostCharacters = 500;
    private static readonly JsonReaderOptions AnyDepth = new() { MaxDepth = int.MaxValue };

    public static EventGlimpse At(ReadOnlyMemory<byte> body)
    {
        var glimpse = EventGlimpse.Nothing;
        var reader = new Utf8JsonReader(ByteOrderMark.Skip(body).Span, AnyDepth);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return glimpse;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = Text(reader.ValueSpan);
                reader.Read();
                // Of a key that stands twice the first is taken: it is what the sender is most likely to recognise.
                glimpse = name switch
                {
                    "id" => glimpse with { Id = glimpse.Id ?? Text(ref reader) },
                    "subject" => glimpse with { Subject = glimpse.Subject ?? Text(ref reader) },
                    "type" => glimpse with { Type = glimpse.Type ?? Text(ref reader) },
                    "sequence" => glimpse with { Sequence = glimpse.Sequence ?? Whole(ref reader) },
                    _ => glimpse,
                };
                reader.Skip();
            }
        }
        catch (JsonException)
        {
            // What was read before the syntax broke is what can be read.
        }

        return glimpse;
    }

    private static string? Text(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.String ? Text(reader.ValueSpan) : null;

    private static string? Text(ReadOnlySpan<byte> raw)
    {
        if (!Utf8.IsValid(raw))
            return null;
        var text = JsonText.Unescape(raw);
        return JsonText.Length(text) is >= 1 and <= MostCharacters && !text.Contains('\0', StringComparison.Ordinal) ? text : null;
    }

    private static long? Whole(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Number)
            return null;
        using var number = JsonDocument.Parse(reader.ValueSpan.ToArray());
        return Members.WholeOf(number.RootElement);
    }
}
