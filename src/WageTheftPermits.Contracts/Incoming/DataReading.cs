namespace WageTheftPermits.Contracts.Incoming;

/// <summary>Which member of <c>data</c> is what, for each type of event. One line here is one line of the contract's table.</summary>
internal static class DataReading
{
    public static EventData Read(string type, Members data) => type switch
    {
        EventTypes.JudgmentIssued => new JudgmentIssued(Terms(data)),
        EventTypes.JudgmentAmended => new JudgmentAmended(Terms(data), data.Wholes("settles", 1, AgencyEventReader.MaxSequence)),
        EventTypes.JudgmentServed => new JudgmentServed(data.Date("servedOn"), data.Text("method")),
        EventTypes.JudgmentFinal => new JudgmentFinal(data.Date("finalOn"), data.PartyIds()),
        EventTypes.JudgmentAppealed => new JudgmentAppealed(data.Date("filedOn"), data.Flag("undertakingPosted"), data.PartyIds()),
        EventTypes.JudgmentStayed => new JudgmentStayed(data.RequiredText("stayId"), data.Text("by"), data.Date("from"), data.PartyIds()),
        EventTypes.JudgmentStayLifted => new JudgmentStayLifted(data.RequiredText("stayId"), data.Date("on")),
        EventTypes.JudgmentVacated => new JudgmentVacated(data.Date("on"), data.Text("reason"), data.PartyIds()),
        EventTypes.JudgmentWithdrawn => new JudgmentWithdrawn(data.Date("on"), data.Text("reason")),
        EventTypes.JudgmentReinstated => new JudgmentReinstated(data.Date("on"), data.Text("reason"), data.PartyIds()),
        EventTypes.JudgmentAssigned => new JudgmentAssigned(data.Text("toName"), data.Text("toAgency"), data.Text("toSubject"), data.Date("on")),
        EventTypes.JudgmentRenewed => new JudgmentRenewed(data.Date("on"), data.RequiredDate("until")),
        EventTypes.JudgmentSatisfied => new JudgmentSatisfied(data.Date("on"), data.Money("acceptedAmount"), data.PartyIds()),
        EventTypes.PaymentReceived => new PaymentReceived(data.RequiredText("paymentId"), data.RequiredMoney("amount"), data.RequiredDate("receivedOn")),
        EventTypes.PaymentReturned => new PaymentReturned(data.RequiredText("paymentId"), data.RequiredDate("returnedOn"), data.Text("reason")),
        EventTypes.AccordSigned => new AccordSigned(
            data.RequiredText("accordId"), data.Date("signedOn"), data.Flag("notarized"),
            [.. data.Objects("installments").Select(part => new Installment(part.Date("dueOn"), part.Money("amount")))], data.Count("graceDays")),
        EventTypes.AccordInstallmentMissed => new AccordInstallmentMissed(data.RequiredText("accordId"), data.Date("dueOn")),
        EventTypes.AccordCompleted => new AccordCompleted(data.RequiredText("accordId"), data.Date("on")),
        EventTypes.BankruptcyFiled => new BankruptcyFiled(
            data.Text("court"), data.RequiredText("caseNumber"), data.Text("chapter"), data.Date("filedOn"), data.PartyIds()),
        EventTypes.BankruptcyEnded => new BankruptcyEnded(data.RequiredText("caseNumber"), How(data), data.Date("on"), data.Flag("debtDischarged")),
        EventTypes.BalanceConfirmed => new BalanceConfirmed(
            data.RequiredMoney("amount"), data.Money("interest"), data.RequiredDate("asOf"), data.Money("payoff"), data.Date("goodThrough")),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not a type of event that agencies send."),
    };

    private static JudgmentTerms Terms(Members data) => new(
        data.Text("caseNumber"),
        data.Text("court"),
        data.Date("issuedOn"),
        data.Date("servedOn"),
        data.Date("appealDeadline"),
        data.Text("kind"),
        data.Texts("violations"),
        data.RequiredMoney("amount"),
        data.Money("principal"),
        data.Rate("interestRate"),
        data.Date("interestFrom"),
        data.Count("workers"),
        data.Text("naics"),
        Parties(data));

    private static IReadOnlyList<Party> Parties(Members data)
    {
        if (!data.Has("parties"))
            return [];
        var members = data.Objects("parties");
        if (members.Count == 0)
            data.Fault("\"parties\" must name at least one party.", "parties");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. members.Select(member =>
        {
            var party = Party(member);
            if (!seen.Add(party.Id))
                member.Fault("Two parties of one judgment have this id.", "id");
            return party;
        })];
    }

    private static Party Party(Members party) => new(
        party.RequiredKey("id"),
        party.Text("role"),
        party.Text("kind"),
        party.RequiredText("name"),
        party.Texts("tradeNames"),
        party.Text("taxIdLast4"),
        [.. party.Objects("addresses").Select(address => new PartyAddress(
            address.Text("line1"), address.Text("line2"), address.Text("city"), address.Text("state"), address.Text("postalCode")))],
        party.Texts("phones"));

    private static string? How(Members data)
    {
        var how = data.Text("how");
        if (how is not (null or "dismissed" or "discharged" or "closed"))
            data.Fault("\"how\" must be dismissed, discharged or closed.", "how");
        return how;
    }
}
