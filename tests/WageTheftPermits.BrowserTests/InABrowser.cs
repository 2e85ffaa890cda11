using Microsoft.Playwright;

namespace WageTheftPermits.BrowserTests;

/// <summary>Tests that look at a department of their own through Chromium.</summary>
public abstract class InABrowser : IAsyncLifetime
{
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    private protected Department Department { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        // As patient as with pages: the machine may have other work.
        Assertions.SetDefaultExpectTimeout(15_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await LaunchAsync(_playwright);
        Department = await Department.OpenAsync();
    }

    public async Task DisposeAsync()
    {
        await Department.DisposeAsync();
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    internal static Task<IBrowser> LaunchAsync(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
    {
        ExecutablePath = "/usr/bin/chromium",
        Args = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    });

    private protected Task<Person> SignInAsync(string role, bool javaScript = true) => Person.SignInAsync(_browser, Department.Address, role, javaScript);

    private protected Task<Person> VisitAsync() => Person.VisitAsync(_browser, Department.Address);
}
