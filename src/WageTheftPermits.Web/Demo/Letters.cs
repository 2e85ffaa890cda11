using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Web.Commands;

namespace WageTheftPermits.Web.Demo;

/// <summary>The season's letters, written on the pages.</summary>
internal static class Letters
{
    /// <summary>A letter of the case, final. What a season that was killed had done of it is gone on with.</summary>
    public static async Task<Guid> FinalAsync(Units units, Visitor inspector, Guid caseId, string kind, CancellationToken ct)
    {
        Task<Letter?> LastAsync() => units.ReadAsync(db => db.Letters.Where(l => l.CaseId == caseId && l.Kind == kind && (l.Status == LetterStatus.Draft || l.Status == LetterStatus.Final))
            .OrderByDescending(l => l.PreparedAt).FirstOrDefaultAsync(ct));
        if (await LastAsync() is null)
            Season.Expect(await inspector.SubmitAsync($"/letters/prepare/{caseId}", "Input.Kind", new() { ["Input.Kind"] = kind }, ct));
        var letter = await LastAsync() ?? throw CommandFailed.DoesNotHold("no letter was prepared.");
        if (letter.Status == LetterStatus.Draft)
            Season.Expect(await inspector.PressAsync($"/letters/{letter.Id}", "Make it final", ct));
        return letter.Id;
    }

    /// <summary>Writes the PDF of every letter into a folder of its own, which is emptied before.</summary>
    /// <returns>How many there are.</returns>
    public static async Task<int> WriteAllAsync(Units units, string directory, CancellationToken ct)
    {
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
        Directory.CreateDirectory(directory);
        var letters = await units.ReadAsync(db => (from letter in db.Letters
                                                   join document in db.LetterDocuments on letter.Id equals document.LetterId
                                                   join one in db.Cases on letter.CaseId equals one.Id
                                                   join permit in db.Permits on one.PermitId equals permit.Id
                                                   orderby letter.Number
                                                   select new { letter.Number, letter.Kind, letter.Language, Permit = permit.Number, document.Pdf }).ToListAsync(ct));
        foreach (var letter in letters)
            await File.WriteAllBytesAsync(Path.Combine(directory, $"{letter.Permit} {letter.Number} {letter.Kind} {letter.Language}.pdf"), letter.Pdf, ct);
        return letters.Count;
    }
}
