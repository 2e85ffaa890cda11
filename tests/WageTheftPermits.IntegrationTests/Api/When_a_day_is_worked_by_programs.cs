using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.IntegrationTests.Enforcement;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.IntegrationTests.Api;

public sealed class When_a_day_is_worked_by_programs(PersonOffice office) : IClassFixture<PersonOffice>
{
    private TestService Service => office.Service;

    /// <summary>One story, since each step stands on the one before it.</summary>
    [Fact]
    public async Task A_verdict_a_notice_a_proposal_and_the_approval_of_another_person_hold_a_renewal()
    {
        var flow = office.Flow;
        var (inspector, supervisor) = (office.Of[Roles.Inspector], office.Of[Roles.Supervisor]);
        await flow.BecomeFinalAsync();
        await flow.ConfirmBalanceAsync();

        // The queue leads to the match; its page tells why; two verdicts at once, with one key, are one.
        var queued = (await inspector.ReadAsync("queue?kind=review-matches")).GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        var match = queued.GetProperty("page").GetString()!["/matches/".Length..];
        var shown = await inspector.GetAsync($"matches/{match}");
        var read = await PersonDoor.JsonAsync(shown);
        read.GetProperty("waterfall").GetProperty("bars").EnumerateArray().Sum(b => b.GetProperty("weight").GetDouble()).ShouldBe(read.GetProperty("waterfall").GetProperty("weight").GetDouble(), 1e-6);
        read.GetProperty("balance").GetString().ShouldBe("18250.00");
        var verdict = new { verdict = "same", reason = "Same owner on the lease.", evidence = "Lease of 2024" };
        (await inspector.PostAsync($"matches/{match}/verdicts", verdict, ifMatch: "\"another\"")).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        var both = await Task.WhenAll(
            inspector.PostAsync($"matches/{match}/verdicts", verdict, "verdict-1", shown.Headers.ETag!.ToString()),
            inspector.PostAsync($"matches/{match}/verdicts", verdict, "verdict-1", shown.Headers.ETag!.ToString()));
        both.ShouldAllBe(a => a.StatusCode == HttpStatusCode.Created);
        both.Count(a => a.Headers.Contains("Idempotency-Replayed")).ShouldBe(1);
        both.Select(a => a.Headers.Location!.ToString()).Distinct().ShouldHaveSingleItem();
        (await Task.WhenAll(both.Select(a => a.Content.ReadAsStringAsync()))).Distinct().ShouldHaveSingleItem();
        (await Service.ReadAsync(db => db.MatchVerdicts.CountAsync())).ShouldBe(1);

        // Later the same key is answered the same, whatever has become of the match; with other content it is refused; without one the rules speak.
        (await inspector.PostAsync($"matches/{match}/verdicts", verdict, "verdict-1")).Headers.Contains("Idempotency-Replayed").ShouldBeTrue();
        (await inspector.PostAsync($"matches/{match}/verdicts", new { verdict = "same", reason = "Another." }, "verdict-1")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await supervisor.PostAsync($"matches/{match}/verdicts", verdict, "verdict-1")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var refused = await inspector.PostAsync($"matches/{match}/verdicts", verdict);
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await PersonDoor.JsonAsync(refused)).GetProperty("rule").GetString().ShouldBe("match.acted-on");
        (await inspector.PostAsync($"matches/{match}/verdicts", verdict, ifMatch: shown.Headers.ETag!.ToString())).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);

        // The case says what comes next. A notice needs its letter.
        await flow.SettleAsync();
        var path = both[0].Headers.Location!.ToString();
        var next = await NextAsync(inspector, path, "serve-notice");
        next.GetProperty("mayYou").GetBoolean().ShouldBeTrue();
        var service = new { task = next.GetProperty("task").GetString(), servedOn = flow.Today, method = "in-person", proof = "Signed by the manager." };
        var noLetter = await inspector.PostAsync(next.GetProperty("path").GetString()!, service);
        (await PersonDoor.JsonAsync(noLetter)).GetProperty("rule").GetString().ShouldBe("notice.letter");
        var letter = (await inspector.ActAsync($"{path}/letters", new { kind = "first-notice", language = "en", serveOn = flow.Today, serveBy = "in-person" })).GetProperty("id").GetGuid();
        (await inspector.ActAsync($"letters/{letter}/final")).GetProperty("status").GetString().ShouldBe("final");
        await inspector.ActAsync(next.GetProperty("path").GetString()!, new { service.task, service.servedOn, service.method, service.proof, letter });
        (await inspector.ReadAsync($"letters/{letter}")).GetProperty("status").GetString().ShouldBe("served");
        (await inspector.GetAsync($"letters/{letter}/pdf")).Content.Headers.ContentType!.MediaType.ShouldBe("application/pdf");
        (await inspector.ReadAsync(path)).GetProperty("clocks").EnumerateArray().Select(c => c.GetProperty("kind").GetString()).ShouldContain("answer");
        await flow.PassAsync(21);

        // Who is both roles proposes, and cannot approve their own by a token that has both.
        using var proposer = await PersonDoor.OfAsync(Service, "both.roles");
        next = await NextAsync(proposer, path, "propose-hold");
        await proposer.ActAsync($"tasks/{next.GetProperty("task").GetString()}/taking");
        (await NextAsync(inspector, path, "propose-hold")).GetProperty("whyNot").GetString()!.ShouldContain("both.roles");
        (await inspector.PostAsync($"tasks/{next.GetProperty("task").GetString()}/release", "{}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var proposed = await proposer.ActAsync(next.GetProperty("path").GetString()!,
            new { task = next.GetProperty("task").GetString(), severity = "hold", internalReason = "Final and unpaid; no answer.", publicReason = "An unpaid wage judgment." });
        await flow.SettleAsync();
        var hold = $"holds/{proposed.GetProperty("id").GetString()}";
        next = await NextAsync(proposer, path, "decide-hold");
        next.GetProperty("mayYou").GetBoolean().ShouldBeFalse();
        var approval = new { task = next.GetProperty("task").GetString(), decision = "approve" };
        var own = await proposer.PostAsync($"{hold}/decision", approval);
        own.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await PersonDoor.JsonAsync(own)).GetProperty("rule").GetString().ShouldBe("hold.same-person");
        (await inspector.PostAsync($"{hold}/decision", approval)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await NextAsync(supervisor, path, "decide-hold")).GetProperty("mayYou").GetBoolean().ShouldBeTrue();
        var version = (await supervisor.GetAsync(hold)).Headers.ETag!.ToString();
        var approved = await supervisor.PostAsync($"{hold}/decision", approval, ifMatch: version);
        approved.StatusCode.ShouldBe(HttpStatusCode.OK, await approved.Content.ReadAsStringAsync());
        (await supervisor.PostAsync($"{hold}/decision", approval, ifMatch: version)).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);

        (await Service.ReadAsync(db => db.Holds.SingleAsync())).Status.ShouldBe(HoldStatus.InForce);
        (await inspector.ReadAsync(path)).GetProperty("status").GetString().ShouldBe("hold-active");
        var renewal = (await inspector.ReadAsync("renewals?blocked=hold")).GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        (await inspector.ReadAsync($"renewals/{renewal.GetProperty("id").GetString()}")).GetProperty("blockers").EnumerateArray().Select(b => b.GetProperty("kind").GetString()).ShouldContain("hold-in-force");
        (await inspector.ReadAsync($"judgments/{EnforcementFlow.Agency}/{EnforcementFlow.Subject}")).GetProperty("cases").EnumerateArray().ShouldHaveSingleItem().GetProperty("status").GetString().ShouldBe("hold-active");

        // The record names the person and the token.
        var audited = (await office.Of[Roles.Auditor].ReadAsync($"audit?subject=token:{supervisor.TokenId}")).GetProperty("items").EnumerateArray().ToList();
        audited.Select(e => e.GetProperty("action").GetString()).ShouldContain("hold approved");
        audited.ShouldAllBe(e => e.GetProperty("actor").GetString() == "program.supervisor");

        // A key is forgotten after a day.
        Service.Clock.Advance(ApiRequests.Kept);
        (await new ApiRequests(Service.Units).SweepNextAsync(default)).ShouldBeTrue();
        (await Service.ReadAsync(db => db.ApiRequests.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task A_renewals_requirement_is_raised_met_and_the_version_of_the_renewal_follows()
    {
        var inspector = office.Of[Roles.Inspector];
        var id = office.Flow.RenewalId;
        var before = await inspector.GetAsync($"renewals/{id}");
        var raised = await inspector.ActAsync($"renewals/{id}/requirements", new { kind = "fee", amount = "125.00", reason = "The fee of 2026." });
        (await inspector.PostAsync($"renewals/{id}/withdrawal", new { reason = "x" }, ifMatch: before.Headers.ETag!.ToString())).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        var after = await inspector.GetAsync($"renewals/{id}");
        (await PersonDoor.JsonAsync(after)).GetProperty("requirements").EnumerateArray().ShouldHaveSingleItem().GetProperty("amount").GetString().ShouldBe("125.00");
        var requirement = $"requirements/{raised.GetProperty("id").GetString()}";
        (await inspector.PostAsync($"{requirement}/waiver", new { reason = "x" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await inspector.ActAsync($"{requirement}/met", new { on = office.Flow.Today, evidence = "Receipt 77" })).GetProperty("status").GetString().ShouldBe("met");

        (await inspector.PostAsync($"renewals/{id}/requirements", new { kind = "fee", amount = 125, reason = "x" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await inspector.PostAsync($"renewals/{id}/requirements", new { kind = "fee", amount = "1.005", reason = "x" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("")]
    [InlineData("&q=Lantern")]
    public async Task Whoever_follows_the_cursors_meets_every_row_once_while_others_are_added(string filter)
    {
        var (door, letter) = (office.Of[Roles.Auditor], filter.Length == 0 ? 'A' : 'B');
        await AddPermitsAsync(letter, 0, 25);
        var wanted = Enumerable.Range(0, 25).Select(i => $"Z-{letter}{i * 2:000}").ToList();

        var (seen, after) = (new List<string>(), (string?)null);
        do
        {
            var page = await door.ReadAsync($"permits?limit=4{filter}{(after is null ? "" : $"&after={after}")}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(p => p.GetProperty("number").GetString()!));
            after = page.GetProperty("next").GetString();
            await AddPermitsAsync(letter, (seen.Count * 2) - 1, 1);
        }
        while (after is not null);

        seen.ShouldBeUnique();
        wanted.Except(seen).ShouldBeEmpty();
        (await door.GetAsync("permits?after=nonsense!")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await door.GetAsync("cases?after=nonsense")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await door.GetAsync("permits?limit=201")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private Task AddPermitsAsync(char letter, int first, int count) => Service.Units.RunAsync(Domain.Actor.System("test"), async unit =>
    {
        for (var i = 0; i < count; i++)
        {
            var permittee = new Permittee(Guid.CreateVersion7(), PermitteeKind.Organization, "Paper Lantern Foods LLC");
            unit.Db.Permits.Add(new Permit(Guid.CreateVersion7(), $"Z-{letter}{first + (i * 2):000}", "restaurant", permittee, "Paper Lantern", new Site("1 Sample St", null, "San Francisco", "CA", "94102"),
                new Term(new(2026, 1, 1), new(2027, 12, 31))));
        }
        await unit.Db.SaveChangesAsync();
    });

    private static async Task<JsonElement> NextAsync(PersonDoor door, string path, string act) =>
        (await door.ReadAsync(path)).GetProperty("next").EnumerateArray().Single(n => n.GetProperty("act").GetString() == act);
}
