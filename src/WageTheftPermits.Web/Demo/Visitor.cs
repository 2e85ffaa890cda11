using System.Globalization;
using System.Net;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace WageTheftPermits.Web.Demo;

/// <summary>
/// A person at the pages, as a browser without JavaScript: signs in, reads pages, fills in forms and posts them.
/// What the pages refuse, it is told in the pages' words.
/// </summary>
internal sealed class Visitor : IDisposable
{
    private readonly HttpClient _http;
    private readonly IBrowsingContext _browser = BrowsingContext.New(Configuration.Default);

    public Visitor(Uri address) =>
        _http = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = true }) { BaseAddress = address };

    /// <summary>Signs in as the demonstration's person of a role.</summary>
    public async Task SignInAsync(string role, CancellationToken ct)
    {
        var page = await OpenAsync("/account/sign-in", ct);
        var form = page.QuerySelectorAll<IHtmlFormElement>("form").FirstOrDefault(f => f.QuerySelector($"input[name=role][value={role}]") is not null)
            ?? throw new InvalidOperationException($"The sign-in page offers no {role}.");
        await PostAsync(page, form, new Dictionary<string, string>(), ct);
    }

    public async Task<IDocument> OpenAsync(string path, CancellationToken ct)
    {
        using var response = await _http.GetAsync(path, ct);
        return response.IsSuccessStatusCode ? await ReadAsync(response, ct) : throw new InvalidOperationException($"{path} answered {(int)response.StatusCode}.");
    }

    /// <summary>Whether a page may be seen at all.</summary>
    public async Task<HttpStatusCode> StatusAsync(string path, CancellationToken ct)
    {
        using var response = await _http.GetAsync(path, ct);
        return response.StatusCode;
    }

    /// <summary>How many bytes a page is, as it comes.</summary>
    public async Task<int> SizeAsync(string path, CancellationToken ct)
    {
        using var response = await _http.GetAsync(path, ct);
        return response.IsSuccessStatusCode ? (await response.Content.ReadAsByteArrayAsync(ct)).Length : throw new InvalidOperationException($"{path} answered {(int)response.StatusCode}.");
    }

    /// <summary>Fills in the page's form that has this field and posts it.</summary>
    /// <returns>What the page refused; null where it was done.</returns>
    public async Task<string?> SubmitAsync(string path, string field, Dictionary<string, string> values, CancellationToken ct)
    {
        var page = await OpenAsync(path, ct);
        var form = page.QuerySelectorAll<IHtmlFormElement>("main form[method=post]").FirstOrDefault(f => f.QuerySelector($"[name='{field}']") is not null);
        return form is null ? $"The page {path} has no form for this." : await PostAsync(page, form, values, ct);
    }

    /// <summary>Presses the button with these words.</summary>
    public async Task<string?> PressAsync(string path, string button, CancellationToken ct)
    {
        var page = await OpenAsync(path, ct);
        var form = page.QuerySelectorAll<IHtmlFormElement>("main form[method=post]")
            .FirstOrDefault(f => f.QuerySelectorAll("button").Any(b => b.TextContent.Contains(button, StringComparison.OrdinalIgnoreCase)));
        return form is null ? $"The page {path} has no button '{button}'." : await PostAsync(page, form, new Dictionary<string, string>(), ct);
    }

    /// <summary>How many entries a list says that it has: "1–50 of 312 renewals".</summary>
    public async Task<int> CountAsync(string path, CancellationToken ct)
    {
        var page = await OpenAsync(path, ct);
        var range = page.QuerySelector(".pager__range")?.TextContent;
        if (range is null)
            return page.QuerySelector(".empty-state") is null ? throw new InvalidOperationException($"The page {path} says no number.") : 0;
        var words = range.Split(' ');
        return int.Parse(words[Array.IndexOf(words, "of") + 1], NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _http.Dispose();
        _browser.Dispose();
    }

    private async Task<string?> PostAsync(IDocument page, IHtmlFormElement form, Dictionary<string, string> values, CancellationToken ct)
    {
        var fields = new Dictionary<string, string>();
        foreach (var control in form.Elements)
        {
            var name = control.GetAttribute("name");
            if (string.IsNullOrEmpty(name))
                continue;
            if (control is IHtmlInputElement { Type: "radio" or "checkbox" } choice ? choice.IsChecked : control is not IHtmlButtonElement)
                fields[name] = control switch
                {
                    IHtmlInputElement input => input.Value,
                    IHtmlTextAreaElement area => area.Value,
                    IHtmlSelectElement select => select.Value ?? "",
                    _ => "",
                };
        }
        foreach (var (name, value) in values)
            fields[name] = value;
        using var content = new FormUrlEncodedContent(fields);
        var action = string.IsNullOrEmpty(form.GetAttribute("action")) ? new Uri(page.Url).PathAndQuery : form.GetAttribute("action")!;
        using var response = await _http.PostAsync(action, content, ct);
        var answer = await ReadAsync(response, ct);
        if (answer.QuerySelector(".usa-alert--error") is { } refusal)
            return string.Join(' ', refusal.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return response.IsSuccessStatusCode ? null : $"{action} answered {(int)response.StatusCode}.";
    }

    private async Task<IDocument> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var html = await response.Content.ReadAsStringAsync(ct);
        return await _browser.OpenAsync(r => r.Content(html).Address(response.RequestMessage!.RequestUri!.ToString()), ct);
    }
}
