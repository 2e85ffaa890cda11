using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.IntegrationTests.Pages;

/// <summary>Somebody at a browser: a stranger, or a person of one role.</summary>
internal sealed class PageReader(HttpClient client) : IDisposable
{
    /// <summary>Signs in as the demonstration's person of the role.</summary>
    public static async Task<PageReader> OfRoleAsync(TestService service, string role)
    {
        await DemonstrationAccounts.EnsureAsync(service.Services);
        var visitor = new PageReader(service.CreateClient());
        var answer = await visitor.PostAsync("/account/sign-in", "/account/sign-in?handler=Demonstration", ("role", role));
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return visitor;
    }

    public Task<HttpResponseMessage> GetAsync(string path) => client.GetAsync(path);

    /// <summary>A page that must be there.</summary>
    public async Task<IHtmlDocument> PageAsync(string path)
    {
        var answer = await client.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        return new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>What the page says, without the frame around it.</summary>
    public async Task<string> TextAsync(string path) =>
        string.Join(' ', (await PageAsync(path)).QuerySelector("main")!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The facts that the page lists, by their labels.</summary>
    public async Task<IReadOnlyDictionary<string, string>> FactsAsync(string path) =>
        (await PageAsync(path)).QuerySelectorAll(".summary-list__row").ToDictionary(row => row.QuerySelector("dt")!.TextContent,
            row => string.Join(' ', row.QuerySelector("dd")!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    /// <summary>Posts a form with the antiforgery token of a page.</summary>
    public async Task<HttpResponseMessage> PostAsync(string page, string path, params (string Name, string Value)[] fields)
    {
        var token = ((IHtmlInputElement)(await PageAsync(page)).QuerySelector("input[name=__RequestVerificationToken]")!).Value;
        return await client.PostAsync(path, new FormUrlEncodedContent(
            [.. fields.Select(f => KeyValuePair.Create(f.Name, f.Value)), KeyValuePair.Create("__RequestVerificationToken", token)]));
    }

    public void Dispose() => client.Dispose();
}
