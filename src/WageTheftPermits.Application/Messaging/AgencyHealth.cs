using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;

namespace WageTheftPermits.Application.Messaging;

/// <summary>How it stands with one agency at a moment.</summary>
public sealed record AgencyHealth
{
    /// <summary>Days before today over which its usual day is counted.</summary>
    public const int UsualDays = 28;

    public required string Key { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset AddedAt { get; init; }

    public required DateTimeOffset? FirstHeard { get; init; }

    public required DateTimeOffset? LastHeard { get; init; }

    /// <summary>Messages since the day began.</summary>
    public required long Today { get; init; }

    /// <summary>Messages of seven days, today among them.</summary>
    public required long Week { get; init; }

    /// <summary>Messages of the <see cref="UsualDays"/> before today.</summary>
    public required long Before { get; init; }

    /// <summary>Stored and not yet understood.</summary>
    public required long Waiting { get; init; }

    public required DateTimeOffset? WaitingSince { get; init; }

    public required long Quarantined { get; init; }

    public required DateTimeOffset? QuarantinedSince { get; init; }

    /// <summary>Judgments of which events are missing.</summary>
    public required long Gaps { get; init; }

    public required long Disputed { get; init; }

    /// <summary>News for it that the broker has not confirmed.</summary>
    public required long Unsent { get; init; }

    public required DateTimeOffset? UnsentSince { get; init; }

    /// <summary>Where it has been silent for longer than it ever was: its longest silence before this one. Null where there is nothing to see.</summary>
    public required TimeSpan? SilentBeyond { get; init; }

    /// <summary>Messages a day, over the <see cref="UsualDays"/> before today or as many as have passed since it was first heard; null on its first day.</summary>
    /// <param name="dayBegan">The first moment of today.</param>
    public double? Usual(DateTimeOffset dayBegan) =>
        FirstHeard is { } first && first < dayBegan ? Before / Math.Min(UsualDays, Math.Ceiling((dayBegan - first).TotalDays)) : null;

    /// <summary>One agency, or all of them in the order of their names.</summary>
    /// <param name="dayBegan">The first moment of today in the department's time zone.</param>
    public static IQueryable<AgencyHealth> Read(PermitsDbContext db, DateTimeOffset now, DateTimeOffset dayBegan)
    {
        var (weekBegan, usualBegan) = (dayBegan.AddDays(-6), dayBegan.AddDays(-UsualDays));
        return db.Database.SqlQuery<AgencyHealth>(
            $"""
             SELECT a.key AS "Key", a.name AS "Name", a.added_at AS "AddedAt", first.received_at AS "FirstHeard", last.received_at AS "LastHeard",
                    rate.today AS "Today", rate.week AS "Week", rate.before AS "Before", open.waiting AS "Waiting", open.waiting_since AS "WaitingSince",
                    open.quarantined AS "Quarantined", open.quarantined_since AS "QuarantinedSince", doubt.gaps AS "Gaps", doubt.disputed AS "Disputed",
                    news.unsent AS "Unsent", news.unsent_since AS "UnsentSince", silent.longest AS "SilentBeyond"
             FROM agencies a
             LEFT JOIN LATERAL (SELECT d.received_at FROM deliveries d WHERE d.agency = a.key ORDER BY d.received_at LIMIT 1) AS first ON true
             LEFT JOIN LATERAL (SELECT d.received_at FROM deliveries d WHERE d.agency = a.key ORDER BY d.received_at DESC LIMIT 1) AS last ON true
             CROSS JOIN LATERAL (
                 SELECT count(*) FILTER (WHERE d.received_at >= {dayBegan}) AS today, count(*) FILTER (WHERE d.received_at >= {weekBegan}) AS week, count(*) FILTER (WHERE d.received_at < {dayBegan}) AS before
                 FROM deliveries d WHERE d.agency = a.key AND d.received_at >= {usualBegan}) AS rate
             CROSS JOIN LATERAL (
                 SELECT count(*) FILTER (WHERE d.state = 'stored') AS waiting, min(d.received_at) FILTER (WHERE d.state = 'stored') AS waiting_since,
                        count(*) FILTER (WHERE d.state = 'quarantined') AS quarantined, min(d.received_at) FILTER (WHERE d.state = 'quarantined') AS quarantined_since
                 FROM deliveries d WHERE d.agency = a.key AND d.state IN ('quarantined', 'stored')) AS open
             CROSS JOIN LATERAL (
                 SELECT count(*) FILTER (WHERE j.has_gaps) AS gaps, count(*) FILTER (WHERE j.disputed) AS disputed
                 FROM judgments j WHERE j.agency = a.key AND (j.has_gaps OR j.disputed)) AS doubt
             CROSS JOIN LATERAL (SELECT count(*) AS unsent, min(o.created_at) AS unsent_since FROM outbox o WHERE o.agency = a.key AND o.sent_at IS NULL) AS news
             LEFT JOIN silent_agencies({now}) AS silent ON silent.agency = a.key
             """).OrderBy(a => a.Name).ThenBy(a => a.Key);
    }
}

/// <summary>An agency that has been silent for longer than it ever was.</summary>
/// <param name="Since">When it was heard last.</param>
/// <param name="Longest">Its longest silence before.</param>
public sealed record SilentAgency(string Key, string Name, DateTimeOffset Since, TimeSpan Longest)
{
    /// <summary>Those that are silent now, of agencies heard at five times at least; a silence shorter than a day says nothing.</summary>
    public static Task<List<SilentAgency>> ReadAsync(PermitsDbContext db, DateTimeOffset now, CancellationToken ct) =>
        db.Database.SqlQuery<SilentAgency>(
            $"""SELECT a.key AS "Key", a.name AS "Name", s.since AS "Since", s.longest AS "Longest" FROM silent_agencies({now}) s JOIN agencies a ON a.key = s.agency ORDER BY a.key""").ToListAsync(ct);
}
