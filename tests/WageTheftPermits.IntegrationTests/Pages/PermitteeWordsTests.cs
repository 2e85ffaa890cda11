using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Web.Pages.PermitteePage;

namespace WageTheftPermits.IntegrationTests.Pages;

public sealed class PermitteeWordsTests
{
    [Fact]
    public void The_permittees_page_has_its_words_in_every_language_of_letters()
    {
        foreach (var language in LetterLanguage.Tags)
        {
            var words = PermitteeWords.In(language);
            words.Language.Tag.ShouldBe(language);
            Enum.GetValues<AnswerKind>().ShouldAllBe(kind => words.Kind(kind).Length > 0);
            LetterKinds.All.ShouldAllBe(kind => words.Letter(kind).Length > 0);
            words["answerby"].ShouldContain("{0}");
        }
        PermitteeWords.In("tlh").Language.Tag.ShouldBe("en");
        PermitteeWords.In("es").Refusal("no.such.rule", "As the department says it.").ShouldBe("As the department says it.");
        PermitteeWords.In("es").Refusal("document.type", "").ShouldContain("PDF");
    }
}
