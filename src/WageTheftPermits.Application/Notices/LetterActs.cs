using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Domain.Policies;

namespace WageTheftPermits.Application.Notices;

/// <summary>What an act on a letter reads: the letter, and the file of its case under the permit's lock.</summary>
internal sealed record LetterFile(Letter Letter, CaseFile Case)
{
    public static async Task<LetterFile> OpenAsync(UnitOfWork unit, Guid letterId)
    {
        var caseId = await unit.Db.Letters.Where(l => l.Id == letterId).Select(l => (Guid?)l.CaseId).SingleOrDefaultAsync(unit.Cancellation)
            ?? throw new RuleViolation("letter.none", "There is no such letter.");
        var file = await CaseFile.OpenAsync(unit, caseId);
        return new LetterFile(await unit.Db.Letters.SingleAsync(l => l.Id == letterId, unit.Cancellation), file);
    }

    public void Audit(UnitOfWork unit, string action, string summary, string? reason = null, object? evidence = null) =>
        unit.Audit(action, summary, [.. Case.Subjects, ("letter", Letter.Id)], reason, evidence, Case.Policy.Version);
}

/// <summary>An inspector has a letter drafted from the program's template, with what the record says at this moment.</summary>
public static class PrepareLetter
{
    /// <param name="Kind">Of <see cref="LetterKinds"/>.</param>
    /// <param name="Language">BCP 47; the program has a template of the kind in it.</param>
    /// <param name="ServeOn">The day on which it is to be served: the last day to answer is counted from it.</param>
    public sealed record Command(Guid CaseId, string Kind, string Language, DateOnly ServeOn, ServiceMethod Method);

    /// <exception cref="RuleViolation">There is no such template, or something that it states is not known yet.</exception>
    public static async Task<Letter> HandleAsync(UnitOfWork unit, LetterTemplates templates, Command command)
    {
        var file = await CaseFile.OpenAsync(unit, command.CaseId);
        var today = unit.TodayIn(file.Policy);
        RuleViolation.Unless(command.ServeOn >= today, "letter.serve-on", $"The letter is prepared today; it cannot be served on {command.ServeOn:yyyy-MM-dd}.");
        var letters = templates.Of(file.Policy.Program);
        var template = letters.Template(command.Kind, command.Language);
        var plan = new ServicePlan(command.ServeOn, command.Method, new Deadlines(file.Policy).AnswerBy(command.Kind, command.ServeOn, command.Method == ServiceMethod.Mail));
        var number = await unit.NextReferenceAsync("L");
        (string Address, string Code)? answer = templates.AnswerAddress is { } address && command.Kind != LetterKinds.Release ? (address, AnswerCode.Of(RandomNumberGenerator.GetBytes(AnswerCode.Bytes))) : null;
        var facts = await LetterFactsOf.ReadAsync(unit, file, command.Kind, number, plan, today, answer);
        var values = LetterValues.Of(facts, LetterLanguage.Find(template.Language)!, letters.Words(template.Language));
        var form = new LetterForm(template.Kind, template.Language, template.File, template.Digest, template.Language != letters.FirstLanguage);
        var letter = new Letter(Guid.CreateVersion7(), number, file.Case, form, plan, values, template.Fill(values), unit.Actor, unit.Now);
        unit.Db.Letters.Add(letter);
        if (answer is { Code: var code })
            unit.Db.LetterCodes.Add(new LetterCode(letter.Id, AnswerCode.DigestOf(code), unit.Now));
        new LetterFile(letter, file).Audit(unit, "letter prepared", $"Letter {letter.Number} ({Words(letter)}) drafted for case {file.Case.Reference}.", evidence: new { letter.Template, letter.TemplateDigest });
        return letter;
    }

    internal static string Words(Letter letter) => $"{letter.Kind.Replace('-', ' ')}, {letter.Language}";
}

/// <summary>A person answers for a translation, with a statement that stands on the letter.</summary>
public static class CertifyTranslation
{
    public sealed record Command(Guid LetterId, string Statement);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        var file = await LetterFile.OpenAsync(unit, command.LetterId);
        file.Letter.Certify(unit.Actor, command.Statement, unit.Now);
        file.Audit(unit, "translation certified", $"The translation of letter {file.Letter.Number} ({PrepareLetter.Words(file.Letter)}) was certified.", file.Letter.Certification);
    }
}

/// <summary>
/// A letter's text is fixed, with the PDF that was made of it before: <see cref="LetterPress"/> makes it, because nothing outside the database happens in a unit.
/// </summary>
public static class MakeLetterFinal
{
    /// <param name="Printed">The very page, and the PDF of it.</param>
    public sealed record Command(Guid LetterId, PrintedLetter Printed);

    /// <exception cref="RuleViolation">What the letter states has changed since, or it is another page that was printed.</exception>
    public static async Task HandleAsync(UnitOfWork unit, LetterTemplates templates, Command command)
    {
        var file = await LetterFile.OpenAsync(unit, command.LetterId);
        var letter = file.Letter;
        RuleViolation.Unless(command.Printed.Html == LetterPage.Of(letter), "letter.changed", "The letter was changed while its PDF was made. Look at it again and make it final then.");
        await MustStillBeTrueAsync(unit, file, templates);
        letter.MakeFinal(unit.Actor, unit.Now);
        unit.Db.LetterDocuments.Add(new LetterDocument(letter.Id, command.Printed.Html, command.Printed.Pdf));
        file.Audit(unit, "letter made final", $"Letter {letter.Number} ({PrepareLetter.Words(letter)}) is final.",
            evidence: new { Sha256 = Convert.ToHexStringLower(SHA256.HashData(command.Printed.Pdf)) });
    }

    /// <summary>Between draft and final a payment can have come, an answer, another balance: a letter that is not true any more is not sent.</summary>
    private static async Task MustStillBeTrueAsync(UnitOfWork unit, LetterFile file, LetterTemplates templates)
    {
        var letter = file.Letter;
        var plan = new ServicePlan(letter.ServeOn, letter.ServeBy, letter.RespondBy);
        // The code was made with the draft and stays; that there is a page at all, and where, must still be so.
        (string, string)? answer = templates.AnswerAddress is { } address && letter.Values.GetValueOrDefault("answer.code") is { } code ? (address, code) : null;
        var facts = await LetterFactsOf.ReadAsync(unit, file.Case, letter.Kind, letter.Number, plan, file.Case.Policy.DayOf(letter.PreparedAt), answer);
        var now = LetterValues.Of(facts, LetterLanguage.Find(letter.Language)!, templates.Of(file.Case.Policy.Program).Words(letter.Language));
        var changed = letter.Values.Keys.Union(now.Keys).Where(name => letter.Values.GetValueOrDefault(name) != now.GetValueOrDefault(name)).Order(StringComparer.Ordinal).ToList();
        RuleViolation.Unless(changed.Count == 0, "letter.outdated",
            $"Since letter {letter.Number} was prepared, this has changed: {string.Join(", ", changed.Select(name => $"{name} ({now.GetValueOrDefault(name) ?? "not known"})"))}. Discard it and prepare it again.");
    }
}

/// <summary>A draft or a final letter is not to be used.</summary>
public static class DiscardLetter
{
    public sealed record Command(Guid LetterId, string Reason);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        var file = await LetterFile.OpenAsync(unit, command.LetterId);
        file.Letter.Discard(unit.Actor, command.Reason, unit.Now);
        file.Audit(unit, "letter discarded", $"Letter {file.Letter.Number} ({PrepareLetter.Words(file.Letter)}) is not to be used.", file.Letter.EndReason);
    }
}
