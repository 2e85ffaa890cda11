using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Web.Commands;

namespace WageTheftPermits.Web.Demo;

/// <summary>The season's letters, written on the pages.</summary>
internal static class Letters
{
    /// <summary>The case's first notice, final. What a season that was killed had done of it is gone on with.</summary>
    public static async Task<Guid> FinalAsync(Units units, Visitor inspector, Guid caseId, CancellationToken ct)
    {
        Task<Letter?> LastAsync() => units.ReadAsync(db => db.Letters.Where(l => l.CaseId == caseId && (l.Status == LetterStatus.Draft || l.Status == LetterStatus.Final))
            .OrderByDescending(l => l.PreparedAt).FirstOrDefaultAsync(ct));
        if (await LastAsync() is null)
            Expect(await inspector.SubmitAsync($"/letters/prepare/{caseId}", "Input.Kind", [], ct));
        var letter = await LastAsync() ?? throw CommandFailed.DoesNotHold("no letter was prepared.");
        if (letter.Status == LetterStatus.Draft)
            Expect(await inspector.PressAsync($"/letters/{letter.Id}", "Make it final", ct));
        return letter.Id;
    }

    private static void Expect(string? refusal)
    {
        if (refusal is not null)
            throw CommandFailed.DoesNotHold($"the letter was refused: {refusal}");
    }
}
