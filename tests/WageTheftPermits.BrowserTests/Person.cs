using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace WageTheftPermits.BrowserTests;

/// <summary>One person at a real browser of their own session. Every page that is looked at is checked by axe and kept as pictures, wide and narrow.</summary>
internal sealed class Person : IAsyncDisposable
{
    private readonly IBrowserContext _session;

    private Person(IBrowserContext session, IPage page, Uri address) => (_session, Page, Address) = (session, page, address);

    public IPage Page { get; }

    public Uri Address { get; }

    /// <summary>Where the pictures go: <c>artifacts/screenshots</c> of the checkout.</summary>
    private static string Pictures { get; } = Path.Combine(Checkout(), "artifacts", "screenshots");

    /// <summary>Where else the pictures of this person go, whatever the machine.</summary>
    public string? Folder { get; init; }

    public static async Task<Person> SignInAsync(IBrowser browser, Uri address, string role, bool javaScript = true, string? folder = null)
    {
        var person = await VisitAsync(browser, address, javaScript, folder);
        await person.GoAsync("/account/sign-in");
        await person.Page.Locator($"form:has(input[name=role][value={role}]) button").ClickAsync();
        await Assertions.Expect(person.Page.Locator("h1")).Not.ToHaveTextAsync("Sign in");
        return person;
    }

    /// <summary>Somebody who does not sign in.</summary>
    public static async Task<Person> VisitAsync(IBrowser browser, Uri address, bool javaScript = true, string? folder = null)
    {
        var session = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = 1280, Height = 900 },
            JavaScriptEnabled = javaScript,
            TimezoneId = "America/Los_Angeles",
            ReducedMotion = ReducedMotion.Reduce,
        });
        session.SetDefaultTimeout(30_000);
        return new Person(session, await session.NewPageAsync(), address) { Folder = folder };
    }

    public async Task GoAsync(string path)
    {
        var response = await Page.GotoAsync(new Uri(Address, path).ToString());
        response!.Status.ShouldBe(200, path);
    }

    /// <summary>Chooses a radio button by its label, as a person does: the control itself is drawn by the label.</summary>
    public Task ChooseAsync(string label) => Page.Locator("label", new PageLocatorOptions { HasTextString = label }).ClickAsync();

    /// <summary>Presses a button that sends a form, and waits until the answer is there: a page, the same or another.</summary>
    public async Task PressAsync(string button)
    {
        var loaded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Loaded(object? sender, IPage page) => loaded.TrySetResult();
        Page.Load += Loaded;
        await Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await loaded.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Page.Load -= Loaded;
    }

    /// <summary>Prepares the first notice of a case, makes it final, and chooses it where its service is recorded.</summary>
    /// <param name="looking">Whether its pages are looked at on the way.</param>
    public async Task WriteLetterAsync(Guid caseId, bool looking = false)
    {
        Task LookAsync(string name) => looking ? this.LookAsync(name) : Task.CompletedTask;
        await GoAsync($"/letters/prepare/{caseId}");
        await LookAsync("letter-prepare");
        await PressAsync("Draft the letter");
        await LookAsync("letter-draft");
        await PressAsync("Make it final");
        await LookAsync("letter-final");
        await GoAsync("/letters");
        await LookAsync("letters");
        await GoAsync($"/cases/{caseId}");
        await Page.Locator("select[name='Serve.LetterId']").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await LookAsync("case-serve-letter");
    }

    /// <summary>Checks the page with axe (WCAG 2.2 AA) and keeps it as pictures; it must not scroll sideways at 320 pixels.</summary>
    public async Task LookAsync(string name)
    {
        var result = await Page.RunAxe(new Deque.AxeCore.Commons.AxeRunOptions
        {
            RunOnly = new Deque.AxeCore.Commons.RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
        });
        result.Violations.Select(v => $"{name}: {v.Id} – {v.Help}: {string.Join("; ", v.Nodes.Select(n => n.Html))}").ShouldBeEmpty();

        await KeepAsync(name);
        await Page.SetViewportSizeAsync(320, 700);
        (await Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(320, $"{name} scrolls sideways at 320 pixels");
        await KeepAsync($"{name}-narrow");
        await Page.SetViewportSizeAsync(1280, 900);
    }

    /// <summary>Pictures are for people: nobody looks at those of a build machine.</summary>
    private async Task KeepAsync(string picture)
    {
        if (Folder is null && Environment.GetEnvironmentVariable("CI") == "true")
            return;
        var folder = Directory.CreateDirectory(Folder ?? Pictures).FullName;
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{picture}.png"), FullPage = true });
    }

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    internal static string Checkout()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "WageTheftPermits.sln")))
            directory = directory.Parent ?? throw new DirectoryNotFoundException("The tests run outside a checkout.");
        return directory.FullName;
    }
}
