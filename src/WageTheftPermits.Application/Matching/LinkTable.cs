using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using CsvHelper;
using WageTheftPermits.Domain.Matching;

namespace WageTheftPermits.Application.Matching;

/// <summary>One row, as plain columns; an empty cell is null.</summary>
internal sealed record LinkRow(
    string Id, string? Name, string? LegalName, string? Owner, string? Address, string? City, string? State, string? PostalCode, string? Phone)
{
    internal MatchRecord Permit() => MatchRecord.FromPermit(Id, Name, LegalName, Owner, Address, null, City, State, PostalCode, Phone, null);

    internal MatchRecord Judgment()
    {
        // With nothing in the columns for city and ZIP, the address cell may hold several addresses.
        var addresses = City is null && PostalCode is null
            ? AddressText.Read(Address)
            : AddressText.Read(Address, null, City, State, PostalCode) is { } one ? [one] : [];
        return MatchRecord.FromJudgmentRow(Id, Name, LegalName, Owner, addresses, Phone);
    }
}

/// <summary>A CSV file of plain columns, or of its own columns through a mapping. UTF-8, else Windows-1252, which agencies' exports still are.</summary>
internal sealed class LinkTable : IDisposable
{
    private static readonly string[] Columns = ["id", "name", "legal_name", "owner", "address", "city", "state", "postal_code", "phone"];

    // One stray quotation mark must not swallow the rest of a large file unseen.
    private static readonly CsvReaderOptions Options = new() { Separator = ',', TrimWhitespace = true, TrackLineNumbers = true, MaxRecordSize = 1 << 20 };

    internal const int BatchRows = 4_096;

    private readonly string path;
    private readonly CsvReader csv;
    private readonly int[] at;

    private LinkTable(string path, CsvReader csv, int[] at)
    {
        this.path = path;
        this.csv = csv;
        this.at = at;
    }

    internal static LinkTable Open(string path, string? mappingPath)
    {
        if (!File.Exists(path))
            throw new LinkRefused($"There is no file {path}.");
        var mapping = mappingPath is null ? [] : ReadMapping(mappingPath);
        CsvReader? csv = null;
        try
        {
            csv = CsvReader.Create(new StreamReader(path, EncodingOf(path)), Options, leaveOpen: false);
            csv.ReadHeader();
            var header = csv.Headers.Select(h => h.Trim('\uFEFF', ' ')).ToList();
            if (header.Count == 0)
                throw new LinkRefused($"{path} is empty; its first line must name the columns, at least id.");
            var at = Columns.Select(c => header.FindIndex(h => string.Equals(h, mapping.GetValueOrDefault(c, c), StringComparison.OrdinalIgnoreCase))).ToArray();
            foreach (var (column, own) in mapping)
                if (at[Array.IndexOf(Columns, column)] < 0)
                    throw new LinkRefused($"{path} has no column '{own}', which the mapping {mappingPath} names for '{column}'.");
            if (at[0] < 0)
                throw new LinkRefused($"{path} has no column 'id'; it has: {string.Join(", ", header)}. Rename one, or name it in a mapping file.");
            return new LinkTable(path, csv, at);
        }
        catch (Exception e)
        {
            csv?.Dispose();
            if (e is IOException or UnauthorizedAccessException or CsvFormatException)
                throw new LinkRefused($"Cannot read {path}: {e.Message}", e);
            throw;
        }
    }

    /// <summary>The rows in order. <exception cref="LinkRefused">A row has no id or one that came before.</exception></summary>
    internal async IAsyncEnumerable<LinkRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (await ReadRowAsync(cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var id = Cell(0);
            if (id is null && Enumerable.Range(1, Columns.Length - 1).All(c => Cell(c) is null))
                continue;
            if (id is null)
                throw new LinkRefused($"{path}, line {csv.LineNumber}: the row has no id.");
            if (!seen.Add(id))
                throw new LinkRefused($"{path}, line {csv.LineNumber}: the id '{id}' occurs twice; ids must be unique.");
            yield return new LinkRow(id, Cell(1), Cell(2), Cell(3), Cell(4), Cell(5), Cell(6), Cell(7), Cell(8));
        }
    }

    /// <summary>All rows as records, made on all cores and kept in order.</summary>
    internal static async Task<List<MatchRecord>> ReadAllAsync(string path, string? mapping, Func<LinkRow, MatchRecord> record, CancellationToken cancellationToken)
    {
        var records = new List<MatchRecord>();
        var batch = new List<LinkRow>(BatchRows);
        void Take()
        {
            var made = new MatchRecord[batch.Count];
            Parallel.For(0, batch.Count, i => made[i] = record(batch[i]));
            records.AddRange(made);
            batch.Clear();
        }
        using var table = Open(path, mapping);
        await foreach (var row in table.ReadAsync(cancellationToken))
        {
            batch.Add(row);
            if (batch.Count == BatchRows)
                Take();
        }
        Take();
        return records;
    }

    public void Dispose() => csv.Dispose();

    private async ValueTask<bool> ReadRowAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await csv.ReadAsync(cancellationToken);
        }
        catch (Exception e) when (e is CsvFormatException or IOException)
        {
            throw new LinkRefused($"{path} cannot be read as CSV: {e.Message}", e);
        }
    }

    private string? Cell(int column) => at[column] < 0 ? null : csv.GetString(at[column]) is var cell && !string.IsNullOrWhiteSpace(cell) ? cell : null;

    private static Dictionary<string, string> ReadMapping(string path)
    {
        try
        {
            var mapping = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path)) ?? [];
            if (mapping.Keys.FirstOrDefault(k => !Columns.Contains(k)) is { } unknown)
                throw new LinkRefused($"The mapping {path} names '{unknown}', which is none of {string.Join(", ", Columns)}.");
            return mapping;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new LinkRefused($"The mapping {path} cannot be read: a JSON object of our column to the file's is expected.", e);
        }
    }

    private static Encoding EncodingOf(string path)
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        try
        {
            using var reader = new StreamReader(path, utf8, detectEncodingFromByteOrderMarks: true);
            var buffer = new char[1 << 16];
            while (reader.Read(buffer, 0, buffer.Length) > 0)
            {
            }
            return reader.CurrentEncoding;
        }
        catch (DecoderFallbackException)
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
        }
    }
}
