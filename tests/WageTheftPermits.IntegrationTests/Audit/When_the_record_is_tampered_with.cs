using Npgsql;
using WageTheftPermits.Application.Audit;

namespace WageTheftPermits.IntegrationTests.Audit;

/// <summary>Whoever has all rights on the database and switches its triggers off is found out, and the first entry that is not what it was is named.</summary>
public class When_the_record_is_tampered_with
{
    /// <summary>What is done to a chain of N links in which A and B = A + 1 lie in the middle, before the checkpoint at C; and what is said of the first fault.</summary>
    private static readonly (string What, string Sql, string Kind, string? Entry)[] s_tamperings =
    [
        ("time", "UPDATE audit_entries SET at = at + interval '1 microsecond' WHERE id = @A", "chain", "@A"),
        ("actor", "UPDATE audit_entries SET actor = 'person:somebody.else' WHERE id = @A", "chain", "@A"),
        ("action", "UPDATE audit_entries SET action = 'payment returned' WHERE id = @A", "chain", "@A"),
        ("summary", "UPDATE audit_entries SET summary = summary || ' ' WHERE id = @A", "changed", "@A"),
        ("reason", "UPDATE audit_entries SET reason = '' WHERE id = @A", "changed", "@A"),
        ("reason gone", "UPDATE audit_entries SET reason = NULL WHERE id = @A", "changed", "@A"),
        ("word moved from summary to reason", "UPDATE audit_entries SET summary = left(summary, -1), reason = right(summary, 1) || reason WHERE id = @A", "changed", "@A"),
        ("evidence", "UPDATE audit_entries SET evidence = evidence || '{\"amount\": 9120.5}' WHERE id = @A", "changed", "@A"),
        ("subject", "UPDATE audit_entries SET subjects = subjects[1:1] WHERE id = @A", "chain", "@A"),
        ("order of subjects", "UPDATE audit_entries SET subjects = ARRAY[subjects[2], subjects[1]] WHERE id = @A", "chain", "@A"),
        ("shape of subjects", "UPDATE audit_entries SET subjects = ARRAY[subjects, subjects] WHERE id = @A", "chain", "@A"),
        ("definition", "UPDATE audit_entries SET definition = 'case:5' WHERE id = @A", "chain", "@A"),
        ("policy version", "UPDATE audit_entries SET policy_version = NULL WHERE id = @A", "chain", "@A"),
        ("number", "UPDATE audit_entries SET id = DEFAULT WHERE id = @A", "removed", "@A"),
        ("a first and a last", "UPDATE audit_entries SET summary = 'nothing' WHERE id IN (@A, @B, @N)", "changed", "@A"),
        ("content of two swapped", "UPDATE audit_entries e SET (at, summary, subjects, evidence) = (o.at, o.summary, o.subjects, o.evidence) FROM audit_entries o WHERE (e.id, o.id) IN ((@A, @B), (@B, @A))", "chain", "@A"),
        ("two swapped in the chain", "UPDATE audit_seals SET entry_id = -1 WHERE entry_id = @A; UPDATE audit_seals SET entry_id = @A WHERE entry_id = @B; UPDATE audit_seals SET entry_id = @B WHERE entry_id = -1", "chain", "@B"),
        ("two links swapped", "UPDATE audit_seals SET position = position + 1000 WHERE entry_id IN (@A, @B); UPDATE audit_seals SET position = position - 999 WHERE entry_id = @A; UPDATE audit_seals SET position = position - 1001 WHERE entry_id = @B", "chain", "@B"),
        ("salt", "UPDATE audit_seals SET salt = substring(sha256('x') FROM 1 FOR 16) WHERE entry_id = @A", "changed", "@A"),
        ("digest with its payload", "UPDATE audit_seals SET payload_digest = sha256('x') WHERE entry_id = @A", "chain", "@A"),
        ("hash", "UPDATE audit_seals SET hash = sha256('x') WHERE entry_id = @A", "chain", "@A"),
        ("entry removed", "DELETE FROM audit_entries WHERE id = @A", "removed", "@A"),
        ("entry and seal removed", "DELETE FROM audit_entries WHERE id = @A; DELETE FROM audit_seals WHERE entry_id = @A", "removed", "@B"),
        ("entry and seal removed, the rest moved up", "DELETE FROM audit_entries WHERE id = @A; DELETE FROM audit_seals WHERE entry_id = @A; UPDATE audit_seals SET position = position + 1000 WHERE entry_id >= @B; UPDATE audit_seals SET position = position - 1001 WHERE position > 1000", "chain", "@B"),
        ("seal removed", "DELETE FROM audit_seals WHERE entry_id = @A", "removed", "@B"),
        ("the end removed, its checkpoint left", "DELETE FROM audit_entries WHERE id = @N; DELETE FROM audit_seals WHERE entry_id = @N", "checkpoint", null),
        ("the end unsealed", "DELETE FROM audit_seals WHERE entry_id = @N; DELETE FROM audit_checkpoints WHERE position > @C", "inserted", "@N"),
        ("forged entry beside the chain", "INSERT INTO audit_entries (id, at, actor, action, summary, subjects) OVERRIDING SYSTEM VALUE VALUES (-7, now(), 'person:x', 'payment recorded', 'It never was.', '{}')", "inserted", "-7"),
        ("forged entry in the chain", "INSERT INTO audit_entries (id, at, actor, action, summary, subjects) OVERRIDING SYSTEM VALUE VALUES (-7, now(), 'person:x', 'payment recorded', 'It never was.', '{}'); UPDATE audit_seals SET position = position + 1000 WHERE entry_id >= @B; UPDATE audit_seals SET position = position - 999 WHERE position > 1000; INSERT INTO audit_seals SELECT position + 1, -7, salt, payload_digest, hash FROM audit_seals WHERE entry_id = @A", "chain", "-7"),
        ("payload gone, and nobody says why", "UPDATE audit_entries SET summary = '(redacted)', reason = NULL, evidence = NULL WHERE id = @A; UPDATE audit_seals SET salt = NULL WHERE entry_id = @A", "unredacted", "@A"),
        ("another payload in the guise of a redaction", "UPDATE audit_entries SET summary = 'It was fine.' WHERE id = @A; UPDATE audit_seals SET salt = NULL WHERE entry_id = @A", "changed", "@A"),
        ("removed before it was sealed", "INSERT INTO audit_unsealed VALUES (99999, now())", "removed", "99999"),
        ("checkpoint's hash", "UPDATE audit_checkpoints SET hash = sha256('x') WHERE position = @C", "checkpoint", "@E"),
        ("checkpoint's root", "UPDATE audit_checkpoints SET root = sha256('x') WHERE position = @C", "checkpoint", "@E"),
        ("checkpoint's time", "UPDATE audit_checkpoints SET at = at - interval '1 day' WHERE position = @C", "checkpoint", null),
        ("checkpoint's signature", "UPDATE audit_checkpoints SET signature = set_byte(signature, 20, 255 - get_byte(signature, 20)) WHERE position = @C", "checkpoint", null),
        ("checkpoint's key", "UPDATE audit_checkpoints SET key_id = repeat('0', 64) WHERE position = @C", "checkpoint", null),
        ("checkpoint removed", "DELETE FROM audit_checkpoints WHERE position = @C", "checkpoint", "@N"),
    ];

    private static readonly string[] s_slips =
    [
        "UPDATE audit_entries SET summary = 'nothing'",
        "UPDATE audit_entries SET summary = '(redacted)', reason = NULL, evidence = NULL",
        "DELETE FROM audit_entries",
        "TRUNCATE audit_entries",
        "UPDATE audit_seals SET hash = sha256('x')",
        "UPDATE audit_seals SET salt = NULL",
        "DELETE FROM audit_seals",
        "TRUNCATE audit_seals",
        "UPDATE audit_checkpoints SET at = now()",
        "DELETE FROM audit_checkpoints",
        "TRUNCATE audit_checkpoints",
        "INSERT INTO audit_entries (at, actor, action, summary, subjects) VALUES (now(), 'x', 'x', 'x', '{}'); DELETE FROM audit_unsealed",
        "TRUNCATE audit_unsealed",
    ];

    [Fact]
    public async Task Each_change_is_found_and_the_first_entry_named()
    {
        await using var record = await SealedAsync();
        var length = await record.LengthAsync();
        var (a, b, e, n) = (await record.EntryAtAsync(length - 9), await record.EntryAtAsync(length - 8), await record.EntryAtAsync(length - 6), await record.EntryAtAsync(length));
        string Filled(string text) => text.Replace("@A", $"{a}").Replace("@B", $"{b}").Replace("@E", $"{e}").Replace("@N", $"{n}").Replace("@C", $"{length - 6}");
        (await record.VerifyAsync()).Holds.ShouldBeTrue();
        await record.DisarmAsync();
        await record.KeepAsync();

        foreach (var (what, sql, kind, entry) in s_tamperings)
        {
            await record.AsOwnerAsync(Filled(sql));
            var report = await record.VerifyAsync();
            report.First.ShouldNotBeNull(what);
            (report.First.Kind, report.First.EntryId).ShouldBe((kind, entry is null ? null : long.Parse(Filled(entry), System.Globalization.CultureInfo.InvariantCulture)), $"{what}: {report.First.Says}");
            await record.RestoreAsync();
        }
        var restored = await record.VerifyAsync();
        restored.Faults.ShouldBe(0, restored.First?.Says);
    }

    [Fact]
    public async Task An_end_that_was_cut_off_whole_is_seen_by_a_checkpoint_that_was_kept()
    {
        await using var record = await SealedAsync();
        var kept = CheckpointFile.Read(System.Text.Json.JsonSerializer.Serialize(CheckpointFile.Of((await record.Sealer.SealAllAsync(default))!), Application.Data.Json.Web));
        (await record.VerifyAsync(kept)).Holds.ShouldBeTrue();
        await record.DisarmAsync();
        var length = await record.LengthAsync();

        await record.AsOwnerAsync($"DELETE FROM audit_entries WHERE id IN (SELECT entry_id FROM audit_seals WHERE position > {length - 6}); DELETE FROM audit_seals WHERE position > {length - 6}; DELETE FROM audit_checkpoints WHERE position > {length - 6}");

        (await record.VerifyAsync()).Holds.ShouldBeTrue("the database alone cannot show it");
        var report = await record.VerifyAsync(kept);
        (report.First?.Kind, report.First?.Position).ShouldBe(("checkpoint", length));
    }

    [Fact]
    public async Task A_chain_made_anew_with_another_key_is_seen()
    {
        await using var record = await SealedAsync();
        var kept = (await record.Sealer.SealAllAsync(default))!;
        await record.DisarmAsync();
        await record.AsOwnerAsync("UPDATE audit_entries SET summary = 'It was fine.' WHERE summary LIKE '%number 3.'; DELETE FROM audit_seals; DELETE FROM audit_checkpoints; INSERT INTO audit_unsealed SELECT id, at FROM audit_entries");
        using var forged = CheckpointKeys.Read(AuditRecord.NewKey(), null);
        await new AuditSealer(record.Service.Units, forged).SealAllAsync(default);

        using var nobodys = CheckpointKeys.None;
        var unknowing = await record.VerifyAsync(known: nobodys);
        (unknowing.Holds, unknowing.Checkpoints.KeysKnown, unknowing.Checkpoints.Keys.Single()).ShouldBe((true, false, forged.KeyId));
        var report = await record.VerifyAsync();
        report.First!.Kind.ShouldBe("checkpoint");
        report.First.Says.ShouldContain($"signed by the key {forged.KeyId}");
        (await record.VerifyAsync(kept, nobodys)).First!.Says.ShouldContain("made anew");
    }

    [Fact]
    public async Task An_entry_for_a_day_that_is_past_is_told_of()
    {
        await using var record = await SealedAsync();
        await record.AsOwnerAsync("INSERT INTO audit_entries (at, actor, action, summary, subjects) VALUES ('2026-02-01', 'person:x', 'payment recorded', 'It never was.', '{}')");
        await record.Sealer.SealAllAsync(default);

        var report = await record.VerifyAsync();

        (report.Holds, report.Backdated.Count, report.Backdated.FirstEntryId).ShouldBe((true, 1, await record.EntryAtAsync(await record.LengthAsync())));
    }

    [Fact]
    public async Task What_was_redacted_by_law_still_verifies_and_is_told_of()
    {
        await using var record = await SealedAsync();
        var entry = await record.EntryAtAsync(await record.LengthAsync() - 9);
        var redaction = $"""
            INSERT INTO audit_entries (at, actor, action, summary, reason, subjects)
            VALUES ('2026-03-03', 'person:ada.administrator', 'audit entry redacted', 'Entry {entry} was redacted.', 'Order of a court.', ARRAY['audit-entry:{entry}']);
            UPDATE audit_entries SET summary = '(redacted)', reason = NULL, evidence = NULL WHERE id = {entry};
            UPDATE audit_seals SET salt = NULL WHERE entry_id = {entry};
            """;

        await record.AsOwnerAsync(redaction);
        var before = await record.VerifyAsync();
        (before.Holds, before.Redacted, before.Unsealed.Count).ShouldBe((true, 1, 1), before.First?.Says);
        await record.Sealer.SealAllAsync(default);
        var after = await record.VerifyAsync();
        (after.Holds, after.Redacted, after.Unsealed.Count).ShouldBe((true, 1, 0), after.First?.Says);

        // Who then changes what the telling entry says of whom takes the redaction's ground away.
        await record.DisarmAsync();
        await record.AsOwnerAsync($"UPDATE audit_entries SET reason = 'Because.' WHERE action = 'audit entry redacted'");
        (await record.VerifyAsync()).Named.ShouldContain(f => f.Kind == "unredacted" && f.EntryId == entry);
    }

    [Fact]
    public async Task The_owners_slips_are_refused()
    {
        await using var record = await SealedAsync();
        foreach (var statement in s_slips)
        {
            var refused = await Should.ThrowAsync<PostgresException>(() => record.AsOwnerAsync(statement), statement);
            refused.ConstraintName.ShouldBeOneOf("audit_stays", "audit_unsealed_wait");
        }
        (await record.VerifyAsync()).Holds.ShouldBeTrue();
    }

    /// <summary>Two checkpoints, the last of them at the end.</summary>
    private static async Task<AuditRecord> SealedAsync()
    {
        var record = await AuditRecord.StartAsync();
        await record.WriteAsync(6);
        await record.Sealer.SealAllAsync(default);
        await record.WriteAsync(6);
        await record.Sealer.SealAllAsync(default);
        return record;
    }
}
