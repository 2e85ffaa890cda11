using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Domain;

namespace WageTheftPermits.IntegrationTests.Api;

/// <summary>An agency's system at the HTTP door of a service, with the token that it was given.</summary>
internal sealed class AgencyDoor(TestService service, string agency, string token) : IDisposable
{
    private readonly HttpClient _http = service.CreateClient();

    public string Token => token;

    public static async Task<AgencyDoor> AddAsync(TestService service, string agency) =>
        new(service, agency, await service.Units.RunAsync(Actor.System("test"), unit => AddAgency.HandleAsync(unit, agency, agency)));

    public Task<HttpResponseMessage> PostAsync(string body, string type = "application/cloudevents+json", string? path = null) =>
        PostAsync(Encoding.UTF8.GetBytes(body), type, path);

    public Task<HttpResponseMessage> PostAsync(byte[] body, string type = "application/cloudevents+json", string? path = null)
    {
        var request = Request(HttpMethod.Post, path ?? $"/api/v1/agencies/{agency}/events");
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        return _http.SendAsync(request);
    }

    public Task<HttpResponseMessage> GetAsync(string path) => AskAsync(HttpMethod.Get, path);

    public Task<HttpResponseMessage> AskAsync(HttpMethod method, string path) =>
        _http.SendAsync(Request(method, path.StartsWith('/') ? path : $"/api/v1/agencies/{agency}/{path}"));

    public async Task<JsonElement> ReadAsync(string path)
    {
        var answer = await GetAsync(path);
        answer.EnsureSuccessStatusCode();
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Sends events one by one, and lets the service do all that follows.</summary>
    public async Task SendAsync(params string[] events)
    {
        foreach (var one in events)
            (await PostAsync(one)).StatusCode.ShouldBe(System.Net.HttpStatusCode.Accepted);
        await service.SettleAsync();
    }

    public string Event(string type, long sequence, string data, string id, string subject = "CASE-1") =>
        $$"""{ "specversion": "1.0", "id": "{{id}}", "source": "urn:agency:{{agency}}", "type": "{{type}}", "subject": {{JsonSerializer.Serialize(subject)}}, "sequence": {{sequence}}, "data": {{data}} }""";

    public string Issued(long sequence = 1, string id = "e-1", string subject = "CASE-1", string amount = "1200.00") => Event("judgment.issued.v1", sequence,
        $$"""{ "caseNumber": "77-1", "amount": "{{amount}}", "parties": [ { "id": "p1", "role": "employer", "name": "Copper Kettle Inc", "addresses": [ { "line1": "1 Sample St", "city": "Springfield", "state": "CA" } ] } ] }""",
        id, subject);

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }
}
