using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Renewals;
using WageTheftPermits.Web.Commands;

namespace WageTheftPermits.Web.Demo;

/// <summary>What the season came to. Each number is read from the database, and again from the page where a person finds it; both must agree.</summary>
internal static class Summary
{
    public sealed record Line(string What, int Count, string Page);

    public static async Task<IReadOnlyList<Line>> ReadAsync(Units units, Visitor administrator, Visitor inspector, CancellationToken ct)
    {
        var lines = await units.ReadAsync(async db => new List<Line>
        {
            new("permits", await db.Permits.CountAsync(ct), "/permits"),
            new("renewals issued", await db.Renewals.CountAsync(r => r.Status == RenewalStatus.Issued, ct), "/renewals?status=issued"),
            new("renewals still open", await db.Renewals.CountAsync(r => r.Status == RenewalStatus.Open, ct), "/renewals?status=open"),
            new("judgments", await db.Judgments.CountAsync(ct), "/judgments"),
            new("possible matches found", await db.MatchReviews.CountAsync(ct), "/matches?status=all"),
            new("matches confirmed by a person", await db.MatchReviews.CountAsync(r => r.Status == MatchReviewStatus.Confirmed, ct), "/matches?status=confirmed"),
            new("matches cleared by a person", await db.MatchReviews.CountAsync(r => r.Status == MatchReviewStatus.Cleared, ct), "/matches?status=cleared"),
            new("cases open", await db.Cases.CountAsync(c => c.Status != CaseStatus.Closed, ct), "/cases?status=open"),
            new("cases on condition", await db.Cases.CountAsync(c => c.Status == CaseStatus.Conditioned, ct), "/cases?status=conditioned"),
            new("cases of bankrupts, for counsel", await db.Cases.CountAsync(c => c.Status == CaseStatus.BankruptcyReview, ct), "/cases?status=bankruptcy-review"),
            new("cases closed", await db.Cases.CountAsync(c => c.Status == CaseStatus.Closed, ct), "/cases?status=closed"),
            new("holds in force", await db.Holds.CountAsync(h => h.Status == HoldStatus.InForce, ct), "/holds?status=in-force"),
            new("holds suspended in doubt", await db.Holds.CountAsync(h => h.Status == HoldStatus.Suspended, ct), "/holds?status=suspended"),
            new("holds lifted", await db.Holds.CountAsync(h => h.Status == HoldStatus.Lifted, ct), "/holds?status=lifted"),
            new("holds returned to the inspector", await db.Holds.CountAsync(h => h.Status == HoldStatus.Returned, ct), "/holds?status=returned"),
            new("hearings decided", await db.Hearings.CountAsync(h => h.Status == HearingStatus.Decided, ct), "/hearings?status=decided"),
            new("orders that stand", await db.PermitOrders.CountAsync(o => o.EndedAt == null, ct), "/hearings?status=orders"),
            new("messages accepted", await db.Deliveries.CountAsync(d => d.State == DeliveryState.Accepted, ct), "/messages?state=accepted"),
            new("messages recognised as duplicates", await db.Deliveries.CountAsync(d => d.State == DeliveryState.Duplicate, ct), "/messages?state=duplicate"),
            new("messages in quarantine", await db.Deliveries.CountAsync(d => d.State == DeliveryState.Quarantined, ct), "/messages?state=quarantined"),
        });
        foreach (var line in lines)
        {
            var visitor = line.Page.StartsWith("/messages", StringComparison.Ordinal) ? administrator : inspector;
            var shown = await visitor.CountAsync(line.Page, ct);
            if (shown != line.Count)
                throw CommandFailed.DoesNotHold($"{line.What}: {line.Count} in the database, but the page {line.Page} says {shown}.");
        }
        return lines;
    }
}
