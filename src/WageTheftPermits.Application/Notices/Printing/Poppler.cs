using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace WageTheftPermits.Application.Notices.Printing;

/// <summary>One page of a PDF as a picture, with its words for who cannot see it.</summary>
/// <param name="Jpeg">At most <see cref="Poppler.PictureSide"/> dots on its longer side.</param>
/// <param name="Text">Without line breaks; empty where the page has no text.</param>
public sealed record PdfPicture(byte[] Jpeg, string Text);

/// <summary>
/// Debian's poppler-utils. They read files that strangers have brought, so each is started for one file with nothing of the service's environment, and with
/// little memory, time and space.
/// </summary>
public static partial class Poppler
{
    /// <summary>About 127 dots per inch on a page of letter size.</summary>
    public const int PictureSide = 1400;

    private const int MostSeconds = 60;

    /// <exception cref="PrintingFailed">It is no PDF that can be read, or the programs are not installed.</exception>
    public static async Task<int> PagesAsync(string file, CancellationToken ct)
    {
        var pages = (await RunAsync("pdfinfo", [file], ct)).Split('\n').First(line => line.StartsWith("Pages:", StringComparison.Ordinal));
        return int.Parse(pages["Pages:".Length..], CultureInfo.InvariantCulture);
    }

    /// <summary>On which page each named destination of a PDF is, counted from 1: where its headings with an <c>id</c> begin that something links to.</summary>
    public static Task<IReadOnlyDictionary<string, int>> DestinationsAsync(byte[] pdf, CancellationToken ct) => InFolderAsync<IReadOnlyDictionary<string, int>>(pdf, async (_, file) =>
        Destination().Matches(await RunAsync("pdfinfo", ["-dests", file], ct)).ToDictionary(m => m.Groups["name"].Value, m => int.Parse(m.Groups["page"].Value, CultureInfo.InvariantCulture)), ct);

    /// <inheritdoc cref="PagesAsync(string, CancellationToken)" />
    public static Task<int> PagesAsync(byte[] pdf, CancellationToken ct) => InFolderAsync(pdf, (_, file) => PagesAsync(file, ct), ct);

    /// <summary>The first pages of a PDF as pictures, with their words, and how many pages it has in all.</summary>
    /// <exception cref="PrintingFailed">It is no PDF that can be read, or the programs are not installed.</exception>
    public static Task<(IReadOnlyList<PdfPicture> Pages, int Of)> PicturesAsync(byte[] pdf, int most, CancellationToken ct) => InFolderAsync<(IReadOnlyList<PdfPicture>, int)>(pdf, async (folder, file) =>
    {
        var of = await PagesAsync(file, ct);
        var last = Math.Min(of, most).ToString(CultureInfo.InvariantCulture);
        await RunAsync("pdftoppm", ["-jpeg", "-jpegopt", "quality=80", "-scale-to", $"{PictureSide}", "-l", last, file, Path.Combine(folder, "page")], ct);
        var texts = (await RunAsync("pdftotext", ["-l", last, file, "-"], ct)).Split('\f');
        // They are named by their numbers, with as many zeros before as the last one needs.
        var pictures = new List<PdfPicture>();
        foreach (var (picture, index) in Directory.GetFiles(folder, "page-*.jpg").Order(StringComparer.Ordinal).Select((p, i) => (p, i)))
            pictures.Add(new(await File.ReadAllBytesAsync(picture, ct), index < texts.Length ? Blanks().Replace(texts[index], " ").Trim() : ""));
        return (pictures, of);
    }, ct);

    /// <exception cref="PrintingFailed">It failed, took too long, or is not installed.</exception>
    internal static async Task<string> RunAsync(string program, IEnumerable<string> arguments, CancellationToken ct)
    {
        string[] bounds = [$"--cpu={MostSeconds}", $"--as={2L << 30}", $"--fsize={512L << 20}", "--core=0", $"/usr/bin/{program}"];
        var start = new ProcessStartInfo("/usr/bin/prlimit", [.. bounds, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        start.Environment["LANG"] = "C.UTF-8";
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bounded.CancelAfter(TimeSpan.FromSeconds(2 * MostSeconds));
        try
        {
            if (!File.Exists($"/usr/bin/{program}"))
                throw new PrintingFailed($"PDFs are joined and looked into by {program}, which is not installed on this machine. Install the Debian package poppler-utils.");
            using var process = Process.Start(start)!;
            try
            {
                var (said, wrong) = (process.StandardOutput.ReadToEndAsync(bounded.Token), process.StandardError.ReadToEndAsync(bounded.Token));
                await process.WaitForExitAsync(bounded.Token);
                return process.ExitCode == 0 ? await said : throw new PrintingFailed($"{program} failed: {(await wrong).Trim()}");
            }
            finally
            {
                if (!process.HasExited)
                    process.Kill(entireProcessTree: true);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new PrintingFailed($"{program} did not end within {2 * MostSeconds} seconds.");
        }
        catch (Win32Exception e)
        {
            throw new PrintingFailed($"{program} could not be started: {e.Message}");
        }
    }

    private static async Task<T> InFolderAsync<T>(byte[] pdf, Func<string, string, Task<T>> work, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("pdf-");
        try
        {
            var file = Path.Combine(folder.FullName, "given.pdf");
            await File.WriteAllBytesAsync(file, pdf, ct);
            return await work(folder.FullName, file);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [GeneratedRegex("""^\s*(?<page>\d+) \[.*\] "(?<name>[^"]*)"\s*$""", RegexOptions.Multiline)]
    private static partial Regex Destination();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
