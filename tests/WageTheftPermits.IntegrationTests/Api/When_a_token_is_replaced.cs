using System.Net;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Domain;
using WageTheftPermits.IntegrationTests.Pages;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.IntegrationTests.Api;

public sealed class When_a_token_is_replaced
{
    private static readonly Actor s_test = Actor.System("test");

    [Fact]
    public async Task Both_are_in_force_until_the_old_one_is_revoked_and_its_page_says_which_is_used()
    {
        await using var service = await TestService.StartAsync();
        using var old = await AgencyDoor.AddAsync(service, "dlse");
        var token = await service.Units.RunAsync(s_test, unit => AgencyTokenActs.IssueAsync(unit, "dlse"));
        using var renewed = new AgencyDoor(service, "dlse", token);

        (await old.GetAsync("messages")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await renewed.GetAsync("messages")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var mark = SecretToken.MarkOf(SecretToken.HashOf(old.Token));
        await service.Units.RunAsync(s_test, unit => AgencyTokenActs.RevokeAsync(unit, "dlse", mark));

        (await old.GetAsync("messages")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await renewed.GetAsync("messages")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var auditor = await PageReader.OfRoleAsync(service, Roles.Auditor);
        var rows = (await auditor.PageAsync("/agencies/dlse")).QuerySelectorAll("main tbody tr").Select(row => row.TextContent).ToList();
        rows.Count.ShouldBe(2);
        rows[0].ShouldContain("In force");
        rows[0].ShouldContain("9:00 AM");
        rows[1].ShouldContain(mark);
        rows[1].ShouldContain("Revoked");
        rows.ShouldAllBe(row => !row.Contains(token) && !row.Contains(old.Token));
        (await service.ReadAsync(db => db.AuditEntries.Where(e => e.Action.StartsWith("agency token")).OrderBy(e => e.Id).Select(e => e.Action).ToListAsync()))
            .ShouldBe(["agency token made", "agency token revoked"]);
    }

    [Fact]
    public async Task It_is_known_to_the_hour_when_one_was_last_used_and_of_an_hours_requests_one_writes()
    {
        await using var service = await TestService.StartAsync();
        using var door = await AgencyDoor.AddAsync(service, "dlse");
        (await TokenAsync(service)).ShouldBe((null, 1));

        await door.GetAsync("messages");
        service.Clock.Advance(TimeSpan.FromMinutes(59));
        await door.GetAsync("messages");
        (await TokenAsync(service)).ShouldBe((new DateTimeOffset(2026, 3, 2, 17, 0, 0, TimeSpan.Zero), 2));

        service.Clock.Advance(TimeSpan.FromMinutes(1));
        await door.GetAsync("messages");
        (await TokenAsync(service)).ShouldBe((new DateTimeOffset(2026, 3, 2, 18, 0, 0, TimeSpan.Zero), 3));
    }

    [Fact]
    public async Task What_is_not_there_or_is_revoked_already_is_refused()
    {
        await using var service = await TestService.StartAsync();
        using var door = await AgencyDoor.AddAsync(service, "dlse");
        using var other = await AgencyDoor.AddAsync(service, "olse-sf");
        var others = SecretToken.MarkOf(SecretToken.HashOf(other.Token));

        (await Should.ThrowAsync<RuleViolation>(() => service.Units.RunAsync(s_test, unit => AgencyTokenActs.IssueAsync(unit, "nobody")))).Rule.ShouldBe("agency.none");
        (await Should.ThrowAsync<RuleViolation>(() => service.Units.RunAsync(s_test, unit => AgencyTokenActs.RevokeAsync(unit, "dlse", others)))).Rule.ShouldBe("token.none");
        await service.Units.RunAsync(s_test, unit => AgencyTokenActs.RevokeAsync(unit, "olse-sf", others));
        (await Should.ThrowAsync<RuleViolation>(() => service.Units.RunAsync(s_test, unit => AgencyTokenActs.RevokeAsync(unit, "olse-sf", others)))).Rule.ShouldBe("token.revoked");
        (await door.GetAsync("messages")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>When it was last used, and how many different versions of its row have been seen here.</summary>
    private async Task<(DateTimeOffset? LastUsed, int Versions)> TokenAsync(TestService service)
    {
        _versions.Add(await service.ReadAsync(db => db.Database.SqlQuery<string>($"""SELECT xmin::text AS "Value" FROM agency_tokens""").SingleAsync()));
        return (await service.ReadAsync(db => db.AgencyTokens.Select(t => t.LastUsedAt).SingleAsync()), _versions.Count);
    }

    private readonly HashSet<string> _versions = [];
}
