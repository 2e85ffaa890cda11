using System.Globalization;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Domain.Policies;

namespace WageTheftPermits.Application.Hearings.Packets;

/// <summary>What the record has, in sentences for a reader who was not there.</summary>
internal static class PacketWords
{
    /// <summary>On one line, wherever it stands.</summary>
    public static string Day(DateOnly day) => day.ToString("MMMM\u00a0d,\u00a0yyyy", CultureInfo.InvariantCulture);

    public static string Day(DateOnly? day, string ifNone) => day is { } known ? Day(known) : ifNone;

    public static string Money(decimal? dollars) => dollars is { } known ? LetterLanguage.Money(known) : "not known";

    public static string Kind(string kind) => Sentence(kind);

    /// <summary><c>payment.received.v1</c> reads "Payment received".</summary>
    public static string Event(string type) => Sentence(string.Join(' ', type.Split('.')[..^1]));

    public static string Method(ServiceMethod method) => LetterLanguage.Find("en")!.Method(method);

    public static string Letter(Letter letter) =>
        $"{Kind(letter.Kind).ToLowerInvariant()}, {LetterLanguage.Find(letter.Language)?.Name ?? letter.Language}{(letter.IsAuthoritative ? "" : " (courtesy copy)")}{(letter.Status == LetterStatus.Returned ? $", came back {letter.ReturnedOn:yyyy-MM-dd}" : "")}";

    /// <summary>Who acted, as the record writes it: an account's name, or what is no person.</summary>
    public static string Who(string actor) => actor.Split(':')[0] switch
    {
        "system" => "the service",
        "permittee" => "the permittee",
        "agency" => $"the agency ({actor["agency:".Length..]})",
        _ => actor,
    };

    public static string Severity(HoldSeverity severity) => severity switch
    {
        HoldSeverity.Lock => "lock: the renewal is not issued, and nothing else is granted on the permit",
        HoldSeverity.Hold => "hold: the renewal is not issued",
        HoldSeverity.Required => "required: the renewal is issued on a condition",
        _ => "notice: it stops nothing",
    };

    public static string Status(HearingStatus status) => status switch
    {
        HearingStatus.Charged => "charges served; no hearing was asked for yet",
        HearingStatus.LateRequest => "a hearing was asked for late; a supervisor decides whether it is heard",
        HearingStatus.Requested => "a hearing is to be held and has no day yet",
        HearingStatus.Scheduled => "the hearing has its day",
        HearingStatus.Waived => "nobody asked in time; the decision is made on the record",
        HearingStatus.Held => "the hearing was held; the decision is due",
        HearingStatus.Defaulted => "nobody came; the decision is made on the record",
        HearingStatus.Decided => "decided",
        _ => "ended before a decision",
    };

    public static string Action(PermitOrder order) => (order.Action, order.Days) switch
    {
        (SuspensionAction.Revoke, _) => "revocation of the permit",
        (_, null) => "suspension until what is owed is paid",
        var (_, days) => $"suspension for {days} days",
    };

    public static string Verdict(Verdict verdict) => verdict switch
    {
        Domain.Matching.Verdict.Same => "The permittee is the judgment's party",
        Domain.Matching.Verdict.NotSame => "The permittee is not the judgment's party",
        Domain.Matching.Verdict.TakenBack => "The verdict before was undone",
        _ => "Unsure",
    };

    /// <summary>A weight in bits as a likelihood: how much likelier what was found is between records of one business than between strangers, or the other way.</summary>
    public static string Weight(double bits) => Math.Abs(bits) < 0.05
        ? "says nothing either way"
        : bits > 0
            ? $"counts for it: {Times(bits)} times as likely in records of one business"
            : $"counts against it: {Times(-bits)} times as likely in records of two";

    /// <summary>Never certain, and never impossible: a score is neither.</summary>
    public static string Probability(double share) => share switch
    {
        < 0.001 => "less than 0.1%",
        > 0.999 => "more than 99.9%",
        _ => share.ToString("0.0%", CultureInfo.InvariantCulture),
    };

    /// <summary>What an event says, after its name.</summary>
    public static string Told(ToldEvent told) => told.Said switch
    {
        null => "It contradicts another event of the agency and counts for nothing.",
        JudgmentEvent.Issued it => Terms(it.Terms),
        JudgmentEvent.Amended it => $"The judgment is restated as a whole. {Terms(it.Terms)}",
        JudgmentEvent.Served it => $"Served on the debtor {On(it.ServedOn)}{With(", ", it.Method)}.",
        JudgmentEvent.BecameFinal it => $"Final {On(it.FinalOn)}.",
        JudgmentEvent.Appealed it => $"An appeal was filed {On(it.FiledOn)}.",
        JudgmentEvent.Stayed it => $"Stay {it.StayId}{With(" by ", it.By)}, from {Day(it.From, "a day not stated")}.",
        JudgmentEvent.StayLifted it => $"Stay {it.StayId} was lifted {On(it.On)}.",
        JudgmentEvent.Vacated it => $"Vacated {On(it.On)}.{With(" ", it.Reason)}",
        JudgmentEvent.Withdrawn it => $"Withdrawn {On(it.On)}.{With(" ", it.Reason)}",
        JudgmentEvent.Reinstated it => $"Reinstated {On(it.On)}.{With(" ", it.Reason)}",
        JudgmentEvent.Assigned it => $"Assigned to {it.ToName ?? it.ToAgency ?? "another creditor"} {On(it.On)}.",
        JudgmentEvent.Renewed it => $"Renewed {On(it.On)}; it can be enforced until {Day(it.Until)}.",
        JudgmentEvent.Satisfied it => $"Satisfied {On(it.On)}{(it.AcceptedAmount is { } taken ? $"; {Money(taken)} was taken instead of the whole" : "")}.",
        JudgmentEvent.PaymentReceived it => $"Payment {it.PaymentId} of {Money(it.Amount)} was received on {Day(it.ReceivedOn)}.",
        JudgmentEvent.PaymentReturned it => $"Payment {it.PaymentId} was returned on {Day(it.ReturnedOn)}.{With(" ", it.Reason)}",
        JudgmentEvent.AccordSigned it => $"Accord {it.AccordId} was signed {On(it.SignedOn)}, in {it.Installments.Count} instalments.",
        JudgmentEvent.InstallmentMissed it => $"The instalment of accord {it.AccordId} due {Day(it.DueOn, "on a day not stated")} was missed.",
        JudgmentEvent.AccordCompleted it => $"Accord {it.AccordId} was completed {On(it.On)}.",
        JudgmentEvent.BankruptcyFiled it => $"Bankruptcy {it.CaseNumber}{With(", chapter ", it.Chapter)}, filed {On(it.FiledOn)}.",
        JudgmentEvent.BankruptcyEnded it => $"Bankruptcy {it.CaseNumber} ended {On(it.On)}.",
        JudgmentEvent.BalanceConfirmed it => $"{Money(it.Amount)} was owed as of {Day(it.AsOf)}{(it.Interest is { } interest ? $", and {Money(interest)} of interest beside it" : "")}.",
        _ => "",
    };

    private static string Terms(JudgmentTerms terms) =>
        $"{Money(terms.Amount)} awarded{(terms.Workers is { } workers ? $" to {workers} workers" : "")}, issued {On(terms.IssuedOn)}; the last day to appeal: {Day(terms.AppealDeadline, "not stated")}.";

    private static string On(DateOnly? day) => day is { } known ? $"on {Day(known)}" : "on a day not stated";

    private static string With(string before, string? words) => string.IsNullOrWhiteSpace(words) ? "" : before + words.Trim();

    private static string Times(double bits) => Math.Pow(2, bits) switch
    {
        < 10 and var times => times.ToString("0.0", CultureInfo.InvariantCulture),
        var times => times.ToString("#,0", CultureInfo.InvariantCulture),
    };

    private static string Sentence(string words)
    {
        var text = words.Replace('-', ' ').Replace('.', ' ');
        return text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
    }
}
