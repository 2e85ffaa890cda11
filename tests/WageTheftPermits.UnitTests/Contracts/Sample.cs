using System.Text;
using System.Text.Json.Nodes;
using WageTheftPermits.Contracts.Incoming;

namespace WageTheftPermits.UnitTests.Contracts;

/// <summary>Valid events of made-up judgments, with every member the contract names, and ways to spoil them.</summary>
internal static class Sample
{
    public const string Agency = "dlse";

    private const string Terms = """
        { "caseNumber": "77-00001", "court": "Santa Clara", "issuedOn": "2026-02-20", "servedOn": "2026-02-24", "appealDeadline": "2026-03-11",
          "kind": "order-decision-award", "violations": ["wages", "meal-breaks"], "amount": "18250.00", "principal": "15000.5", "interestRate": "0.10",
          "interestFrom": "2026-02-20", "workers": 4, "naics": "722511",
          "parties": [
            { "id": "p1", "role": "employer", "kind": "organization", "name": "Copper Kettle Inc, a California corporation", "tradeNames": ["Copper Kettle"],
              "taxIdLast4": "0000", "phones": ["555-0100"],
              "addresses": [ { "line1": "1 Sample St", "line2": "Ste 4", "city": "Springfield", "state": "CA", "postalCode": "95000" } ] },
            { "id": "p2", "role": "individual-defendant", "kind": "person", "name": "Pat Example" } ] }
        """;

    private static readonly Dictionary<string, string> Data = new()
    {
        [EventTypes.JudgmentIssued] = Terms,
        [EventTypes.JudgmentAmended] = Terms,
        [EventTypes.JudgmentServed] = """{ "servedOn": "2026-02-24", "method": "mail" }""",
        [EventTypes.JudgmentFinal] = """{ "finalOn": "2026-03-12", "partyIds": ["p1"] }""",
        [EventTypes.JudgmentAppealed] = """{ "filedOn": "2026-03-01", "undertakingPosted": true, "partyIds": ["p1"] }""",
        [EventTypes.JudgmentStayed] = """{ "stayId": "s1", "by": "Superior Court", "from": "2026-03-02", "partyIds": ["p1"] }""",
        [EventTypes.JudgmentStayLifted] = """{ "stayId": "s1", "on": "2026-04-02" }""",
        [EventTypes.JudgmentVacated] = """{ "on": "2026-05-01", "reason": "set aside", "partyIds": ["p2"] }""",
        [EventTypes.JudgmentWithdrawn] = """{ "on": "2026-05-01", "reason": "sent in error" }""",
        [EventTypes.JudgmentReinstated] = """{ "on": "2026-05-02", "reason": "order reversed", "partyIds": ["p2"] }""",
        [EventTypes.JudgmentAssigned] = """{ "toName": "Example Recovery", "toAgency": "osc", "toSubject": "X-1", "on": "2026-06-01" }""",
        [EventTypes.JudgmentRenewed] = """{ "on": "2026-06-01", "until": "2036-06-01" }""",
        [EventTypes.JudgmentSatisfied] = """{ "on": "2026-07-01", "acceptedAmount": "9000", "partyIds": ["p1", "p2"] }""",
        [EventTypes.PaymentReceived] = """{ "paymentId": "m1", "amount": "250.00", "receivedOn": "2026-04-01" }""",
        [EventTypes.PaymentReturned] = """{ "paymentId": "m1", "returnedOn": "2026-04-09", "reason": "no funds" }""",
        [EventTypes.AccordSigned] = """
            { "accordId": "a1", "signedOn": "2026-04-01", "notarized": false, "graceDays": 5, "installments": [ { "dueOn": "2026-05-01", "amount": "500.00" } ] }
            """,
        [EventTypes.AccordInstallmentMissed] = """{ "accordId": "a1", "dueOn": "2026-05-01" }""",
        [EventTypes.AccordCompleted] = """{ "accordId": "a1", "on": "2026-09-01" }""",
        [EventTypes.BankruptcyFiled] = """{ "court": "N.D. Cal.", "caseNumber": "26-50000", "chapter": "7", "filedOn": "2026-03-15", "partyIds": ["p1"] }""",
        [EventTypes.BankruptcyEnded] = """{ "caseNumber": "26-50000", "how": "discharged", "on": "2026-08-15", "debtDischarged": false }""",
        [EventTypes.BalanceConfirmed] = """{ "amount": "12000.00", "interest": "340.10", "asOf": "2026-06-30", "payoff": "12340.10", "goodThrough": "2026-07-15" }""",
    };

    public static JsonObject Event(string type, string? data = null) => new()
    {
        ["specversion"] = "1.0",
        ["id"] = "e-1",
        ["source"] = $"urn:agency:{Agency}",
        ["type"] = type,
        ["time"] = "2026-03-02T17:04:00Z",
        ["subject"] = "CASE-1",
        ["sequence"] = 7,
        ["data"] = JsonNode.Parse(data ?? Data[type]),
    };

    /// <summary>Stands for half a surrogate pair, which JSON may spell and <see cref="JsonNode"/> refuses to.</summary>
    public const string HalfPair = "HALF-PAIR";

    public static EventReading Read(JsonNode body) => Read(body.ToJsonString().Replace(HalfPair, @"\ud800", StringComparison.Ordinal));

    public static EventReading Read(string body) => AgencyEventReader.Read(Encoding.UTF8.GetBytes(body), Agency);

    /// <summary>The event with one value replaced by JSON text, or taken out where that is <c>null</c>.</summary>
    public static JsonObject With(this JsonObject body, string pointer, string? json)
    {
        var steps = pointer.Split('/').Skip(1).ToArray();
        JsonNode at = body;
        foreach (var step in steps[..^1])
            at = int.TryParse(step, out var index) ? at[index]! : at[step]!;
        if (at is JsonArray array)
            array[int.Parse(steps[^1], System.Globalization.CultureInfo.InvariantCulture)] = JsonNode.Parse(json!);
        else if (json is null)
            ((JsonObject)at).Remove(steps[^1]);
        else
            at[steps[^1]] = JsonNode.Parse(json);
        return body;
    }
}
