using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace WageTheftPermits.Application.Notices.Printing;

/// <summary>No PDF was made; the message says why, and what to do. Nothing has changed.</summary>
public sealed class PrintingFailed(string message) : Exception(message);

/// <summary>
/// Makes PDFs of letters by a Chromium of its own, one after another. The browser has no network, no script, no file of ours and nothing of an earlier
/// letter: its page is empty and gets its text over a pipe, its names resolve to nothing, its profile is a new directory that is thrown away, and it is
/// ended by its process id, whatever it does.
/// </summary>
/// <param name="program">The browser's path; null: where Debian puts it.</param>
public sealed class ChromiumPrinter(string? program = null) : IDisposable
{
    /// <summary>A letter of a hundred pages is about two megabytes; a hearing's packet is at most some fifty, by its pictures.</summary>
    private const int MostBytes = 96 << 20;

    private static readonly string[] s_usual = ["/usr/lib/chromium/chromium", "/usr/bin/chromium", "/usr/bin/chromium-browser"];
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _one = new(1);

    /// <summary>A tagged PDF with the page's title, language and outline.</summary>
    /// <param name="html">The whole page; whatever it asks for beside its own text is not loaded.</param>
    /// <param name="longest">How long it may take; null: a minute.</param>
    /// <exception cref="PrintingFailed">There is no browser, it failed, or it took longer.</exception>
    public async Task<byte[]> PrintAsync(string html, CancellationToken ct, TimeSpan? longest = null)
    {
        var atMost = longest ?? s_longest;
        var browser = Array.Find(program is null ? s_usual : [program], File.Exists)
            ?? throw new PrintingFailed("PDFs are made by Chromium, which is not installed on this machine. Install the Debian packages chromium, fonts-noto-core and fonts-noto-cjk, or name a browser in Letters__Chromium.");
        await _one.WaitAsync(ct);
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bounded.CancelAfter(atMost);
        var profile = Directory.CreateTempSubdirectory("letter-");
        try
        {
            return await PrintAsync(browser, profile.FullName, html, bounded.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new PrintingFailed($"Chromium did not make the PDF within {atMost.TotalSeconds:0} seconds. Try again; where it happens again, the machine has too little to spare.");
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            throw new PrintingFailed($"Chromium ({browser}) could not be used: {e.Message}");
        }
        finally
        {
            TryDelete(profile);
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private static async Task<byte[]> PrintAsync(string browser, string profile, string html, CancellationToken ct)
    {
        using var process = Process.Start(HowToStart(browser, profile))!;
        try
        {
            var pipe = new DevToolsPipe(process.StandardInput.BaseStream, process.StandardOutput.BaseStream, MostBytes);
            var target = (await pipe.AskAsync("Target.createTarget", new() { ["url"] = "about:blank" }, null, ct)).GetProperty("targetId").GetString();
            var page = (await pipe.AskAsync("Target.attachToTarget", new() { ["targetId"] = target, ["flatten"] = true }, null, ct)).GetProperty("sessionId").GetString();
            await pipe.AskAsync("Emulation.setScriptExecutionDisabled", new() { ["value"] = true }, page, ct);
            await pipe.AskAsync("Network.enable", null, page, ct);
            await pipe.AskAsync("Network.emulateNetworkConditions", new() { ["offline"] = true, ["latency"] = 0, ["downloadThroughput"] = 0, ["uploadThroughput"] = 0 }, page, ct);
            var frame = (await pipe.AskAsync("Page.getFrameTree", null, page, ct)).GetProperty("frameTree").GetProperty("frame").GetProperty("id").GetString();
            await pipe.AskAsync("Page.setDocumentContent", new() { ["frameId"] = frame, ["html"] = html }, page, ct);
            var printed = await pipe.AskAsync("Page.printToPDF", new()
            {
                ["preferCSSPageSize"] = true,
                ["printBackground"] = true,
                ["generateTaggedPDF"] = true,
                ["generateDocumentOutline"] = true,
            }, page, ct);
            return printed.GetProperty("data").GetBytesFromBase64();
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>The browser reads from descriptor 3 and writes to 4; the shell makes them of its own input and output, and becomes the browser.</summary>
    private static ProcessStartInfo HowToStart(string browser, string profile)
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = profile };
        foreach (var argument in (string[])
        [
            "-c", "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1", browser,
            "--headless", "--remote-debugging-pipe", $"--user-data-dir={profile}", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--no-default-browser-check",
            "--disable-extensions", "--disable-sync", "--disable-background-networking", "--disable-component-update", "--disable-crash-reporter", "--disable-breakpad",
            "--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=socks5://127.0.0.1:1", "--proxy-bypass-list=<-loopback>", "--blink-settings=scriptEnabled=false",
        ])
            start.ArgumentList.Add(argument);
        // Chromium's own sandbox refuses the superuser, whom it could not confine; everyone else runs in it.
        if (Environment.IsPrivilegedProcess)
            start.ArgumentList.Add("--no-sandbox");
        // Nothing of the service's environment, where its passwords are, is the browser's.
        start.Environment.Clear();
        start.Environment["HOME"] = start.Environment["TMPDIR"] = profile;
        start.Environment["PATH"] = "/usr/bin:/bin";
        start.Environment["LANG"] = "C.UTF-8";
        return start;
    }

    /// <summary>A process of the browser may still write for a moment after it was ended; the system clears what is left.</summary>
    private static void TryDelete(DirectoryInfo profile)
    {
        try
        {
            profile.Delete(recursive: true);
        }
        catch (IOException)
        {
        }
    }
}
