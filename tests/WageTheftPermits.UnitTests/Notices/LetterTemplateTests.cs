using WageTheftPermits.Application.Notices;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Notices;

namespace WageTheftPermits.UnitTests.Notices;

public class LetterTemplateTests
{
    private const string Sound = "# Your permit is free\n\nPermit {{permit.number}}: {{ release.cause }}. {{department.contact}}\n";

    private static string[] FaultsOf(string text, string file = "release.en.md") => [.. LetterTemplate.Of(file, text).Faults().Select(fault => fault.ToString())];

    [Fact]
    public void A_sound_template_has_no_faults() => FaultsOf(Sound).ShouldBeEmpty();

    [Theory]
    [InlineData("{{permit.nunber}}", "There is no value 'permit.nunber'")]
    [InlineData("{{permit.number", "A placeholder is {{name}} on one line")]
    [InlineData("permit.number}}", "A placeholder is {{name}} on one line")]
    [InlineData("{{Permit Number}}", "A placeholder is {{name}} on one line")]
    [InlineData("{{}}", "A placeholder is {{name}} on one line")]
    [InlineData("![seal](file:///etc/passwd)", "A letter has no images and no links")]
    [InlineData("[pay here](https://example.test/)", "A letter has no images and no links")]
    public void A_fault_names_file_line_and_what_to_do(string broken, string said) =>
        FaultsOf($"{Sound}\n{broken}\n").ShouldHaveSingleItem().ShouldSatisfyAllConditions(fault => fault.ShouldStartWith("release.en.md:5: "), fault => fault.ShouldContain(said));

    [Fact]
    public void A_letter_that_leaves_out_what_it_must_state_is_a_fault() =>
        FaultsOf("# Your permit\n\n{{permit.number}} {{department.contact}}\n").ShouldHaveSingleItem().ShouldBe("release.en.md: A release must state {{release.cause}}: Why the permit is set free, as a clause.");

    [Theory]
    [InlineData("greeting.en.md", "A letter's file is named KIND.LANGUAGE.md")]
    [InlineData("release.md", "A letter's file is named KIND.LANGUAGE.md")]
    [InlineData("release.tlh.md", "'tlh' is none of them")]
    public void A_file_name_says_kind_and_language(string file, string said) => FaultsOf(Sound, file).ShouldContain(fault => fault.Contains(said, StringComparison.Ordinal));

    [Fact]
    public void A_letter_begins_with_its_title() => FaultsOf("\n" + Sound).ShouldHaveSingleItem().ShouldContain("A letter begins with a line '# …'");

    [Fact]
    public void Values_and_markup_are_text_and_never_elements()
    {
        var body = LetterTemplate.Of("release.en.md", "# A {{trade-name}}\n\n{{charges}}\n\n<script>alert(1)</script> <img src=x>\n")
            .Fill(new Dictionary<string, string> { ["trade-name"] = "<b>Fox & Hen</b> **bold** {{charges}}", ["charges"] = "First.\nSecond <i>" });
        body.ShouldContain("<h1>A &lt;b&gt;Fox &amp; Hen&lt;/b&gt; **bold** {{charges}}</h1>");
        body.ShouldContain("<p>First.<br>Second &lt;i&gt;</p>");
        body.ShouldContain("&lt;script&gt;");
        body.ShouldNotContain("<script");
        body.ShouldNotContain("<img");
    }

    [Fact]
    public void What_is_not_known_yet_is_named_and_no_letter_is_made() =>
        Should.Throw<RuleViolation>(() => LetterTemplate.Of("decision.en.md", "# Decision\n\n{{decision.outcome}} {{permit.number}}").Fill(new Dictionary<string, string> { ["permit.number"] = "F-1" }))
            .ShouldSatisfyAllConditions(e => e.Rule.ShouldBe("letter.value"), e => e.Message.ShouldContain("What was decided"), e => e.Message.ShouldNotContain("permit's number"));

    [Fact]
    public void The_programs_letters_have_no_faults_and_can_be_filled_in_every_language()
    {
        foreach (var policy in Directory.EnumerateFiles(Repository.PathOf("workflows"), "policy.json", SearchOption.AllDirectories))
        {
            var (letters, faults) = ProgramLetters.Read(Path.GetDirectoryName(policy)!);
            faults.ShouldBeEmpty();
            foreach (var template in letters.Templates)
                template.Fill(LetterValues.Of(Example.Facts, LetterLanguage.Find(template.Language)!, letters.Words(template.Language))).ShouldNotContain("{{");
        }
    }

    [Fact]
    public void A_programs_faults_as_a_whole_are_found()
    {
        var folder = Directory.CreateTempSubdirectory("letters-test-");
        try
        {
            File.Copy(Repository.PathOf("workflows", "san-francisco", "policy.json"), Path.Combine(folder.FullName, "policy.json"));
            var letters = folder.CreateSubdirectory("letters").FullName;
            File.WriteAllText(Path.Combine(letters, "release.es.md"), Sound);
            File.WriteAllText(Path.Combine(letters, "letterhead.json"), """{ "es": { "department.name": "D", "department.address": "A", "motto": "M" } }""");
            var faults = ProgramLetters.Read(folder.FullName).Faults.Select(fault => fault.Message).ToList();
            faults.ShouldContain(fault => fault.StartsWith("'motto' is no value of the letterhead", StringComparison.Ordinal));
            faults.ShouldContain("'department.contact' has no words in the language 'es'.");
            faults.ShouldContain(fault => fault.StartsWith("It is missing: the policy's first language is en", StringComparison.Ordinal));
            faults.Count.ShouldBe(3);

            File.WriteAllText(Path.Combine(letters, "letterhead.json"), "{ \"es\": [] }");
            ProgramLetters.Read(folder.FullName).Faults.ShouldContain(fault => fault.Message.StartsWith("It is no JSON of the form", StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_program_without_letters_writes_none() => ProgramLetters.Read(Path.GetTempPath()).Letters.Has(LetterKinds.FirstNotice).ShouldBeFalse();

    [Fact]
    public void The_documentation_lists_every_value_with_its_meaning_and_an_example()
    {
        var lines = File.ReadAllLines(Repository.PathOf("docs", "letters.md"));
        foreach (var value in LetterValues.All)
            lines.ShouldContain($"| `{value.Name}` | {value.Meaning} | {value.Example} |");
    }
}

/// <summary>An invented letter's facts, with everything that any letter can state.</summary>
internal static class Example
{
    public static LetterFacts Facts { get; } = new()
    {
        Today = new(2026, 11, 22),
        LetterNumber = "L-2026-00012",
        CaseReference = "EC-2026-00004",
        Program = "San Francisco",
        LegalBasis = "California Retail Food Code",
        Permittee = "Lantern Kitchen LLC",
        TradeName = "Lantern Kitchen",
        PermitNumber = "P-20481",
        Site = "12 Invented Street, San Francisco, CA 94100",
        Debtor = "Lantern Kitchen LLC",
        Agency = "Office of Labor Standards Enforcement",
        CaseNumber = "CGC-00-000001",
        IssuedOn = new(2026, 5, 4),
        Owed = 18_250.40m,
        OwedAsOf = new(2026, 11, 15),
        PayTo = "Office of Labor Standards Enforcement",
        Service = new(new(2026, 11, 23), ServiceMethod.Mail, new(2026, 12, 14)),
        ResponseDays = 15,
        MailDays = 5,
        Released = CloseCause.NothingOwed,
        Charges = "Since May 4, 2026 a final judgment has not been paid.",
        RequestBy = new(2026, 12, 8),
        HearingOn = new(2026, 12, 17),
        HearingTime = new(13, 30),
        HearingPlace = "Room 300, 1 Example Plaza",
        DecisionFindings = "The judgment is final and unpaid.",
        DecisionOutcome = HearingOutcome.Suspend,
        OrderEffective = new(2027, 1, 4),
        AppealBy = new(2027, 1, 4),
        AppealBody = "Board of Appeals",
        AnswerAddress = "https://permits.example.gov/permittee",
        AnswerCode = "7K2M-9QXV-03TB",
    };
}

public class LetterValuesTests
{
    private static IReadOnlyDictionary<string, string> In(string language, LetterFacts? facts = null, Dictionary<string, string>? letterhead = null) =>
        LetterValues.Of(facts ?? Example.Facts, LetterLanguage.Find(language)!, letterhead ?? []);

    [Theory]
    [InlineData("en", "November 22, 2026", "1:30 PM", "by mail", "the judgment is paid", "not stated")]
    [InlineData("es", "22 de noviembre de 2026", "13:30", "por correo", "que se pague la sentencia", "no se indica")]
    [InlineData("zh-Hant", "2026年11月22日", "13:30", "郵寄", "付清判決款項為止", "未註明")]
    public void Days_hours_and_fixed_words_are_in_the_letters_language(string language, string today, string time, string method, string until, string notStated)
    {
        var values = In(language);
        (values["today"], values["hearing.time"], values["service.method"], values["order.until"], values["judgment.court"]).ShouldBe((today, time, method, until, notStated));
    }

    [Theory]
    [InlineData("0", "$0.00")]
    [InlineData("0.05", "$0.05")]
    [InlineData("999.5", "$999.50")]
    [InlineData("18250.40", "$18,250.40")]
    [InlineData("1065000", "$1,065,000.00")]
    public void Money_is_to_the_cent_in_every_language(string dollars, string written)
    {
        foreach (var language in LetterLanguage.Tags)
            In(language, Example.Facts with { Owed = decimal.Parse(dollars, System.Globalization.CultureInfo.InvariantCulture) })["owed.amount"].ShouldBe(written);
    }

    [Fact]
    public void How_the_last_day_is_counted_says_the_days_and_those_of_the_mail()
    {
        In("en")["respond.counted"].ShouldStartWith("15 calendar days from November 23, 2026, the day this letter is mailed, and 5 more because it comes by mail;");
        var inPerson = In("en", Example.Facts with { Service = Example.Facts.Service with { Method = ServiceMethod.InPerson } })["respond.counted"];
        inPerson.ShouldStartWith("15 calendar days from November 23, 2026, the day this letter is served;");
        foreach (var language in LetterLanguage.Tags)
            In(language)["respond.counted"].ShouldSatisfyAllConditions(text => text.ShouldContain("15"), text => text.ShouldContain("5"));
    }

    [Fact]
    public void What_is_not_known_is_left_out()
    {
        var values = In("en", Example.Facts with { Owed = null, HearingOn = null, Released = null, OrderEffective = null, AppealBody = null, Service = Example.Facts.Service with { RespondBy = null } });
        foreach (var name in (string[])["owed.amount", "hearing.on", "release.cause", "order.effective", "order.until", "appeal.body", "respond.by", "respond.counted"])
            values.Keys.ShouldNotContain(name);
    }

    [Fact]
    public void The_letterhead_translates_what_is_known_and_nothing_else()
    {
        var words = new Dictionary<string, string> { ["department.name"] = "Departamento", ["appeal.body"] = "Junta", ["legal-basis"] = "Código", ["permittee"] = "Somebody else" };
        var values = In("es", letterhead: words);
        (values["department.name"], values["appeal.body"], values["legal-basis"], values["permittee"]).ShouldBe(("Departamento", "Junta", "Código", "Lantern Kitchen LLC"));
        In("es", Example.Facts with { AppealBody = null }, words).Keys.ShouldNotContain("appeal.body");
    }

    [Fact]
    public void Every_value_on_the_list_is_one_that_a_letter_can_have()
    {
        var letterhead = LetterValues.OfLetterhead.ToDictionary(name => name, name => "words");
        In("en", Example.Facts, letterhead).Keys.Order().ShouldBe(LetterValues.All.Select(value => value.Name).Order());
    }

    [Fact]
    public void Every_cause_and_method_has_words_in_every_language()
    {
        foreach (var language in LetterLanguage.Tags.Select(tag => LetterLanguage.Find(tag)!))
        {
            Enum.GetValues<CloseCause>().Select(language.Cause).ShouldAllBe(words => words.Length > 0);
            Enum.GetValues<ServiceMethod>().Select(language.Method).Distinct().Count().ShouldBe(4);
        }
    }
}
