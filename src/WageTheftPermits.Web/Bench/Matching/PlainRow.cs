using System.Text;
using CsvHelper;

namespace WageTheftPermits.Web.Bench.Matching;

/// <summary>One row of the plain columns that <c>./wtp link</c> reads.</summary>
internal sealed record PlainRow(
    string Id, string? Name = null, string? LegalName = null, string? Owner = null, string? Address = null, string? City = null, string? State = null, string? PostalCode = null, string? Phone = null)
{
    private static readonly string[] s_columns = ["id", "name", "legal_name", "owner", "address", "city", "state", "postal_code", "phone"];

    public static async Task WriteAsync(string path, IEnumerable<PlainRow> rows, CancellationToken ct)
    {
        await using var writer = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        await using var csv = CsvWriter.Create(writer);
        csv.WriteHeader(s_columns);
        foreach (var row in rows)
        {
            foreach (var cell in new[] { row.Id, row.Name, row.LegalName, row.Owner, row.Address, row.City, row.State, row.PostalCode, row.Phone })
                csv.WriteField(cell ?? "");
            await csv.EndRecordAsync(ct);
        }
    }
}
