using System.Text.Json;
using System.Text.Json.Nodes;

namespace WageTheftPermits.Web.Demo;

/// <summary>What the agencies send in the season: a dozen judgments, each with its twist. All of it is invented.</summary>
internal static class Judgments
{
    public const string State = "dlse";
    public const string City = "olse";

    /// <param name="Day">When it is sent.</param>
    /// <param name="Id">The event's id, the same in every run.</param>
    public sealed record Message(DateOnly Day, string Agency, string Id, byte[] Body);

    private static readonly DateOnly s_opening = new(2026, 2, 2);
    private static readonly DateOnly s_payments = new(2026, 3, 12);
    private static readonly DateOnly s_settlement = new(2026, 3, 20);
    private static readonly DateOnly s_spring = new(2026, 4, 14);

    public static IReadOnlyList<Message> All { get; } = [.. Opening(), .. Payments(), .. Settlement(), .. Spring()];

    private static IEnumerable<Message> Opening()
    {
        // A corporation and the name over its door.
        yield return Issued(State, "SC-26-101", "18250.00", Party("Golden Lantern Foods Inc., a California corporation dba Golden Lantern Noodle House", "418 Tern Street", "Port Alder", "94001"));
        foreach (var message in FinalAndConfirmed(State, "SC-26-101", 2, "18250.00"))
            yield return message;
        // One employer, two sites; the judgment names one.
        yield return Issued(State, "SC-26-102", "9400.00", Party("Saffron Table Group LLC, a California limited liability company", "77 Quarry Road", "Port Alder", "94001", "Saffron Table"));
        foreach (var message in FinalAndConfirmed(State, "SC-26-102", 2, "9400.00"))
            yield return message;
        // Another holder now stands at the debtor's site, under nearly the same name.
        yield return Issued(State, "SC-26-103", "61200.00", Party("Imperial Wok Restaurant Corporation", "88 Foundry Street", "Quince Hollow", "94002", "Imperial Wok"));
        // One of eight restaurants of a chain.
        yield return Issued(City, "OL-26-011", "7300.00", Party("Bandwagon Franchise 3 Inc dba Burrito Bandwagon", "351 Cedar Avenue", "Port Alder", "94001"));
        foreach (var message in FinalAndConfirmed(City, "OL-26-011", 2, "7300.00"))
            yield return message;
        // A person, in her own name.
        yield return Issued(State, "SC-26-104", "4120.50", Party("Rosalind Achterberg, an individual dba Crumb & Kettle", "9 Mill Lane", "Quince Hollow", "94002", kind: "person"));
        foreach (var message in FinalAndConfirmed(State, "SC-26-104", 2, "4120.50"))
            yield return message;
        // Vacated in March.
        yield return Issued(State, "SC-26-105", "22000.00", Party("Cobalt Kitchens Corporation", "533 Orchard Boulevard, Suite 2", "Port Alder", "94001", "Cobalt Taqueria"));
        foreach (var message in FinalAndConfirmed(State, "SC-26-105", 2, "22000.00"))
            yield return message;
        // Paid in part.
        yield return Issued(City, "OL-26-012", "30500.00", Party("Harbor Pearl Restaurant Inc.", "21 Pier Road", "Tern Bay", "94003", "Harbor Pearl Seafood"));
        foreach (var message in FinalAndConfirmed(City, "OL-26-012", 2, "30500.00"))
            yield return message;
        // Appealed: nothing may be done yet.
        yield return Issued(State, "SC-26-106", "12750.00", Party("Juniper Hospitality LLC", "640 Juniper Avenue", "Port Alder", "94001", "Juniper Grill"));
        yield return Event(s_opening, State, "SC-26-106", 2, "judgment.appealed.v1", new { filedOn = "2026-01-28", undertakingPosted = true });
        // The amendment came before what it amends.
        yield return Issued(State, "SC-26-107", "15900.00", Party("Mosaic Dining Corp.", "305 Cannery Street", "Tern Bay", "94003", "Mosaic Tandoor"), sequence: 2, type: "judgment.amended.v1");
        yield return Issued(State, "SC-26-107", "19900.00", Party("Mosaic Dining Corp.", "305 Cannery Street", "Tern Bay", "94003", "Mosaic Tandoor"));
        yield return Event(s_opening, State, "SC-26-107", 3, "bankruptcy.filed.v1", new { court = "N.D. Cal.", caseNumber = "26-30044", chapter = "7", filedOn = "2026-01-20" });
        // Two events that contradict each other: both are set aside.
        yield return Issued(City, "OL-26-013", "5200.00", Party("Pepper Tree Ventures Inc.", "14 Plaza Court", "Quince Hollow", "94002", "Pepper Tree Cantina"));
        yield return Event(s_opening, City, "OL-26-013", 2, "judgment.final.v1", new { finalOn = "2026-01-30" });
        yield return Event(s_opening, City, "OL-26-013", 2, "judgment.stayed.v1", new { stayId = "st-1" }, id: "olse-OL-26-013-2b");
        // An accord, first kept and then broken.
        yield return Issued(State, "SC-26-110", "14400.00", Party("Sablewood Hospitality Corp.", "72 Saddler Street", "Port Alder", "94001", "Sablewood Diner"));
        foreach (var message in FinalAndConfirmed(State, "SC-26-110", 2, "14400.00"))
            yield return message;
        // Sold in March, to a sister.
        yield return Issued(State, "SC-26-111", "11000.00", Party("Larkspur Lane Dining LLC", "1450 Bayview Court", "Tern Bay", "94003", "Larkspur Lane Cafe"));
        foreach (var message in FinalAndConfirmed(State, "SC-26-111", 2, "11000.00"))
            yield return message;
        // Bankrupt in March, when the hold is in force.
        yield return Issued(State, "SC-26-112", "7700.00", Party("Wrenfield Noodle Works Inc.", "260 Cobbler Lane", "Quince Hollow", "94002", "Wrenfield Noodles"));
        foreach (var message in FinalAndConfirmed(State, "SC-26-112", 2, "7700.00"))
            yield return message;
        // A contractor who holds no permit.
        yield return Issued(State, "SC-26-108", "8800.00", Party("Plumbline Drywall & Paint Inc.", "4410 Industrial Pkwy", "Fallow Creek", "94004"));
        // The same delivery twice, and one that cannot be read.
        yield return Issued(State, "SC-26-101", "18250.00", Party("Golden Lantern Foods Inc., a California corporation dba Golden Lantern Noodle House", "418 Tern Street", "Port Alder", "94001"), id: "dlse-SC-26-101-1-again");
        yield return Event(s_opening, State, "SC-26-109", 1, "payment.received.v1", new { paymentId = "p-1", amount = "100.00", receivedOn = "31/12/2026" });
    }

    private static IEnumerable<Message> Payments()
    {
        yield return Event(s_payments, State, "SC-26-101", 4, "payment.received.v1", new { paymentId = "gl-1", amount = "8250.00", receivedOn = "2026-03-10" });
        yield return Event(s_payments, State, "SC-26-101", 5, "payment.received.v1", new { paymentId = "gl-2", amount = "10000.00", receivedOn = "2026-03-11" });
        yield return Event(s_payments, State, "SC-26-101", 6, "judgment.satisfied.v1", new { on = "2026-03-12" });
        yield return Event(s_payments, State, "SC-26-105", 4, "judgment.vacated.v1", new { on = "2026-03-11", reason = "Served on the wrong corporation." });
        yield return Event(s_payments, City, "OL-26-012", 4, "payment.received.v1", new { paymentId = "hp-1", amount = "12000.00", receivedOn = "2026-03-09" });
        // One payment told twice, with different amounts: until it is settled, nothing is held on it.
        yield return Event(s_payments, City, "OL-26-012", 5, "payment.received.v1", new { paymentId = "hp-2", amount = "500.00", receivedOn = "2026-03-10" });
        yield return Event(s_payments, City, "OL-26-012", 5, "payment.received.v1", new { paymentId = "hp-2", amount = "5000.00", receivedOn = "2026-03-10" }, id: "olse-OL-26-012-5b");
        yield return Event(s_payments, State, "SC-26-110", 4, "accord.signed.v1", new
        {
            accordId = "acc-110",
            signedOn = "2026-03-11",
            notarized = true,
            installments = new[] { new { dueOn = "2026-04-10", amount = "7200.00" }, new { dueOn = "2026-05-10", amount = "7200.00" } },
        });
        yield return Event(s_payments, State, "SC-26-112", 4, "bankruptcy.filed.v1", new { court = "N.D. Cal.", caseNumber = "26-30117", chapter = "7", filedOn = "2026-03-10" });
    }

    private static IEnumerable<Message> Settlement()
    {
        var party = Party("Harbor Pearl Restaurant Inc.", "21 Pier Road", "Tern Bay", "94003", "Harbor Pearl Seafood");
        yield return Issued(City, "OL-26-012", "30500.00", party, sequence: 6, type: "judgment.amended.v1", day: s_settlement, settles: [5]);
        yield return Event(s_settlement, City, "OL-26-012", 7, "balance.confirmed.v1", new { amount = "18000.00", asOf = "2026-03-19" });
    }

    private static IEnumerable<Message> Spring()
    {
        yield return Event(s_spring, City, "OL-26-011", 4, "payment.received.v1", new { paymentId = "bb-1", amount = "7300.00", receivedOn = "2026-04-10" });
        yield return Event(s_spring, City, "OL-26-011", 5, "judgment.satisfied.v1", new { on = "2026-04-13" });
        yield return Event(s_spring, State, "SC-26-110", 5, "accord.installment-missed.v1", new { accordId = "acc-110", dueOn = "2026-04-10" });
        yield return Event(s_spring, State, "SC-26-110", 6, "balance.confirmed.v1", new { amount = "14400.00", asOf = "2026-04-13" });
    }

    private static Message Issued(string agency, string subject, string amount, object party, long sequence = 1, string type = "judgment.issued.v1", string? id = null, DateOnly? day = null, long[]? settles = null) =>
        Event(day ?? s_opening, agency, subject, sequence, type, new
        {
            caseNumber = subject[3..],
            court = "Port Alder",
            issuedOn = "2025-12-01",
            servedOn = "2025-12-03",
            appealDeadline = "2025-12-18",
            kind = "order-decision-award",
            violations = new[] { "wages" },
            amount,
            principal = amount,
            settles,
            parties = new[] { party },
        }, id);

    private static object Party(string name, string line1, string city, string postalCode, string? tradeName = null, string kind = "organization") => new
    {
        id = "p1",
        role = kind == "person" ? "individual-defendant" : "employer",
        kind,
        name,
        tradeNames = tradeName is null ? Array.Empty<string>() : [tradeName],
        addresses = new[] { new { line1, city, state = "CA", postalCode } },
    };

    private static IEnumerable<Message> FinalAndConfirmed(string agency, string subject, long sequence, string balance) =>
    [
        Event(s_opening, agency, subject, sequence, "judgment.final.v1", new { finalOn = "2026-01-05" }),
        Event(s_opening, agency, subject, sequence + 1, "balance.confirmed.v1", new { amount = balance, asOf = "2026-02-01" }),
    ];

    public static Message Event(DateOnly day, string agency, string subject, long sequence, string type, object data, string? id = null)
    {
        id ??= $"{agency}-{subject}-{sequence}";
        var body = new JsonObject
        {
            ["specversion"] = "1.0",
            ["id"] = id,
            ["source"] = $"urn:agency:{agency}",
            ["type"] = type,
            ["time"] = $"{day:yyyy-MM-dd}T18:00:00Z",
            ["subject"] = subject,
            ["sequence"] = sequence,
            ["data"] = JsonSerializer.SerializeToNode(data),
        };
        return new Message(day, agency, id, JsonSerializer.SerializeToUtf8Bytes(body));
    }
}
