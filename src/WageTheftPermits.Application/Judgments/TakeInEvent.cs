using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Audit;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Application.Restitution;
using WageTheftPermits.Contracts.Incoming;
using WageTheftPermits.Contracts.Outgoing;
using WageTheftPermits.Domain.Judgments;
using News = WageTheftPermits.Application.Messaging.News;

namespace WageTheftPermits.Application.Judgments;

/// <summary>
/// Understands one stored delivery: accepted and folded into its judgment, recognised as a duplicate, or quarantined with a reason.
/// All of it is one unit: the judgment, what its change releases, what must be screened, the audit entry, and the receipt.
/// </summary>
public static class TakeInEvent
{
    public static async Task HandleAsync(UnitOfWork unit, Delivery delivery)
    {
        var reading = AgencyEventReader.Read(delivery.Body, delivery.Agency);
        delivery.Identify(reading.Glimpse.Id, reading.Glimpse.Subject, reading.Glimpse.Sequence, reading.Glimpse.Type);
        if (!reading.IsValid)
        {
            await QuarantineAsync(unit, delivery, reading.Fault);
            return;
        }

        var received = reading.Event;
        await LockAsync(unit, delivery.Agency, [received]);
        var earlier = await EarlierAsync(unit, delivery.Agency, received);
        if (!earlier.Exists(e => e.EventId == received.Id) && await RepeatUnderItsIdAsync(unit, delivery.Agency, received) is { } repeat)
            earlier.Add(repeat);
        var contradicted = earlier.Where(e => e.Digest != received.Digest.Hex).ToList();
        // An event may be like one that came and contradict another: then the contradiction counts, as it would in any other order of arrival.
        if (earlier.Count > contradicted.Count && contradicted.TrueForAll(e => e.SetAside))
        {
            delivery.MarkDuplicate("This event came before with the same content; nothing was changed.", unit.Now);
            Receipts.Tell(unit, delivery);
            // While it was unread it forbade every adverse step; whoever waited for that looks again.
            if (await LoadAsync(unit, j => j.Agency == delivery.Agency && j.Subject == received.Subject) is { } known)
                await FollowGround.JudgmentAsync(unit, known);
            return;
        }

        var judgment = await FindOrBeginAsync(unit, delivery.Agency, received.Subject);
        var before = Before.Of(judgment);
        unit.Db.JudgmentEvents.Add(Row(unit, delivery, judgment, received, setAside: contradicted.Count > 0));

        var concerned = new HashSet<Guid> { judgment.Id };
        if (contradicted.Count > 0)
            concerned.UnionWith(await SetAsideAsync(unit, delivery, received, contradicted));
        else
            delivery.Accept(unit.Now);
        await unit.Db.SaveChangesAsync(unit.Cancellation);

        if (contradicted.Count == 0)
            Receipts.Tell(unit, delivery);
        foreach (var id in concerned)
        {
            var changed = id == judgment.Id ? judgment : await LoadAsync(unit, j => j.Id == id) ?? throw new InvalidOperationException("A judgment vanished.");
            await FoldAsync(unit, changed, id == judgment.Id ? before : Before.Of(changed), received);
        }
    }

    /// <summary>Folds a judgment anew and carries out what follows from the change.</summary>
    internal static async Task FoldAsync(UnitOfWork unit, Judgment judgment, Before before, AgencyEvent? cause)
    {
        var today = unit.TodayIn(await unit.PolicyAsync());
        var state = await JudgmentHistory.FoldAsync(unit.Db, judgment, today, unit.Cancellation);
        var described = judgment.Take(state, Guid.CreateVersion7, unit.Now);
        await unit.Db.SaveChangesAsync(unit.Cancellation);

        if (cause is not null)
            unit.Db.AuditEntries.Add(TakenIn(unit, judgment, before, cause));
        NoticeGap(unit, judgment, before, state);
        await TellSettledAsync(unit, judgment, state);
        await AskWhenPaidOff.HandleAsync(unit, judgment, state);
        if (ToScreen(unit, judgment, before, described) is { } request)
            unit.Db.ScreeningRequests.Add(request);
        await OneDebt.HandleAsync(unit, judgment);
        await FollowGround.JudgmentAsync(unit, judgment);
    }

    /// <summary>Sets a delivery aside with a reason, tells its sender, and lets whatever rests on its judgment look again.</summary>
    internal static async Task QuarantineAsync(UnitOfWork unit, Delivery delivery, EventFault fault)
    {
        delivery.Quarantine(fault.Reason, fault.Pointer, unit.Now);
        Receipts.Tell(unit, delivery);
        unit.Audit("message quarantined", $"A message of {delivery.Agency} was set aside: {fault.Reason}", [("delivery", delivery.Receipt)]);
        if (delivery.Subject is { } subject && await LoadAsync(unit, j => j.Agency == delivery.Agency && j.Subject == subject) is { } judgment)
            await FollowGround.JudgmentAsync(unit, judgment);
    }

    /// <summary>
    /// Units on one judgment, or on one event id, come one after another. The locks are taken in one order, so that two never wait for each other.
    /// </summary>
    internal static Task LockAsync(UnitOfWork unit, string agency, IEnumerable<AgencyEvent> received) => LockAsync(unit,
        [.. received.SelectMany(one => new[] { $"event:{agency}:{one.Id}", SubjectLock(agency, one.Subject) }).Distinct().Order(StringComparer.Ordinal)]);

    /// <summary>Units on one judgment come one after another.</summary>
    internal static Task LockSubjectAsync(UnitOfWork unit, string agency, string subject) => LockAsync(unit, [SubjectLock(agency, subject)]);

    private static string SubjectLock(string agency, string subject) => $"subject:{agency}:{subject}";

    private static Task LockAsync(UnitOfWork unit, string[] names) =>
        unit.Db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM unnest({names}) AS name", unit.Cancellation);

    /// <summary>Events that claim the same id, or the same place in the same judgment.</summary>
    private static Task<List<JudgmentEventRow>> EarlierAsync(UnitOfWork unit, string agency, AgencyEvent received) =>
        (from row in unit.Db.JudgmentEvents
         join judgment in unit.Db.Judgments on row.JudgmentId equals judgment.Id
         where judgment.Agency == agency
             && (row.EventId == received.Id || (judgment.Subject == received.Subject && row.Sequence == received.Sequence))
         select row).ToListAsync(unit.Cancellation);

    /// <summary>
    /// A delivery that only repeated another event, under an id of its own that this event has too, with other content. Had it come after this
    /// event it would have been a conflict, so it is one now.
    /// </summary>
    private static async Task<JudgmentEventRow?> RepeatUnderItsIdAsync(UnitOfWork unit, string agency, AgencyEvent received)
    {
        var repeat = await unit.Db.Deliveries.Where(d => d.Agency == agency && d.EventId == received.Id && d.State == DeliveryState.Duplicate)
            .OrderBy(d => d.Arrival).FirstOrDefaultAsync(unit.Cancellation);
        if (repeat is null || AgencyEventReader.Read(repeat.Body, agency).Event is not { } said || said.Digest == received.Digest
            || await LoadAsync(unit, j => j.Agency == agency && j.Subject == said.Subject) is not { } judgment)
            return null;
        var row = Row(unit, repeat, judgment, said, setAside: false);
        unit.Db.JudgmentEvents.Add(row);
        return row;
    }

    internal static JudgmentEventRow Row(UnitOfWork unit, Delivery delivery, Judgment judgment, AgencyEvent said, bool setAside) => new()
    {
        Receipt = delivery.Receipt,
        JudgmentId = judgment.Id,
        Sequence = said.Sequence,
        EventId = said.Id,
        Type = said.Type,
        Digest = said.Digest.Hex,
        Body = delivery.Body,
        AcceptedAt = unit.Now,
        SetAside = setAside,
    };

    /// <summary>Two events contradict each other: both are set aside, whichever came first, and each delivery is told.</summary>
    /// <returns>The other judgments concerned.</returns>
    private static async Task<IEnumerable<Guid>> SetAsideAsync(UnitOfWork unit, Delivery delivery, AgencyEvent received, List<JudgmentEventRow> earlier)
    {
        var sameId = earlier.Any(e => e.EventId == received.Id);
        var reason = sameId
            ? $"Another event with the id {received.Id} and other content has come; both are set aside until it is settled."
            : $"Another event with sequence {received.Sequence} and other content has come; both are set aside until it is settled.";
        delivery.Quarantine(reason, sameId ? "/id" : "/sequence", unit.Now);
        Receipts.Tell(unit, delivery);
        foreach (var row in earlier.Where(e => !e.SetAside))
        {
            row.SetAside = true;
            var first = await unit.Db.Deliveries.SingleAsync(d => d.Receipt == row.Receipt, unit.Cancellation);
            first.Quarantine(reason, sameId ? "/id" : "/sequence", unit.Now);
            Receipts.Tell(unit, first);
        }
        unit.Audit("conflict noticed", $"Events of {delivery.Agency} contradict each other: {reason}",
            [.. earlier.Select(e => ("judgment", e.JudgmentId))], evidence: new { receipts = earlier.Select(e => e.Receipt).Append(delivery.Receipt) });
        return earlier.Select(e => e.JudgmentId);
    }

    /// <summary>A conflict that an amendment has settled is no longer in quarantine, and its senders are told how.</summary>
    private static async Task TellSettledAsync(UnitOfWork unit, Judgment judgment, JudgmentState state)
    {
        var disputed = state.Disputes.Where(d => d.Kind == DisputeKind.Conflict).SelectMany(d => d.Sequences).ToHashSet();
        var settled = await (from row in unit.Db.JudgmentEvents
                             join delivery in unit.Db.Deliveries on row.Receipt equals delivery.Receipt
                             where row.JudgmentId == judgment.Id && row.SetAside && delivery.State == DeliveryState.Quarantined
                             select new { row.Sequence, delivery }).ToListAsync(unit.Cancellation);
        foreach (var one in settled.Where(s => !disputed.Contains(s.Sequence)))
        {
            one.delivery.Settle("Settled by a later amendment: the sequence counts as come, its own content for nothing.", unit.Now);
            Receipts.Tell(unit, one.delivery);
        }
    }

    internal static AuditEntry TakenIn(UnitOfWork unit, Judgment judgment, Before before, AgencyEvent cause) => unit.Entry($"{cause.Type} taken in",
        $"{cause.Type} {cause.Sequence} of {judgment.Subject}: {judgment.Status.ToWire()}, balance {(judgment.Balance is { } b ? Money(b) : "unknown")}.",
        [("judgment", judgment.Id)], evidence: new { eventId = cause.Id, cause.Sequence, before, after = Before.Of(judgment) });

    /// <summary>Tells the agency what is missing, where an event has come past it.</summary>
    internal static void NoticeGap(UnitOfWork unit, Judgment judgment, Before before, JudgmentState state)
    {
        if (state.LastSequence <= before.LastSequence + 1 && (before.LastSequence != 0 || !state.HasGaps))
            return;
        var missing = string.Join(", ", state.Gaps.Select(g => g.First == g.Last ? $"{g.First}" : $"{g.First} to {g.Last}"));
        News.TellAgency(unit, MessageTypes.GapNoticed, judgment, null, null, $"Missing from the sequence: {missing}.");
    }

    /// <summary>The request to screen a judgment whose parties are others, or owe what they did not owe before; null where neither is so.</summary>
    internal static ScreeningRequest? ToScreen(UnitOfWork unit, Judgment judgment, Before before, bool described) =>
        described || judgment.Parties.Any(p => p.Status.Owes() && !before.Owing.Contains(p.PartyId))
            ? new ScreeningRequest { JudgmentId = judgment.Id, Reason = described ? "its parties are new or changed" : "a party owes again", RequestedAt = unit.Now }
            : null;

    private static async Task<Judgment> FindOrBeginAsync(UnitOfWork unit, string agency, string subject)
    {
        if (await LoadAsync(unit, j => j.Agency == agency && j.Subject == subject) is { } known)
            return known;
        var judgment = new Judgment(Guid.CreateVersion7(), agency, subject, unit.Now);
        unit.Db.Judgments.Add(judgment);
        return judgment;
    }

    private static Task<Judgment?> LoadAsync(UnitOfWork unit, System.Linq.Expressions.Expression<Func<Judgment, bool>> which) =>
        unit.Db.Judgments.Include(j => j.Parties).SingleOrDefaultAsync(which, unit.Cancellation);

    private static string Money(decimal amount) => amount.ToString("$#,##0.00", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>What stood before the change, for the audit entry and to see what is new.</summary>
    internal sealed record Before(string Status, decimal? Amount, decimal Paid, decimal? Balance, long LastSequence, IReadOnlyList<string> Owing)
    {
        public static Before Of(Judgment judgment) => new(judgment.Status.ToWire(), Cents(judgment.Amount), Cents(judgment.Paid) ?? 0, Cents(judgment.Balance), judgment.LastSequence,
            [.. judgment.Parties.Where(p => !p.Removed && p.Status.Owes()).Select(p => p.PartyId).Order(StringComparer.Ordinal)]);

        /// <summary>With two places, whether it was computed or comes from the database, so that the record spells it in one way.</summary>
        private static decimal? Cents(decimal? amount) => amount + 0.00m;
    }
}
