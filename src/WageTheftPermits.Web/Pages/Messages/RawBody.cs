using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace WageTheftPermits.Web.Pages.Messages;

/// <summary>Bytes as they came, made readable: indented JSON, else text with what cannot be printed escaped, else hexadecimal.</summary>
internal sealed record RawBody(string Form, string Text, bool IsCut)
{
    /// <summary>A page shows no more characters than this; the bytes are kept whole.</summary>
    private const int Shown = 64 * 1024;

    private const int HexShown = 4 * 1024;

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static RawBody Of(byte[] body)
    {
        try
        {
            // Relaxed escaping is safe here: the page encodes the text for HTML.
            return Cut("JSON", JsonSerializer.Serialize(JsonDocument.Parse(body).RootElement, s_indented));
        }
        catch (JsonException)
        {
        }
        try
        {
            return Cut("Text, not JSON", Escaped(s_strict.GetString(body)));
        }
        catch (DecoderFallbackException)
        {
            return new("Neither JSON nor UTF-8 text, in hexadecimal", Hex(body.AsSpan(0, Math.Min(body.Length, HexShown))), body.Length > HexShown);
        }
    }

    private static RawBody Cut(string form, string text) => text.Length > Shown ? new(form, text[..Shown], true) : new(form, text, false);

    private static string Escaped(string text)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            if (char.IsControl(letter) && letter is not ('\n' or '\t'))
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
            else
                shown.Append(letter);
        }
        return shown.ToString();
    }

    private static string Hex(ReadOnlySpan<byte> bytes)
    {
        var lines = new StringBuilder(bytes.Length * 3);
        for (var at = 0; at < bytes.Length; at += 16)
        {
            lines.Append(CultureInfo.InvariantCulture, $"{at:x6} ");
            foreach (var one in bytes[at..Math.Min(at + 16, bytes.Length)])
                lines.Append(CultureInfo.InvariantCulture, $" {one:x2}");
            lines.Append('\n');
        }
        return lines.ToString();
    }
}
