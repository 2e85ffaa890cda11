using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Audit;
using Xunit.Abstractions;

namespace WageTheftPermits.IntegrationTests.Audit;

/// <summary>
/// Random lives of a judgment and a permit: events in any order, acts of people whether allowed or not, and days. After every few, every
/// invariant holds on the whole database. <c>WTP_LIVES</c> asks for more lives than a normal run has, <c>WTP_SEED</c> for others.
/// </summary>
public class When_anything_happens_in_any_order(ITestOutputHelper output)
{
    /// <summary>After how many happenings the whole database is looked at: what breaks does not mend itself.</summary>
    private const int Every = 4;

    /// <summary>What leads to a hold and then to charges comes more often than the rest, or no life would get that far.</summary>
    private static readonly Happening[] s_way =
        [Happening.ConfirmMatch, Happening.Final, Happening.ConfirmBalance, Happening.ServeNotice, Happening.Days, Happening.ConfirmBalance, Happening.ProposeHold, Happening.ApproveHold,
            Happening.NextStepOfCharges, Happening.Days, Happening.ConfirmBalance, Happening.NextStepOfCharges, Happening.Days, Happening.ConfirmBalance, Happening.NextStepOfCharges, Happening.Days];

    [Fact]
    public async Task No_invariant_breaks()
    {
        var lives = int.Parse(Environment.GetEnvironmentVariable("WTP_LIVES") ?? "1", CultureInfo.InvariantCulture);
        var seed = int.Parse(Environment.GetEnvironmentVariable("WTP_SEED") ?? "20260302", CultureInfo.InvariantCulture);
        await using var service = await TestService.StartAsync();
        var reached = new HashSet<string>();
        foreach (var (number, life) in Lives(seed, lives).Index())
        {
            var one = new RandomLife(service, number + 1);
            await one.BeginAsync();
            var story = new List<string>();
            foreach (var (step, (happening, dice)) in life.Index())
            {
                var refused = await one.DoAsync(happening, dice);
                story.Add(refused is null ? happening.ToString() : $"{happening} ({refused})");
                if (step % Every != 0 && step != life.Length - 1)
                    continue;
                var today = DateOnly.FromDateTime(service.Clock.GetUtcNow().AddHours(-7).Date);
                var broken = (await service.ReadAsync(db => Invariants.CheckAsync(db, today, default))).Where(i => !i.Holds).ToList();
                broken.ShouldBeEmpty($"seed {seed}, life {number + 1}: {string.Join("; ", story)}: {string.Join(", ", broken.Select(b => $"{b.Name}: {string.Join(", ", b.Offenders)}"))}");
            }
            output.WriteLine($"{number + 1}: {string.Join("; ", story)}");
            reached.UnionWith(await service.ReadAsync(async db => await db.AuditEntries.Select(e => e.Action).Distinct().ToListAsync()));
        }
        // A run in which no hold ever came into force would prove nothing.
        reached.ShouldContain("hold approved");
    }

    /// <summary>The first half of a life follows the way to a hold, with anything in between; the second is anything.</summary>
    private static IEnumerable<(Happening, int)[]> Lives(int seed, int count)
    {
        var anything = Gen.Elements(Enum.GetValues<Happening>());
        var step = Gen.Choose(0, 99);
        var onTheWay = Gen.Frequency((4, Gen.Constant<Happening?>(null)), (1, anything.Select(h => (Happening?)h)));
        var life = from between in Gen.ArrayOf(onTheWay, s_way.Length)
                   from after in Gen.ArrayOf(anything, 12)
                   from dice in Gen.ArrayOf(step, (s_way.Length * 2) + 12)
                   select s_way.Zip(between).SelectMany(pair => pair.Second is { } other ? new[] { other, pair.First } : [pair.First]).Concat(after).Zip(dice).ToArray();
        return life.Sample(20, new Rnd((ulong)seed, 1), count);
    }
}
