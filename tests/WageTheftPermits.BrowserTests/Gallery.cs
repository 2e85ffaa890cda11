using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.BrowserTests;

/// <summary>
/// Every kind of page of a demonstration that is running, as each role finds it by following links: looked at by axe, kept as pictures wide and narrow, and put together
/// in <c>artifacts/gallery/index.html</c>. <c>./wtp gallery</c> starts the demonstration and runs this; the tests leave it out.
/// </summary>
[Trait("Category", "Gallery")]
public sealed partial class Gallery
{
    private static readonly string s_folder = Path.Combine(Person.Checkout(), "artifacts", "gallery");

    [Fact]
    public async Task Every_page_is_shown()
    {
        var address = new Uri(Environment.GetEnvironmentVariable("WTP_GALLERY") ?? throw new InvalidOperationException("WTP_GALLERY is the address of a running demonstration: use ./wtp gallery."));
        if (Directory.Exists(s_folder))
            Directory.Delete(s_folder, recursive: true);
        Assertions.SetDefaultExpectTimeout(15_000);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await InABrowser.LaunchAsync(playwright);
        var (shown, faults) = (new List<(string Role, string Page, string Path)>(), new List<string>());
        foreach (var role in Roles.All.Prepend("public"))
        {
            await using var person = role == "public" ? await Person.VisitAsync(browser, address, folder: s_folder) : await Person.SignInAsync(browser, address, role, folder: s_folder);
            await foreach (var (page, path) in WalkAsync(person, role == "public" ? "/lookup?q=san" : "/", faults))
            {
                var name = $"{role}-{page.Trim('/').Replace('/', '-')}".TrimEnd('-');
                try
                {
                    await person.LookAsync(name);
                }
                catch (ShouldAssertException fault)
                {
                    faults.Add($"{role}, {path}: {fault.Message}");
                }
                shown.Add((role, name, path));
            }
        }
        await File.WriteAllTextAsync(Path.Combine(s_folder, "index.html"), Written(shown));
        faults.ShouldBeEmpty(string.Join(Environment.NewLine, faults));
        shown.Count.ShouldBeGreaterThan(60);
    }

    /// <summary>One page of each kind that links lead to; links that lead nowhere are faults.</summary>
    private static async IAsyncEnumerable<(string Kind, string Path)> WalkAsync(Person person, string start, List<string> faults)
    {
        var (seen, waiting) = (new HashSet<string>(StringComparer.Ordinal), new Queue<string>([start]));
        while (waiting.TryDequeue(out var path))
        {
            var kind = KindOf(path);
            if (!seen.Add(kind))
                continue;
            var answer = await person.Page.Context.APIRequest.GetAsync(new Uri(person.Address, path).ToString());
            if (answer.Status != 200)
            {
                faults.Add($"{path} is linked to and answers {answer.Status}.");
                continue;
            }
            if (!answer.Headers["content-type"].StartsWith("text/html", StringComparison.Ordinal))
                continue;
            await person.GoAsync(path);
            yield return (kind, path);
            foreach (var link in await person.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('a[href]')].filter(a => a.origin === location.origin).map(a => a.pathname + a.search)"))
                waiting.Enqueue(link);
        }
    }

    /// <summary>The address without what tells one thing from another of its kind, and without filters.</summary>
    private static string KindOf(string path)
    {
        var (way, query) = path.Split('?', 2) is [var first, var second] ? (first, second) : (path, "");
        var handler = query.Split('&').FirstOrDefault(p => p.StartsWith("handler=", StringComparison.Ordinal));
        return string.Join('/', way.Split('/').Select((part, i) => i > 1 && OneOfMany().IsMatch(part) ? "one" : part)) + (handler is null ? "" : $"-{handler[8..]}");
    }

    private static string Written(List<(string Role, string Page, string Path)> shown)
    {
        var html = new StringBuilder("<!doctype html><html lang=en><meta charset=utf-8><title>Gallery</title><style>body{font:16px sans-serif;margin:2rem}figure{display:inline-block;margin:1rem;vertical-align:top}img{border:1px solid #888;height:30rem;object-fit:cover;object-position:top}</style><h1>Every page, as each role sees it</h1>");
        foreach (var role in shown.GroupBy(s => s.Role))
        {
            html.Append($"<h2>{WebUtility.HtmlEncode(Roles.Title(role.Key))}</h2>");
            foreach (var (_, page, path) in role)
                html.Append($"<figure><figcaption>{WebUtility.HtmlEncode(path)}</figcaption><a href=\"{page}.png\"><img loading=lazy src=\"{page}.png\" alt=\"\"></a> <a href=\"{page}-narrow.png\"><img loading=lazy src=\"{page}-narrow.png\" alt=\"\"></a></figure>");
        }
        return html.ToString();
    }

    /// <summary>Ids, references, permit numbers and versions: a part of an address with a digit in it.</summary>
    [GeneratedRegex(@"\d")]
    private static partial Regex OneOfMany();
}
