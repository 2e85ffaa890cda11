using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WageTheftPermits.Application.Audit;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.IntegrationTests.Api;
using WageTheftPermits.IntegrationTests.Pages;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.IntegrationTests.Messaging;

/// <summary>The policy of the program that ships keeps raw messages for ten years of 365 days.</summary>
public sealed class When_raw_messages_are_old
{
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(3650);

    [Fact]
    public async Task Their_bytes_go_at_the_deadline_and_a_repeat_is_still_a_duplicate_or_a_conflict()
    {
        await using var service = await TestService.StartAsync();
        using var dlse = await AgencyDoor.AddAsync(service, "dlse");
        var unreadable = dlse.Event("payment.received.v1", 2, """{ "paymentId": "pay-1", "amount": "a lot", "receivedOn": "2026-01-05" }""", "e-bad", "CASE-2");
        // Accepted, repeated, repeated under an id of its own, not understood, and an hour later another one.
        await dlse.SendAsync(dlse.Issued(), dlse.Issued(), dlse.Issued(id: "e-again"), unreadable);
        service.Clock.Advance(TimeSpan.FromHours(1));
        await dlse.SendAsync(dlse.Issued(id: "e-later", subject: "CASE-3"));
        var before = await dlse.ReadAsync("judgments/CASE-1");
        var retention = service.Services.GetRequiredService<RawMessageRetention>();

        service.Clock.Advance(s_kept - TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1));
        (await retention.RemoveNextAsync(default)).ShouldBeFalse();
        service.Clock.Advance(TimeSpan.FromSeconds(1));
        (await retention.RemoveNextAsync(default)).ShouldBeTrue();
        (await retention.RemoveNextAsync(default)).ShouldBeFalse();

        var deliveries = await service.ReadAsync(db => db.Deliveries.OrderBy(d => d.Arrival).ToListAsync());
        deliveries.Select(d => (d.EventId, d.State, Gone: d.Body.Length == 0 && d.BodyRemovedAt == service.Clock.Now)).ShouldBe([
            ("e-1", DeliveryState.Accepted, true), ("e-1", DeliveryState.Duplicate, true), ("e-again", DeliveryState.Duplicate, false),
            ("e-bad", DeliveryState.Quarantined, false), ("e-later", DeliveryState.Accepted, false)]);
        deliveries[0].BodySha256.ShouldBe(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(dlse.Issued())));
        var entry = await service.ReadAsync(db => db.AuditEntries.SingleAsync(e => e.Action == "raw messages removed"));
        entry.Summary.ShouldContain("2 messages");
        entry.Evidence.ShouldNotBeNull().ShouldContain("\"messages\": 2");

        // Its receipt, its page and its judgment are what they were.
        (await dlse.ReadAsync($"receipts/{deliveries[0].Receipt}")).GetProperty("state").GetString().ShouldBe("accepted");
        (await dlse.ReadAsync("judgments/CASE-1")).GetProperty("amount").GetString().ShouldBe(before.GetProperty("amount").GetString());
        using (var auditor = await PageReader.OfRoleAsync(service, Roles.Auditor))
        {
            (await auditor.TextAsync($"/messages/{deliveries[0].Receipt}")).ShouldContain("Removed by policy on Feb 28, 2036");
            (await auditor.TextAsync($"/messages/{deliveries[3].Receipt}")).ShouldContain("a lot");
        }

        await dlse.SendAsync(dlse.Issued(), dlse.Issued(id: "e-other"), dlse.Issued(id: "e-again", subject: "CASE-4"), dlse.Issued(amount: "99.00"));
        (await service.ReadAsync(db => db.Deliveries.OrderBy(d => d.Arrival).Skip(5).Select(d => d.State).ToListAsync()))
            .ShouldBe([DeliveryState.Duplicate, DeliveryState.Duplicate, DeliveryState.Quarantined, DeliveryState.Quarantined]);
        (await dlse.ReadAsync("judgments/CASE-1")).GetProperty("disputed").GetBoolean().ShouldBeTrue();
        using (var auditor = await PageReader.OfRoleAsync(service, Roles.Auditor))
            (await auditor.TextAsync($"/messages/{deliveries[0].Receipt}")).ShouldContain("Removed by policy on");
        (await service.ReadAsync(db => Invariants.CheckAsync(db, DateOnly.FromDateTime(service.Clock.Now.UtcDateTime), default))).Where(i => !i.Holds).ShouldBeEmpty();
    }
}
