namespace WageTheftPermits.Application.Numbers;

/// <summary>What a column counts.</summary>
public enum NumberUnit
{
    Count,

    /// <summary>Dollars.</summary>
    Money,

    /// <summary>Calendar days.</summary>
    Days,
}

/// <param name="Charted">Whether its values are drawn as bars beside the numbers.</param>
/// <param name="Summed">Whether its values add up: nothing counts in two of the rows.</param>
public sealed record NumberColumn(string Title, NumberUnit Unit, bool Charted = false, bool Summed = false);

/// <param name="Values">One for each column; null where there is nothing to measure, which is not zero.</param>
public sealed record NumberRow(string Label, IReadOnlyList<decimal?> Values);

/// <summary>One table of the program's numbers, as the page, the report and the CSV file show it.</summary>
/// <param name="Key">Its word in addresses and files.</param>
/// <param name="Explained">Exactly what is counted.</param>
/// <param name="Of">What a row is: the heading of the first column.</param>
public sealed record NumberTable(string Key, string Title, string Explained, string Of, IReadOnlyList<NumberColumn> Columns, IReadOnlyList<NumberRow> Rows)
{
    /// <summary>The sums of the columns that add up, null for the others; empty where none does.</summary>
    public IReadOnlyList<decimal?> Totals => Columns.Any(c => c.Summed) ? [.. Columns.Select((column, i) => column.Summed ? Rows.Sum(row => row.Values[i]) : null)] : [];
}
