using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.UnitTests.Enforcement;
using Case = WageTheftPermits.Domain.Enforcement.Case;

namespace WageTheftPermits.UnitTests.Notices;

public class LetterTests
{
    private static readonly DateOnly s_respondBy = new(2026, 3, 23);

    private readonly Case _case = Given.NewCase();

    private Letter Draft(string language = "en", string kind = LetterKinds.FirstNotice, DateOnly? respondBy = null) => new(Guid.CreateVersion7(), "L-2026-00001", _case,
        new LetterForm(kind, language, $"{kind}.{language}.md", new string('0', 64), language != "en"), new ServicePlan(Given.Today, ServiceMethod.Mail, respondBy ?? s_respondBy),
        new Dictionary<string, string>(), "<h1>Notice</h1>", Given.Inspector, Given.Now);

    private Letter LetterIn(LetterStatus status, string language = "en")
    {
        var letter = Draft(language);
        if (status == LetterStatus.Discarded)
            letter.Discard(Given.Inspector, "Wrong permit.", Given.Now);
        if (status is LetterStatus.Final or LetterStatus.Served or LetterStatus.Returned)
            letter.MakeFinal(Given.Inspector, Given.Now);
        if (status is LetterStatus.Served or LetterStatus.Returned)
            letter.Serve(Notice(), [letter]);
        if (status == LetterStatus.Returned)
            letter.Return(Notice(), Given.Inspector, Given.Today, "Moved.", Given.Today, Given.Now);
        letter.Status.ShouldBe(status);
        return letter;
    }

    private Notice Notice(string kind = LetterKinds.FirstNotice, DateOnly? servedOn = null, DateOnly? respondBy = null, Case? onCase = null) =>
        new(Guid.CreateVersion7(), "N-2026-00001", onCase ?? _case, kind, servedOn ?? Given.Today, ServiceMethod.Mail, "Certificate of mailing.", respondBy ?? s_respondBy, Given.Inspector, Given.Today, Given.Now);

    private static void Refused(string rule, Action act) => Should.Throw<RuleViolation>(act).Rule.ShouldBe(rule);

    /// <summary>The whole machine: every status against every act.</summary>
    [Theory]
    [InlineData(LetterStatus.Draft, LetterAct.Certify, LetterStatus.Draft)]
    [InlineData(LetterStatus.Draft, LetterAct.MakeFinal, LetterStatus.Final)]
    [InlineData(LetterStatus.Draft, LetterAct.Discard, LetterStatus.Discarded)]
    [InlineData(LetterStatus.Final, LetterAct.Serve, LetterStatus.Served)]
    [InlineData(LetterStatus.Final, LetterAct.Discard, LetterStatus.Discarded)]
    [InlineData(LetterStatus.Served, LetterAct.Return, LetterStatus.Returned)]
    public void An_act_leads_where_the_table_says(LetterStatus from, LetterAct act, LetterStatus to) => Letter.Next(from, act).ShouldBe(to);

    [Fact]
    public void Nothing_else_moves_a_letter()
    {
        var allowed = from status in Enum.GetValues<LetterStatus>() from act in Enum.GetValues<LetterAct>() where Letter.Next(status, act) is not null select (status, act);
        allowed.Count().ShouldBe(6);
        foreach (var status in Enum.GetValues<LetterStatus>())
        {
            var letter = LetterIn(status);
            if (Letter.Next(status, LetterAct.MakeFinal) is null)
                Refused("letter.transition", () => letter.MakeFinal(Given.Inspector, Given.Now));
            if (Letter.Next(status, LetterAct.Discard) is null)
                Refused("letter.transition", () => letter.Discard(Given.Inspector, "Wrong permit.", Given.Now));
            if (Letter.Next(status, LetterAct.Return) is null)
                Refused("letter.transition", () => letter.Return(Notice(), Given.Inspector, Given.Today, "Moved.", Given.Today, Given.Now));
        }
    }

    [Fact]
    public void Only_a_person_moves_it_and_only_into_a_kind_that_there_is()
    {
        var service = Actor.System("letters");
        Refused("actor.person-required", () => Draft().MakeFinal(service, Given.Now));
        Refused("actor.person-required", () => Draft("es").Certify(service, "Compared word for word.", Given.Now));
        Refused("actor.person-required", () => Draft().Discard(service, "Wrong permit.", Given.Now));
        Refused("actor.person-required", () => LetterIn(LetterStatus.Served).Return(Notice(), service, Given.Today, "Moved.", Given.Today, Given.Now));
        Refused("letter.kind", () => Draft(kind: "greeting"));
    }

    [Fact]
    public void A_translation_that_nobody_certified_is_not_served_alone_and_goes_along_with_the_first_language()
    {
        var (english, spanish) = (LetterIn(LetterStatus.Final), LetterIn(LetterStatus.Final, "es"));
        Refused("letter.uncertified", () => spanish.Serve(Notice(), [spanish]));
        spanish.Status.ShouldBe(LetterStatus.Final);
        var notice = Notice();
        spanish.Serve(notice, [english, spanish]);
        spanish.NoticeId.ShouldBe(notice.Id);
    }

    [Fact]
    public void A_certified_translation_is_served_alone_and_its_certification_is_fixed_with_it()
    {
        var letter = Draft("zh-Hant");
        Refused("letter.statement", () => letter.Certify(Given.Supervisor, " ", Given.Now));
        letter.Certify(Given.Supervisor, " Translated by a certified translator. ", Given.Now);
        (letter.IsAuthoritative, letter.CertifiedBy, letter.Certification).ShouldBe((true, Given.Supervisor.Id, "Translated by a certified translator."));
        letter.MakeFinal(Given.Inspector, Given.Now);
        Refused("letter.transition", () => letter.Certify(Given.Supervisor, "Once more.", Given.Now));
        letter.Serve(Notice(), [letter]);
        letter.Status.ShouldBe(LetterStatus.Served);
    }

    [Fact]
    public void What_is_no_translation_has_nothing_to_certify() => Refused("letter.no-translation", () => Draft().Certify(Given.Supervisor, "Compared.", Given.Now));

    [Fact]
    public void It_is_served_with_a_notice_of_its_own_case_and_kind_after_it_was_final()
    {
        var letter = LetterIn(LetterStatus.Final);
        Refused("letter.other-case", () => letter.Serve(Notice(onCase: Given.NewCase()), [letter]));
        Refused("letter.other-kind", () => letter.Serve(Notice(LetterKinds.Warning), [letter]));
        var early = Draft();
        early.MakeFinal(Given.Inspector, Given.Now.AddDays(3));
        Refused("letter.before-final", () => early.Serve(Notice(), [early]));
    }

    [Fact]
    public void It_never_states_an_earlier_day_to_answer_than_the_law_gives()
    {
        var letter = LetterIn(LetterStatus.Final);
        Refused("letter.respond-by", () => letter.Serve(Notice(respondBy: s_respondBy.AddDays(1)), [letter]));
        letter.Serve(Notice(respondBy: s_respondBy.AddDays(-5)), [letter]);
        letter.Status.ShouldBe(LetterStatus.Served);
    }

    [Fact]
    public void It_comes_back_with_a_reason_and_not_before_it_was_served_or_in_the_future()
    {
        var letter = LetterIn(LetterStatus.Served);
        Refused("letter.reason", () => letter.Return(Notice(), Given.Inspector, Given.Today, "", Given.Today, Given.Now));
        var early = LetterIn(LetterStatus.Served);
        Refused("letter.returned-on", () => early.Return(Notice(), Given.Inspector, Given.Today.AddDays(-1), "Moved.", Given.Today, Given.Now));
        var late = LetterIn(LetterStatus.Served);
        Refused("letter.returned-on", () => late.Return(Notice(), Given.Inspector, Given.Today.AddDays(1), "Moved.", Given.Today, Given.Now));
        letter.Return(Notice(), Given.Inspector, Given.Today, " Moved. ", Given.Today, Given.Now);
        (letter.ReturnedOn, letter.EndReason, letter.EndedBy).ShouldBe((Given.Today, "Moved.", Given.Inspector.Id));
    }

    [Fact]
    public void It_is_discarded_with_a_reason() => Refused("letter.reason", () => Draft().Discard(Given.Inspector, " ", Given.Now));
}
