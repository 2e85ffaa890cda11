namespace WageTheftPermits.Domain.Hearings;

/// <summary>
/// What a hearing officer is given to read before a hearing: everything that the charges rest on, as the record had it at one moment, in one file. It never
/// changes; what came later is in the next version.
/// </summary>
public sealed class HearingPacket
{
    private HearingPacket()
    {
    }

    /// <param name="version">1 for the hearing's first packet; each further one counts on.</param>
    /// <param name="asOf">The moment at which the record was read.</param>
    public HearingPacket(Guid id, Guid hearingId, int version, int pages, int exhibits, string sha256, DateTimeOffset asOf, Actor by, DateTimeOffset now)
    {
        by.MustBePerson("make the packet of a hearing");
        Id = id;
        HearingId = hearingId;
        (Version, Pages, Exhibits, Sha256, AsOf) = (version, pages, exhibits, sha256, asOf);
        MadeBy = by.Id;
        MadeAt = now;
    }

    public Guid Id { get; private set; }

    public Guid HearingId { get; private set; }

    public int Version { get; private set; }

    public int Pages { get; private set; }

    public int Exhibits { get; private set; }

    /// <summary>Of the PDF, hexadecimal.</summary>
    public string Sha256 { get; private set; } = "";

    /// <summary>The moment at which the record was read.</summary>
    public DateTimeOffset AsOf { get; private set; }

    public string MadeBy { get; private set; } = "";

    public DateTimeOffset MadeAt { get; private set; }
}

/// <summary>The packet itself; apart, so that lists do not read it.</summary>
public sealed record PacketContent(Guid PacketId, byte[] Pdf);
