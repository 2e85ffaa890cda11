using System.Diagnostics;
using System.Text;

namespace WageTheftPermits.IntegrationTests.Notices;

/// <summary>A PDF as another program reads it (Debian's poppler-utils).</summary>
internal static class Pdf
{
    /// <summary>The text of all pages.</summary>
    public static Task<string> TextAsync(byte[] pdf) => AskAsync(pdf, "pdftotext", file => ["-layout", file, "-"]);

    /// <summary>The same in the order in which it was written: the words of one cell of a table stand together.</summary>
    public static Task<string> WordsAsync(byte[] pdf) => AskAsync(pdf, "pdftotext", file => ["-raw", file, "-"]);

    /// <summary>Title, pages, whether it is tagged, …</summary>
    public static Task<string> InfoAsync(byte[] pdf) => AskAsync(pdf, "pdfinfo", file => [file]);

    /// <summary>The structure that a screen reader follows.</summary>
    public static Task<string> StructureAsync(byte[] pdf) => AskAsync(pdf, "pdfinfo", file => ["-struct-text", file]);

    /// <summary>Its objects as they stand in the file.</summary>
    public static string Objects(byte[] pdf) => Encoding.Latin1.GetString(pdf);

    private static async Task<string> AskAsync(byte[] pdf, string program, Func<string, string[]> arguments)
    {
        // They want a file that they can seek in.
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, pdf);
            using var process = Process.Start(new ProcessStartInfo(program, arguments(file)) { RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8 })!;
            var text = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            process.ExitCode.ShouldBe(0);
            return text;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
