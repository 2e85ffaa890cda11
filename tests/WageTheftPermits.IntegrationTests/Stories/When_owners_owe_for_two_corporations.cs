using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Audit;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Renewals;
using WageTheftPermits.IntegrationTests.Judgments;
using static WageTheftPermits.IntegrationTests.Judgments.Reports;

namespace WageTheftPermits.IntegrationTests.Stories;

/// <summary>
/// In the likeness of a California case, with invented names: two corporations whose names differ by two letters, a café and a restaurant of theirs,
/// and owners who owe individually and jointly with each of them.
/// </summary>
public class When_owners_owe_for_two_corporations
{
    private static readonly Debtor s_cafe = new("p1", "WT Anchalee, Inc.", "Walnut Café", Line1: "410 Cedar St", PostalCode: "94109");
    private static readonly Debtor s_restaurant = new("p1", "Anchalee, Inc.", "Ruan Fah", Line1: "77 Harbor Ave", PostalCode: "94133");
    private static readonly Debtor s_owner = new("p2", "Somsak Anchalee", Kind: "person", Line1: "9 Quarry Ct", PostalCode: "94110");

    [Fact]
    public async Task Each_corporation_answers_for_its_own_and_the_owner_for_both()
    {
        var reports = await StartAsync();
        await using var service = reports.Service;
        var cafe = await reports.PermitAsync("F-2001", s_cafe);
        var restaurant = await reports.PermitAsync("F-2002", s_restaurant);
        var grill = await reports.PermitAsync("F-2003", s_owner with { TradeName = "Anchalee Grill", Line1 = "1400 Folsom St", PostalCode = "94103" });
        var ofCafe = await reports.FinalAsync(State, "S-1", caseNumber: "26-0101", amount: "40000.00", debtors: [s_cafe, s_owner]);
        var ofRestaurant = await reports.FinalAsync(State, "S-2", caseNumber: "26-0102", amount: "25000.00", debtors: [s_restaurant, s_owner]);

        // Names two letters apart are put before a person, who finds two companies: neither permit stands for the other's debt.
        foreach (var (permit, judgment) in new[] { (restaurant, ofCafe), (cafe, ofRestaurant) })
        {
            if (await ReviewedAsync(permit, Party(judgment, "p1")))
                (await reports.DecideMatchAsync(permit, judgment, Verdict.NotSame)).ShouldBeNull();
        }
        var cafes = await reports.ConfirmMatchAsync(cafe, ofCafe);
        var restaurants = await reports.ConfirmMatchAsync(restaurant, ofRestaurant);

        // The owner has a restaurant of his own, and owes both judgments himself.
        var grills = new[] { await reports.ConfirmMatchAsync(grill, ofCafe, "p2"), await reports.ConfirmMatchAsync(grill, ofRestaurant, "p2") };
        foreach (var permit in new[] { cafe, restaurant, grill })
            await reports.RenewAsync(permit);
        Guid[] cases = [cafes.Id, restaurants.Id, .. grills.Select(c => c.Id)];
        await reports.HoldAsync(cases);
        (await service.ReadAsync(db => db.Renewals.CountAsync(r => r.Status == RenewalStatus.Open))).ShouldBe(3);

        // One payment of the whole frees everyone who owed that judgment, and nobody who owes the other.
        await reports.SendAsync(State, "S-1", "judgment.satisfied.v1", new { on = reports.Today });
        (await reports.HoldOfAsync(cafes.Id), await reports.HoldOfAsync(grills[0].Id)).ShouldBe((HoldStatus.Lifted, HoldStatus.Lifted));
        (await reports.HoldOfAsync(restaurants.Id), await reports.HoldOfAsync(grills[1].Id)).ShouldBe((HoldStatus.InForce, HoldStatus.InForce));
        (await RenewalAsync(cafe), await RenewalAsync(restaurant), await RenewalAsync(grill)).ShouldBe((RenewalStatus.Issued, RenewalStatus.Open, RenewalStatus.Open));

        // The corporation is let off the other one; he still owes it himself.
        await reports.SendAsync(State, "S-2", "judgment.vacated.v1", new { on = reports.Today, reason = "Not the employer of these workers.", partyIds = new[] { "p1" } });
        (await RenewalAsync(restaurant), await RenewalAsync(grill)).ShouldBe((RenewalStatus.Issued, RenewalStatus.Open));
        await reports.SendAsync(State, "S-2", "judgment.satisfied.v1", new { on = reports.Today, partyIds = new[] { "p2" } });
        (await RenewalAsync(grill)).ShouldBe(RenewalStatus.Issued);
        (await service.ReadAsync(db => db.Permits.CountAsync(p => p.Status != PermitStatus.Active))).ShouldBe(0);
        (await service.ReadAsync(db => Invariants.CheckAsync(db, reports.Today, default))).Where(i => !i.Holds).ShouldBeEmpty();

        Task<bool> ReviewedAsync(Guid permit, Guid party) => service.ReadAsync(db => db.MatchReviews.AnyAsync(r => r.PermitId == permit && r.JudgmentPartyId == party));
        async Task<RenewalStatus> RenewalAsync(Guid permit) => (await service.ReadAsync(db => db.Renewals.SingleAsync(r => r.PermitId == permit))).Status;
    }
}
