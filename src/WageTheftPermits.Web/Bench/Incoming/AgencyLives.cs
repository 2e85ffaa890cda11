using System.Globalization;
using System.Text.Json;

namespace WageTheftPermits.Web.Bench.Incoming;

/// <summary>
/// The lives of an invented agency's judgments: issued, served, final, two payments and the confirmed balance. Fifty judgments are under way at a time,
/// as they are in an agency's own system.
/// </summary>
internal static class AgencyLives
{
    /// <summary>Events of one life.</summary>
    public const int Length = 6;

    private const int UnderWay = 50;

    private static readonly LargeCounty s_county = new(1);

    public static IEnumerable<byte[]> Of(string agency, int judgments) =>
        s_county.Judgments(agency, judgments, named: 0).Select((issued, i) => (issued, i)).Chunk(UnderWay)
            .SelectMany(some => Enumerable.Range(1, Length).SelectMany(sequence => some.Select(one => sequence == 1 ? one.issued : Later(agency, one.i, sequence))));

    private static byte[] Later(string agency, int judgment, int sequence)
    {
        (string Type, object Data) said = sequence switch
        {
            2 => ("judgment.served.v1", new { servedOn = "2026-02-24", method = "mail" }),
            3 => ("judgment.final.v1", new { finalOn = "2026-03-12" }),
            4 => ("payment.received.v1", new { paymentId = "check-1", amount = "2500.00", receivedOn = "2026-04-02" }),
            5 => ("payment.received.v1", new { paymentId = "check-2", amount = "1500.00", receivedOn = "2026-05-04" }),
            _ => ("balance.confirmed.v1", new { amount = "8500.00", interest = "0.00", asOf = "2026-05-31" }),
        };
        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            specversion = "1.0",
            id = string.Create(CultureInfo.InvariantCulture, $"bench-{judgment}-{sequence}"),
            source = $"urn:agency:{agency}",
            type = said.Type,
            subject = string.Create(CultureInfo.InvariantCulture, $"J-{judgment:000000}"),
            sequence,
            data = said.Data,
        });
    }
}
