using System.Net;
using AngleSharp.Html.Parser;
using WageTheftPermits.IntegrationTests.Enforcement;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.IntegrationTests.Pages;

/// <summary>Whatever a page offers a role can be opened by that role, and a stranger is led nowhere but to what is public.</summary>
public sealed class When_every_link_is_followed
{
    /// <summary>Far more pages than this small department has: a page that links to ever new ones fails instead of never ending.</summary>
    private const int Most = 500;

    /// <summary>Of filters and orders of one list, which are one piece of code.</summary>
    private const int MostOfOnePath = 2;

    [Fact]
    public async Task None_is_dead_for_any_role()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.HoldAsync();

        foreach (var role in Roles.All)
        {
            using var person = await PageReader.OfRoleAsync(service, role);
            var (dead, pages) = await WalkAsync(person, "/");
            dead.ShouldBeEmpty($"as {role}: {string.Join("; ", dead)}");
            pages.ShouldContain("/lookup");
            pages.Count.ShouldBeGreaterThan(20, role);
        }

        using var stranger = new PageReader(service.CreateClient());
        var (nowhere, open) = await WalkAsync(stranger, "/lookup?q=heron");
        nowhere.ShouldBeEmpty();
        open.Select(p => p.Split('?')[0]).Distinct().Order().ShouldBe(["/", "/account/sign-in", "/lookup"]);
    }

    private static async Task<(List<string> Dead, HashSet<string> Pages)> WalkAsync(PageReader person, string start)
    {
        var (dead, seen, waiting) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal), new Queue<(string Path, string On)>([(start, "")]));
        var ofOnePath = new Dictionary<string, int>(StringComparer.Ordinal);
        while (waiting.TryDequeue(out var next))
        {
            var path = next.Path.Split('?')[0];
            if (ofOnePath.GetValueOrDefault(path) == MostOfOnePath || !seen.Add(next.Path))
                continue;
            ofOnePath[path] = ofOnePath.GetValueOrDefault(path) + 1;
            seen.Count.ShouldBeLessThan(Most);
            var answer = await person.GetAsync(next.Path);
            if (answer.StatusCode == HttpStatusCode.Redirect)
                waiting.Enqueue((new Uri(new Uri("http://localhost"), answer.Headers.Location!).PathAndQuery, next.Path));
            else if (answer.StatusCode != HttpStatusCode.OK)
                dead.Add($"{next.Path} on {next.On} answers {(int)answer.StatusCode}");
            else if (answer.Content.Headers.ContentType?.MediaType == "text/html")
            {
                var page = await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync());
                foreach (var link in page.QuerySelectorAll("a[href]").Select(a => a.GetAttribute("href")!).Where(h => h.StartsWith('/') || h.StartsWith('?')))
                    waiting.Enqueue(((link.StartsWith('?') ? next.Path.Split('?')[0] : "") + link.Split('#')[0], next.Path));
            }
        }
        return (dead, seen);
    }
}
