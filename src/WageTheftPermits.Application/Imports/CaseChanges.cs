using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Contracts.Incoming;

namespace WageTheftPermits.Application.Imports;

/// <summary>The events that lead from what the last file said of a judgment to what this one says.</summary>
internal static class CaseChanges
{
    /// <summary>The words that a mapping may give to a file's statuses.</summary>
    public static readonly IReadOnlySet<string> Statuses = new HashSet<string>(StringComparer.Ordinal) { "issued", "final", "appealed", "stayed", "satisfied", "vacated", "withdrawn" };

    /// <summary>The one stay of which a snapshot can speak.</summary>
    private const string StayId = "snapshot";

    /// <param name="Data">The event's <c>data</c>.</param>
    public sealed record Change(string Type, JsonObject Data);

    /// <param name="known">Whether the judgment is known by its terms already, from any door.</param>
    /// <param name="today">The day of the file.</param>
    /// <returns>The changes in order, or why events cannot say what the file says.</returns>
    public static (IReadOnlyList<Change> Changes, CaseContradiction? Contradiction) Between(CaseStatement? before, CaseStatement now, bool known, DateOnly today)
    {
        if (now.Contradiction is { } disagreement)
            return ([], disagreement);
        if (now.UnknownStatus is { } unknown)
            return ([], new CaseContradiction("status", $"The status \"{unknown}\" is not known to the mapping."));
        var changes = new List<Change>();
        var restated = before is null || !Same(before.Terms, now.Terms);
        if (restated)
            changes.Add(new Change(known ? EventTypes.JudgmentAmended : EventTypes.JudgmentIssued, Terms(now.Terms)));
        if ((Status(before, now, changes) ?? Paid(before, now, today, changes)) is { } contradiction)
            return ([], contradiction);
        if (now.Balance is { } balance && (restated || balance != before!.Balance || now.BalanceAsOf != before.BalanceAsOf))
            changes.Add(new Change(EventTypes.BalanceConfirmed, new JsonObject { ["amount"] = balance, ["asOf"] = now.BalanceAsOf ?? Day(today) }));
        return (changes, null);
    }

    /// <summary>The CloudEvent. Its id is made of what it says, so that the same change has the same id.</summary>
    public static byte[] ToCloudEvent(string agency, string subject, long sequence, Change change)
    {
        var data = change.Data.ToJsonString(Json.Web);
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{agency}\n{subject}\n{sequence}\n{change.Type}\n{data}")));
        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["specversion"] = "1.0",
            ["id"] = $"csv-{Convert.ToHexStringLower(digest)[..32]}",
            ["source"] = $"urn:agency:{agency}",
            ["type"] = change.Type,
            ["subject"] = subject,
            ["sequence"] = sequence,
            ["data"] = change.Data.DeepClone(),
        });
    }

    public static JsonObject Terms(CaseTerms terms)
    {
        var data = (JsonObject)JsonSerializer.SerializeToNode(terms, Json.Web)!;
        foreach (var absent in data.Where(member => member.Value is null).Select(member => member.Key).ToList())
            data.Remove(absent);
        return data;
    }

    private static bool Same(CaseTerms before, CaseTerms now) => JsonSerializer.Serialize(before, Json.Web) == JsonSerializer.Serialize(now, Json.Web);

    private static CaseContradiction? Status(CaseStatement? before, CaseStatement now, List<Change> changes)
    {
        var (from, to) = (before?.Status ?? "issued", now.Status);
        if (to is null)
            return null; // the file does not say, which is not to say that nothing holds any more
        if (from == to && now.FinalOn == before?.FinalOn)
            return null;
        if (from is "vacated" or "withdrawn" && from != to)
        {
            changes.Add(new Change(EventTypes.JudgmentReinstated, []));
            from = "issued";
        }
        if (from == "stayed" && to != "stayed")
            changes.Add(new Change(EventTypes.JudgmentStayLifted, new JsonObject { ["stayId"] = StayId }));
        if (to is "issued")
            return from is "final" or "appealed" or "satisfied" ? BackFrom(from, to) : null;
        if (from == "satisfied" && to is ("final" or "appealed" or "stayed"))
            return BackFrom(from, to);
        changes.Add(to switch
        {
            "final" => new Change(EventTypes.JudgmentFinal, now.FinalOn is { } on ? new JsonObject { ["finalOn"] = on } : []),
            "appealed" => new Change(EventTypes.JudgmentAppealed, []),
            "stayed" => new Change(EventTypes.JudgmentStayed, new JsonObject { ["stayId"] = StayId }),
            "satisfied" => new Change(EventTypes.JudgmentSatisfied, []),
            "vacated" => new Change(EventTypes.JudgmentVacated, []),
            _ => new Change(EventTypes.JudgmentWithdrawn, []),
        });
        return null;
    }

    /// <summary>What was paid so far is a total: a payment is what came since the last file.</summary>
    private static CaseContradiction? Paid(CaseStatement? before, CaseStatement now, DateOnly today, List<Change> changes)
    {
        if (now.Paid is null)
            return null;
        var (was, total) = (Dollars(before?.Paid), Dollars(now.Paid));
        if (total < was)
            return new CaseContradiction("paid", $"What was paid went down from {was:0.00} to {total:0.00}; no event of a snapshot says which payment was returned.");
        if (total > was)
        {
            changes.Add(new Change(EventTypes.PaymentReceived, new JsonObject
            {
                ["paymentId"] = string.Create(CultureInfo.InvariantCulture, $"snapshot-{total:0.00}"),
                ["amount"] = (total - was).ToString("0.00", CultureInfo.InvariantCulture),
                ["receivedOn"] = Day(today),
            }));
        }
        return null;
    }

    private static CaseContradiction BackFrom(string from, string to) =>
        new("status", $"The status went from {from} back to {to}, which no event says; a person must settle with the agency what is so.");

    private static decimal Dollars(string? amount) => amount is null ? 0 : decimal.Parse(amount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
