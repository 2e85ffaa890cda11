using WageTheftPermits.Contracts.Incoming;
using WageTheftPermits.Domain.Judgments;
using JudgmentTerms = WageTheftPermits.Domain.Judgments.JudgmentTerms;
using PartyAddress = WageTheftPermits.Domain.Judgments.PartyAddress;

namespace WageTheftPermits.Application.Judgments;

/// <summary>An agency's event in the words of the domain. The contract may grow a second version; the domain has one language.</summary>
public static class EventMapping
{
    public static JudgmentEvent ToDomain(this AgencyEvent received) => ToDomain(received.Data, received.Sequence);

    private static JudgmentEvent ToDomain(EventData data, long sequence) => data switch
    {
        JudgmentIssued it => new JudgmentEvent.Issued(sequence, Terms(it.Terms)),
        JudgmentAmended it => new JudgmentEvent.Amended(sequence, Terms(it.Terms), [.. it.Settles]),
        JudgmentServed it => new JudgmentEvent.Served(sequence, it.ServedOn, it.Method),
        JudgmentFinal it => new JudgmentEvent.BecameFinal(sequence, it.FinalOn, Ids(it.PartyIds)),
        JudgmentAppealed it => new JudgmentEvent.Appealed(sequence, it.FiledOn, it.UndertakingPosted, Ids(it.PartyIds)),
        JudgmentStayed it => new JudgmentEvent.Stayed(sequence, it.StayId, it.By, it.From, Ids(it.PartyIds)),
        JudgmentStayLifted it => new JudgmentEvent.StayLifted(sequence, it.StayId, it.On),
        JudgmentVacated it => new JudgmentEvent.Vacated(sequence, it.On, it.Reason, Ids(it.PartyIds)),
        JudgmentWithdrawn it => new JudgmentEvent.Withdrawn(sequence, it.On, it.Reason),
        JudgmentReinstated it => new JudgmentEvent.Reinstated(sequence, it.On, it.Reason, Ids(it.PartyIds)),
        JudgmentAssigned it => new JudgmentEvent.Assigned(sequence, it.ToName, it.ToAgency, it.ToSubject, it.On),
        JudgmentRenewed it => new JudgmentEvent.Renewed(sequence, it.On, it.Until),
        JudgmentSatisfied it => new JudgmentEvent.Satisfied(sequence, it.On, it.AcceptedAmount, Ids(it.PartyIds)),
        PaymentReceived it => new JudgmentEvent.PaymentReceived(sequence, it.PaymentId, it.Amount, it.ReceivedOn),
        PaymentReturned it => new JudgmentEvent.PaymentReturned(sequence, it.PaymentId, it.ReturnedOn, it.Reason),
        AccordSigned it => new JudgmentEvent.AccordSigned(
            sequence, it.AccordId, it.SignedOn, it.Notarized, [.. it.Installments.Select(part => new AccordInstallment(part.DueOn, part.Amount))], it.GraceDays),
        AccordInstallmentMissed it => new JudgmentEvent.InstallmentMissed(sequence, it.AccordId, it.DueOn),
        AccordCompleted it => new JudgmentEvent.AccordCompleted(sequence, it.AccordId, it.On),
        BankruptcyFiled it => new JudgmentEvent.BankruptcyFiled(sequence, it.Court, it.CaseNumber, it.Chapter, it.FiledOn, Ids(it.PartyIds)),
        BankruptcyEnded it => new JudgmentEvent.BankruptcyEnded(sequence, it.CaseNumber, it.How == "dismissed", it.On, it.DebtDischarged),
        BalanceConfirmed it => new JudgmentEvent.BalanceConfirmed(sequence, it.Amount, it.Interest, it.AsOf, it.Payoff, it.GoodThrough),
        _ => throw new ArgumentOutOfRangeException(nameof(data), data, "The contract has an event that the domain does not know."),
    };

    private static ValueList<string>? Ids(IReadOnlyList<string>? ids) => ids is null ? null : [.. ids];

    private static JudgmentTerms Terms(Contracts.Incoming.JudgmentTerms terms) => new(
        terms.CaseNumber, terms.Court, terms.IssuedOn, terms.ServedOn, terms.AppealDeadline, terms.Kind, [.. terms.Violations],
        terms.Amount, terms.Principal, terms.InterestRate, terms.InterestFrom, terms.Workers, terms.Naics,
        [.. terms.Parties.Select(Party)]);

    private static JudgmentParty Party(Party party) => new(
        party.Id, party.Role, party.Kind, party.Name, [.. party.TradeNames], party.TaxIdLast4,
        [.. party.Addresses.Select(address => new PartyAddress(address.Line1, address.Line2, address.City, address.State, address.PostalCode))],
        [.. party.Phones]);
}
