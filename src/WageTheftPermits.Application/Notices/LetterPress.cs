using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Notices.Printing;
using WageTheftPermits.Domain;

namespace WageTheftPermits.Application.Notices;

/// <summary>A letter's page and the PDF that was made of it.</summary>
public sealed record PrintedLetter(string Html, byte[] Pdf);

/// <summary>Makes the PDF of a draft, outside of any unit; <see cref="MakeLetterFinal"/> keeps it.</summary>
public sealed class LetterPress(Units units, ChromiumPrinter printer)
{
    /// <exception cref="RuleViolation">There is no such letter.</exception>
    /// <exception cref="PrintingFailed">There is no browser, or it failed.</exception>
    public async Task<PrintedLetter> PrintAsync(Guid letterId, CancellationToken ct)
    {
        var letter = await units.ReadAsync(db => db.Letters.SingleOrDefaultAsync(l => l.Id == letterId, ct)) ?? throw new RuleViolation("letter.none", "There is no such letter.");
        var html = LetterPage.Of(letter);
        return new PrintedLetter(html, await printer.PrintAsync(html, ct));
    }
}
