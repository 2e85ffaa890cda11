using System.Collections.Frozen;

namespace WageTheftPermits.Application.Imports;

/// <summary>One row, read by its mapping.</summary>
/// <param name="Line">The line on which it begins in the file, from 1.</param>
/// <param name="Raw">The row as it stands in the file, for the list of refused rows.</param>
/// <param name="Values">Fields that have something in them. Dates are <c>yyyy-MM-dd</c>, money a plain decimal.</param>
/// <param name="Refusal">Why the row is not taken; <c>null</c> where it is.</param>
/// <param name="UnknownStatus">A status that the mapping does not know, as it stands: not a refusal, but for a person to read.</param>
public sealed record CsvRow(int Line, string Raw, IReadOnlyDictionary<string, string> Values, string? Refusal, string? UnknownStatus)
{
    public string? this[string field] => Values.GetValueOrDefault(field);

    /// <summary>The fields whose column stands in the file: such a field without a value is empty there, and is not merely left out.</summary>
    public IReadOnlySet<string> Present { get; init; } = FrozenSet<string>.Empty;
}

/// <summary>The rows of a file.</summary>
/// <param name="Notes">What the clerk should know and nothing is refused for, such as a column that the mapping does not read.</param>
public sealed record CsvRows(IReadOnlyList<CsvRow> Rows, IReadOnlyList<string> Notes)
{
    /// <exception cref="ImportRefused">The file's encoding is not the mapping's, or a required column is missing.</exception>
    public static CsvRows Read(Stream stream, MappingFile mapping) => Read(CsvFile.Read(stream, mapping.Encoding), mapping);

    /// <inheritdoc cref="Read(Stream, MappingFile)"/>
    public static CsvRows Read(CsvFile file, MappingFile mapping)
    {
        var places = file.Header.Select((column, place) => (Column: CsvFile.Plain(column), place)).ToDictionary(pair => pair.Column, pair => pair.place, StringComparer.Ordinal);
        foreach (var column in mapping.Columns.Values.Where(column => column.Required && !places.ContainsKey(CsvFile.Plain(column.Column))))
            throw new ImportRefused($"The file lacks the column \"{column.Column}\", which the mapping {mapping.Name} requires.");

        var present = mapping.Columns.Where(column => places.ContainsKey(CsvFile.Plain(column.Value.Column))).Select(column => column.Key).ToFrozenSet(StringComparer.Ordinal);
        var known = mapping.Header.Concat(mapping.Columns.Values.Select(column => column.Column)).Select(CsvFile.Plain).ToHashSet(StringComparer.Ordinal);
        return new CsvRows(
            [.. file.Records.Select(record => Row(record, places, mapping) with { Present = present })],
            [.. file.Header.Where(column => !known.Contains(CsvFile.Plain(column))).Select(column => $"The column \"{column}\" is not known to the mapping and was not read.")]);
    }

    private static CsvRow Row(CsvRecord record, Dictionary<string, int> places, MappingFile mapping)
    {
        var values = new Dictionary<string, string>(mapping.Constants ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        if (record.Fault is not null)
            return new CsvRow(record.Line, record.Raw, values, record.Fault, null);

        var faults = new List<string>();
        string? unknownStatus = null;
        foreach (var (field, column) in mapping.Columns)
        {
            var text = places.TryGetValue(CsvFile.Plain(column.Column), out var place) ? record.Cells[place].Trim() : "";
            if (mapping.Absent?.Contains(text) == true)
                text = "";
            var (value, fault) = Cell.Read(text, column, mapping);
            if (fault is not null)
                faults.Add(fault);
            else if (value is not null)
                values[field] = value;
            else if (column.Type == ColumnType.Status && text.Length > 0)
                unknownStatus = text;
        }

        return new CsvRow(record.Line, record.Raw, values, faults.Count == 0 ? null : string.Join(" ", faults), unknownStatus);
    }
}
