namespace WageTheftPermits.Contracts.Outgoing;

/// <summary>The types of message that agencies get from us, as they stand in a CloudEvent's <c>type</c>.</summary>
public static class MessageTypes
{
    public const string ReceiptAccepted = "receipt.accepted.v1";
    public const string ReceiptDuplicate = "receipt.duplicate.v1";
    public const string ReceiptQuarantined = "receipt.quarantined.v1";

    public const string CaseOpened = "enforcement.case-opened.v1";
    public const string NoticeServed = "enforcement.notice-served.v1";
    public const string HoldPlaced = "enforcement.hold-placed.v1";
    public const string PermitConditioned = "enforcement.permit-conditioned.v1";
    public const string PermitSuspended = "enforcement.permit-suspended.v1";
    public const string HoldReleased = "enforcement.hold-released.v1";
    public const string CaseClosed = "enforcement.case-closed.v1";
    public const string BalanceRequested = "balance.requested.v1";
    public const string GapNoticed = "gap.noticed.v1";
}
