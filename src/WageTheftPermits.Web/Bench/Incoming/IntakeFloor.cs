using System.Diagnostics;
using Npgsql;

namespace WageTheftPermits.Web.Bench.Incoming;

/// <summary>
/// The floor of the intake: the rows that understood events came to, written once more under another agency by one statement for each batch of five hundred
/// events, committed batch by batch, every constraint and trigger in force, nothing read from a message and nothing decided.
/// </summary>
internal sealed class IntakeFloor(NpgsqlDataSource database)
{
    private const string Agency = "floor";
    private const int Batch = 500;

    private const string Write = $"""
        WITH delivered AS (
            INSERT INTO deliveries (receipt, agency, door, body, received_at, state, event_id, subject, sequence, event_type, reason, pointer, understood_at, attempts, trace_parent)
            SELECT md5('floor' || receipt)::uuid, '{Agency}', door, body, received_at, state, event_id, agency || subject, sequence, event_type, reason, pointer, understood_at, attempts, trace_parent
            FROM deliveries WHERE receipt = ANY ($1)),
        judged AS (
            INSERT INTO judgments (id, agency, subject, status, amount, paid, balance, overpaid, balance_confirmed_on, last_sequence, has_gaps, disputed, accord, is_lead, first_received_at, changed_at)
            SELECT md5('floor' || id)::uuid, '{Agency}', agency || subject, status, amount, paid, balance, overpaid, balance_confirmed_on, last_sequence, has_gaps, disputed, accord, is_lead, first_received_at, changed_at
            FROM judgments WHERE id IN (SELECT judgment_id FROM judgment_events WHERE receipt = ANY ($1))
            ON CONFLICT (id) DO UPDATE SET status = excluded.status, amount = excluded.amount, paid = excluded.paid, balance = excluded.balance, last_sequence = excluded.last_sequence,
                changed_at = excluded.changed_at),
        named AS (
            INSERT INTO judgment_parties (id, judgment_id, party_id, role, kind, name, trade_names, addresses, phones, tax_id_last4, status, bankruptcy, removed)
            SELECT md5('floor' || id)::uuid, md5('floor' || judgment_id)::uuid, party_id, role, kind, name, trade_names, addresses, phones, tax_id_last4, status, bankruptcy, removed
            FROM judgment_parties WHERE judgment_id IN (SELECT judgment_id FROM judgment_events WHERE receipt = ANY ($1))
            ON CONFLICT (id) DO UPDATE SET status = excluded.status),
        folded AS (
            INSERT INTO judgment_events (receipt, judgment_id, sequence, event_id, type, digest, body, accepted_at, set_aside)
            SELECT md5('floor' || receipt)::uuid, md5('floor' || judgment_id)::uuid, sequence, event_id, type, digest, body, accepted_at, set_aside
            FROM judgment_events WHERE receipt = ANY ($1)),
        requested AS (
            INSERT INTO screening_requests (judgment_id, reason, requested_at, attempts)
            SELECT md5('floor' || e.judgment_id)::uuid, 'its parties are new or changed', e.accepted_at, 0
            FROM judgment_events e WHERE e.receipt = ANY ($1) AND e.sequence = 1),
        audited AS (
            INSERT INTO audit_entries (at, actor, action, summary, reason, subjects, evidence, definition, policy_version)
            SELECT at, actor, action, summary, reason, subjects, evidence, definition, policy_version FROM audit_entries WHERE id = ANY ($2))
        INSERT INTO outbox (agency, message_id, type, subject, body, created_at)
        SELECT '{Agency}', md5('floor' || message_id)::uuid, type, subject, body, created_at FROM outbox WHERE id = ANY ($3)
        """;

    /// <summary>Events a second.</summary>
    /// <param name="events">How many are written again.</param>
    public async Task<double> MeasureAsync(int events, CancellationToken ct)
    {
        await RunAsync("INSERT INTO agencies (key, name, added_at) VALUES ('floor', 'The floor', now())", ct);
        await RunAsync("ANALYZE deliveries, judgments, judgment_parties, judgment_events, audit_entries, outbox", ct);
        var receipts = await ReadAsync<Guid>("SELECT receipt FROM deliveries WHERE state = 'accepted' ORDER BY arrival LIMIT $1", events, ct);
        // As many entries and messages for an event as there were.
        var entries = await ReadAsync<long>("SELECT id FROM audit_entries WHERE action LIKE '%taken in' ORDER BY id LIMIT $1", events, ct);
        var messages = await ReadAsync<long>("SELECT id FROM outbox WHERE type LIKE 'receipt.%' ORDER BY id LIMIT $1", events, ct);

        var watch = Stopwatch.StartNew();
        for (var from = 0; from < receipts.Length; from += Batch)
            await RunAsync(Write, ct, Some(receipts, from), Some(entries, from), Some(messages, from));
        return receipts.Length / watch.Elapsed.TotalSeconds;
    }

    private static T[] Some<T>(T[] all, int from) => [.. all.Skip(from).Take(Batch)];

    private async Task RunAsync(string sql, CancellationToken ct, params object[] values)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<T[]> ReadAsync<T>(string sql, int most, CancellationToken ct)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter { Value = most });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<T>();
        while (await reader.ReadAsync(ct))
            rows.Add(reader.GetFieldValue<T>(0));
        return [.. rows];
    }
}
