namespace WageTheftPermits.Contracts.Incoming;

/// <summary>RFC 8259 (section 8.1) forbids senders a byte order mark and lets receivers pass over one. Senders on Windows write it.</summary>
internal static class ByteOrderMark
{
    public static ReadOnlyMemory<byte> Skip(ReadOnlyMemory<byte> body) => body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body;
}
