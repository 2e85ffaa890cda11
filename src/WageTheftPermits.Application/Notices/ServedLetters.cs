using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Notices;

namespace WageTheftPermits.Application.Notices;

/// <summary>The documents of a notice: what was served is what these letters' PDFs show.</summary>
internal static class ServedLetters
{
    /// <summary>Marks every final letter of the notice's kind as served with it; where none was written here, the paper is the department's own.</summary>
    public static async Task AttachFinalAsync(UnitOfWork unit, CaseFile file, Notice notice) => await AttachAsync(unit, file, notice,
        await unit.Db.Letters.Where(l => l.CaseId == file.Case.Id && l.Kind == notice.Kind && l.Status == LetterStatus.Final).Select(l => l.Id).ToListAsync(unit.Cancellation));

    /// <summary>Marks the letters as served with a notice that was recorded in the same unit.</summary>
    /// <param name="letters">The letter, and the courtesy copies in other languages that went with it.</param>
    /// <exception cref="RuleViolation">One of them is not final, is of another case or kind, states an earlier last day to answer, or nothing among them is certified.</exception>
    public static async Task AttachAsync(UnitOfWork unit, CaseFile file, Notice notice, IReadOnlyCollection<Guid> letters)
    {
        if (letters.Count == 0)
            return;
        var together = await unit.Db.Letters.Where(l => letters.Contains(l.Id)).OrderBy(l => l.Number).ToListAsync(unit.Cancellation);
        RuleViolation.Unless(together.Count == letters.Distinct().Count(), "letter.none", "There is no such letter.");
        foreach (var letter in together)
        {
            letter.Serve(notice, together);
            new LetterFile(letter, file).Audit(unit, "letter served", $"Letter {letter.Number} ({PrepareLetter.Words(letter)}) was served with notice {notice.Number}.");
        }
    }
}
