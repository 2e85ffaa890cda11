using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Domain;
using WageTheftPermits.Web.Commands;

namespace WageTheftPermits.IntegrationTests.Pages;

/// <summary>A page as its visitor got it: the status, the address after redirects, and what stands on it.</summary>
internal sealed record Shown(HttpStatusCode Status, string Path, string Html)
{
    /// <summary>The words without the markup.</summary>
    public string Words => Regex.Replace(WebUtility.HtmlDecode(Regex.Replace(Html, "<[^>]+>", " ")), @"\s+", " ");

    public bool Offers(string handler) => Regex.IsMatch(Html, $"action=\"[^\"]*handler={handler}\"");

    /// <summary>The hidden fields of the form whose address ends so.</summary>
    public (string Action, Dictionary<string, string> Fields) Form(string actionEnds)
    {
        foreach (var form in Regex.Matches(Html, "<form[^>]*>.*?</form>", RegexOptions.Singleline).Select(m => m.Value))
        {
            var action = Value(form[..form.IndexOf('>', StringComparison.Ordinal)], "action") ?? Path;
            if (!form.Contains("method=\"post\"", StringComparison.Ordinal) || !action.EndsWith(actionEnds, StringComparison.Ordinal))
                continue;
            var fields = Regex.Matches(form, "<input[^>]*type=\"hidden\"[^>]*>").ToDictionary(m => Value(m.Value, "name")!, m => Value(m.Value, "value") ?? "");
            return (action, fields);
        }
        throw new InvalidOperationException($"{Path} has no form that posts to …{actionEnds}: {Words}");
    }

    private static string? Value(string tag, string attribute) =>
        Regex.Match(tag, $"\\b{attribute}=\"([^\"]*)\"") is { Success: true } match ? WebUtility.HtmlDecode(match.Groups[1].Value) : null;
}

/// <summary>Somebody signed in to the service's pages, who follows where they lead.</summary>
internal sealed class Visitor(HttpClient client) : IDisposable
{
    private const string Password = "Seven-lanterns-over-the-harbour-9";

    /// <summary>Makes an account that holds the roles, and signs in with its password.</summary>
    public static async Task<Visitor> SignInAsync(TestService service, string userName, params string[] roles)
    {
        await AddAsync(service, userName, Password, roles);
        var visitor = new Visitor(service.CreateClient());
        var (action, fields) = (await visitor.OpenAsync("/account/sign-in?returnUrl=%2Fcases")).Form("returnUrl=%2Fcases");
        (await visitor.PostAsync(action, fields, ("Input.UserName", userName), ("Input.Password", Password))).Path.ShouldBe("/cases");
        return visitor;
    }

    /// <summary>An account whose owner has chosen the password.</summary>
    public static async Task AddAsync(TestService service, string userName, string password, params string[] roles)
    {
        await Accounts.AddAsync(service.Services, userName, userName, password, roles);
        await service.Units.RunAsync(Actor.System("test"), unit => unit.Db.Users.Where(u => u.UserName == userName).ExecuteUpdateAsync(set => set.SetProperty(u => u.MustChangePassword, false)));
    }

    public async Task<Shown> OpenAsync(string path)
    {
        var answer = await client.GetAsync(path);
        for (var hops = 0; answer.Headers.Location is { } next && hops < 5; hops++)
            answer = await client.GetAsync(path = next.ToString());
        return new(answer.StatusCode, path, await answer.Content.ReadAsStringAsync());
    }

    public async Task<Shown> PostAsync(string action, Dictionary<string, string> hidden, params (string Name, string Value)[] typed)
    {
        var fields = new Dictionary<string, string>(hidden);
        foreach (var (name, value) in typed)
            fields[name] = value;
        var answer = await client.PostAsync(action, new FormUrlEncodedContent(fields));
        return answer.Headers.Location is { } next ? await OpenAsync(next.ToString()) : new(answer.StatusCode, action, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>A form with a file, as a browser sends it.</summary>
    public async Task<Shown> SendFileAsync(string action, Dictionary<string, string> hidden, string field, string fileName, byte[] bytes, params (string Name, string Value)[] typed)
    {
        using var content = new MultipartFormDataContent();
        foreach (var (name, value) in hidden.Select(pair => (pair.Key, pair.Value)).Concat(typed))
            content.Add(new StringContent(value), name);
        content.Add(new ByteArrayContent(bytes), field, fileName);
        var answer = await client.PostAsync(action, content);
        return answer.Headers.Location is { } next ? await OpenAsync(next.ToString()) : new(answer.StatusCode, action, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The answer itself, such as a file.</summary>
    public Task<HttpResponseMessage> GetAsync(string path) => client.GetAsync(path);

    public void Dispose() => client.Dispose();
}
