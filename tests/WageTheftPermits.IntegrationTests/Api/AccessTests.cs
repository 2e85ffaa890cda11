using System.Net;
using System.Net.Http.Headers;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Domain;

namespace WageTheftPermits.IntegrationTests.Api;

/// <summary>Whose paths are whose.</summary>
public sealed class AccessTests : IAsyncLifetime
{
    private TestService _service = null!;
    private AgencyDoor _dlse = null!;
    private AgencyDoor _other = null!;

    public async Task InitializeAsync()
    {
        _service = await TestService.StartAsync();
        _dlse = await AgencyDoor.AddAsync(_service, "dlse");
        _other = await AgencyDoor.AddAsync(_service, "olse-sf");
    }

    public async Task DisposeAsync()
    {
        _dlse.Dispose();
        _other.Dispose();
        await _service.DisposeAsync();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer")]
    [InlineData("Bearer wrong")]
    [InlineData("Basic d3JvbmcK")]
    public async Task Without_the_right_token_there_is_no_way_in(string? authorization)
    {
        using var stranger = _service.CreateClient();
        if (authorization is not null)
            stranger.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);

        foreach (var path in new[] { "messages", "judgments/CASE-1", "receipts?eventId=e-1" })
        {
            var answer = await stranger.GetAsync($"/api/v1/agencies/dlse/{path}");
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            answer.Headers.WwwAuthenticate.ShouldHaveSingleItem().Scheme.ShouldBe("Bearer");
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        }
    }

    [Fact]
    public async Task A_revoked_token_is_refused()
    {
        await _service.Units.RunAsync(Actor.System("test"), unit => unit.Db.AgencyTokens.Where(t => t.Agency == "dlse")
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.RevokedAt, unit.Now)));

        (await _dlse.GetAsync("messages")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await _other.GetAsync("messages")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/api/v1/agencies/olse-sf/messages")]
    [InlineData("/api/v1/agencies/olse-sf/messages/")]
    [InlineData("/api/v1/agencies/olse%2Dsf/messages")]
    [InlineData("/api/v1/agencies/OLSE-SF/messages")]
    [InlineData("/API/V1/Agencies/olse-sf/Messages")]
    [InlineData("/api/v1/agencies/olse-sf%2Fmessages")]
    [InlineData("/api/v1/agencies/dlse%2F..%2Folse-sf/messages")]
    [InlineData("/api/v1/agencies/olse-sf//messages")]
    [InlineData("/api/v1/agencies//olse-sf/messages")]
    [InlineData("/api/v1/agencies/olse-sf/judgments/CASE-1")]
    [InlineData("/api/v1/agencies/olse-sf/receipts?eventId=e-1")]
    [InlineData("/api/v1/agencies/nobody/messages")]
    [InlineData("/api/v1/agencies/DLSE/messages")]
    public async Task Another_agencys_paths_are_not_there_however_they_are_spelt(string path)
    {
        await _other.SendAsync(_other.Issued());

        (await _dlse.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("/api/v1/agencies/olse-sf/events")]
    [InlineData("/api/v1/agencies/olse-sf/events/")]
    [InlineData("/api/v1/agencies/OLSE-SF/events")]
    [InlineData("/api/v1/agencies/olse%2Dsf/events")]
    public async Task Nothing_is_stored_through_another_agencys_door(string path)
    {
        (await _dlse.PostAsync(_other.Issued(), path: path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        (await _service.ReadAsync(db => db.Deliveries.CountAsync())).ShouldBe(0);
    }

    [Theory]
    [InlineData("//api/v1/agencies/dlse/messages")]
    [InlineData("///api/v1/agencies/dlse/messages")]
    public async Task A_path_that_begins_with_an_empty_segment_is_not_there_and_leads_nowhere(string path)
    {
        using var stranger = _service.CreateClient();

        var answer = await stranger.GetAsync(new Uri("http://localhost" + path));

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Theory]
    [InlineData("GET", "events", "POST")]
    [InlineData("DELETE", "messages", "GET")]
    [InlineData("PUT", "judgments/CASE/1", "GET")]
    [InlineData("POST", "receipts", "GET")]
    [InlineData("PATCH", "receipts/1", "GET")]
    public async Task A_wrong_method_is_told_the_right_one(string method, string path, string allowed)
    {
        var answer = await _dlse.AskAsync(new HttpMethod(method), path);

        answer.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        answer.Content.Headers.Allow.ShouldBe([allowed]);
        (await _other.AskAsync(new HttpMethod(method), $"/api/v1/agencies/dlse/{path}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Another_agencys_receipt_is_not_there()
    {
        await _other.SendAsync(_other.Issued());
        var receipt = (await _other.ReadAsync("receipts?eventId=e-1")).GetProperty("receipt").GetString();

        (await _dlse.GetAsync($"receipts/{receipt}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_agency_is_added_once()
    {
        var refused = await Should.ThrowAsync<RuleViolation>(() => AgencyDoor.AddAsync(_service, "dlse"));

        refused.Message.ShouldContain("already");
    }
}
