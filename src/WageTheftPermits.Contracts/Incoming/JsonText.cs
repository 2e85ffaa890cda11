using System.Buffers;
using System.Globalization;
using System.Text;

namespace WageTheftPermits.Contracts.Incoming;

/// <summary>
/// Strings as JSON spells them. The framework's reader refuses a half surrogate pair with an exception; JSON's grammar allows one, and an
/// agency's unknown members are none of our business. So escapes are resolved here, and half pairs stay what they are.
/// </summary>
internal static class JsonText
{
    /// <summary>The text of a string token or member name, given without its quotes, in UTF-8 and as well-formed JSON.</summary>
    public static string Unescape(ReadOnlySpan<byte> raw)
    {
        if (raw.IndexOf((byte)'\\') < 0)
            return Encoding.UTF8.GetString(raw);
        var escaped = Encoding.UTF8.GetString(raw);
        var text = new StringBuilder(escaped.Length);
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '\\')
            {
                text.Append(escaped[i]);
                continue;
            }

            i++;
            switch (escaped[i])
            {
                case 'b': text.Append('\b'); break;
                case 'f': text.Append('\f'); break;
                case 'n': text.Append('\n'); break;
                case 'r': text.Append('\r'); break;
                case 't': text.Append('\t'); break;
                case 'u':
                    text.Append((char)ushort.Parse(escaped.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                    i += 4;
                    break;
                default: text.Append(escaped[i]); break;
            }
        }

        return text.ToString();
    }

    /// <summary>The number of characters (Unicode scalar values, as JSON Schema counts them), or <c>null</c> where half a surrogate pair stands alone.</summary>
    public static int? Length(string text)
    {
        var count = 0;
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var consumed) != OperationStatus.Done)
                return null;
            rest = rest[consumed..];
            count++;
        }

        return count;
    }
}
