using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WageTheftPermits.Application.Accounts;
using WageTheftPermits.Domain;
using WageTheftPermits.IntegrationTests.Pages;
using WageTheftPermits.Web.Api.People;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.IntegrationTests.Api;

/// <summary>Who may use which path of the department's API, what it takes, and what its description says: over every endpoint that is mapped.</summary>
public sealed class PersonAccessTests(PersonOffice office) : IClassFixture<PersonOffice>
{
    private sealed record Mapped(string Method, string Pattern, PersonEndpoint About)
    {
        /// <summary>An address of the path at which there is nothing.</summary>
        public string Address => Fill(_ => Guid.Empty.ToString());

        public string Fill(Func<string, string> value) => Regex.Replace(Pattern, @"\{\**(\w+)(:\w+)?\}", m => m.Groups[2].Value == ":guid" ? Guid.Empty.ToString() : value(m.Groups[1].Value));
    }

    private IReadOnlyList<Mapped> Endpoints =>
    [
        .. from endpoint in office.Service.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().Distinct()
           let about = endpoint.Metadata.GetMetadata<PersonEndpoint>()
           where about is not null
           select new Mapped(endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Single(), endpoint.RoutePattern.RawText!, about),
    ];

    private static Task<HttpResponseMessage> AskAsync(PersonDoor door, Mapped endpoint) =>
        endpoint.Method == "POST" ? door.PostAsync(endpoint.Address, "{}") : door.GetAsync(endpoint.Address);

    [Fact]
    public async Task Each_role_may_what_its_policy_says_and_a_narrowed_token_no_more_than_its_role()
    {
        Endpoints.Count.ShouldBeGreaterThan(30);
        var doors = Roles.All.Select(role => (Role: role, Door: office.Of[role])).Append((Roles.Inspector, office.Narrowed));
        foreach (var (role, door) in doors)
        {
            foreach (var endpoint in Endpoints.Where(e => e.Address is not "/api/v1/renewals/batches"))
            {
                var answer = await AskAsync(door, endpoint);
                var may = endpoint.About.Policy is not { } policy || Access.RolesByPolicy[policy].Contains(role);
                var about = $"{role} {endpoint.Method} {endpoint.Pattern}: {await answer.Content.ReadAsStringAsync()}";
                if (may)
                    answer.StatusCode.ShouldBeOneOf([HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.BadRequest]);
                else
                    answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, about);
                if (answer.StatusCode != HttpStatusCode.OK)
                    answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json", about);
            }
        }
        (await office.Of[Roles.Auditor].PostAsync("renewals/batches")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await office.Of[Roles.HearingOfficer].PostAsync("renewals/batches")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Nobody_comes_in_without_a_token_that_is_in_force_of_an_account_that_may_something()
    {
        var service = office.Service;
        using var revoked = await PersonDoor.AddAsync(service, "left.revoked", Roles.Inspector);
        await service.Units.RunAsync(Actor.System("test"), unit => PersonTokenActs.RevokeAsync(unit, revoked.TokenId, null));
        using var expired = await PersonDoor.AddAsync(service, "left.expired", Roles.Inspector);
        await service.Units.RunAsync(Actor.System("test"), unit => unit.Db.PersonTokens.Where(t => t.Id == expired.TokenId)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.MadeAt, unit.Now.AddDays(-1)).SetProperty(t => t.ExpiresAt, unit.Now)));
        using var retired = await PersonDoor.AddAsync(service, "left.retired", Roles.Inspector);
        await PersonDoor.TakeRoleAsync(service, "left.retired", Roles.Inspector);
        using var lockedOut = await PersonDoor.AddAsync(service, "left.locked", Roles.Inspector);
        await PersonDoor.LockOutAsync(service, "left.locked");
        await PersonDoor.AddAsync(service, "left.other", Roles.Inspector, Roles.Supervisor);
        using var nothingLeft = await PersonDoor.OfAsync(service, "left.other", [Roles.Supervisor]);
        await PersonDoor.TakeRoleAsync(service, "left.other", Roles.Supervisor);
        using var wrong = new PersonDoor(service, PersonToken.Prefix + new string('0', 64), "");
        using var agency = new PersonDoor(service, office.Agency.Token, "");
        foreach (var door in new[] { revoked, expired, retired, lockedOut, nothingLeft, wrong, agency })
        {
            foreach (var endpoint in Endpoints)
            {
                var answer = await AskAsync(door, endpoint);
                answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, endpoint.Pattern);
                answer.Headers.WwwAuthenticate.ShouldHaveSingleItem().Scheme.ShouldBe("Bearer");
                answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            }
        }
    }

    [Fact]
    public async Task A_session_of_the_pages_is_none_here_and_a_persons_token_is_none_at_the_agencies_paths()
    {
        using var signedIn = await PageReader.OfRoleAsync(office.Service, Roles.Supervisor);
        (await signedIn.GetAsync("/api/v1/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await office.Of[Roles.Administrator].GetAsync("agencies/olse-sf/messages")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await office.Of[Roles.Administrator].GetAsync("nothing/here")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var wrongWay = await office.Of[Roles.Administrator].AskAsync(HttpMethod.Delete, $"holds/{Guid.Empty}");
        wrongWay.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        wrongWay.Content.Headers.Allow.ShouldBe(["GET"]);
    }

    [Fact]
    public async Task A_token_says_whose_it_is_and_cannot_do_more_than_its_account()
    {
        var me = await office.Narrowed.ReadAsync("me");
        me.GetProperty("account").GetString().ShouldBe("both.roles");
        me.GetProperty("roles").EnumerateArray().Select(r => r.GetString()).ShouldBe([Roles.Inspector]);

        var refused = await Should.ThrowAsync<RuleViolation>(() => PersonDoor.OfAsync(office.Service, "both.roles", [Roles.Administrator]));
        refused.Rule.ShouldBe("token.role");
        (await Should.ThrowAsync<RuleViolation>(() => PersonDoor.OfAsync(office.Service, "both.roles", days: 366))).Rule.ShouldBe("token.expires");
        (await Should.ThrowAsync<RuleViolation>(() => PersonDoor.OfAsync(office.Service, "nobody.here"))).Rule.ShouldBe("account.none");
        (await Should.ThrowAsync<RuleViolation>(() => office.Service.Units.RunAsync(Actor.Person("somebody.else"), unit => PersonTokenActs.IssueAsync(unit, new("both.roles", [], null, null)))))
            .Rule.ShouldBe("token.another");
    }

    [Theory]
    [InlineData("'; DROP TABLE permits; --")]
    [InlineData("\" OR 1=1")]
    [InlineData("%")]
    [InlineData("\0")]
    [InlineData("a\0b")]
    [InlineData("%ff%fe", true)]
    [InlineData("%ed%a0%80", true)]
    [InlineData("😀")]
    [InlineData("$(x){0}\\")]
    [InlineData("-1")]
    [InlineData("9999999999999999999999")]
    [InlineData("9999-12-31")]
    [InlineData("0001-01-01")]
    [InlineData("LONG")]
    public async Task Nothing_that_is_put_into_an_address_breaks_anything(string value, bool asItIs = false)
    {
        var text = value == "LONG" ? new string('x', 5000) : asItIs ? value : Uri.EscapeDataString(value);
        var door = office.Of[Roles.Supervisor];
        var description = await DescriptionAsync();
        foreach (var endpoint in Endpoints)
        {
            // A server takes no path with a NUL in it at all.
            var path = value.Contains('\0', StringComparison.Ordinal) ? endpoint.Address : endpoint.Fill(_ => text);
            var answer = endpoint.Method == "POST" ? await door.PostAsync(path, "{}") : await door.GetAsync(path);
            if (!path.EndsWith("/batches", StringComparison.Ordinal))
                ((int)answer.StatusCode).ShouldBeOneOf(200, 400, 404);
            if (endpoint.Method == "POST")
                continue;
            foreach (var query in QueriesOf(description, endpoint).Append("no-such-parameter"))
            {
                var asked = await door.GetAsync($"{endpoint.Address}?{query}={text}");
                ((int)asked.StatusCode).ShouldBeOneOf(query == "no-such-parameter" ? [400] : [200, 400, 404]);
                asked.Content.Headers.ContentType!.MediaType.ShouldBeOneOf("application/json", "application/problem+json");
            }
        }
    }

    [Theory]
    [InlineData("""{ "verdict": "unsure", "reason": "a", "reasn": "b" }""", "reasn")]
    [InlineData("""{ "verdict": "unsure", "Reason": "a" }""", "Reason")]
    [InlineData("""{ "verdict": "unsure", "reason": "a", "reason": "b" }""", "")]
    [InlineData("""{ "verdict": "perhaps", "reason": "a" }""", "verdict")]
    [InlineData("""{ "verdict": 1, "reason": "a" }""", "verdict")]
    [InlineData("""{ "verdict": "unsure", "reason": 5 }""", "reason")]
    [InlineData("""{ "verdict": "unsure", "reason": "a\u0000b" }""", "reason")]
    [InlineData("""{ "verdict": "unsure", "reason": "a\ud800b" }""", "reason")]
    [InlineData("""{ "verdict": "unsure", "reason": "" }""", "reason")]
    [InlineData("""{ "verdict": "unsure", "reason": "a", "also": [ "x" ] }""", "also")]
    [InlineData("""{ "verdict": "unsure", "reason": "a", "also": [ "00000000-0000-0000-0000-000000000000" ] }""", "also")]
    [InlineData("{ }", "verdict")]
    [InlineData("[]", "")]
    [InlineData("null", "")]
    [InlineData("{", "")]
    [InlineData("", "")]
    public async Task What_a_body_says_wrong_is_named_by_its_field_and_nothing_is_done(string body, string field)
    {
        var match = await office.Service.ReadAsync(db => db.MatchReviews.Select(m => m.Id).SingleAsync());

        var answer = await office.Of[Roles.Inspector].PostAsync($"matches/{match}/verdicts", body);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, await answer.Content.ReadAsStringAsync());
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await PersonDoor.JsonAsync(answer)).GetProperty("errors").EnumerateObject().Select(e => e.Name).ShouldContain(field);
        (await office.Service.ReadAsync(db => db.MatchVerdicts.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task What_is_too_large_or_of_another_type_is_refused()
    {
        var (door, path) = (office.Of[Roles.Inspector], $"matches/{Guid.Empty}/verdicts");
        (await door.PostAsync(path, $$"""{ "verdict": "unsure", "reason": "{{new string('x', 300_000)}}" }""")).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await door.PostAsync(path, "{}", type: "text/plain")).StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await door.PostAsync(path, "{}", type: "application/json; charset=utf-16")).StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        foreach (var key in new[] { "with space", new string('k', 101), "é" })
            (await door.PostAsync(path, new { verdict = "unsure", reason = "a" }, key)).StatusCode.ShouldBe(HttpStatusCode.BadRequest, key);
        (await door.PostAsync(path, new { verdict = "unsure", reason = "a" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_description_has_every_endpoint_with_its_words_its_problems_and_its_security()
    {
        var description = await DescriptionAsync();
        var operations = new List<string>();
        foreach (var endpoint in Endpoints)
        {
            var operation = description.GetProperty("paths").GetProperty(PathOf(endpoint)).GetProperty(endpoint.Method.ToLowerInvariant());
            operations.Add(operation.GetProperty("operationId").GetString()!);
            operation.GetProperty("summary").GetString().ShouldNotBeNullOrWhiteSpace();
            operation.GetProperty("security")[0].TryGetProperty("personToken", out _).ShouldBeTrue(endpoint.Pattern);
            var answers = operation.GetProperty("responses").EnumerateObject().Select(r => r.Name).ToList();
            string[] expected = endpoint.Method == "POST" ? [endpoint.About.Makes ? "201" : "200", "400", "401", "403", "404", "409", "412", "413", "415", "422", "503"] : ["200", "400", "401", "403", "503"];
            expected.Except(answers).ShouldBeEmpty(endpoint.Pattern);
            foreach (var answer in operation.GetProperty("responses").EnumerateObject().Where(r => r.Name[0] is '4' or '5'))
                answer.Value.GetProperty("content").TryGetProperty("application/problem+json", out _).ShouldBeTrue($"{endpoint.Pattern} {answer.Name}");
            if (endpoint.About.Body is { } body && body != typeof(Nothing))
                operation.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("$ref").GetString().ShouldBe($"#/components/schemas/{body.Name}");
            if (endpoint.Method == "POST")
                operation.GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString()).ShouldContain("Idempotency-Key");
        }
        operations.ShouldBeUnique();
        description.GetProperty("paths").GetProperty("/api/v1/agencies/{agency}/events").GetProperty("post").GetProperty("security")[0].TryGetProperty("agencyToken", out _).ShouldBeTrue();

        foreach (var reference in References(description))
        {
            reference.ShouldStartWith("#/");
            var at = description;
            foreach (var part in reference[2..].Split('/'))
                at.TryGetProperty(part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal), out at).ShouldBeTrue(reference);
        }
        var verdict = description.GetProperty("components").GetProperty("schemas").GetProperty("VerdictBody");
        verdict.GetProperty("required").EnumerateArray().Select(r => r.GetString()).ShouldBe(["verdict", "reason"], ignoreOrder: true);
        verdict.GetRawText().ShouldContain("additionalProperties");
    }

    private async Task<JsonElement> DescriptionAsync()
    {
        using var stranger = office.Service.CreateClient();
        return JsonElement.Parse(await stranger.GetStringAsync("/openapi/v1.json"));
    }

    private static string PathOf(Mapped endpoint) => Regex.Replace(endpoint.Pattern, @"\{\**(\w+)(:\w+)?\}", "{$1}");

    private static IEnumerable<string> QueriesOf(JsonElement description, Mapped endpoint) =>
        description.GetProperty("paths").GetProperty(PathOf(endpoint)).GetProperty("get").TryGetProperty("parameters", out var parameters)
            ? parameters.EnumerateArray().Where(p => p.GetProperty("in").GetString() == "query").Select(p => p.GetProperty("name").GetString()!)
            : [];

    private static IEnumerable<string> References(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(m => m.Name == "$ref" ? [m.Value.GetString()!] : References(m.Value)),
        JsonValueKind.Array => value.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
