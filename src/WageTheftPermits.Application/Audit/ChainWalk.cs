using System.Globalization;

namespace WageTheftPermits.Application.Audit;

/// <summary>Goes along the chain link by link and says what does not hold. Pure: it is given the rows.</summary>
internal sealed class ChainWalk(CheckpointKeys keys, AuditCheckpoint? kept)
{
    /// <summary>How much earlier than a checkpoint an entry that came after it may say it was written: the longest unit, and clocks that differ.</summary>
    private static readonly TimeSpan s_late = TimeSpan.FromHours(1);

    private readonly ChainHashes _hashes = new();
    private readonly MerkleTree _tree = new();
    private readonly List<AuditFault> _named = [];
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<long, long> _gone = [];

    private byte[] _previous = ChainHashes.Genesis;
    private long _position;
    private long _first = 1;
    private long _sealed;
    private long _redacted;
    private long _faults;
    private long _checkpoints;
    private AuditCheckpoint? _last;
    private long _backdated;
    private long? _firstBackdated;

    /// <summary>Entries whose payload is gone as in a redaction, and of which no entry of the chain has told so far.</summary>
    public IReadOnlyCollection<long> Unaccounted => _gone.Keys;

    public void Take(SealedRow row)
    {
        var (seal, entry) = (row.Seal, row.Entry);
        if (seal.Position != _position + 1)
            Fault(new("removed", seal.EntryId, seal.Position, Words($"the links {_position + 1} to {seal.Position - 1} before it were removed")));
        _sealed++;
        _position = seal.Position;
        if (entry is null)
            Fault(new("removed", seal.EntryId, seal.Position, "it was removed; its seal is still there"));
        else
            LookAt(seal, entry);
        _previous = seal.Hash;
        _tree.Add(seal.Hash);
        if (kept is not null && kept.Position == seal.Position && !kept.Hash.AsSpan().SequenceEqual(seal.Hash))
            Fault(new("checkpoint", seal.EntryId, seal.Position, "the checkpoint that was kept signs another hash here: the chain was made anew after it"));
        if (row.Checkpoint is { } checkpoint)
            LookAt(checkpoint, seal);
    }

    /// <summary>An entry says that the payload of this one was redacted.</summary>
    public void Account(long entry)
    {
        if (_gone.Remove(entry))
            _redacted++;
    }

    /// <summary>Says what only the end shows.</summary>
    public void End()
    {
        foreach (var (entry, position) in _gone)
            Fault(new("unredacted", entry, position, "its summary, reason and evidence are gone, and no later entry says that they were redacted"));
        if (kept is null)
            return;
        if (kept.Position > _position)
            Fault(new("checkpoint", null, kept.Position, Words($"the checkpoint that was kept signs position {kept.Position}, and the chain ends at {_position}: its end was removed")));
        LookAtSignature(kept, "the checkpoint that was kept");
    }

    public void Fault(AuditFault fault)
    {
        _faults++;
        if (_named.Count < AuditVerifier.MostNamed)
            _named.Add(fault);
    }

    /// <summary>Further faults, which are only counted.</summary>
    public void FaultsUnnamed(long more) => _faults += more;

    public AuditReport Report(UnsealedEntries unsealed) => new(_sealed, _redacted, _faults, _named, unsealed,
        new(_checkpoints, _last?.Position ?? 0, _last?.At, [.. _keys.Order(StringComparer.Ordinal)], keys.KnowsAny), new(_backdated, _firstBackdated));

    private void LookAt(AuditSeal seal, SealedEntry entry)
    {
        if (!_hashes.Link(_previous, seal.Position, entry, seal.PayloadDigest).AsSpan().SequenceEqual(seal.Hash))
            Fault(new("chain", entry.Id, seal.Position, "its number, time, actor, action, subjects, definition or policy version is not what was sealed here, or its seal was changed, moved or put in"));
        else if (seal.Salt is null)
            LookAtRedacted(seal, entry);
        else if (!_hashes.Payload(seal.Salt, entry).AsSpan().SequenceEqual(seal.PayloadDigest))
            Fault(new("changed", entry.Id, seal.Position, "its summary, reason or evidence is not what was sealed"));
        // An entry is redacted by one that comes later; it counts where it is itself what was sealed.
        else if (entry.Action == SealedEntry.RedactionAction)
            _gone.Keys.Where(id => entry.Subjects?.Contains(SealedEntry.SubjectOf(id)) == true).ToList().ForEach(Account);
        if (_last is not null && entry.AtMicroseconds < Microseconds(_last.At - s_late))
        {
            _backdated++;
            _firstBackdated ??= entry.Id;
        }
    }

    private void LookAtRedacted(AuditSeal seal, SealedEntry entry)
    {
        if (entry.LooksRedacted)
            _gone.TryAdd(entry.Id, seal.Position);
        else
            Fault(new("changed", entry.Id, seal.Position, "its seal has lost its salt as in a redaction, but its summary, reason or evidence is there"));
    }

    private void LookAt(AuditCheckpoint checkpoint, AuditSeal seal)
    {
        var root = _tree.TakeRoot();
        if (!checkpoint.Hash.AsSpan().SequenceEqual(seal.Hash))
            Fault(new("checkpoint", seal.EntryId, seal.Position, "the checkpoint here signs another hash than the chain has"));
        else if (checkpoint.FirstPosition != _first)
            Fault(new("checkpoint", seal.EntryId, seal.Position, Words($"the checkpoint here begins at {checkpoint.FirstPosition}, the one before ended at {_first - 1}: a checkpoint was removed or put in")));
        else if (!checkpoint.Root.AsSpan().SequenceEqual(root))
            Fault(new("checkpoint", seal.EntryId, seal.Position, "the checkpoint here signs another root than that of the entries since the one before"));
        LookAtSignature(checkpoint, "the checkpoint here");
        (_first, _last) = (seal.Position + 1, checkpoint);
        _checkpoints++;
        _keys.Add(checkpoint.KeyId);
    }

    private void LookAtSignature(AuditCheckpoint checkpoint, string which)
    {
        if (!CheckpointKeys.IsSigned(checkpoint))
            Fault(new("checkpoint", null, checkpoint.Position, $"the signature of {which} does not fit it"));
        else if (keys.KnowsAny && !keys.Trusts(checkpoint.KeyId))
            Fault(new("checkpoint", null, checkpoint.Position, $"{which} is signed by the key {checkpoint.KeyId}, which is not known here as the department's"));
    }

    private static long Microseconds(DateTimeOffset at) => (at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    private static string Words(FormattableString words) => words.ToString(CultureInfo.InvariantCulture);
}
