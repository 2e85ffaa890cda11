using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Documents;
using WageTheftPermits.Application.Hearings;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Documents;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Notices;

namespace WageTheftPermits.Application.Notices;

/// <summary>Which letter a code opens.</summary>
/// <param name="CaseReference">Who acts with it, in the record: the case's permittee.</param>
public sealed record OpenedLetter(Guid LetterId, Guid CaseId, string CaseReference, string Language)
{
    /// <summary>A code ends so long after its case was closed.</summary>
    public const int DaysAfterClosing = 90;

    /// <summary>Null where no letter that counts has the code: wrong, of a draft, of a letter that came back or was discarded, or of a case that was closed long ago.</summary>
    public static Task<OpenedLetter?> ByCodeAsync(PermitsDbContext db, string? typed, DateTimeOffset now, CancellationToken ct)
    {
        var digest = AnswerCode.DigestOf(typed);
        return FindAsync(db, db.Letters.Where(l => db.LetterCodes.Any(c => c.LetterId == l.Id && c.Digest == digest)), now, ct);
    }

    /// <summary>The same for a letter that was opened before; null where it does not count any more.</summary>
    public static Task<OpenedLetter?> AgainAsync(PermitsDbContext db, Guid letterId, DateTimeOffset now, CancellationToken ct) =>
        FindAsync(db, db.Letters.Where(l => l.Id == letterId), now, ct);

    private static Task<OpenedLetter?> FindAsync(PermitsDbContext db, IQueryable<Letter> letters, DateTimeOffset now, CancellationToken ct)
    {
        var closedSince = now.AddDays(-DaysAfterClosing);
        return (from letter in letters
                join one in db.Cases on letter.CaseId equals one.Id
                where (letter.Status == LetterStatus.Final || letter.Status == LetterStatus.Served) && (one.ClosedAt == null || one.ClosedAt > closedSince)
                select new OpenedLetter(letter.Id, one.Id, one.Reference, letter.Language)).SingleOrDefaultAsync(ct);
    }
}

/// <summary>The permittee answers a notice, with or without something that proves it. Nothing is decided by it; an inspector reads it.</summary>
public static class AnswerNotice
{
    /// <summary>More unread answers than this are not taken: the department has not kept up, or somebody plays.</summary>
    private const int MostUnread = 20;

    /// <param name="FileName">Of the file that was sent with it.</param>
    /// <param name="Bytes">Empty where none was.</param>
    public sealed record Command(Guid LetterId, AnswerKind Kind, string Text, string FileName, byte[] Bytes);

    public static async Task<Answer> HandleAsync(UnitOfWork unit, Command command)
    {
        var file = await OpenAsync(unit, command.LetterId);
        Document? document = null;
        if (command.Bytes.Length > 0)
            document = await AddDocument.HandleAsync(unit, new(file.Case.Case.Id, command.FileName, command.Bytes, $"Sent with the permittee's answer ({Naming.Word(command.Kind).Replace('-', ' ')})", DocumentSource.Permittee));
        return await RecordAsync(unit, file, command.Kind, command.Text, document?.Id);
    }

    internal static async Task<LetterFile> OpenAsync(UnitOfWork unit, Guid letterId)
    {
        RuleViolation.Unless(await OpenedLetter.AgainAsync(unit.Db, letterId, unit.Now, unit.Cancellation) is { } opened && unit.Actor == Actor.Permittee(opened.CaseReference), "answer.code",
            "The letter's code does not count any more. Call the department.");
        var file = await LetterFile.OpenAsync(unit, letterId);
        RuleViolation.Unless(await unit.Db.Answers.CountAsync(a => a.CaseId == file.Case.Case.Id && a.ReadAt == null, unit.Cancellation) < MostUnread, "answer.many",
            "So many answers wait to be read that no more are taken here. Call the department.");
        return file;
    }

    internal static async Task<Answer> RecordAsync(UnitOfWork unit, LetterFile file, AnswerKind kind, string text, Guid? documentId)
    {
        var answer = new Answer(Guid.CreateVersion7(), await unit.NextReferenceAsync("A"), file.Letter, kind, text, documentId, unit.Actor, unit.Now);
        unit.Db.Answers.Add(answer);
        file.Audit(unit, "answer received", $"The permittee answered letter {file.Letter.Number} ({answer.Number}): {Naming.Word(kind).Replace('-', ' ')}. Nothing adverse is done before it is read.", answer.Text);
        await unit.ChangedAsync("case", file.Case.Case.Id);
        return answer;
    }
}

/// <summary>The permittee asks for a hearing on the charges: in time, or late with the cause, on which a supervisor decides.</summary>
public static class AskForHearing
{
    public sealed record Command(Guid LetterId, string Text);

    public static async Task<Answer> HandleAsync(UnitOfWork unit, Command command)
    {
        var file = await AnswerNotice.OpenAsync(unit, command.LetterId);
        var hearing = await OpenTo(unit.Db, file.Case.Case.Id).FirstOrDefaultAsync(unit.Cancellation)
            ?? throw new RuleViolation("answer.no-hearing", "There are no charges on which a hearing could be asked for now.");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(command.Text), "answer.text", "Say what you want us to know.");
        await RequestHearing.HandleAsync(unit, new(hearing.Id, unit.TodayIn(file.Case.Policy), command.Text));
        return await AnswerNotice.RecordAsync(unit, file, AnswerKind.HearingRequest, command.Text, null);
    }

    /// <summary>Charges of a case on which no hearing was asked for and one still can be.</summary>
    public static IQueryable<Hearing> OpenTo(PermitsDbContext db, Guid caseId) => db.Hearings
        .Where(h => h.CaseId == caseId && h.RequestedOn == null && (h.Status == HearingStatus.Charged || h.Status == HearingStatus.Waived)).OrderByDescending(h => h.ChargedAt);
}

/// <summary>A person of the department has read an answer; the case goes on.</summary>
public static class ReadAnswer
{
    public sealed record Command(Guid AnswerId, string Finding);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        var letter = await unit.Db.Answers.Where(a => a.Id == command.AnswerId).Select(a => (Guid?)a.LetterId).SingleOrDefaultAsync(unit.Cancellation)
            ?? throw new RuleViolation("answer.none", "There is no such answer.");
        var file = await LetterFile.OpenAsync(unit, letter);
        var answer = await unit.Db.Answers.SingleAsync(a => a.Id == command.AnswerId, unit.Cancellation);
        answer.Read(unit.Actor, command.Finding, unit.Now);
        file.Audit(unit, "answer read", $"Answer {answer.Number} of the permittee was read.", answer.Finding);
        await unit.ChangedAsync("case", answer.CaseId);
    }
}
