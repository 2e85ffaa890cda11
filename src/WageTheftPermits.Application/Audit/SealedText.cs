using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace WageTheftPermits.Application.Audit;

/// <summary>
/// The bytes that are hashed: every value says how long it is, so that no two different entries have the same bytes. Texts are UTF-8 after their length
/// in four bytes, a text that is absent is the length FFFFFFFF, whole numbers have eight bytes; the most significant byte comes first. <c>docs/audit.md</c> tells it to strangers.
/// </summary>
internal sealed class SealedText
{
    private const uint Absent = uint.MaxValue;

    private byte[] _bytes = new byte[4096];
    private int _length;

    /// <summary>Begins anew. The domain keeps what is hashed for one purpose from being taken for another.</summary>
    public SealedText Begin(ReadOnlySpan<byte> domain)
    {
        _length = 0;
        return Raw(domain);
    }

    public SealedText Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        return this;
    }

    public SealedText Number(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(Room(sizeof(long)), value);
        return this;
    }

    public SealedText Text(string? value)
    {
        if (value is null)
            return Length(Absent);
        var length = Encoding.UTF8.GetByteCount(value);
        Length((uint)length);
        Encoding.UTF8.GetBytes(value, Room(length));
        return this;
    }

    public SealedText Texts(IReadOnlyCollection<string?>? values)
    {
        Length(values is null ? Absent : (uint)values.Count);
        foreach (var value in values ?? [])
            Text(value);
        return this;
    }

    public byte[] Sha256() => SHA256.HashData(_bytes.AsSpan(0, _length));

    private SealedText Length(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(Room(sizeof(uint)), value);
        return this;
    }

    private Span<byte> Room(int length)
    {
        if (_bytes.Length - _length < length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + length));
        _length += length;
        return _bytes.AsSpan(_length - length, length);
    }
}
