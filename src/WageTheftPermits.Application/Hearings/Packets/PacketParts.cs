using System.Globalization;
using System.Text;
using System.Text.Json;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Notices;
using static WageTheftPermits.Application.Hearings.Packets.PacketPage;
using static WageTheftPermits.Application.Hearings.Packets.PacketWords;

namespace WageTheftPermits.Application.Hearings.Packets;

/// <summary>The parts of a packet before its exhibits: what was charged, what was served, what is owed, whose it is, who decided, what the permittee said.</summary>
internal static class PacketParts
{
    public static IEnumerable<PacketPart> Of(PacketFile file, IReadOnlyList<Exhibit> exhibits)
    {
        (string Anchor, string Title, string Html)[] parts =
        [
            ("charges", "The charges and the hearing", Charges(file)),
            ("clocks", "Clocks and deadlines", Clocks(file)),
            ("notices", "Notices and proofs of service", Notices(file)),
            ("judgment", "The judgment and its balance", JudgmentPart.Of(file)),
            ("match", "How the permittee was matched, and by whom", MatchPart.Of(file)),
            ("hold", "The hold: proposal and decision", Holds(file)),
            ("answers", "What the permittee said and brought", Answers(file, exhibits)),
            ("history", "The record of the case, day by day", History(file)),
        ];
        return parts.Select((part, index) => new PacketPart(part.Anchor, $"{index + 1}", part.Title, "", part.Html));
    }

    /// <param name="numbered">Whether each row begins with a day, a number or a word, which stands on one line.</param>
    internal static string Table(IReadOnlyList<string> heads, IEnumerable<string[]> rows, bool numbered = true)
    {
        var html = new StringBuilder(numbered ? "<table class=\"numbered\">" : "<table>").Append("<thead><tr>").AppendJoin("", heads.Select(head => $"<th scope=\"col\">{E(head)}</th>")).Append("</tr></thead><tbody>\n");
        foreach (var row in rows)
            html.Append("<tr>").AppendJoin("", row.Select((cell, i) => i == 0 ? $"<th scope=\"row\">{E(cell)}</th>" : $"<td>{E(cell)}</td>")).Append("</tr>\n");
        return html.Append("</tbody></table>\n").ToString();
    }

    private static string Charges(PacketFile file)
    {
        var (hearing, order) = (file.Hearing, file.Order);
        var html = new StringBuilder($"<blockquote>{E(hearing.Charges)}</blockquote>\n");
        html.Append(new Rows()
            .Add("Charged by", $"{hearing.ChargedBy}, {Day(file.Day(hearing.ChargedAt))}")
            .Add("They follow", $"hold {file.Hold.Reference} on the renewal of permit {file.Permit.Number}")
            .Add("On the basis of", file.Policy.LegalBasis)
            .Add("How they stand", Status(hearing.Status))
            .Add("Hearing officer", hearing.OfficerId)
            .Add("What was recorded", hearing.Record)
            .Add("Ended", hearing.EndReason));
        if (hearing.Status == HearingStatus.Decided)
        {
            html.Append("<h2>The decision</h2>\n").Append(new Rows().Add("Decided", Day(file.Day(hearing.DecidedAt!.Value))).Add("Outcome", LetterLanguage.Find("en")!.Outcome(hearing.Outcome!.Value)).Add("Findings", hearing.Findings)
                .Add("Order", order is null ? null : $"{order.Reference}: {Action(order)}, from {Day(order.EffectiveOn)}"));
        }
        return html.ToString();
    }

    private static string Clocks(PacketFile file)
    {
        var (hearing, policy) = (file.Hearing, file.Policy);
        var rows = new List<(DateOnly Day, string What, string How, string Came)>();
        foreach (var notice in file.Notices.Where(n => n.Kind is LetterKinds.FirstNotice or LetterKinds.Warning))
            rows.Add((notice.RespondBy, $"Answer to {Kind(notice.Kind).ToLowerInvariant()} {notice.Number}", $"Served {Day(notice.ServedOn)}, {Method(notice.Method)}", notice.RespondBy < file.Eligibility.On ? "Passed" : "Runs"));
        rows.Add((hearing.RequestBy, "Request of a hearing on the charges", $"{policy.Hearing.RequestDays} days from the service of the charges, and {policy.MailDays} more by mail",
            hearing.RequestedOn is { } asked ? $"Asked for on {Day(asked)}, {(asked <= hearing.RequestBy ? "in time" : "late")}" : hearing.RequestBy < file.Eligibility.On ? "Nobody asked" : "Runs"));
        if (hearing.Slot is { } slot)
            rows.Add((slot.Day, "The hearing", hearing.NoticeServedOn is { } served ? $"Its notice was served {Day(served)}" : "Its notice was not served yet", hearing.Postponed ? "Postponed at the permittee's written request" : slot.Special ? "A special hearing" : ""));
        if (hearing.DecisionDueOn is { } due)
            rows.Add((due, "The written decision", "From the hearing, the default or the waiver", hearing.DecidedAt is { } at ? $"Made {Day(file.Day(at))}" : "Due"));
        if (file.Order?.AppealBy is { } appeal)
            rows.Add((appeal, "Appeal from the order", $"{policy.Appeal.Days} days from service{(policy.Appeal.Body is { } body ? $", to the {body}" : "")}", appeal < file.Eligibility.On ? "Passed" : "Runs"));
        if (file.State.BalanceConfirmedOn is { } confirmed)
            rows.Add((confirmed.AddDays(policy.BalanceFreshDays), "The agency's balance may be relied on", $"Confirmed as of {Day(confirmed)}, for {policy.BalanceFreshDays} days", ""));
        return "<p>Each last day with how it is counted. A last day that is a weekend or a holiday has been moved to the next business day already.</p>\n"
            + Table(["Last day", "Of what", "How it is counted", "What came of it"], rows.OrderBy(row => row.Day).Select(row => new[] { Day(row.Day), row.What, row.How, row.Came }));
    }

    private static string Notices(PacketFile file) => file.Notices.Count == 0
        ? "<p>No notice was served.</p>\n"
        : Table(["Notice", "What", "Served", "Proof of service", "Answer in time until"], file.Notices.Select(n => new[]
        {
            n.Number, Kind(n.Kind), $"{Day(n.ServedOn)}, {Method(n.Method)}; recorded by {n.RecordedBy}", n.Proof, Day(n.RespondBy),
        })) + Letters(file);

    private static string Letters(PacketFile file) => file.Letters.Count == 0 ? "" : "<h2>The letters that were served with them</h2>\n"
        + Table(["Letter", "What", "With notice", "Exhibit"], file.Letters.Select((served, index) => new[]
        {
            served.Letter.Number, Letter(served.Letter) + (served.Letter.EndReason is { } why ? $": {why}" : ""), served.Notice.Number, $"Exhibit {index + 1}",
        }));

    private static string Holds(PacketFile file)
    {
        var html = new StringBuilder();
        foreach (var hold in file.Holds)
        {
            html.Append(CultureInfo.InvariantCulture, $"<h2>Hold {E(hold.Reference)}{(hold.Id == file.Hearing.HoldId ? ", which the charges follow" : "")}</h2>\n").Append(new Rows()
                .Add("What it stops", Severity(hold.Severity))
                .Add("Reason", hold.PublicReason)
                .Add("Required", hold.Required is { } required ? $"{required.Text} By {Day(required.DueOn)}; proven by: {required.Evidence}" : null)
                .Add("Proposed", $"by {hold.ProposedBy}, {Day(file.Day(hold.ProposedAt))}")
                .Add("Decided", hold.DecidedBy is null ? "not decided" : $"by {hold.DecidedBy}, another person, {Day(file.Day(hold.DecidedAt!.Value))}")
                .Add("Stands", Sentence(hold.Status))
                .Add("In doubt", hold.SuspendedBecause)
                .Add("Ended", hold.EndReason));
            if (hold.EligibilityAtApproval is { } kept && JsonSerializer.Deserialize<Eligibility>(kept, Json.Web) is { } then)
                html.Append(CultureInfo.InvariantCulture, $"<h2>What was looked at when it was approved, {E(Day(then.On))}</h2>\n").Append(Conditions(then));
        }
        return html.Append(CultureInfo.InvariantCulture, $"<h2>The same conditions on the day of this packet, {E(Day(file.Eligibility.On))}</h2>\n").Append(Conditions(file.Eligibility)).ToString();
    }

    private static string Conditions(Eligibility eligibility) =>
        Table(["Condition", "Holds", "Why"], eligibility.Conditions.Select(c => new[] { char.ToUpperInvariant(c.Name[0]) + c.Name[1..].Replace('-', ' '), c.Holds ? "Yes" : "No", c.Text }));

    private static string Answers(PacketFile file, IReadOnlyList<Exhibit> exhibits)
    {
        var html = new StringBuilder();
        if (file.Hearing.RequestText is { } request)
            html.Append(CultureInfo.InvariantCulture, $"<h2>The request of a hearing, {E(Day(file.Hearing.RequestedOn!.Value))}</h2>\n<blockquote>{E(request)}</blockquote>\n");
        foreach (var answer in file.Answers)
        {
            html.Append(CultureInfo.InvariantCulture, $"<h2>Answer {E(answer.Number)}, {E(Day(file.Day(answer.ReceivedAt)))}: {E(Kind(Naming.Word(answer.Kind)).ToLowerInvariant())}</h2>\n<blockquote>{E(answer.Text)}</blockquote>\n")
                .Append(CultureInfo.InvariantCulture, $"<p class=\"about\">{E(answer.ReadAt is { } read ? $"Read by {answer.ReadBy}, {Day(file.Day(read))}." : "Nobody has read it yet; nothing adverse is done before somebody has.")}</p>\n");
        }
        var brought = file.Documents.Select((one, index) => (one.Document, Exhibit: exhibits[file.Letters.Count + index])).Where(one => one.Document.Source == Domain.Documents.DocumentSource.Permittee).ToList();
        if (brought.Count > 0)
        {
            html.Append("<h2>Documents from the permittee</h2>\n").Append(Table(["Document", "What it is", "Brought", "Exhibit"], brought.Select(one => new[]
            {
                one.Document.Number, one.Document.About, Day(file.Day(one.Document.EnteredAt)), $"Exhibit {one.Exhibit.Number}",
            })));
        }
        return html.Length > 0 ? html.ToString() : "<p>Nothing from the permittee is on record: no request, no answer, no document.</p>\n";
    }

    private static string History(PacketFile file) => Table(["Day", "What happened", "By"], file.History.Select(entry => new[] { Day(file.Day(entry.At)), entry.Summary, Who(entry.Actor) }));

    private static string Sentence(HoldStatus status) => Kind(Naming.Word(status));
}
