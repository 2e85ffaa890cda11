using System.Text.Json;
using Npgsql;
using WageTheftPermits.Domain.Matching;

namespace WageTheftPermits.Web.Bench.Matching;

/// <summary>Very many permits, written by COPY as the service itself would have written them.</summary>
internal static class CopiedPermits
{
    public const string Agency = "bench";

    private const int AtOnce = 20_000;

    /// <param name="owner">The role that owns the database; a statement may take as long as it takes.</param>
    public static async Task WriteAsync(NpgsqlDataSource owner, IEnumerable<PlainRow> permits, CancellationToken ct)
    {
        foreach (var some in permits.Chunk(AtOnce))
            await WriteSomeAsync(owner, some, ct);
    }

    /// <summary>A judgment as an agency's message.</summary>
    public static ReadOnlyMemory<byte> Message(PlainRow judgment) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        specversion = "1.0",
        id = $"bench-{judgment.Id}",
        source = $"urn:agency:{Agency}",
        type = "judgment.issued.v1",
        subject = judgment.Id,
        sequence = 1,
        data = new
        {
            amount = "12500.00",
            parties = new[] { new { id = "p1", role = "employer", kind = "organization", name = judgment.Name, addresses = Addresses(judgment.Address) } },
        },
    });

    private static object[] Addresses(string? written)
    {
        if (written?.Split('\n') is not [var street, var place])
            return [];
        var comma = place.IndexOf(',', StringComparison.Ordinal);
        return [new { line1 = street, city = place[..comma], state = "CA", postalCode = place[^5..] }];
    }

    private static async Task WriteSomeAsync(NpgsqlDataSource owner, PlainRow[] rows, CancellationToken ct)
    {
        var made = rows.AsParallel().AsOrdered().Select(row =>
        {
            var id = Guid.CreateVersion7();
            var record = MatchRecord.FromPermit(id.ToString(), row.Name, row.LegalName, row.Owner, row.Address, null, row.City, row.State, row.PostalCode, row.Phone, null);
            return (Id: id, Row: row, Keys: BlockingKeys.For(record), Terms: CountedTerms.Of(record));
        }).ToList();
        var (from, to) = (new DateOnly(2026, 4, 1), new DateOnly(2027, 3, 31));
        await CopyAsync(owner, "permittees (id, kind, legal_name, owner_name, phone)", made.Select(m => new object?[] { m.Id, "unknown", m.Row.LegalName, m.Row.Owner, m.Row.Phone }), ct);
        await CopyAsync(owner, "permits (id, number, type, permittee_id, trade_name, line1, city, state, postal_code, term_start, term_end, status)",
            made.Select(m => new object?[] { m.Id, m.Row.Id, "restaurant", m.Id, m.Row.Name, m.Row.Address, m.Row.City, m.Row.State, m.Row.PostalCode, from, to, "active" }), ct);
        await CopyAsync(owner, "permit_keys (permit_id, key)", made.SelectMany(m => m.Keys.Select(key => new object?[] { m.Id, key })), ct);
        await CopyAsync(owner, "permit_counted_terms (permit_id, terms)", made.Select(m => new object?[] { m.Id, m.Terms.ToArray() }), ct);
    }

    private static async Task CopyAsync(NpgsqlDataSource owner, string into, IEnumerable<object?[]> rows, CancellationToken ct)
    {
        await using var connection = await owner.OpenConnectionAsync(ct);
        await using var copy = await connection.BeginBinaryImportAsync($"COPY {into} FROM STDIN (FORMAT binary)", ct);
        foreach (var row in rows)
            await copy.WriteRowAsync(ct, row);
        await copy.CompleteAsync(ct);
    }
}
