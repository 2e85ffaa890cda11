using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Notices;
using WageTheftPermits.Application.Notices.Printing;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.Web.Api.People;

/// <param name="Body">What it says, as Markdown.</param>
/// <param name="Notice">The notice that its service is recorded in; null while it was not served.</param>
public sealed record LetterAnswer(
    Guid Id, string Number, Guid Case, string Kind, string Language, bool IsTranslation, LetterStatus Status, string Body, DateOnly ServeOn, ServiceMethod ServeBy, DateOnly? RespondBy, string PreparedBy, DateTimeOffset PreparedAt,
    string? CertifiedBy, string? FinalBy, DateTimeOffset? FinalAt, Guid? Notice, DateOnly? ReturnedOn, string? EndReason, bool HasPdf);

public sealed record LetterMoved(Guid Id, string Number, LetterStatus Status);

public sealed record LetterBody
{
    [Required(ErrorMessage = "Say what the letter is for, such as first-notice."), StringLength(100)]
    public string? Kind { get; init; }

    [Required(ErrorMessage = "Name the language, such as en."), StringLength(35)]
    public string? Language { get; init; }

    [Required(ErrorMessage = "Give the day on which it is to be served.")]
    public DateOnly? ServeOn { get; init; }

    [Required(ErrorMessage = "Say how it is to be served.")]
    public ServiceMethod? ServeBy { get; init; }
}

/// <summary>Letters of cases.</summary>
internal static class LettersApi
{
    public static void Map(PersonRoutes routes)
    {
        routes.One<LetterAnswer>("/letters/{id:guid}", null, "ReadLetter", "One letter.", async (Guid id, Asking ask) => ask.One(await ReadAsync(ask, ask.Db, id)));
        routes.File("/letters/{id:guid}/pdf", null, "ReadLetterPdf", "A final letter as it is printed.", "application/pdf", PdfAsync);
        routes.Make<LetterBody, LetterMoved>("/cases/{id:guid}/letters", Access.ProposeHolds, "PrepareLetter", "Drafts a letter from the program's template, with what the record says at this moment.", PrepareAsync);
        routes.Move<Nothing, LetterMoved>("/letters/{id:guid}/final", Access.ProposeHolds, "MakeLetterFinal", "Makes a draft final, with its PDF; its service can be recorded then.", MakeFinalAsync);
    }

    private static async Task<LetterAnswer?> ReadAsync(Asking ask, PermitsDbContext db, Guid id) =>
        await db.Letters.AsNoTracking().SingleOrDefaultAsync(l => l.Id == id, ask.Ct) is not { } letter ? null
        : new(letter.Id, letter.Number, letter.CaseId, letter.Kind, letter.Language, letter.IsTranslation, letter.Status, letter.Body, letter.ServeOn, letter.ServeBy, letter.RespondBy, letter.PreparedBy, letter.PreparedAt,
            letter.CertifiedBy, letter.FinalBy, letter.FinalAt, letter.NoticeId, letter.ReturnedOn, letter.EndReason, await db.LetterDocuments.AnyAsync(d => d.LetterId == id, ask.Ct));

    private static async Task<IResult> PdfAsync(Guid id, Asking ask)
    {
        var found = await (from document in ask.Db.LetterDocuments
                           join letter in ask.Db.Letters on document.LetterId equals letter.Id
                           where letter.Id == id
                           select new { document.Pdf, letter.Number }).AsNoTracking().SingleOrDefaultAsync(ask.Ct) ?? throw ApiRefusal.NotThere();
        return Results.File(found.Pdf, "application/pdf", $"{found.Number}.pdf");
    }

    private static Task<IResult> PrepareAsync(Guid id, Acts acts, Asking ask, LetterTemplates templates) => acts.RunAsync<LetterBody>(CasesApi.On(id, ask), async (unit, body) =>
    {
        var letter = await PrepareLetter.HandleAsync(unit, templates, new(id, body.Kind!, body.Language!, body.ServeOn!.Value, body.ServeBy!.Value));
        return new(new LetterMoved(letter.Id, letter.Number, letter.Status), $"/api/v1/letters/{letter.Id}");
    });

    /// <summary>The PDF is made before the unit, which keeps it where the letter can still be made final.</summary>
    private static async Task<IResult> MakeFinalAsync(Guid id, Acts acts, Asking ask, LetterPress press, LetterTemplates templates)
    {
        if (!await ask.Db.Letters.AnyAsync(l => l.Id == id, ask.Ct))
            throw ApiRefusal.NotThere();
        PrintedLetter printed;
        try
        {
            printed = await press.PrintAsync(id, ask.Ct);
        }
        catch (PrintingFailed failed)
        {
            throw ApiRefusal.Of(StatusCodes.Status503ServiceUnavailable, failed.Message);
        }
        return await acts.RunAsync<Nothing>(On(id, ask), async (unit, _) =>
        {
            await MakeLetterFinal.HandleAsync(unit, templates, new(id, printed));
            var letter = await unit.Db.Letters.SingleAsync(l => l.Id == id, unit.Cancellation);
            return new(new LetterMoved(letter.Id, letter.Number, letter.Status)) { Cases = [letter.CaseId] };
        });
    }

    private static Target On(Guid id, Asking ask) => Target.OfPermit(
        db => from letter in db.Letters join one in db.Cases on letter.CaseId equals one.Id where letter.Id == id select one.PermitId, async db => await ReadAsync(ask, db, id));
}
