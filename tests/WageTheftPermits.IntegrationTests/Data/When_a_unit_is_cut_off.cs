using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Domain;

namespace WageTheftPermits.IntegrationTests.Data;

/// <summary>The service dies before one statement, before the commit, or right after it: for every such moment, what came in happened once.</summary>
public class When_a_unit_is_cut_off
{
    [Fact]
    public async Task At_any_statement_a_delivery_is_understood_exactly_once()
    {
        var knife = new Knife();
        await using var service = await TestService.StartAsync(services => services.ConfigureDbContext<PermitsDbContext>(options => options.AddInterceptors(knife)));
        await service.Units.RunAsync(Actor.System("test"), unit =>
        {
            unit.Db.Agencies.Add(new Agency("dlse", "State labor commissioner", unit.Now));
            return Task.CompletedTask;
        });
        var intake = service.Services.GetRequiredService<Intake>();

        var moments = 0;
        for (var cut = true; cut; moments++)
        {
            moments.ShouldBeLessThan(200);
            var subject = $"J-{moments}";
            await intake.StoreAsync("dlse", "amqp", [Issued(subject)], default);
            knife.CutAt(moments);
            while (await TryAsync(intake))
            {
            }
            cut = knife.HasCut;
            knife.Rest();

            var (events, receipts, entries, requests, state) = await service.ReadAsync(async db =>
            {
                var judgment = await db.Judgments.SingleAsync(j => j.Subject == subject);
                return (
                    await db.JudgmentEvents.CountAsync(e => e.JudgmentId == judgment.Id),
                    await db.Outbox.CountAsync(m => m.Subject == subject && m.Type == "receipt.accepted.v1"),
                    await db.AuditEntries.CountAsync(e => e.Subjects.Contains($"judgment:{judgment.Id}")),
                    await db.ScreeningRequests.CountAsync(r => r.JudgmentId == judgment.Id),
                    (await db.Deliveries.SingleAsync(d => d.Subject == subject)).State);
            });
            (events, receipts, entries, requests, state).ShouldBe((1, 1, 1, 1, DeliveryState.Accepted), $"cut at moment {moments}");
        }
        // The unit has a dozen statements at least; fewer would mean that the knife missed them.
        moments.ShouldBeGreaterThan(12);
    }

    /// <summary>As a worker does: what stops short is tried again.</summary>
    private static async Task<bool> TryAsync(Intake intake)
    {
        try
        {
            return await intake.UnderstandNextAsync(default);
        }
        catch (Exception e) when (Database.IsAway(e))
        {
            return true;
        }
    }

    private static byte[] Issued(string subject) => Encoding.UTF8.GetBytes(
        $$"""
        { "specversion": "1.0", "id": "{{subject}}-1", "source": "urn:agency:dlse", "type": "judgment.issued.v1", "subject": "{{subject}}", "sequence": 1,
          "data": { "amount": "100.00", "parties": [ { "id": "p1", "name": "Thistle Kitchens LLC" } ] } }
        """);
}
