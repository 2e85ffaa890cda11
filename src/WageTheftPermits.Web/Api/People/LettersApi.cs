using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Domain.Notices;

namespace WageTheftPermits.Web.Api.People;

/// <param name="Body">What it says, as Markdown.</param>
/// <param name="Notice">The notice that its service is recorded in; null while it was not served.</param>
public sealed record LetterAnswer(
    Guid Id, string Number, Guid Case, string Kind, string Language, bool IsTranslation, LetterStatus Status, string Body, DateOnly ServeOn, ServiceMethod ServeBy, DateOnly? RespondBy, string PreparedBy, DateTimeOffset PreparedAt,
    string? CertifiedBy, string? FinalBy, DateTimeOffset? FinalAt, Guid? Notice, DateOnly? ReturnedOn, string? EndReason, bool HasPdf);

/// <summary>Letters of cases.</summary>
internal static class LettersApi
{
    public static void Map(PersonRoutes routes)
    {
        routes.One<LetterAnswer>("/letters/{id:guid}", null, "ReadLetter", "One letter.", async (Guid id, Asking ask) => ask.One(await ask.Db.Letters.AsNoTracking().SingleOrDefaultAsync(l => l.Id == id, ask.Ct) is not { } letter ? null
            : new LetterAnswer(letter.Id, letter.Number, letter.CaseId, letter.Kind, letter.Language, letter.IsTranslation, letter.Status, letter.Body, letter.ServeOn, letter.ServeBy, letter.RespondBy, letter.PreparedBy, letter.PreparedAt,
                letter.CertifiedBy, letter.FinalBy, letter.FinalAt, letter.NoticeId, letter.ReturnedOn, letter.EndReason, await ask.Db.LetterDocuments.AnyAsync(d => d.LetterId == id, ask.Ct))));
        routes.File("/letters/{id:guid}/pdf", null, "ReadLetterPdf", "A final letter as it is printed.", "application/pdf", async (Guid id, Asking ask) =>
            Results.File(await ask.Db.LetterDocuments.Where(d => d.LetterId == id).Select(d => d.Pdf).SingleOrDefaultAsync(ask.Ct) ?? throw ApiRefusal.NotThere(), "application/pdf",
                $"{await ask.Db.Letters.Where(l => l.Id == id).Select(l => l.Number).SingleAsync(ask.Ct)}.pdf"));
    }
}
