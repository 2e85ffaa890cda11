using System.Text;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Contracts.Outgoing;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.IntegrationTests.Enforcement;
using WageTheftPermits.IntegrationTests.Pages;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.IntegrationTests.Restitution;

public class When_a_judgment_is_paid_off
{
    [Fact]
    public async Task The_agency_is_asked_at_once_and_once_for_each_payment_and_nothing_is_released()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.HoldAsync();
        var asked = await AskedAsync(flow);

        await PayAsync(flow, "c1", "10000.00");
        (await AskedAsync(flow)).ShouldBe(asked, "half is not all");
        await PayAsync(flow, "c2", "20000.00");
        (await AskedAsync(flow)).ShouldBe(asked + 1);
        await flow.SendAsync("judgment.served.v1", new { servedOn = Day(flow, -58) });
        await flow.PassAsync(2);
        (await AskedAsync(flow)).ShouldBe(asked + 1, "the same payments are not asked for again");
        // Nothing is released by a balance; with nothing left to pay the hold is in doubt until the agency speaks.
        (await flow.LastHoldAsync()).Status.ShouldBe(HoldStatus.Suspended);
        (await flow.CaseAsync()).Status.ShouldBe(CaseStatus.HoldActive);

        await flow.SendAsync("payment.returned.v1", new { paymentId = "c2", returnedOn = Day(flow, 0), reason = "Insufficient funds" });
        await PayAsync(flow, "c3", "20000.00");
        (await AskedAsync(flow)).ShouldBe(asked + 2, "another payment");

        var audited = await service.ReadAsync(db => db.AuditEntries.Where(e => e.Action == "payoff reached").OrderBy(e => e.Id).ToListAsync());
        audited.Count.ShouldBe(2);
        audited[0].Evidence!.ShouldContain("our-ledger");
        var message = await service.ReadAsync(db => db.Outbox.Where(m => m.Type == MessageTypes.BalanceRequested).OrderByDescending(m => m.Id).FirstAsync());
        Encoding.UTF8.GetString(message.Body).ShouldContain("Please confirm the balance");
    }

    [Fact]
    public async Task What_the_agency_quoted_covers_it_though_our_ledger_has_more()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.IssueAsync();
        await flow.SendAsync("balance.confirmed.v1", new { amount = "500.00", interest = "20.00", asOf = Day(flow, -3), payoff = "525.00", goodThrough = Day(flow, 4) });

        await PayAsync(flow, "c1", "525.00");

        (await AskedAsync(flow)).ShouldBe(1);
        (await service.ReadAsync(db => db.AuditEntries.SingleAsync(e => e.Action == "payoff reached"))).Summary.ShouldContain("the agency's quote");
    }

    [Fact]
    public async Task Its_page_shows_every_payment_the_payoff_of_a_day_the_accord_and_what_the_agency_has_otherwise()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.IssueAsync();
        await flow.SendAsync("accord.signed.v1", new
        {
            accordId = "A-1",
            signedOn = Day(flow, -20),
            notarized = true,
            installments = new[] { new { dueOn = Day(flow, -10), amount = "1000.00" }, new { dueOn = Day(flow, 20), amount = "1000.00" } },
        });
        await flow.SendAsync("payment.received.v1", new { paymentId = "good", amount = "600.00", receivedOn = Day(flow, -10) });
        await flow.SendAsync("payment.received.v1", new { paymentId = "bounced", amount = "400.00", receivedOn = Day(flow, -9) });
        await flow.SendAsync("payment.returned.v1", new { paymentId = "bounced", returnedOn = Day(flow, -2), reason = "Account closed" });
        await flow.SendAsync("balance.confirmed.v1", new { amount = "18000.00", asOf = Day(flow, -1) });
        using var auditor = await PageReader.OfRoleAsync(service, Roles.Auditor);
        var path = $"/judgments/{(await service.ReadAsync(db => db.Judgments.SingleAsync())).Id}";

        var text = await auditor.TextAsync(path + "?payoff=2027-01-01");

        // 18,250 at 10 % from 1 January: 50 days until the payment of 20 February are 250 dollars, and 350 go to principal.
        text.ShouldContain("$600.00 $250.00 $350.00 $17,900.00");
        text.ShouldContain("Returned on Feb 28, 2026: Account closed. It never paid.");
        // 17,900 from 20 February: 10 days are 49.04, 315 days 1,544.79.
        text.ShouldContain("Received today$17,949.04");
        text.ShouldContain("Received on Jan 1, 2027$19,444.79");
        text.ShouldContain("For each day later$4.90");
        text.ShouldContain("Next due$400.00 by Feb 20, 2026");
        text.ShouldContain("The agency's figures and this ledger differ");
        text.ShouldContain("$18,000.00 $17,900.00 $100.00");
        (await auditor.TextAsync(path + "?payoff=1+May")).ShouldContain("“1 May” is no day");
        (await auditor.TextAsync(path + "?payoff=0001-01-01")).ShouldContain("Received on Jan 1, 0001$18,250.00");
        (await auditor.TextAsync(path + "?payoff=9999-12-31")).ShouldContain("Received on Dec 31, 9999");
    }

    private static Task PayAsync(EnforcementFlow flow, string id, string amount) =>
        flow.SendAsync("payment.received.v1", new { paymentId = id, amount, receivedOn = Day(flow, 0) });

    private static async Task<int> AskedAsync(EnforcementFlow flow) => (await flow.NewsAsync()).Count(type => type == MessageTypes.BalanceRequested);

    private static DateOnly Day(EnforcementFlow flow, int later) => DateOnly.FromDateTime(flow.Service.Clock.Now.AddHours(-8).Date).AddDays(later);
}
