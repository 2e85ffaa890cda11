using System.Security.Cryptography;
using System.Text;

namespace WageTheftPermits.Domain.Notices;

/// <summary>
/// The code in a letter with which its reader opens the permittee's page: twelve characters of Crockford's base 32, which is 60 bits of chance. Letters and
/// digits that are mistaken for each other are read as one.
/// </summary>
public static class AnswerCode
{
    /// <summary>Of chance, for <see cref="Of"/>.</summary>
    public const int Bytes = 8;

    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 12;
    private const int Group = 4;

    /// <summary>As it stands in the letter: <c>7K2M-9QXV-03TB</c>.</summary>
    /// <param name="chance">From a source of chance that nobody can foresee.</param>
    public static string Of(ReadOnlySpan<byte> chance)
    {
        var bits = System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(chance);
        var code = new StringBuilder();
        for (var i = 0; i < Length; i++)
        {
            if (i > 0 && i % Group == 0)
                code.Append('-');
            code.Append(Alphabet[(int)(bits >> (59 - (5 * i))) & 31]);
        }
        return code.ToString();
    }

    /// <summary>SHA-256 of the code, hexadecimal: what is kept beside the case. However it was typed; what is no code has a digest that none has.</summary>
    public static string DigestOf(string? typed)
    {
        var code = new StringBuilder();
        foreach (var c in (typed ?? "").Take(100))
        {
            if (!char.IsWhiteSpace(c) && c is not ('-' or '–' or '.'))
                code.Append(char.ToUpperInvariant(c) switch { 'O' => '0', 'I' or 'L' => '1', var other => other });
        }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code.ToString())));
    }
}
