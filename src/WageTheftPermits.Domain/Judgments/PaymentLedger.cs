namespace WageTheftPermits.Domain.Judgments;

/// <summary>A judgment's payments, each counted once by its id, and what the events say of them that cannot all be true.</summary>
internal sealed class PaymentLedger
{
    private PaymentLedger(ValueList<JudgmentPayment> payments, IReadOnlyList<Dispute> disputes, long lastReturn) =>
        (Payments, Disputes, LastReturn) = (payments, disputes, lastReturn);

    public ValueList<JudgmentPayment> Payments { get; }

    public IReadOnlyList<Dispute> Disputes { get; }

    /// <summary>The sequence of the last return of a payment that has come; 0 where there is none.</summary>
    public long LastReturn { get; }

    public decimal Paid => Payments.Where(payment => payment.Stands).Sum(payment => payment.Amount);

    /// <summary>Received less returned after the day, the day itself left out.</summary>
    public decimal NetAfter(DateOnly day) => Payments.Sum(payment =>
        (payment.ReceivedOn > day ? payment.Amount : 0) - (payment.ReturnedOn > day ? payment.Amount : 0));

    public static PaymentLedger Of(IReadOnlyList<JudgmentEvent> ordered)
    {
        var returns = ordered.OfType<JudgmentEvent.PaymentReturned>().ToLookup(one => one.PaymentId, StringComparer.Ordinal);
        var payments = new List<JudgmentPayment>();
        var disputes = new List<Dispute>();
        var lastReturn = 0L;

        foreach (var receipts in ordered.OfType<JudgmentEvent.PaymentReceived>().GroupBy(one => one.PaymentId, StringComparer.Ordinal))
        {
            var first = receipts.First();
            // A return may come before its payment, and counts once the payment is here.
            var firstReturn = returns[first.PaymentId].FirstOrDefault();
            payments.Add(new JudgmentPayment(first.PaymentId, first.Amount, first.ReceivedOn, firstReturn?.ReturnedOn, firstReturn?.Reason));
            lastReturn = Math.Max(lastReturn, returns[first.PaymentId].LastOrDefault()?.Sequence ?? 0);

            foreach (var again in receipts.Skip(1))
            {
                if (again.Amount != first.Amount)
                    disputes.Add(new Dispute(DisputeKind.PaymentAmounts, [first.Sequence, again.Sequence], first.PaymentId));
                if (firstReturn?.Sequence < again.Sequence)
                    disputes.Add(new Dispute(DisputeKind.PaymentAfterReturn, [firstReturn.Sequence, again.Sequence], first.PaymentId));
            }
        }

        return new PaymentLedger([.. payments], disputes, lastReturn);
    }
}
