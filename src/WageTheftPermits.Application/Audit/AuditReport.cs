namespace WageTheftPermits.Application.Audit;

/// <summary>What was found of the audit log and its chain.</summary>
/// <param name="Sealed">Entries in the chain.</param>
/// <param name="Redacted">Of them, those whose payload was removed and of which another entry says so.</param>
/// <param name="Faults">Whatever does not hold; the first of them are named.</param>
/// <param name="Named">The first faults, in the order of the chain; empty is how it should be.</param>
public sealed record AuditReport(
    long Sealed, long Redacted, long Faults, IReadOnlyList<AuditFault> Named, UnsealedEntries Unsealed, CheckpointsFound Checkpoints, BackdatedEntries Backdated)
{
    public bool Holds => Faults == 0;

    public AuditFault? First => Named.Count == 0 ? null : Named[0];
}

/// <summary>One thing that is not as it was sealed.</summary>
/// <param name="Kind"><c>changed</c>, <c>removed</c>, <c>inserted</c>, <c>chain</c>, <c>unredacted</c> or <c>checkpoint</c>.</param>
/// <param name="EntryId">The entry; null where it is about no one entry.</param>
/// <param name="Says">What is wrong, in words.</param>
public sealed record AuditFault(string Kind, long? EntryId, long? Position, string Says);

/// <summary>Entries that have committed and wait to be sealed: what the chain does not protect yet.</summary>
/// <param name="Oldest">When the oldest of them was written; null where none waits.</param>
public sealed record UnsealedEntries(long Count, DateTimeOffset? Oldest);

/// <summary>The checkpoints of the database.</summary>
/// <param name="LastPosition">Up to here the chain is signed; 0 where nothing is.</param>
/// <param name="Keys">The keys that signed.</param>
/// <param name="KeysKnown">Whether it is known which keys are the department's. Where it is not, that a signature fits its key says little.</param>
public sealed record CheckpointsFound(long Count, long LastPosition, DateTimeOffset? LastAt, IReadOnlyList<string> Keys, bool KeysKnown);

/// <summary>
/// Entries that say an earlier time than a checkpoint that they were not in, by more than an hour. The chain holds; but whoever relies on their time should ask why.
/// A clock that was wrong does it, and so does who writes an entry for a day that is past.
/// </summary>
public sealed record BackdatedEntries(long Count, long? FirstEntryId);
