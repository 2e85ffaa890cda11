using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace WageTheftPermits.Contracts.Incoming;

/// <summary>
/// One spelling for each JSON value, so that values can be compared by hash. Objects list their members by name; strings are their
/// UTF-16 code units with their length before them; numbers are their digits without zeros at either end, times a power of ten, exactly.
/// </summary>
internal sealed class CanonicalJson
{
    // Arithmetic on an exponent of a megabyte takes minutes. Numbers beyond this are compared as they are spelt.
    private const int MostExponentCharacters = 1000;

    private readonly ArrayBufferWriter<byte> _bytes = new(1024);

    /// <summary>The digest of an event's content. <paramref name="data"/> is undefined where the event has none.</summary>
    public static ContentDigest DigestOf(string type, string subject, JsonElement sequence, JsonElement data)
    {
        var canonical = new CanonicalJson();
        canonical.WriteText(type);
        canonical.WriteText(subject);
        canonical.WriteValue(sequence);
        canonical.WriteValue(data);
        return new ContentDigest(Convert.ToHexStringLower(SHA256.HashData(canonical._bytes.WrittenSpan)));
    }

    private void WriteValue(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value);
                break;
            case JsonValueKind.Array:
                WriteAscii("[");
                foreach (var item in value.EnumerateArray())
                    WriteValue(item);
                WriteAscii("]");
                break;
            case JsonValueKind.String:
                WriteText(Members.TextOf(value));
                break;
            case JsonValueKind.Number:
                WriteAscii("#" + NormalNumber(Encoding.ASCII.GetString(JsonMarshal.GetRawUtf8Value(value))) + ";");
                break;
            case JsonValueKind.True:
                WriteAscii("t");
                break;
            case JsonValueKind.False:
                WriteAscii("f");
                break;
            default:
                WriteAscii("n");
                break;
        }
    }

    private void WriteObject(JsonElement value)
    {
        var members = new List<(string Name, JsonElement Value)>();
        foreach (var member in value.EnumerateObject())
            members.Add((Members.NameOf(member), member.Value));
        members.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));

        WriteAscii("{");
        foreach (var (name, item) in members)
        {
            WriteText(name);
            WriteValue(item);
        }

        WriteAscii("}");
    }

    private void WriteText(string text)
    {
        WriteAscii(string.Create(CultureInfo.InvariantCulture, $"\"{text.Length}:"));
        _bytes.Write(MemoryMarshal.AsBytes(text.AsSpan()));
    }

    private void WriteAscii(string text) => Encoding.ASCII.GetBytes(text, _bytes);

    /// <summary>The same text for all spellings of one number: <c>-12.50</c> and <c>-1250e-2</c> are <c>-125e-1</c>; every zero is <c>0</c>.</summary>
    internal static string NormalNumber(string raw)
    {
        var negative = raw[0] == '-';
        var exponentAt = raw.IndexOfAny(['e', 'E']);
        if (exponentAt >= 0 && raw.Length - exponentAt > MostExponentCharacters)
            return raw;
        var mantissa = raw[(negative ? 1 : 0)..(exponentAt < 0 ? raw.Length : exponentAt)];
        var exponent = exponentAt < 0 ? BigInteger.Zero : BigInteger.Parse(raw.AsSpan(exponentAt + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
        {
            exponent -= mantissa.Length - point - 1;
            mantissa = mantissa.Remove(point, 1);
        }

        var digits = mantissa.TrimStart('0');
        if (digits.Length == 0)
            return "0";
        var significant = digits.TrimEnd('0');
        exponent += digits.Length - significant.Length;
        return string.Create(CultureInfo.InvariantCulture, $"{(negative ? "-" : "")}{significant}e{exponent}");
    }
}
