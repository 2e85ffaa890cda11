using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.UnitTests.Enforcement;

namespace WageTheftPermits.UnitTests.Notices;

public class LetterMailTests
{
    private static Letter FinalLetter()
    {
        var letter = new Letter(Guid.CreateVersion7(), "L-2026-00001", Given.NewCase(), new LetterForm(LetterKinds.FirstNotice, "en", "first-notice.en.md", new string('0', 64), false),
            new ServicePlan(Given.Today, ServiceMethod.Email, null), new Dictionary<string, string>(), "<h1>Notice</h1>", Given.Inspector, Given.Now);
        letter.MakeFinal(Given.Inspector, Given.Now);
        return letter;
    }

    private static LetterMail Mail(Letter? letter = null, string address = "owner@example.test", string consent = "Signed.", Actor? by = null) =>
        new(Guid.CreateVersion7(), letter ?? FinalLetter(), address, consent, by ?? Given.Inspector, Given.Now);

    [Theory]
    [InlineData("")]
    [InlineData("owner")]
    [InlineData("Owner <owner@example.test>")]
    [InlineData("a@example.test, b@example.test")]
    public void An_address_is_one_address(string address) => Should.Throw<RuleViolation>(() => Mail(address: address)).Rule.ShouldBe("letter.address");

    [Fact]
    public void It_needs_consent_a_person_and_a_final_letter()
    {
        Should.Throw<RuleViolation>(() => Mail(consent: " ")).Rule.ShouldBe("letter.consent");
        Should.Throw<RuleViolation>(() => Mail(by: Actor.System("letters"))).Rule.ShouldBe("actor.person-required");
        var discarded = FinalLetter();
        discarded.Discard(Given.Inspector, "Wrong permit.", Given.Now);
        Should.Throw<RuleViolation>(() => Mail(discarded)).Rule.ShouldBe("letter.not-final");
    }

    [Fact]
    public void It_is_tried_twice_as_late_each_time_an_hour_at_most_and_then_given_up()
    {
        var mail = Mail();
        var pauses = new List<double>();
        while (mail.NextAt is not null)
        {
            mail.Begin(Given.Now);
            pauses.Add((mail.NextAt!.Value - Given.Now).TotalMinutes);
            mail.Failed("no answer");
        }
        pauses.ShouldBe([2, 4, 8, 16, 32, 60, 60, 60, 60]);
        (mail.WasGivenUp, mail.LastError).ShouldBe((true, "no answer"));
    }

    [Fact]
    public void What_was_sent_is_not_tried_again_whatever_failed_before()
    {
        var mail = Mail();
        mail.Begin(Given.Now);
        mail.Failed("no answer");
        mail.Sent(Given.Now);
        (mail.NextAt, mail.LastError, mail.WasGivenUp, mail.SentAt).ShouldBe((null, null, false, Given.Now));
    }
}
