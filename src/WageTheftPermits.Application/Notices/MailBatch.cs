using System.Globalization;
using System.Text;
using CsvHelper;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Notices.Printing;
using WageTheftPermits.Domain.Notices;

namespace WageTheftPermits.Application.Notices;

/// <summary>Every letter that is final, not served, and to be mailed, in the order of the list: for whoever prints and folds them.</summary>
/// <param name="Letters">The first to be served first.</param>
/// <param name="Documents">Their documents, in the same order.</param>
public sealed record MailBatch(IReadOnlyList<Letter> Letters, IReadOnlyList<LetterDocument> Documents)
{
    public static async Task<MailBatch> ReadAsync(PermitsDbContext db, CancellationToken ct)
    {
        var read = await (from letter in db.Letters.AsNoTracking()
                          join document in db.LetterDocuments.AsNoTracking() on letter.Id equals document.LetterId
                          where letter.Status == LetterStatus.Final && letter.ServeBy == ServiceMethod.Mail
                          orderby letter.ServeOn, letter.Number
                          select new { letter, document }).ToListAsync(ct);
        return new([.. read.Select(one => one.letter)], [.. read.Select(one => one.document)]);
    }

    /// <summary>All of them in one file for a printer. What is kept and served is each letter's own PDF.</summary>
    /// <exception cref="PrintingFailed">They cannot be put together on this machine.</exception>
    public Task<byte[]> ToPdfAsync(CancellationToken ct) => PdfJoin.JoinAsync(Documents.Select(document => document.Pdf), ct);

    /// <summary>One line a letter, in UTF-8 with a mark that spreadsheets recognize. What a spreadsheet would take for a formula is escaped.</summary>
    public byte[] ToAddressList()
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text, new CsvWriterOptions { Injection = CsvInjection.Escape }))
        {
            csv.WriteHeader(["letter", "serve_on", "language", "permittee", "trade_name", "address"]);
            foreach (var letter in Letters)
            {
                csv.WriteField(letter.Number);
                csv.WriteField(letter.ServeOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                csv.WriteField(letter.Language);
                csv.WriteField(letter.Values.GetValueOrDefault("permittee", ""));
                csv.WriteField(letter.Values.GetValueOrDefault("trade-name", ""));
                csv.WriteField(letter.Values.GetValueOrDefault("site", "").Replace("\n", ", ", StringComparison.Ordinal));
                csv.EndRecord();
            }
        }
        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text.ToString())];
    }
}
