using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Notices;
using WageTheftPermits.Application.Notices.Printing;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Hearings;

namespace WageTheftPermits.Application.Hearings.Packets;

/// <summary>A packet that was printed and is not kept yet.</summary>
public sealed record PrintedPacket(Guid HearingId, int Version, DateTimeOffset AsOf, int Pages, int Exhibits, byte[] Pdf);

/// <summary>
/// Makes a hearing's packet outside of any unit; <see cref="KeepPacket"/> keeps it. It is printed twice: once to see on which page each part begins, and again with
/// those pages in its index.
/// </summary>
public sealed class PacketPress(Units units, ChromiumPrinter printer, CurrentPolicy policies, LetterTemplates templates, TimeProvider clock)
{
    /// <summary>Pictures of more than this would not fit into the browser; what is over it is named and not shown.</summary>
    private const int MostPictureBytes = 48 << 20;

    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(4);

    /// <param name="by">Who has it made; stands on its cover.</param>
    /// <exception cref="RuleViolation">There is no such hearing.</exception>
    /// <exception cref="PrintingFailed">There is no browser, or it failed.</exception>
    public async Task<PrintedPacket> PrintAsync(Guid hearingId, Actor by, CancellationToken ct)
    {
        var file = await units.ReadAsync(db => PacketFile.ReadAsync(db, policies, hearingId, clock.GetUtcNow(), ct));
        var exhibits = await ExhibitsAsync(file, ct);
        var page = new PacketPage(file, exhibits, by, templates.Of(file.Policy.Program).Words("en"));
        var begins = await BeginsAsync(await printer.PrintAsync(page.Of(null), ct, s_longest), ct);
        var pdf = await printer.PrintAsync(page.Of(begins), ct, s_longest);
        foreach (var (anchor, at) in await BeginsAsync(pdf, ct))
        {
            if (begins.GetValueOrDefault(anchor) != at)
                throw new PrintingFailed($"The packet's index did not come out right: {anchor} is on page {at}. Make it again.");
        }
        return new PrintedPacket(hearingId, file.Version, file.AsOf, await Poppler.PagesAsync(pdf, ct), exhibits.Count, pdf);
    }

    private static Task<IReadOnlyDictionary<string, int>> BeginsAsync(byte[] pdf, CancellationToken ct) => Poppler.DestinationsAsync(pdf, ct);

    private static async Task<IReadOnlyList<Exhibit>> ExhibitsAsync(PacketFile file, CancellationToken ct)
    {
        var exhibits = new List<Exhibit>();
        var left = (long)MostPictureBytes;
        void Add(Exhibit exhibit)
        {
            var size = exhibit.Pages.Sum(page => (long)page.Picture.Length);
            exhibits.Add(size <= left ? exhibit : exhibit with { Pages = [], Missing = "It is not shown, because this packet would become too large. Its file is kept as it is and can be opened from the case." });
            left -= size <= left ? size : 0;
        }
        foreach (var (letter, notice, pdf) in file.Letters)
            Add(await Exhibit.OfLetterAsync(exhibits.Count + 1, letter, pdf, PacketWords.Letter(letter), notice.ServedOn, ct));
        foreach (var (document, bytes) in file.Documents)
            Add(await Exhibit.OfDocumentAsync(exhibits.Count + 1, document, bytes, file.Day(document.EnteredAt), ct));
        return exhibits;
    }
}

/// <summary>Keeps a packet that was made, as the hearing's next version.</summary>
public static class KeepPacket
{
    /// <exception cref="RuleViolation">Another packet was made meanwhile.</exception>
    public static async Task<HearingPacket> HandleAsync(UnitOfWork unit, PrintedPacket printed)
    {
        var file = await HearingFile.OpenAsync(unit, printed.HearingId);
        RuleViolation.Unless(printed.Version == 1 + await unit.Db.HearingPackets.CountAsync(p => p.HearingId == printed.HearingId, unit.Cancellation), "packet.version",
            "Another packet of this hearing was made at the same moment. Look at that one; make another only where something has come since.");
        var sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(printed.Pdf));
        var packet = new HearingPacket(Guid.CreateVersion7(), printed.HearingId, printed.Version, printed.Pages, printed.Exhibits, sha256, printed.AsOf, unit.Actor, unit.Now);
        unit.Db.HearingPackets.Add(packet);
        unit.Db.PacketContents.Add(new PacketContent(packet.Id, printed.Pdf));
        file.Audit(unit, "packet made", $"Packet {packet.Version} of hearing {file.Hearing.Reference} was made: {packet.Pages} pages, {packet.Exhibits} exhibits.", evidence: new { packet.Sha256, packet.AsOf });
        return packet;
    }
}

/// <summary>Somebody takes a packet out to read it. Who did, and when, stands in the record.</summary>
public static class TakeOutPacket
{
    /// <returns>The packet, its hearing's reference and its PDF; null where there is none.</returns>
    public static async Task<(HearingPacket Packet, string Hearing, byte[] Pdf)?> HandleAsync(UnitOfWork unit, Guid hearingId, int version)
    {
        if (await unit.Db.HearingPackets.SingleOrDefaultAsync(p => p.HearingId == hearingId && p.Version == version, unit.Cancellation) is not { } packet)
            return null;
        var file = await HearingFile.OpenAsync(unit, hearingId);
        file.Audit(unit, "packet read", $"Packet {packet.Version} of hearing {file.Hearing.Reference} was taken out.", evidence: new { packet.Sha256 });
        return (packet, file.Hearing.Reference, await unit.Db.PacketContents.Where(c => c.PacketId == packet.Id).Select(c => c.Pdf).SingleAsync(unit.Cancellation));
    }
}
