using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Audit;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Renewals;
using WageTheftPermits.IntegrationTests.Judgments;
using static WageTheftPermits.IntegrationTests.Judgments.Reports;

namespace WageTheftPermits.IntegrationTests.Stories;

/// <summary>
/// In the likeness of a Bay Area case, with invented names: one company, three restaurants of different names in three cities, and a judgment that names
/// the company and one of them. A fourth restaurant has one of the names and nothing else in common.
/// </summary>
public class When_one_company_has_restaurants_in_three_cities
{
    private static readonly Debtor s_first = new("p1", "Meridian Table Cuisine Inc", "Saffron Court", Line1: "310 Castro St", PostalCode: "94041", City: "Mountain View");
    private static readonly Debtor s_second = s_first with { TradeName = "Rani Palace", Line1 = "88 El Camino Real", PostalCode = "94301", City = "Palo Alto" };
    private static readonly Debtor s_third = s_first with { TradeName = "Idli Works", Line1 = "500 Murphy Ave", PostalCode = "94086", City = "Sunnyvale" };
    private static readonly Debtor s_stranger = new("p9", "Perpetua Foods LLC", "Saffron Court", Line1: "2 Monterey Hwy", PostalCode: "95110", City: "San Jose");

    [Fact]
    public async Task Each_of_its_permits_has_a_case_of_its_own_and_a_name_in_common_makes_none()
    {
        var reports = await StartAsync();
        await using var service = reports.Service;
        var permits = new Dictionary<string, Guid>
        {
            ["first"] = await reports.PermitAsync("F-3001", s_first),
            ["second"] = await reports.PermitAsync("F-3002", s_second),
            ["third"] = await reports.PermitAsync("F-3003", s_third),
            ["stranger"] = await reports.PermitAsync("F-3004", s_stranger),
        };
        var judgment = await reports.FinalAsync(State, "S-1", amount: "120000.00", debtors: s_first);

        // The other sites of the same employer are proposed as what they are; the name alone never is a strong match.
        var reviews = await service.ReadAsync(db => db.MatchReviews.ToDictionaryAsync(r => r.PermitId));
        reviews[permits["first"]].Kind.ShouldBe("same-establishment");
        reviews[permits["second"]].Kind.ShouldBe("same-employer-other-site");
        reviews[permits["third"]].Kind.ShouldBe("same-employer-other-site");
        if (reviews.TryGetValue(permits["stranger"], out var alike))
        {
            alike.Probability.ShouldBeLessThan(0.99);
            await reports.DecideMatchAsync(permits["stranger"], judgment, Verdict.NotSame);
        }

        var cases = new List<Guid>();
        foreach (var name in new[] { "first", "second", "third" })
            cases.Add((await reports.ConfirmMatchAsync(permits[name], judgment)).Id);
        foreach (var permit in permits.Values)
            await reports.RenewAsync(permit);
        (await RenewalAsync("stranger")).ShouldBe(RenewalStatus.Issued);

        // The first two get their notice; the third was not told yet, and nothing can be held there.
        await reports.HoldAsync([.. cases[..2]]);
        (await service.ReadAsync(db => db.Holds.CountAsync(h => h.CaseId == cases[2]))).ShouldBe(0);
        (await reports.CaseAsync(cases[2])).Status.ShouldBe(CaseStatus.Confirmed);

        // It settles with the agency. The first two permits are renewed on the condition that it is kept; nobody is asked to act against any of them.
        await reports.SendAsync(State, "S-1", "accord.signed.v1",
            new { accordId = "a1", signedOn = reports.Today, notarized = true, installments = new[] { new { dueOn = reports.Today.AddDays(30), amount = "60000.00" }, new { dueOn = reports.Today.AddDays(60), amount = "60000.00" } } });
        foreach (var one in cases[..2])
            (await reports.CaseAsync(one)).Status.ShouldBe(CaseStatus.Conditioned);
        (await service.ReadAsync(db => db.WorkflowTasks.Where(t => t.Status == "open").Select(t => t.Name).ToListAsync())).ShouldBeEmpty("nothing is to be done while it pays");
        (await RenewalAsync("first"), await RenewalAsync("second"), await RenewalAsync("third")).ShouldBe((RenewalStatus.Issued, RenewalStatus.Issued, RenewalStatus.Open), "the third waits for the rest of its term");

        // Paid to the end, it is over everywhere at once.
        await reports.SendAsync(State, "S-1", "judgment.satisfied.v1", new { on = reports.Today });
        foreach (var one in cases)
            (await reports.CaseAsync(one)).Status.ShouldBe(CaseStatus.Closed);
        (await service.ReadAsync(db => db.Holds.CountAsync(h => h.Status == HoldStatus.InForce))).ShouldBe(0);
        foreach (var name in permits.Keys)
            (await RenewalAsync(name)).ShouldBe(RenewalStatus.Issued);
        (await service.ReadAsync(db => Invariants.CheckAsync(db, reports.Today, default))).Where(i => !i.Holds).ShouldBeEmpty();

        async Task<RenewalStatus> RenewalAsync(string name) => (await service.ReadAsync(db => db.Renewals.SingleAsync(r => r.PermitId == permits[name]))).Status;
    }
}
