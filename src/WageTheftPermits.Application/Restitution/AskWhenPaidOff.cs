using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Contracts.Outgoing;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Restitution;
using News = WageTheftPermits.Application.Messaging.News;

namespace WageTheftPermits.Application.Restitution;

/// <summary>
/// What was paid covers the payoff, by our ledger or by the agency's own quote: the agency is asked to confirm at once, so that nobody who has paid waits for it.
/// Asked once for each new payment. It never releases anything by itself.
/// </summary>
public static class AskWhenPaidOff
{
    /// <summary>The audit entry of a request, by which it is known for which payments it was asked.</summary>
    public const string Action = "payoff reached";

    private sealed record Evidence(PayoffSource By, IReadOnlyList<string> Payments);

    /// <param name="state">What the judgment's events come to in this unit, with the payment that came in it.</param>
    public static async Task HandleAsync(UnitOfWork unit, Judgment judgment, JudgmentState state)
    {
        var policy = await unit.PolicyAsync();
        if (judgment.IsLead || PayoffReached.Of(state, policy.Interest, unit.TodayIn(policy)) is not { } reached)
            return;
        if (reached.Payments.All((await AskedForAsync(unit, judgment)).Contains))
            return;
        var by = reached.By == PayoffSource.AgencyQuote ? "what you quoted" : "all that our ledger has, with its interest";
        News.TellAgency(unit, MessageTypes.BalanceRequested, judgment, null, null, $"What was paid covers {by}. Please confirm the balance, or that the judgment is satisfied.");
        unit.Audit(Action, $"What was paid on {judgment.Subject} covers {(reached.By == PayoffSource.AgencyQuote ? "the agency's quote" : "our ledger's payoff")}; the agency was asked to confirm.",
            [("judgment", judgment.Id)], evidence: new Evidence(reached.By, reached.Payments), policyVersion: policy.Version);
    }

    /// <summary>The payments for which it was asked already, by their ids.</summary>
    private static async Task<HashSet<string>> AskedForAsync(UnitOfWork unit, Judgment judgment)
    {
        var subject = $"judgment:{judgment.Id}";
        var asked = await unit.Db.AuditEntries.Where(e => e.Action == Action && e.Subjects.Contains(subject)).Select(e => e.Evidence).ToListAsync(unit.Cancellation);
        return [.. asked.SelectMany(evidence => JsonSerializer.Deserialize<Evidence>(evidence!, Json.Web)!.Payments)];
    }
}
