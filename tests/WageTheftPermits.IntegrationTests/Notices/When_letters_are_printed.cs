using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using WageTheftPermits.Application.Notices.Printing;

namespace WageTheftPermits.IntegrationTests.Notices;

public class When_letters_are_printed
{
    [Fact]
    public async Task The_pdf_is_tagged_and_has_a_title_a_language_and_an_outline()
    {
        using var printer = new ChromiumPrinter();
        var pdf = await printer.PrintAsync("""
            <!DOCTYPE html><html lang="es"><head><title>Carta de prueba</title><style>@page { @bottom-right { content: "Página " counter(page) " de " counter(pages); } }</style></head>
            <body><h1>Aviso</h1><p>Señora Peña: 繁體中文</p><h2>Lo que se debe</h2><ul><li>$1,234.50</li></ul></body></html>
            """, default);

        var info = await Pdf.InfoAsync(pdf);
        info.ShouldMatch(@"Title:\s+Carta de prueba");
        info.ShouldMatch(@"Tagged:\s+yes");
        Pdf.Objects(pdf).ShouldSatisfyAllConditions(
            objects => objects.ShouldMatch(@"/Lang \(es\)"), objects => objects.ShouldContain("/StructTreeRoot"), objects => objects.ShouldContain("/MarkInfo"), objects => objects.ShouldContain("/Outlines"));
        (await Pdf.StructureAsync(pdf)).ShouldSatisfyAllConditions(structure => structure.ShouldContain("H1"), structure => structure.ShouldContain("H2"), structure => structure.ShouldContain("LI"));
        var text = await Pdf.TextAsync(pdf);
        text.ShouldSatisfyAllConditions(t => t.ShouldMatch(@"Señora Peña:\s+繁體中文"), t => t.ShouldContain("$1,234.50"), t => t.ShouldContain("Página 1 de 1"));
    }

    [Fact]
    public async Task Together_each_begins_on_a_sheet_of_its_own()
    {
        using var printer = new ChromiumPrinter();
        var one = await printer.PrintAsync("<p>first letter</p>", default);
        var two = await printer.PrintAsync("<p>second letter</p><p style='break-before: page'>its second page</p>", default);
        var all = await PdfJoin.JoinAsync([one, two, one], default);
        (await Pdf.InfoAsync(all)).ShouldMatch(@"Pages:\s+6");
        var pages = (await Pdf.TextAsync(all)).Split('\f').Select(page => page.Trim()).ToList();
        pages[..6].ShouldBe(["first letter", "", "second letter", "its second page", "first letter", ""]);
    }

    [Fact]
    public async Task A_page_that_asks_for_files_addresses_frames_or_scripts_gets_nothing()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var here = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/";
        var secret = Path.GetTempFileName();
        await File.WriteAllTextAsync(secret, "the-content-of-a-file");
        try
        {
            using var printer = new ChromiumPrinter();
            // Without the content policy that every letter has: the browser alone must hold.
            var pdf = await printer.PrintAsync($"""
                <!DOCTYPE html><html lang="en"><head><title>t</title><link rel="stylesheet" href="{here}style.css"><meta http-equiv="refresh" content="0;url=file://{secret}">
                <style>@import url({here}import.css); body {"{"} background: url({here}background.png) {"}"}</style></head>
                <body><p id="word">as it was</p><script>document.getElementById('word').textContent = 'a script ran'; fetch('{here}fetch')</script>
                <img src="file://{secret}" alt=""><img src="{here}image.png" alt="" onerror="document.getElementById('word').textContent = 'a script ran'">
                <iframe src="file://{secret}" width="600"></iframe><iframe src="{here}frame"></iframe><object data="file://{secret}" width="600"></object><embed src="file://{secret}" width="600"></body></html>
                """, default);

            var text = await Pdf.TextAsync(pdf);
            text.ShouldContain("as it was");
            text.ShouldNotContain("a script ran");
            text.ShouldNotContain("the-content-of-a-file");
            listener.Pending().ShouldBeFalse();
        }
        finally
        {
            File.Delete(secret);
        }
    }

    [Fact]
    public async Task What_becomes_of_it_without_a_browser_says_what_to_do_and_nothing_is_left_behind()
    {
        using var absent = new ChromiumPrinter("/nowhere/chromium");
        (await Should.ThrowAsync<PrintingFailed>(() => absent.PrintAsync("<p>x</p>", default))).Message.ShouldContain("Install the Debian packages chromium");

        var profiles = Directory.GetDirectories(Path.GetTempPath(), "letter-*");
        using var printer = new ChromiumPrinter();
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => printer.PrintAsync("<p>x</p>", stopped.Token));
        Regex.IsMatch(string.Join('\n', Directory.GetDirectories(Path.GetTempPath(), "letter-*").Except(profiles)), "letter-").ShouldBeFalse();
    }
}
