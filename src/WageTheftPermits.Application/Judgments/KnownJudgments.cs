using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Contracts.Incoming;
using WageTheftPermits.Domain.Judgments;

namespace WageTheftPermits.Application.Judgments;

/// <summary>
/// What is known of the judgments that many events of one agency are about, read for all of them at once and locked until the unit ends:
/// nobody opens a case on one of them, links or settles it meanwhile.
/// </summary>
internal sealed class KnownJudgments
{
    /// <summary>Bytes of a judgment's events up to which they are read with others'; in a longer history many events come to nothing new, and it is read by itself.</summary>
    private const int LongestHistory = 64 * 1024;

    private readonly PermitsDbContext _db;
    private readonly string _agency;
    private readonly HashSet<string> _followed;
    private readonly ILookup<string, string?> _heard;
    private readonly Dictionary<string, History> _histories;

    private KnownJudgments(PermitsDbContext db, string agency, HashSet<string> followed, ILookup<string, string?> heard, Dictionary<string, History> histories) =>
        (_db, _agency, _followed, _heard, _histories) = (db, agency, followed, heard, histories);

    /// <summary>A judgment with the events that count, as far as the unit has come.</summary>
    public sealed record History(Judgment Judgment, List<JudgmentEvent> Events);

    public static async Task<KnownJudgments> OpenAsync(UnitOfWork unit, string agency, IReadOnlyList<AgencyEvent> received)
    {
        var (db, ct) = (unit.Db, unit.Cancellation);
        string[] subjects = [.. received.Select(e => e.Subject).Distinct()], ids = [.. received.Select(e => e.Id).Distinct()];
        await TakeInEvent.LockAsync(unit, agency, received);
        // Whoever opens a case on a judgment or links it locks it first: what is looked for below has come by then, or comes after this unit.
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM judgments WHERE agency = {agency} AND subject = ANY ({subjects}) ORDER BY id FOR UPDATE", ct);
        var followed = await FollowedAsync(db, agency, subjects, received, ct);
        var heard = await db.Deliveries.Where(d => d.Agency == agency && d.State != DeliveryState.Stored && ids.Contains(d.EventId!)).Select(d => new { d.EventId, d.Subject }).ToListAsync(ct);
        string[] plain = [.. subjects.Where(s => !followed.Contains(s))];
        return new(db, agency, followed, heard.ToLookup(d => d.EventId!, d => d.Subject), await ReadAsync(db, agency, plain, ct));
    }

    /// <summary>Whether neither its id nor its place was used before, by a delivery that came to anything.</summary>
    public bool IsNew(AgencyEvent received) =>
        !_heard.Contains(received.Id) && !(_histories.TryGetValue(received.Subject, out var history) && history.Events.Exists(e => e.Sequence == received.Sequence));

    /// <summary>Of whose judgments the events were said to be that came under the id before.</summary>
    public IEnumerable<string> SubjectsUnder(string eventId) => _heard[eventId].OfType<string>();

    /// <summary>Whether no match, case, link, decision, dispute or quarantine is there that a change of the judgment would have to be carried to.</summary>
    public bool NothingRestsOn(string subject) => !_followed.Contains(subject);

    /// <summary>The judgment's history; a new one where none has come, which counts once it is kept.</summary>
    public History HistoryOf(string subject, DateTimeOffset now) =>
        _histories.TryGetValue(subject, out var known) ? known : new(new Judgment(Guid.CreateVersion7(), _agency, subject, now), []);

    public void Keep(History history)
    {
        if (_histories.TryAdd(history.Judgment.Subject, history))
            _db.Judgments.Add(history.Judgment);
    }

    private static async Task<Dictionary<string, History>> ReadAsync(PermitsDbContext db, string agency, string[] subjects, CancellationToken ct)
    {
        var judgments = await db.Judgments.Include(j => j.Parties).Where(j => j.Agency == agency && subjects.Contains(j.Subject)).ToListAsync(ct);
        if (judgments.Count == 0)
            return new(StringComparer.Ordinal);
        Guid[] ids = [.. judgments.Select(j => j.Id)];
        var events = (await db.JudgmentEvents.AsNoTracking().Where(e => ids.Contains(e.JudgmentId)).Select(e => new { e.JudgmentId, e.Body }).ToListAsync(ct))
            .ToLookup(e => e.JudgmentId, e => JudgmentHistory.Read(e.Body, agency));
        return judgments.ToDictionary(j => j.Subject, j => new History(j, [.. events[j.Id]]), StringComparer.Ordinal);
    }

    /// <summary>
    /// Subjects of judgments on which something rests, or that may be one debt with another, as far as they stand or will by what they are now said to be.
    /// It may name too many, never too few.
    /// </summary>
    private static async Task<HashSet<string>> FollowedAsync(PermitsDbContext db, string agency, string[] subjects, IReadOnlyList<AgencyEvent> received, CancellationToken ct)
    {
        var stated = received.Select(e => (e.Subject, Terms: TermsOf(e.Data))).Where(e => e.Terms is { Court: not null, CaseNumber: not null }).ToList();
        string[] statedOf = [.. stated.Select(s => s.Subject)], courts = [.. stated.Select(s => s.Terms!.Court!)], numbers = [.. stated.Select(s => s.Terms!.CaseNumber!)];
        return [.. await db.Database.SqlQuery<string>(
            $"""
             WITH stated AS MATERIALIZED (SELECT s.subject, docket_of(s.court, s.number) AS docket FROM unnest({statedOf}, {courts}, {numbers}) AS s(subject, court, number))
             SELECT s.subject AS "Value" FROM unnest({subjects}) AS s(subject)
             WHERE EXISTS (SELECT 1 FROM judgments o WHERE o.assigned_to_agency = {agency} AND o.assigned_to_subject = s.subject)
                OR EXISTS (SELECT 1 FROM deliveries d WHERE d.agency = {agency} AND d.subject = s.subject AND d.state = 'quarantined')
             UNION
             SELECT j.subject FROM judgments j
             WHERE j.agency = {agency} AND j.subject = ANY ({subjects})
               AND (j.disputed OR j.assigned_to IS NOT NULL
                 OR EXISTS (SELECT 1 FROM judgments o WHERE o.docket = j.docket AND o.id <> j.id)
                 OR EXISTS (SELECT 1 FROM debt_links l WHERE l.first_id = j.id)
                 OR EXISTS (SELECT 1 FROM debt_links l WHERE l.second_id = j.id)
                 OR EXISTS (SELECT 1 FROM cases c WHERE c.judgment_id = j.id)
                 OR EXISTS (SELECT 1 FROM match_reviews m JOIN judgment_parties p ON p.id = m.judgment_party_id WHERE p.judgment_id = j.id)
                 OR EXISTS (SELECT 1 FROM judgment_decisions d WHERE d.judgment_id = j.id)
                 OR (SELECT sum(octet_length(e.body)) > {LongestHistory} OR bool_or(e.set_aside) FROM judgment_events e WHERE e.judgment_id = j.id))
             UNION
             SELECT s.subject FROM stated s JOIN judgments o ON o.docket = s.docket WHERE o.agency <> {agency} OR o.subject <> s.subject
             UNION
             SELECT o.subject FROM stated s JOIN judgments o ON o.docket = s.docket WHERE o.agency = {agency} AND o.subject <> s.subject
             UNION
             SELECT s.subject FROM stated s JOIN stated o ON o.docket = s.docket WHERE o.subject <> s.subject
             """).ToListAsync(ct)];
    }

    private static Contracts.Incoming.JudgmentTerms? TermsOf(EventData data) => data switch
    {
        JudgmentIssued issued => issued.Terms,
        JudgmentAmended amended => amended.Terms,
        _ => null,
    };
}
