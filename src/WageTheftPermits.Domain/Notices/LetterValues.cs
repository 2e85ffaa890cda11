using WageTheftPermits.Domain.Hearings;

namespace WageTheftPermits.Domain.Notices;

/// <summary>One value that a template may ask for.</summary>
/// <param name="Name">As it stands between the braces.</param>
/// <param name="Example">As English letters write it.</param>
public sealed record LetterValue(string Name, string Meaning, string Example);

/// <summary>What templates may ask for, and how facts are written in a language. <c>docs/letters.md</c> lists the same.</summary>
public static class LetterValues
{
    /// <summary>Values that the program's letterhead gives in each language; the others come from the case.</summary>
    public static IReadOnlyList<string> OfLetterhead { get; } = ["department.name", "department.address", "department.contact"];

    /// <summary>Values that the letterhead may put into the language, in place of what the policy says.</summary>
    public static IReadOnlyList<string> MayBeTranslated { get; } = ["program.name", "legal-basis", "appeal.body"];

    public static IReadOnlyList<LetterValue> All { get; } =
    [
        new("department.name", "The department, from the letterhead", "Department of Public Health, Environmental Health Branch"),
        new("department.address", "Its address, from the letterhead", "1 Example Plaza, San Francisco, CA 94100"),
        new("department.contact", "How to reach whoever answers, from the letterhead", "415-555-0100, permits@example.gov"),
        new("program.name", "The program's name", "San Francisco"),
        new("legal-basis", "The rule under which the department acts, from the policy", "California Retail Food Code"),
        new("today", "The day on which the letter was prepared", "November 22, 2026"),
        new("letter.number", "The letter's number, also in its footer", "L-2026-00012"),
        new("case.reference", "The department's file", "EC-2026-00004"),
        new("permittee", "Who holds the permit", "Lantern Kitchen LLC"),
        new("trade-name", "The name over the door", "Lantern Kitchen"),
        new("permit.number", "The permit's number", "P-20481"),
        new("site", "Where the establishment is", "12 Invented Street, San Francisco, CA 94100"),
        new("judgment.debtor", "The judgment's party, as the agency spells it", "Lantern Kitchen LLC"),
        new("judgment.agency", "The labor agency", "Office of Labor Standards Enforcement"),
        new("judgment.court", "The court, or that none was stated", "Superior Court"),
        new("judgment.case-number", "The court's number, or the agency's own", "CGC-00-000001"),
        new("judgment.issued-on", "The day of the judgment, or that none was stated", "May 4, 2026"),
        new("owed.amount", "What is left to pay, to the cent", "$18,250.40"),
        new("owed.as-of", "The day for which that holds: the agency's confirmation, or a later payment", "November 15, 2026"),
        new("owed.interest", "Interest that the agency stated beside it, or that none was stated", "$912.05"),
        new("pay.to", "Whom to pay: the agency, or to whom the judgment was assigned", "Office of Labor Standards Enforcement"),
        new("service.on", "The day on which the letter is to be served", "November 23, 2026"),
        new("service.method", "How it is to be served", "by mail"),
        new("respond.by", "The last day to answer", "December 14, 2026"),
        new("respond.counted", "How that day is counted, as a clause", "15 calendar days from …, and 5 more because it comes by mail; …"),
        new("charges", "What the permittee is charged with", "Since May 4, 2026 a final judgment has not been paid."),
        new("request.by", "The last day to ask for a hearing", "December 8, 2026"),
        new("hearing.on", "The day of the hearing", "December 17, 2026"),
        new("hearing.time", "Its hour", "9:30 AM"),
        new("hearing.place", "Where it is held", "Room 300, 1 Example Plaza"),
        new("decision.findings", "What the hearing officer found", "The judgment is final and unpaid."),
        new("decision.outcome", "What was decided", "The permit is suspended."),
        new("order.effective", "The first day of the order", "January 4, 2027"),
        new("order.until", "Its last day, or that it stands until the judgment is paid", "the judgment is paid"),
        new("appeal.by", "The last day to appeal", "January 4, 2027"),
        new("appeal.body", "Who hears the appeal", "Board of Appeals"),
        new("answer.how", "Where the permittee sees the case and answers, with the code; or to call, where there is no page", "Open https://permits.example.gov/permittee and type the code …"),
        new("answer.address", "The address of that page, where there is one", "https://permits.example.gov/permittee"),
        new("answer.code", "The letter's own code for it, where there is one", "7K2M-9QXV-03TB"),
        new("release.cause", "Why the permit is set free, as a clause", "nothing is owed on the judgment any more"),
    ];

    /// <summary>Whether a template may ask for it.</summary>
    public static bool Has(string name) => All.Any(value => value.Name == name);

    /// <summary>What is known, in words. A value that is not known is left out: a template that asks for it cannot be filled yet.</summary>
    /// <param name="letterhead">The program's own words in this language, by name.</param>
    public static IReadOnlyDictionary<string, string> Of(LetterFacts facts, LetterLanguage language, IReadOnlyDictionary<string, string> letterhead)
    {
        string? Day(DateOnly? day) => day is { } known ? language.Day(known) : null;
        var byMail = facts.Service.Method == ServiceMethod.Mail;
        var values = new Dictionary<string, string?>
        {
            ["program.name"] = facts.Program,
            ["legal-basis"] = facts.LegalBasis,
            ["today"] = language.Day(facts.Today),
            ["letter.number"] = facts.LetterNumber,
            ["case.reference"] = facts.CaseReference,
            ["permittee"] = facts.Permittee,
            ["trade-name"] = facts.TradeName,
            ["permit.number"] = facts.PermitNumber,
            ["site"] = facts.Site,
            ["judgment.debtor"] = facts.Debtor,
            ["judgment.agency"] = facts.Agency,
            ["judgment.court"] = facts.Court ?? language.NotStated,
            ["judgment.case-number"] = facts.CaseNumber,
            ["judgment.issued-on"] = Day(facts.IssuedOn) ?? language.NotStated,
            ["owed.amount"] = facts.Owed is { } owed ? LetterLanguage.Money(owed) : null,
            ["owed.as-of"] = Day(facts.OwedAsOf),
            ["owed.interest"] = facts.Interest is { } interest ? LetterLanguage.Money(interest) : language.NotStated,
            ["pay.to"] = facts.PayTo,
            ["service.on"] = language.Day(facts.Service.On),
            ["service.method"] = language.Method(facts.Service.Method),
            ["respond.by"] = Day(facts.Service.RespondBy),
            ["respond.counted"] = facts.Service.RespondBy is null ? null : language.Counted(facts.Service.On, facts.ResponseDays, facts.MailDays, byMail),
            ["charges"] = facts.Charges,
            ["request.by"] = Day(facts.RequestBy),
            ["hearing.on"] = Day(facts.HearingOn),
            ["hearing.time"] = facts.HearingTime is { } time ? language.Time(time) : null,
            ["hearing.place"] = facts.HearingPlace,
            ["decision.findings"] = facts.DecisionFindings,
            ["decision.outcome"] = facts.DecisionOutcome is { } outcome ? language.Outcome(outcome) : null,
            ["order.effective"] = Day(facts.OrderEffective),
            ["order.until"] = Day(facts.OrderUntil) ?? (facts.OrderEffective is null ? null : facts.DecisionOutcome == HearingOutcome.Revoke ? language.UntilNewPermit : language.UntilPaid),
            ["appeal.by"] = Day(facts.AppealBy),
            ["appeal.body"] = facts.AppealBody,
            ["answer.how"] = language.HowToAnswer(facts.AnswerAddress, facts.AnswerCode),
            ["answer.address"] = facts.AnswerAddress,
            ["answer.code"] = facts.AnswerCode,
            ["release.cause"] = facts.Released is { } cause ? language.Cause(cause) : null,
        };
        foreach (var (name, words) in letterhead)
        {
            // A translation of what is not known says nothing.
            if (OfLetterhead.Contains(name) || (MayBeTranslated.Contains(name) && values[name] is not null))
                values[name] = words;
        }
        return values.Where(value => !string.IsNullOrWhiteSpace(value.Value)).ToDictionary(value => value.Key, value => value.Value!);
    }
}
