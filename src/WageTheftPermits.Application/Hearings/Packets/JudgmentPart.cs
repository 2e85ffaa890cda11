using System.Globalization;
using System.Text;
using static WageTheftPermits.Application.Hearings.Packets.PacketPage;
using static WageTheftPermits.Application.Hearings.Packets.PacketWords;

namespace WageTheftPermits.Application.Hearings.Packets;

/// <summary>What the agency says is owed, how it came about, and what its messages were.</summary>
internal static class JudgmentPart
{
    public static string Of(PacketFile file)
    {
        var (judgment, state) = (file.Judgment, file.State);
        var html = new StringBuilder().Append(new Rows()
            .Add("Agency", $"{file.AgencyName}; its number {judgment.Subject}")
            .Add("Court", judgment.Court ?? "not stated")
            .Add("Case number", judgment.CaseNumber ?? "not stated")
            .Add("What kind of paper", judgment.Kind is { } kind ? Kind(kind) : null)
            .Add("Issued", Day(judgment.IssuedOn, "not stated"))
            .Add("Against", string.Join("\n", state.Parties.Select(p => $"{p.Party.Name}{(p.Party.Id == file.Party.PartyId ? ", whom the case is about" : "")}")))
            .Add("Assigned to", judgment.AssignedTo));
        html.Append("<h2>What is owed, as the agency told it</h2>\n").Append(new Rows()
            .Add("Awarded", Money(state.Amount))
            .Add("Paid, and not returned", Money(state.Paid))
            .Add("Left to pay", Money(state.Balance))
            .Add("Confirmed by the agency", state.ConfirmedBalance is { } said ? $"{Money(said.Amount)} as of {Day(said.AsOf)}{(said.Interest is { } interest ? $", and {Money(interest)} of interest" : "")}" : "never")
            .Add("Overpaid", state.Overpaid > 0 ? Money(state.Overpaid) : null));
        if (state.HasGaps)
            html.Append("<p class=\"missing\"><strong>Events of the agency are missing from the sequence.</strong></p>\n");
        if (state.Disputed)
            html.Append("<p class=\"missing\"><strong>Events of the agency contradict each other, and nobody has settled which of them counts.</strong></p>\n");
        if (state.Payments.Count > 0)
        {
            html.Append("<h2>Payments</h2>\n<table><thead><tr><th scope=\"col\">Payment</th><th scope=\"col\">Received</th><th scope=\"col\" class=\"money\">Amount</th><th scope=\"col\">Stands</th></tr></thead><tbody>\n");
            foreach (var payment in state.Payments)
                html.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{E(payment.PaymentId)}</th><td>{Day(payment.ReceivedOn)}</td><td class=\"money\">{Money(payment.Amount)}</td><td>{(payment.ReturnedOn is { } back ? $"Returned {Day(back)}" : "Yes")}</td></tr>\n");
            html.Append("</tbody></table>\n");
        }
        return html.Append("<h2>Everything that the agency sent about it, in its order</h2>\n")
            .Append(PacketParts.Table(["No.", "Event", "What it says", "Taken in"], file.Events.Select(e => new[] { $"{e.Sequence}", Event(e.Type), Told(e), Day(file.Day(e.AcceptedAt)) }))).ToString();
    }
}

/// <summary>Why the department holds the permittee to be the judgment's party: the comparison, and the people who decided.</summary>
internal static class MatchPart
{
    public static string Of(PacketFile file)
    {
        var (review, score) = (file.Review, file.Score);
        var html = new StringBuilder("<p>Records were compared by a statistical model, which only proposes. That the permittee is the judgment's party is a person's verdict.</p>\n<h2>Verdicts</h2>\n");
        html.Append(PacketParts.Table(["Day", "Verdict", "By", "Reason and what it rests on"], review.Verdicts.OrderBy(v => v.At).Select(v => new[]
        {
            Day(file.Day(v.At)), Verdict(v.Verdict), v.By, v.Evidence is { Length: > 0 } evidence ? $"{v.Reason} ({evidence})" : v.Reason,
        })));
        html.Append("<h2>What the comparison found</h2>\n").Append(CultureInfo.InvariantCulture, $"<p>{E(score.Sentence)}</p>\n");
        html.Append(PacketParts.Table(["Compared", "The judgment says", "The permit says", "Found", "What it says about one business"], score.Contributions.Select(c => new[]
        {
            c.Label, c.Left ?? "", c.Right ?? "", c.Comparison == "prior" ? "Before anything is compared" : c.Commonness < 0 ? $"{c.Level}; a common value, which weighs less" : c.Level,
            c.Comparison == "prior" ? $"how rare a match is among all pairs: {Weight(c.Weight)}" : Weight(c.Weight),
        }), numbered: false));
        html.Append(CultureInfo.InvariantCulture, $"<p>All of it together: {E(Probability(score.Probability))} by the model {E(score.ModelVersion)}.</p>\n");
        if (score.Differences.Count > 0)
            html.Append("<h2>What differs</h2>\n<ul>").AppendJoin("", score.Differences.Select(d => $"<li>{E(d)}</li>")).Append("</ul>\n");
        return html.ToString();
    }
}
