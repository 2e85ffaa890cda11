using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Accounts;
using WageTheftPermits.Domain;
using WageTheftPermits.Web.Commands;

namespace WageTheftPermits.IntegrationTests.Api;

/// <summary>A program with a token of an account, at the API of a service.</summary>
internal sealed class PersonDoor(TestService service, string token, string tokenId) : IDisposable
{
    private readonly HttpClient _http = service.CreateClient();

    public string TokenId => tokenId;

    /// <summary>Makes an account that holds the roles, and a token of it.</summary>
    public static async Task<PersonDoor> AddAsync(TestService service, string account, params string[] roles)
    {
        await Accounts.AddAsync(service.Services, account, account, null, roles);
        return await OfAsync(service, account);
    }

    /// <summary>Another token of an account.</summary>
    /// <param name="narrowed">The only roles that the token has.</param>
    public static async Task<PersonDoor> OfAsync(TestService service, string account, string[]? narrowed = null, int days = PersonTokenActs.UsualDays)
    {
        var made = await service.Units.RunAsync(Actor.System("test"), unit => PersonTokenActs.IssueAsync(unit, new(account, narrowed ?? [], unit.Now.AddDays(days), "a test")));
        return new(service, made.Secret, made.Token.Id);
    }

    /// <summary>Takes a role from an account.</summary>
    public static Task TakeRoleAsync(TestService service, string account, string role) => service.Units.RunAsync(Actor.System("test"), unit =>
        (from held in unit.Db.UserRoles
         where unit.Db.Users.Any(u => u.Id == held.UserId && u.UserName == account) && unit.Db.Roles.Any(r => r.Id == held.RoleId && r.Name == role)
         select held).ExecuteDeleteAsync());

    public static Task LockOutAsync(TestService service, string account) => service.Units.RunAsync(Actor.System("test"), unit =>
        unit.Db.Users.Where(u => u.UserName == account).ExecuteUpdateAsync(set => set.SetProperty(u => u.LockoutEnd, DateTimeOffset.MaxValue)));

    public Task<HttpResponseMessage> GetAsync(string path) => _http.SendAsync(Request(HttpMethod.Get, path));

    /// <param name="body">Sent as it is where it is text; else as JSON.</param>
    public Task<HttpResponseMessage> PostAsync(string path, object? body = null, string? key = null, string? ifMatch = null, string type = "application/json")
    {
        var request = Request(HttpMethod.Post, path);
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body as string ?? (body is null ? "" : JsonSerializer.Serialize(body, JsonSerializerOptions.Web))));
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return _http.SendAsync(request);
    }

    public Task<HttpResponseMessage> AskAsync(HttpMethod method, string path) => _http.SendAsync(Request(method, path));

    /// <summary>What must be there.</summary>
    public async Task<JsonElement> ReadAsync(string path)
    {
        var answer = await GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await JsonAsync(answer);
    }

    /// <summary>An act that must succeed.</summary>
    public async Task<JsonElement> ActAsync(string path, object? body = null)
    {
        var answer = await PostAsync(path, body);
        ((int)answer.StatusCode).ShouldBeInRange(200, 201, await answer.Content.ReadAsStringAsync());
        return await JsonAsync(answer);
    }

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) => JsonElement.Parse(await answer.Content.ReadAsStringAsync());

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path.StartsWith('/') ? path : $"/api/v1/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return request;
    }
}
