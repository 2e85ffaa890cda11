using System.Text;
using CsvHelper;

namespace WageTheftPermits.Application.Imports;

/// <summary>One record as it stands in the file.</summary>
/// <param name="Line">The line on which it begins, from 1; the header is on the first.</param>
/// <param name="Fault">Why its cells cannot be trusted; <c>null</c> where they can.</param>
public sealed record CsvRecord(int Line, string Raw, IReadOnlyList<string> Cells, string? Fault);

/// <summary>A CSV file cut into records (RFC 4180: quotes doubled, newlines allowed within them), before anything is made of them.</summary>
public sealed record CsvFile(IReadOnlyList<string> Header, IReadOnlyList<CsvRecord> Records)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    static CsvFile() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <param name="encoding">As <see cref="MappingFile.Encoding"/>.</param>
    /// <exception cref="ImportRefused">The bytes are not of that encoding, or there is no header that can be used.</exception>
    public static CsvFile Read(Stream stream, string encoding = "detect")
    {
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return Parse(Decode(bytes.ToArray(), encoding));
    }

    /// <summary>A column's name without what people change by hand: case, and white space.</summary>
    internal static string Plain(string column) => string.Join(' ', column.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant();

    private static string Decode(byte[] bytes, string encoding)
    {
        try
        {
            var text = encoding == "windows-1252" ? Encoding.GetEncoding(1252).GetString(bytes) : StrictUtf8.GetString(bytes);
            return text.TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException) when (encoding == "detect")
        {
            return Encoding.GetEncoding(1252).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new ImportRefused("The file is not UTF-8; save it as UTF-8, or name its encoding in the mapping file.");
        }
    }

    private static CsvFile Parse(string text)
    {
        string? fault = null;
        using var reader = CsvReader.FromText(text, new CsvReaderOptions
        {
            Separator = ',',
            HasHeader = false,
            TrackLineNumbers = true,
            OnMalformedRecord = record => fault = Describe(record.Reason),
        });
        if (!reader.Read() || fault is not null)
            throw new ImportRefused("The file has no header that can be read.");

        var header = Cells(reader).Select(cell => cell.Trim()).ToList();
        var twice = header.GroupBy(Plain).FirstOrDefault(group => group.Count() > 1)?.First();
        if (twice is not null)
            throw new ImportRefused($"The header has the column \"{twice}\" twice.");

        var records = new List<CsvRecord>();
        while (reader.Read())
        {
            var cells = Cells(reader);
            if (cells.Length != header.Count)
                fault ??= $"The row has {cells.Length} cells and the header {header.Count}.";
            if (fault is not null || cells.Any(cell => !string.IsNullOrWhiteSpace(cell)))
                records.Add(new CsvRecord((int)reader.LineNumber, Encoding.UTF8.GetString(reader.RawRecord).TrimEnd('\r', '\n'), cells, fault));
            fault = null;
        }

        return new CsvFile(header, records);
    }

    private static string[] Cells(CsvReader reader) => [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)];

    private static string Describe(CsvMalformedReason reason) => reason switch
    {
        CsvMalformedReason.UnterminatedQuote => "A quote is opened and never closed; the rows after it are part of this one.",
        CsvMalformedReason.TextAfterClosingQuote => "Text stands after a closing quote.",
        _ => "A quote stands within a cell that does not begin with one.",
    };
}

/// <summary>Nothing of a file can be imported; the message tells the clerk why.</summary>
public sealed class ImportRefused(string message) : Exception(message);
