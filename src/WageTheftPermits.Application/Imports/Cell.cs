using System.Globalization;
using System.Text.RegularExpressions;

namespace WageTheftPermits.Application.Imports;

/// <summary>What one cell says. Nothing is guessed: a date in another order or an amount in another notation is a fault.</summary>
internal static partial class Cell
{
    /// <summary>The value, <c>null</c> where the cell says nothing that we have a word for; or the fault.</summary>
    public static (string? Value, string? Fault) Read(string text, ColumnMapping column, MappingFile mapping)
    {
        if (column.Type == ColumnType.Status)
            return (mapping.Statuses!.GetValueOrDefault(text), null);
        if (text.Length == 0)
            return column.Required ? (null, $"\"{column.Column}\" is empty.") : (null, null);
        if (text.Contains('\0', StringComparison.Ordinal))
            return (null, $"\"{column.Column}\" contains U+0000.");
        return column.Type switch
        {
            ColumnType.Date => Date(text, column, mapping.DateFormats!),
            ColumnType.Money => Money(text, column),
            _ => (text, null),
        };
    }

    private static (string?, string?) Date(string text, ColumnMapping column, IReadOnlyList<string> formats) =>
        DateOnly.TryParseExact(text, [.. formats], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? (date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), null)
            : (null, $"\"{column.Column}\" is no date of the form {string.Join(" or ", formats)}: {text}.");

    private static (string?, string?) Money(string text, ColumnMapping column) =>
        Amount().IsMatch(text)
            ? (decimal.Parse(text.Replace("$", "", StringComparison.Ordinal).Trim(), NumberStyles.AllowThousands | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture)
                .ToString(CultureInfo.InvariantCulture), null)
            : (null, $"\"{column.Column}\" is no amount in dollars: {text}.");

    [GeneratedRegex(@"^\$?\s*([0-9]{1,12}|[0-9]{1,3}(,[0-9]{3}){1,3})(\.[0-9]{1,2})?\z")]
    private static partial Regex Amount();
}
