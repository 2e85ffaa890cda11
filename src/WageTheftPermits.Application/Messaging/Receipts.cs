using WageTheftPermits.Application.Data;
using WageTheftPermits.Contracts.Outgoing;
using WageTheftPermits.Domain.Judgments;

namespace WageTheftPermits.Application.Messaging;

/// <summary>Our answer to one delivery, told in the unit that decided it.</summary>
internal static class Receipts
{
    public static void Tell(UnitOfWork unit, Delivery delivery)
    {
        var outcome = delivery.State switch
        {
            DeliveryState.Accepted => ReceiptOutcome.Accepted,
            DeliveryState.Duplicate => ReceiptOutcome.Duplicate,
            // The contract knows no fourth answer: it stays refused, and the reason says that this is the end of it.
            DeliveryState.Quarantined or DeliveryState.Rejected => ReceiptOutcome.Quarantined,
            _ => throw new InvalidOperationException("A delivery is answered once it is understood."),
        };
        var receipt = new Receipt(outcome, delivery.Subject, delivery.EventId, delivery.Receipt.ToString(), delivery.Reason, delivery.Pointer);
        var id = Guid.CreateVersion7();
        unit.Tell(delivery.Agency, id, receipt.Type, delivery.Subject, receipt.ToCloudEvent(id.ToString(), unit.Now));
    }
}

/// <summary>What an agency is told unasked. It names the party by the agency's own key and the permit by its number, and nobody.</summary>
internal static class News
{
    public static void TellAgency(UnitOfWork unit, string type, Judgment judgment, string? partyId, string? permit, string reason)
    {
        var id = Guid.CreateVersion7();
        unit.Tell(judgment.Agency, id, type, judgment.Subject,
            new Contracts.Outgoing.News(type, judgment.Subject, partyId, permit, reason).ToCloudEvent(id.ToString(), unit.Now));
    }
}
