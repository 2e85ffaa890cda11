using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WageTheftPermits.Application.Audit;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Application.Permits;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Permits;

namespace WageTheftPermits.IntegrationTests.Matching;

/// <summary>Names are counted, and permits found, by what the permits say: whoever changes them, however many at once. All names are invented.</summary>
public class When_permits_change_at_once
{
    private static readonly string[] s_names = ["Copper Kettle", "The Copper Kettle", "Copper Kettle Cafe", "Velvet Radish", "Springton Kitchen", "Quixotic Fig Restaurant"];
    private static readonly string[] s_streets = ["12 Harbor Rd", "12-16 Harbor Rd", "12 Harbor Rd # 4", "9 Mill St", "105 Chain Blvd"];
    private static readonly string[] s_holders = ["Velvet Radish LLC", "Quixotic Fig Inc", "Orla Quillfeather", "Pim Quillfeather"];

    [Fact]
    public async Task Counts_and_keys_are_those_that_the_permits_themselves_would_give()
    {
        var seed = int.Parse(Environment.GetEnvironmentVariable("WTP_SEED") ?? "20260416", CultureInfo.InvariantCulture);
        await using var service = await TestService.StartAsync();
        var frequencies = service.Services.GetRequiredService<PermitFrequencies>();
        await Task.WhenAll(Enumerable.Range(0, 2).Select(lane => Task.Run(async () =>
        {
            var random = new Random(seed + lane);
            for (var step = 0; step < 40; step++)
                await ChangeAsync(service, random, $"{lane}-{step}", frequencies);
        })));

        await ExpectAgreementAsync(service, $"seed {seed}, with what is not folded");
        while (await frequencies.FoldNextAsync(default))
        {
        }
        await ExpectAgreementAsync(service, $"seed {seed}, folded");
        (await service.ReadAsync(db => db.Database.SqlQuery<int>($"SELECT count(*)::integer AS \"Value\" FROM term_changes").SingleAsync())).ShouldBe(0);
        (await service.ReadAsync(db => db.OwnershipChanges.CountAsync())).ShouldBeGreaterThan(0);
    }

    private static async Task ChangeAsync(TestService service, Random random, string number, PermitFrequencies frequencies)
    {
        T One<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];
        var site = new Site(One(s_streets), null, random.Next(2) == 0 ? "Springton" : "Oakfield", "CA", random.Next(3) == 0 ? null : "90001");
        var (what, name, holder, permits) = (random.Next(10), One(s_names), One(s_holders), await service.ReadAsync(db => db.Permits.OrderBy(p => p.Number).Select(p => p.Id).ToListAsync()));
        if (what < 3 || permits.Count == 0)
        {
            await service.Units.RunAsync(Actor.System("test"), unit => Task.FromResult(unit.Db.Permits.Add(new Permit(Guid.CreateVersion7(), number, "restaurant",
                new Permittee(Guid.CreateVersion7(), PermitteeKind.Unknown, holder), name, site, new Term(new DateOnly(2026, 4, 1), new DateOnly(2027, 3, 31))))));
            return;
        }
        if (what == 9)
        {
            await frequencies.FoldNextAsync(default);
            return;
        }
        var id = One(permits);
        try
        {
            await service.Units.RunAsync(Actor.Person("ines.inspector"), async unit =>
            {
                if (what < 5)
                {
                    await ChangeOwnership.HandleAsync(unit, new(id, PermitteeKind.Unknown, holder, null, null, null));
                    return;
                }
                var permit = await unit.Db.Permits.Include(p => p.Permittee).SingleAsync(p => p.Id == id);
                if (what < 7)
                    permit.Correct(permit.Type, name, site);
                else if (what == 7)
                    permit.SetClosed(permit.Status != PermitStatus.Closed);
                else
                    permit.Permittee.Correct(holder, "1234", "415-555-0100");
            });
        }
        catch (RuleViolation)
        {
            // A holder may not follow itself, a closed permit has no new one, and a change is on its way only once.
        }
    }

    private static async Task ExpectAgreementAsync(TestService service, string when)
    {
        var permits = await service.ReadAsync(db => db.Permits.Include(p => p.Permittee).ToListAsync());
        permits.Count.ShouldBeGreaterThan(10);
        var records = permits.ConvertAll(p => MatchRecord.FromPermit(p.Id.ToString(), p.TradeName, p.Permittee.LegalName, p.Permittee.OwnerName,
            p.Site.Line1, p.Site.Line2, p.Site.City, p.Site.State, p.Site.PostalCode, p.Permittee.Phone, p.Permittee.TaxIdLast4));
        var expected = CountedTerms.Count(records);
        var stored = await service.ReadAsync(db => db.Database.SqlQuery<string>($"SELECT term AS \"Value\" FROM term_counts UNION SELECT term FROM term_changes").ToListAsync());

        var counts = await service.ReadAsync(db => PermitFrequencies.CountsAsync(db, expected.Keys.Union(stored).ToHashSet(), default));

        counts.Where(c => c.Value != 0).OrderBy(c => c.Key, StringComparer.Ordinal).ShouldBe(expected.OrderBy(c => c.Key, StringComparer.Ordinal), when);
        var keys = await service.ReadAsync(db => db.Database.SqlQuery<string>($"SELECT permit_id || ' ' || key AS \"Value\" FROM permit_keys").ToListAsync());
        keys.Order(StringComparer.Ordinal).ShouldBe(records.SelectMany(r => BlockingKeys.For(r).Select(k => $"{r.Id} {k}")).Order(StringComparer.Ordinal), when);
        var today = DateOnly.FromDateTime(service.Clock.GetUtcNow().AddHours(-8).Date);
        (await service.ReadAsync(db => Invariants.CheckAsync(db, today, default))).Single(i => i.Name == "terms-counted").Offenders.ShouldBeEmpty(when);
    }
}
