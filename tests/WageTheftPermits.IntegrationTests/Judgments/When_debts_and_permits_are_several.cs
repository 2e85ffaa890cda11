using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Renewals;
using static WageTheftPermits.IntegrationTests.Judgments.Reports;

namespace WageTheftPermits.IntegrationTests.Judgments;

/// <summary>Each debt, debtor and permit has a case and a hold of its own; what frees one frees that one alone.</summary>
public class When_debts_and_permits_are_several
{
    [Fact]
    public async Task Of_two_debts_on_one_permit_the_unpaid_one_still_blocks_the_renewal()
    {
        var reports = await StartAsync();
        await using var service = reports.Service;
        var permit = await reports.PermitAsync("F-1001", Heron);
        var first = await reports.FinalAsync(State, "S-1", caseNumber: "26-0001");
        var second = await reports.FinalAsync(City, "C-1", caseNumber: "26-0700");
        var (one, two) = (await reports.ConfirmMatchAsync(permit, first), await reports.ConfirmMatchAsync(permit, second));
        await reports.RenewAsync(permit);
        await reports.HoldAsync(one.Id, two.Id);

        await reports.SendAsync(State, "S-1", "judgment.satisfied.v1", new { on = reports.Today });

        (await reports.HoldOfAsync(one.Id)).ShouldBe(HoldStatus.Lifted);
        (await reports.CaseAsync(one.Id)).Status.ShouldBe(CaseStatus.Closed);
        (await reports.HoldOfAsync(two.Id)).ShouldBe(HoldStatus.InForce);
        (await reports.CaseAsync(two.Id)).Status.ShouldBe(CaseStatus.HoldActive);
        (await RenewalAsync(service)).ShouldBe(RenewalStatus.Open);
        (await reports.NewsAsync(City, "C-1")).ShouldNotContain("enforcement.hold-released.v1");

        await reports.SendAsync(City, "C-1", "judgment.satisfied.v1", new { on = reports.Today });
        (await reports.HoldOfAsync(two.Id)).ShouldBe(HoldStatus.Lifted);
        (await RenewalAsync(service)).ShouldBe(RenewalStatus.Issued);
    }

    [Fact]
    public async Task Of_one_judgment_against_two_parties_on_three_permits_only_the_cases_of_the_party_that_paid_are_released()
    {
        var reports = await StartAsync();
        await using var service = reports.Service;
        var company = Heron;
        var owner = new Debtor("p2", "Marit Solberg", "Solberg Tea Room", "person", "9 Quarry Ct", "94110");
        var diner = await reports.PermitAsync("F-1001", company);
        var annex = await reports.PermitAsync("F-1002", company with { TradeName = "Blue Heron Annex" });
        var teaRoom = await reports.PermitAsync("F-1003", owner);
        var judgment = await reports.FinalAsync(State, "S-1", debtors: [company, owner]);
        var ofCompany = new[] { await reports.ConfirmMatchAsync(diner, judgment, "p1"), await reports.ConfirmMatchAsync(annex, judgment, "p1") };
        var ofOwner = await reports.ConfirmMatchAsync(teaRoom, judgment, "p2");
        Guid[] cases = [ofCompany[0].Id, ofCompany[1].Id, ofOwner.Id];
        foreach (var permit in new[] { diner, annex, teaRoom })
            await reports.RenewAsync(permit);
        await reports.HoldAsync(cases);

        // Each case its own hold, proposed by one person and approved by another.
        var holds = await service.ReadAsync(db => db.Holds.ToListAsync());
        holds.Select(h => h.CaseId).ShouldBe(cases, ignoreOrder: true);
        holds.Select(h => h.PermitId).ShouldBe([diner, annex, teaRoom], ignoreOrder: true);
        holds.ShouldAllBe(h => h.Status == HoldStatus.InForce && h.ProposedBy == Inspector.Id && h.DecidedBy == Supervisor.Id);

        await reports.SendAsync(State, "S-1", "judgment.satisfied.v1", new { on = reports.Today, partyIds = new[] { "p1" } });

        foreach (var one in ofCompany)
        {
            (await reports.HoldOfAsync(one.Id)).ShouldBe(HoldStatus.Lifted);
            (await reports.CaseAsync(one.Id)).Status.ShouldBe(CaseStatus.Closed);
        }
        (await reports.HoldOfAsync(ofOwner.Id)).ShouldBe(HoldStatus.InForce);
        (await reports.CaseAsync(ofOwner.Id)).Status.ShouldBe(CaseStatus.HoldActive);
        (await service.ReadAsync(db => db.Renewals.Where(r => r.PermitId == teaRoom).SingleAsync())).Status.ShouldBe(RenewalStatus.Open);
        (await service.ReadAsync(db => db.Renewals.CountAsync(r => r.Status == RenewalStatus.Issued))).ShouldBe(2);
    }

    private static async Task<RenewalStatus> RenewalAsync(TestService service) => (await service.ReadAsync(db => db.Renewals.SingleAsync())).Status;
}
