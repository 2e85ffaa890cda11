using System.Globalization;
using System.Text;

namespace WageTheftPermits.Application.Notices.Printing;

/// <summary>
/// Puts PDFs one after another into one file for a printer (Debian's poppler-utils). Each begins on a sheet of its own, also where the printer uses both
/// sides: what is one permittee's is never on the back of another's.
/// </summary>
public static class PdfJoin
{
    /// <exception cref="PrintingFailed">The programs are not installed, or one of the files is no PDF.</exception>
    public static async Task<byte[]> JoinAsync(IEnumerable<byte[]> pdfs, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("letters-");
        try
        {
            var blank = Path.Combine(folder.FullName, "blank.pdf");
            await File.WriteAllBytesAsync(blank, BlankPage(), ct);
            var files = new List<string>();
            foreach (var (pdf, number) in pdfs.Select((pdf, i) => (pdf, i)))
            {
                var file = Path.Combine(folder.FullName, $"{number}.pdf");
                await File.WriteAllBytesAsync(file, pdf, ct);
                files.Add(file);
                if (await Poppler.PagesAsync(file, ct) % 2 == 1)
                    files.Add(blank);
            }
            var all = Path.Combine(folder.FullName, "all.pdf");
            await Poppler.RunAsync("pdfunite", [.. files, all], ct);
            return await File.ReadAllBytesAsync(all, ct);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>An empty page of letter size, as small as the format allows.</summary>
    private static byte[] BlankPage()
    {
        string[] objects = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<<>>>>"];
        var text = new StringBuilder("%PDF-1.4\n");
        var table = new StringBuilder($"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        for (var i = 0; i < objects.Length; i++)
        {
            table.Append(CultureInfo.InvariantCulture, $"{text.Length:0000000000} 00000 n \n");
            text.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }
        var start = text.Length;
        text.Append(table).Append(CultureInfo.InvariantCulture, $"trailer\n<</Size {objects.Length + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
