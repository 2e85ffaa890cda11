using System.Text;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Judgments;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.IntegrationTests.Enforcement;

namespace WageTheftPermits.IntegrationTests.Judgments;

public class When_a_dispute_is_settled
{
    [Fact]
    public async Task The_chosen_event_counts_every_sender_is_told_and_the_case_goes_on()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.IssueAsync();
        await flow.ConfirmMatchAsync();
        await flow.BecomeFinalAsync();
        await flow.ConfirmBalanceAsync();
        await flow.TaskAsync("ServeNotice");
        await flow.SendAsync("balance.confirmed.v1", new { amount = "1.00", asOf = flow.Today }, sequence: 3);
        var judgment = await JudgmentAsync(service);
        (judgment.Disputed, judgment.BalanceConfirmedOn).ShouldBe((true, null));
        (await service.ReadAsync(db => db.WorkflowTasks.CountAsync(t => t.Status == "open" && t.Name == "ServeNotice"))).ShouldBe(0, "nobody is asked to serve it meanwhile");

        var events = await EventsAsync(service, "3");
        await Refused(service, "dispute.changed", new(judgment.Id, "3", [events[0]], events[0], "The office said so."));
        await Refused(service, "dispute.not-in-it", new(judgment.Id, "3", events, Guid.NewGuid(), "The office said so."));
        await Refused(service, "dispute.reason", new(judgment.Id, "3", events, events[0], " "));
        await Refused(service, "dispute.none", new(judgment.Id, "2", events, events[0], "The office said so."));
        await Should.ThrowAsync<RuleViolation>(() => service.Units.RunAsync(Actor.System("intake"), unit => SettleDispute.HandleAsync(unit, new(judgment.Id, "3", events, events[0], "why"))));

        await SettleAsync(service, new(judgment.Id, "3", events, events[0], "The office said so by telephone."));
        var settled = await JudgmentAsync(service);
        (settled.Disputed, settled.Balance, settled.BalanceConfirmedOn).ShouldBe((false, 18250m, flow.Today));
        (await service.ReadAsync(db => db.Deliveries.CountAsync(d => d.State == DeliveryState.Quarantined))).ShouldBe(0);
        (await ReceiptsAsync(service, events[0]))[^1].ShouldContain("this event counts. The office said so by telephone.");
        (await ReceiptsAsync(service, events[1]))[^1].ShouldContain("another event counts");
        await flow.ServeNoticeAsync();

        // The other one, decided anew by a second person: the last decision stands.
        await SettleAsync(service, new(judgment.Id, "3", events, events[1], "They wrote that it was the second."));
        (await JudgmentAsync(service)).Balance.ShouldBe(1m);

        // A third that claims the same place is a dispute of its own, and none of them counts until it is settled.
        await flow.SendAsync("balance.confirmed.v1", new { amount = "2.00", asOf = flow.Today }, sequence: 3);
        (await JudgmentAsync(service)).Disputed.ShouldBeTrue();
        (await ReceiptsAsync(service, events[1]))[^1].ShouldContain("set aside until it is settled");
        await SettleAsync(service, new(judgment.Id, "3", await EventsAsync(service, "3"), null, "None of them is right."));
        var without = await JudgmentAsync(service);
        (without.Disputed, without.Balance, without.BalanceConfirmedOn).ShouldBe((false, 18250m, null));
    }

    [Fact]
    public async Task Of_a_payment_that_came_twice_the_chosen_one_counts_and_a_later_one_is_disputed_again()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.IssueAsync();
        await PayAsync(flow, "100.00");
        await PayAsync(flow, "1000.00");
        var judgment = await JudgmentAsync(service);
        judgment.Disputed.ShouldBeTrue();

        await SettleAsync(service, new(judgment.Id, "2-3", await EventsAsync(service, "2-3"), (await EventsAsync(service, "2-3"))[1], "The receipt says 1,000."));
        var settled = await JudgmentAsync(service);
        (settled.Disputed, settled.Paid).ShouldBe((false, 1000m));

        await PayAsync(flow, "10.00");
        (await JudgmentAsync(service)).Disputed.ShouldBeTrue();
        var third = await EventsAsync(service, "3-4");
        await SettleAsync(service, new(judgment.Id, "3-4", third, third[0], "The receipt still says 1,000."));
        (settled.Disputed, (await JudgmentAsync(service)).Paid).ShouldBe((false, 1000m));
        await flow.SendAsync("judgment.final.v1", new { finalOn = flow.Today, partyIds = new[] { "p9" } });
        (await JudgmentAsync(service)).Disputed.ShouldBeTrue();
        await SettleAsync(service, new(judgment.Id, "5", await EventsAsync(service, "5"), null, "There is no such party."));
        (await JudgmentAsync(service)).Disputed.ShouldBeFalse();
    }

    private static Task PayAsync(EnforcementFlow flow, string amount) => flow.SendAsync("payment.received.v1", new { paymentId = "pay-1", amount, receivedOn = flow.Today });

    private static async Task SettleAsync(TestService service, SettleDispute.Command command)
    {
        await service.Units.RunAsync(EnforcementFlow.Supervisor, unit => SettleDispute.HandleAsync(unit, command));
        await service.SettleAsync();
    }

    private static async Task Refused(TestService service, string rule, SettleDispute.Command command) =>
        (await Should.ThrowAsync<RuleViolation>(() => service.Units.RunAsync(EnforcementFlow.Supervisor, unit => SettleDispute.HandleAsync(unit, command)))).Rule.ShouldBe(rule);

    private static Task<Judgment> JudgmentAsync(TestService service) => service.ReadAsync(db => db.Judgments.SingleAsync());

    private static Task<List<Guid>> EventsAsync(TestService service, string name)
    {
        var sequences = name.Split('-').Select(long.Parse).ToList();
        return service.ReadAsync(db => db.JudgmentEvents.Where(e => sequences.Contains(e.Sequence)).OrderBy(e => e.Sequence).ThenBy(e => e.AcceptedAt).ThenBy(e => e.Receipt).Select(e => e.Receipt).ToListAsync());
    }

    /// <summary>What the sender of a delivery was told about it, oldest first.</summary>
    private static async Task<List<string>> ReceiptsAsync(TestService service, Guid receipt) =>
        [.. (await service.ReadAsync(db => db.Outbox.Where(m => m.Type.StartsWith("receipt.")).OrderBy(m => m.Id).Select(m => m.Body).ToListAsync()))
            .Select(Encoding.UTF8.GetString).Where(body => body.Contains(receipt.ToString(), StringComparison.Ordinal))];
}
