using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace WageTheftPermits.Domain.Documents;

/// <summary>
/// A file as it was brought, once it is known to be one that may be kept: its type by its content, whatever its name says, and a name that is safe on any
/// machine.
/// </summary>
/// <param name="MediaType"><c>application/pdf</c>, <c>image/png</c> or <c>image/jpeg</c>.</param>
/// <param name="Sha256">Of the bytes, hexadecimal.</param>
public sealed record DocumentFile(string Name, string MediaType, byte[] Bytes, string Sha256)
{
    public const int MostBytes = 10 << 20;

    private const int LongestName = 120;

    /// <summary>A type by how its files begin and what must stand near their end: one that was cut off is not kept as evidence.</summary>
    private sealed record FileType(string MediaType, string[] Extensions, byte[] Beginning, byte[] End);

    private static readonly FileType[] s_types =
    [
        new("application/pdf", [".pdf"], "%PDF-"u8.ToArray(), "%%EOF"u8.ToArray()),
        new("image/png", [".png"], [0x89, .. "PNG\r\n"u8, 0x1a, .. "\n"u8], "IEND"u8.ToArray()),
        new("image/jpeg", [".jpg", ".jpeg"], [0xff, 0xd8, 0xff], [0xff, 0xd9]),
    ];

    /// <summary>How far from the end of a file its end may stand: some programs write a little behind it.</summary>
    private const int Tail = 2048;

    /// <exception cref="RuleViolation">It is empty, too large, cut off, or of another type.</exception>
    public static DocumentFile Read(string name, byte[] bytes)
    {
        RuleViolation.Unless(bytes.Length > 0, "document.empty", "The file is empty. Choose another one.");
        RuleViolation.Unless(bytes.Length <= MostBytes, "document.too-large",
            $"The file is larger than {MostBytes >> 20} MB. Divide it, or scan it again with fewer dots per inch.");
        var type = Array.Find(s_types, t => bytes.AsSpan().StartsWith(t.Beginning)) ?? throw new RuleViolation("document.type",
            "The file is neither a PDF nor a PNG or JPEG picture, whatever its name says. Save it as a PDF and choose that.");
        RuleViolation.Unless(bytes.AsSpan(Math.Max(0, bytes.Length - Tail)).IndexOf(type.End) >= 0, "document.cut-off", "The file ends before it should: it was cut off. Save or scan it again.");
        return new DocumentFile(NameOf(name, type), type.MediaType, bytes, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    /// <summary>The last part of a path, without what can mislead a reader or a file system, and with the extension that the content has.</summary>
    private static string NameOf(string given, FileType type)
    {
        var last = given[(given.LastIndexOfAny(['/', '\\']) + 1)..];
        var clean = new StringBuilder();
        foreach (var rune in last.EnumerateRunes())
        {
            // Controls and marks that turn the direction of writing would show another name than it is.
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
                || rune == Rune.ReplacementChar)
                continue;
            clean.Append(Rune.IsWhiteSpace(rune) ? " " : "<>:\"|?*;".Contains(rune.ToString(), StringComparison.Ordinal) ? "-" : rune.ToString());
        }
        var stem = clean.ToString().Normalize().Trim(' ', '.');
        foreach (var extension in type.Extensions)
        {
            if (stem.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
                stem = stem[..^extension.Length].TrimEnd(' ', '.');
        }
        if (stem.Length > LongestName)
            stem = stem[..(char.IsHighSurrogate(stem[LongestName - 1]) ? LongestName - 1 : LongestName)];
        return (stem.Length == 0 ? "document" : stem) + type.Extensions[0];
    }
}
