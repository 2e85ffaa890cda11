using System.Globalization;
using System.Text;

namespace WageTheftPermits.Application.Imports;

/// <summary>A row that was not taken.</summary>
/// <param name="Line">The line on which it begins in the file, from 1.</param>
/// <param name="Raw">The row as it stands in the file.</param>
public sealed record RefusedRow(int Line, string Reason, string Raw);

/// <summary>The list of refused rows that a clerk works through: <c>name.refused.csv</c> beside the file, with the columns line, reason and row.</summary>
public static class RefusedRows
{
    /// <summary>Writes the list; where none was refused, a list of an earlier import goes.</summary>
    /// <returns>Where it is; <c>null</c> where there is none.</returns>
    public static string? Write(string importedPath, IReadOnlyList<RefusedRow> rows)
    {
        var beside = Path.ChangeExtension(Path.GetFullPath(importedPath), null) + ".refused.csv";
        try
        {
            return WriteAt(beside, rows);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return WriteAt(Path.Combine(Directory.GetCurrentDirectory(), Path.GetFileName(beside)), rows);
        }
    }

    private static string? WriteAt(string path, IReadOnlyList<RefusedRow> rows)
    {
        if (rows.Count == 0)
        {
            File.Delete(path);
            return null;
        }
        var text = new StringBuilder("line,reason,row\r\n");
        foreach (var row in rows.OrderBy(r => r.Line))
            text.Append(CultureInfo.InvariantCulture, $"{row.Line},{Quoted(row.Reason)},{Quoted(row.Raw)}\r\n");
        File.WriteAllText(path, text.ToString());
        return path;
    }

    private static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
