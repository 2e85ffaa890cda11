using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Audit;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Application.Telemetry;
using WageTheftPermits.Contracts.Incoming;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.Domain.Restitution;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Application.Judgments;

/// <summary>
/// Understands many deliveries of one agency in one unit, where each does no more than carry its judgment on: it is valid and new, and nothing rests on its judgment
/// that would have to follow. That is what a backlog is made of. What it writes is what <see cref="TakeInEvent"/> writes for each by itself, read, folded and
/// written for all at once; every other delivery it leaves, and with it what came after for the same judgment or with the same id.
/// </summary>
internal sealed class TakeInTogether
{
    private readonly UnitOfWork _unit;
    private readonly Policy _policy;
    private readonly KnownJudgments _known;
    private readonly HashSet<string> _leftSubjects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _usedIds = new(StringComparer.Ordinal);
    private readonly List<Delivery> _left = [];
    private readonly List<Guid> _accepted = [];
    private readonly List<JudgmentEventRow> _rows = [];
    private readonly List<AuditEntry> _entries = [];
    private readonly List<ScreeningRequest> _requests = [];

    private TakeInTogether(UnitOfWork unit, Policy policy, KnownJudgments known) => (_unit, _policy, _known) = (unit, policy, known);

    /// <param name="deliveries">Of one agency, stored, locked and not tracked, in the order in which they are to be understood.</param>
    /// <returns>Those that it left, in their order.</returns>
    public static async Task<IReadOnlyList<Delivery>> HandleAsync(UnitOfWork unit, IReadOnlyList<Delivery> deliveries)
    {
        if (deliveries.Count == 0)
            return [];
        var agency = deliveries[0].Agency;
        unit.ActAs(Actor.Agency(agency), null);
        var readings = deliveries.Select(d => (Delivery: d, Reading: AgencyEventReader.Read(d.Body, agency))).ToList();
        var known = await KnownJudgments.OpenAsync(unit, agency, [.. readings.Select(r => r.Reading.Event).OfType<AgencyEvent>()]);
        var batch = new TakeInTogether(unit, await unit.PolicyAsync(), known);
        foreach (var (delivery, reading) in readings)
            batch.Take(delivery, reading);
        await batch.WriteAsync();
        return batch._left;
    }

    private void Take(Delivery delivery, EventReading reading)
    {
        using var span = WorkflowTelemetry.Start(ServiceTelemetry.Spans, "process delivery", ActivityKind.Consumer, [delivery.TraceParent])
            ?.SetTag("wtp.agency", delivery.Agency).SetTag("wtp.door", delivery.Door).SetTag("wtp.receipt", delivery.Receipt);
        if (IsPlain(delivery, reading) && reading.Event is { } received && TryFold(delivery, received))
        {
            span?.SetTag("wtp.delivery.state", Naming.Word(delivery.State));
            return;
        }
        _left.Add(delivery);
        Leave(reading.Glimpse);
    }

    /// <summary>What comes after it for the same judgment, with the same id, or for a judgment whose event it contradicts, comes after it.</summary>
    private void Leave(EventGlimpse left)
    {
        if (left.Subject is not null)
            _leftSubjects.Add(left.Subject);
        if (left.Id is null)
            return;
        _leftSubjects.UnionWith(_known.SubjectsUnder(left.Id));
        if (_usedIds.GetValueOrDefault(left.Id) is { } subject)
            _leftSubjects.Add(subject);
        _usedIds[left.Id] = left.Subject;
    }

    /// <summary>Whether it is valid and new, has never failed, and nothing that came before it in this unit was left that it must come after.</summary>
    private bool IsPlain(Delivery delivery, EventReading reading) => delivery.Attempts == 0 && reading.Event is { } received
        && reading.Glimpse == new EventGlimpse(delivery.EventId, delivery.Subject, delivery.Sequence, delivery.EventType)
        && !_leftSubjects.Contains(received.Subject) && !_usedIds.ContainsKey(received.Id)
        && _known.IsNew(received) && _known.NothingRestsOn(received.Subject);

    /// <summary>Folds the event into its judgment. False, and nothing has changed, where the judgment then says what somebody must be told or asked.</summary>
    private bool TryFold(Delivery delivery, AgencyEvent received)
    {
        var history = _known.HistoryOf(received.Subject, _unit.Now);
        var said = received.ToDomain();
        var today = _unit.TodayIn(_policy);
        var state = JudgmentFold.Fold([.. history.Events, said], today);
        if (state.Disputes.Count > 0 || state.Assignment is not null || PayoffReached.Of(state, _policy.Interest, today) is not null)
            return false;

        var judgment = history.Judgment;
        var before = TakeInEvent.Before.Of(judgment);
        var described = judgment.Take(state, Guid.CreateVersion7, _unit.Now);
        history.Events.Add(said);
        _usedIds.Add(received.Id, received.Subject);
        _known.Keep(history);
        delivery.Accept(_unit.Now);
        _accepted.Add(delivery.Receipt);
        _rows.Add(TakeInEvent.Row(_unit, delivery, judgment, received, setAside: false));
        Receipts.Tell(_unit, delivery);
        _entries.Add(TakeInEvent.TakenIn(_unit, judgment, before, received));
        TakeInEvent.NoticeGap(_unit, judgment, before, state);
        if (TakeInEvent.ToScreen(_unit, judgment, before, described) is { } request)
            _requests.Add(request);
        return true;
    }

    private async Task WriteAsync()
    {
        var (db, now, ct) = (_unit.Db, _unit.Now, _unit.Cancellation);
        // The judgments first, for the others refer to them.
        await db.SaveChangesAsync(ct);
        await db.CopyAsync(_rows, ct);
        await db.CopyAsync(_entries, ct);
        await db.CopyAsync(_requests, ct);
        await db.Database.ExecuteSqlAsync(
            $"UPDATE deliveries SET state = {Naming.Word(DeliveryState.Accepted)}, reason = NULL, pointer = NULL, understood_at = {now} WHERE receipt = ANY ({_accepted.ToArray()})", ct);
    }
}
