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
        await using var service = await StartAsync(knife);
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

    [Fact]
    public async Task At_any_statement_several_deliveries_are_understood_exactly_once()
    {
        var knife = new Knife();
        await using var service = await StartAsync(knife);
        var intake = service.Services.GetRequiredService<Intake>();

        var moments = 0;
        for (var cut = true; cut; moments++)
        {
            moments.ShouldBeLessThan(200);
            var subject = $"J-{moments}";
            await intake.StoreAsync("dlse", "amqp", [Issued(subject), Issued(subject), Issued($"{subject}-other")], default);
            knife.CutAt(moments);
            while (await TryAsync(intake))
            {
            }
            cut = knife.HasCut;
            knife.Rest();

            (await OutcomeAsync(service, subject)).ShouldBe((1, 1, 1), $"cut at moment {moments}");
            (await OutcomeAsync(service, $"{subject}-other")).ShouldBe((1, 1, 0), $"cut at moment {moments}");
        }
        // Two together and the repeat alone have more statements than one unit of one delivery.
        moments.ShouldBeGreaterThan(20);
        (await service.ReadAsync(db => db.Deliveries.AllAsync(d => d.Attempts == 0))).ShouldBeTrue();
    }

    [Theory]
    [InlineData(7)]
    [InlineData(10)]
    public async Task Where_several_fail_together_each_is_understood_alone(int statement)
    {
        var knife = new Knife(new InvalidOperationException("A fault of the program."));
        await using var service = await StartAsync(knife);
        var intake = service.Services.GetRequiredService<Intake>();
        await intake.StoreAsync("dlse", "amqp", [Issued("J-1"), Issued("J-1"), Issued("J-2")], default);

        knife.CutAt(statement);
        while (await intake.UnderstandNextAsync(default))
        {
        }

        knife.HasCut.ShouldBeTrue();
        (await OutcomeAsync(service, "J-1")).ShouldBe((1, 1, 1));
        (await OutcomeAsync(service, "J-2")).ShouldBe((1, 1, 0));
        (await service.ReadAsync(db => db.Deliveries.AllAsync(d => d.Attempts == 0))).ShouldBeTrue();
    }

    private static async Task<TestService> StartAsync(Knife knife)
    {
        var service = await TestService.StartAsync(services => services.ConfigureDbContext<PermitsDbContext>(options => options.AddInterceptors(knife)));
        await service.Units.RunAsync(Actor.System("test"), unit =>
        {
            unit.Db.Agencies.Add(new Agency("dlse", "State labor commissioner", unit.Now));
            return Task.CompletedTask;
        });
        return service;
    }

    private static Task<(int Events, int Accepted, int Duplicates)> OutcomeAsync(TestService service, string subject) => service.ReadAsync(async db => (
        await db.JudgmentEvents.CountAsync(e => db.Judgments.Any(j => j.Id == e.JudgmentId && j.Subject == subject)),
        await db.Outbox.CountAsync(m => m.Subject == subject && m.Type == "receipt.accepted.v1"),
        await db.Outbox.CountAsync(m => m.Subject == subject && m.Type == "receipt.duplicate.v1")));

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
