using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using WageTheftPermits.Application.Audit;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Application.Data;

/// <summary>
/// One unit of work: one transaction that holds all of what happens, and nothing that happens outside the database.
/// Use cases take it and write through it; <see cref="Units"/> opens and commits it.
/// </summary>
public sealed class UnitOfWork(PermitsDbContext db, WorkflowEngine engine, TimeProvider clock, CurrentPolicy policies, IServiceProvider services)
{
    private readonly List<OutboxMessage> _outbox = [];
    private Actor? _actor;

    public PermitsDbContext Db { get; } = db;

    public Actor Actor => _actor ?? throw new InvalidOperationException("The unit has not begun.");

    /// <summary>One moment for the whole unit.</summary>
    public DateTimeOffset Now { get; private set; }

    public CancellationToken Cancellation { get; private set; }

    public WorkflowEngine Workflows => engine;

    /// <summary>The definition and version of the workflow that acts in this unit, where one does; audit entries carry it.</summary>
    public string? Definition { get; set; }

    /// <summary>The token through which the actor's program asks, as <c>token:…</c>, where one does; audit entries name it among their subjects.</summary>
    public string? Through { get; set; }

    /// <summary>The policy in force for what begins now. A case is carried on under its own version.</summary>
    public Task<Policy> PolicyAsync(string? version = null) => policies.GetAsync(Db, version, Now, Cancellation);

    /// <summary>Today in the department's time zone.</summary>
    public DateOnly TodayIn(Policy policy) => policy.DayOf(Now);

    /// <summary>The unit as the workflow engine sees it: the same connection and transaction.</summary>
    public Unit ForWorkflow() => new(
        (NpgsqlConnection)Db.Database.GetDbConnection(), (NpgsqlTransaction)Db.Database.CurrentTransaction!.GetDbTransaction(), services);

    internal void Begin(Actor actor, CancellationToken ct)
    {
        _actor = actor;
        Now = clock.GetUtcNow();
        Cancellation = ct;
        // What fails takes its unit with it: there is no part of one to go back to, and no need to mark it before each writing.
        Db.Database.AutoSavepointsEnabled = false;
    }

    /// <summary>The same unit on behalf of a workflow's activity.</summary>
    internal void ActAs(Actor actor, string? definition) => (_actor, Definition) = (actor, definition);

    /// <summary>Writes what was done into the record that nobody can change.</summary>
    /// <param name="subjects">Everything concerned, such as <c>("case", id)</c>.</param>
    public void Audit(string action, string summary, (string Kind, Guid Id)[] subjects, string? reason = null, object? evidence = null, string? policyVersion = null) =>
        Db.AuditEntries.Add(Entry(action, summary, subjects, reason, evidence, policyVersion));

    /// <summary>The same, for who writes many entries at once.</summary>
    internal AuditEntry Entry(string action, string summary, (string Kind, Guid Id)[] subjects, string? reason = null, object? evidence = null, string? policyVersion = null) => new()
    {
        At = Now,
        Actor = Actor.ToString(),
        Action = action,
        Summary = summary,
        Reason = reason,
        Subjects = [.. subjects.Select(s => $"{s.Kind}:{s.Id}").Distinct(), .. Through is null ? Array.Empty<string>() : [Through]],
        Evidence = evidence is null ? null : JsonSerializer.Serialize(evidence, Json.Web),
        Definition = Definition,
        PolicyVersion = policyVersion,
    };

    /// <summary>Tells an agency something once this unit has committed, in the order of its units.</summary>
    public void Tell(string agency, Guid messageId, string type, string? subject, byte[] cloudEvent) =>
        _outbox.Add(new OutboxMessage { Agency = agency, MessageId = messageId, Type = type, Subject = subject, Body = cloudEvent, CreatedAt = Now });

    /// <summary>Raises that a fact about something changed: whoever waits for it looks again. Never lost, never too early.</summary>
    public async Task ChangedAsync(string kind, Guid id)
    {
        await Db.SaveChangesAsync(Cancellation);
        await engine.RaiseFactAsync(ForWorkflow(), "Changed", $"{kind}:{id}", null, Actor.ToString(), Cancellation);
    }

    /// <summary>
    /// Completes the open task that an act answers. An act that answers nothing that waits is refused, and so is all of its unit.
    /// </summary>
    /// <param name="task">The exact task that the person saw.</param>
    /// <param name="name">What kind of task the act answers.</param>
    /// <param name="correlationId">What the task is about, such as <c>case:…</c>.</param>
    public async Task CompleteTaskAsync(Guid task, string name, string correlationId, string outcome)
    {
        await Db.SaveChangesAsync(Cancellation);
        RuleViolation.Unless(await Db.WorkflowTasks.AnyAsync(t => t.Id == task && t.Name == name && t.CorrelationId == correlationId, Cancellation),
            "task.none", "Nothing waits for this any more. Reload the page to see where it stands.");
        try
        {
            await engine.CompleteTaskAsync(ForWorkflow(), task, outcome, null, Actor.ToString(), Cancellation);
        }
        catch (TaskNoLongerOpen e)
        {
            throw new RuleViolation("task.closed", e.Message);
        }
        catch (TaskClaimed e)
        {
            throw new RuleViolation("task.claimed", e.Message);
        }
    }

    /// <summary>The first time that this form is acted on; throws <see cref="FormAlreadyPosted"/> afterwards, even where both come at once.</summary>
    public async Task OnceAsync(Guid form)
    {
        var added = await Db.Database.ExecuteSqlAsync(
            $"INSERT INTO form_posts (id, actor, at) VALUES ({form}, {Actor.ToString()}, {Now}) ON CONFLICT (id) DO NOTHING", Cancellation);
        if (added == 0)
            throw new FormAlreadyPosted(await Db.FormPosts.Where(p => p.Id == form).Select(p => p.At).SingleAsync(Cancellation));
    }

    /// <summary>Locks the permit, so that what its holds and renewals say together is decided by one unit at a time.</summary>
    public Task LockPermitAsync(Guid permitId) =>
        Db.Database.ExecuteSqlAsync($"SELECT 1 FROM permits WHERE id = {permitId} FOR UPDATE", Cancellation);

    /// <summary>Locks judgments, so that what links them and what opens cases on them come one after another. Before any permit is locked.</summary>
    public Task LockJudgmentsAsync(params Guid[] judgments) =>
        Db.Database.ExecuteSqlAsync($"SELECT 1 FROM judgments WHERE id = ANY({judgments}) ORDER BY id FOR UPDATE", Cancellation);

    /// <summary>The next number of a series, as in <c>EC-2026-00012</c>. Gaps are harmless.</summary>
    public async Task<string> NextReferenceAsync(string prefix)
    {
        var number = await Db.Database.SqlQuery<long>($"SELECT nextval('reference_numbers') AS \"Value\"").SingleAsync(Cancellation);
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{prefix}-{Now.Year}-{number:00000}");
    }

    /// <summary>
    /// Writes everything. Messages come last, under one lock for each agency, so that their numbers follow the order of the commits
    /// and a reader's cursor never passes one that is not yet visible.
    /// </summary>
    internal async Task FlushAsync()
    {
        await Db.SaveChangesAsync(Cancellation);
        if (_outbox.Count == 0)
            return;
        foreach (var agency in _outbox.Select(m => m.Agency).Distinct().Order(StringComparer.Ordinal))
            await Db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({"outbox:" + agency}, 0))", Cancellation);
        await Db.CopyAsync(_outbox, Cancellation);
        _outbox.Clear();
    }
}
