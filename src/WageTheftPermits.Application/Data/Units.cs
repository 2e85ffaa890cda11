using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using WageTheftPermits.Domain;

namespace WageTheftPermits.Application.Data;

/// <summary>
/// Runs units of work. Each is one transaction: all of it is committed, or none of it happened.
/// A unit that PostgreSQL refused because another was quicker (deadlock, serialization, a row changed meanwhile) is run again from the beginning.
/// </summary>
public sealed class Units(IServiceScopeFactory scopes, ILogger<Units> logger)
{
    private const int Attempts = 5;

    public Task RunAsync(Actor actor, Func<UnitOfWork, Task> work, CancellationToken ct = default) =>
        RunAsync(actor, async unit =>
        {
            await work(unit);
            return true;
        }, ct);

    /// <exception cref="RuleViolation">The domain or a database constraint refused; nothing has changed.</exception>
    public async Task<T> RunAsync<T>(Actor actor, Func<UnitOfWork, Task<T>> work, CancellationToken ct = default)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var scope = scopes.CreateAsyncScope();
            var unit = scope.ServiceProvider.GetRequiredService<UnitOfWork>();
            unit.Begin(actor, ct);
            await using var transaction = await unit.Db.Database.BeginTransactionAsync(ct);
            try
            {
                var result = await work(unit);
                await unit.FlushAsync();
                await transaction.CommitAsync(ct);
                return result;
            }
            catch (Exception e) when (attempt < Attempts && LostARace(e))
            {
                logger.LogInformation("A unit of {Actor} lost a race ({Reason}) and runs again.", actor.Kind, Database.Said(e)?.SqlState ?? "changed row");
            }
            catch (Exception e) when (Database.Said(e) is { } postgres && Refusals.Explain(postgres) is { } refusal)
            {
                throw new RuleViolation(refusal.Rule, refusal.Message);
            }
        }
    }

    /// <summary>What a unit would come to: it is done and taken back, and nothing of it has happened. What fails is thrown.</summary>
    public async Task<T> TryAsync<T>(Actor actor, Func<UnitOfWork, Task<T>> work, CancellationToken ct = default)
    {
        await using var scope = scopes.CreateAsyncScope();
        var unit = scope.ServiceProvider.GetRequiredService<UnitOfWork>();
        unit.Begin(actor, ct);
        await using var transaction = await unit.Db.Database.BeginTransactionAsync(ct);
        return await work(unit);
    }

    /// <summary>Reads without changing anything: no transaction of its own, nothing tracked.</summary>
    public async Task<T> ReadAsync<T>(Func<PermitsDbContext, Task<T>> read)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PermitsDbContext>();
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        return await read(db);
    }

    private static bool LostARace(Exception e) => e is DbUpdateConcurrencyException
        || Database.Said(e)?.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;
}

/// <summary>What the database's own constraints refuse, in the words of the domain. They are the last line behind its guards.</summary>
internal static class Refusals
{
    private static readonly Dictionary<string, (string Rule, string Message)> s_byConstraint = new()
    {
        ["holds_two_people"] = ("hold.same-person", "Whoever proposed a hold cannot decide on it; another person must."),
        ["holds_one_live"] = ("hold.already-live", "This case already has a hold that is proposed or in force."),
        ["renewals_one_open"] = ("renewal.already-open", "This permit already has an open renewal."),
        ["cases_one_open"] = ("case.already-open", "There is already an open case of this party and this permit."),
        ["permits_number_key"] = ("permit.number-taken", "There is already a permit with this number."),
        ["renewals_not_while_held"] = ("renewal.held", "A hold is in force on this permit; its renewal cannot be issued."),
        ["ownership_changes_one_open"] = ("ownership.already-open", "A change of ownership of this permit is already on its way."),
        ["holds_still_supported"] = ("hold.left-standing", "This would leave a hold in force on what no longer supports it. Nothing was changed."),
        ["policy_proposals_two_people"] = ("policy.same-person", "Whoever proposed a change of policy cannot decide on it; another person must."),
        ["policy_proposals_one_open"] = ("policy.already-proposed", "The same change is proposed already."),
        ["policy_versions_one_successor"] = ("policy.base-changed", "Another change of this policy was approved at the same moment. Reload the page."),
        ["policy_versions_approved"] = ("policy.unapproved", "A policy is changed by a proposal that another person approved, and by nothing else."),
        ["holds_one_debt"] = ("hold.one-debt", "Another judgment reports the same debt, or may; a hold needs it to be decided, owed by every report, and on the judgment that leads."),
        ["cases_of_the_leader"] = ("case.follower", "This judgment follows another one that reports the same debt; the case belongs to that one."),
        ["debt_links_no_case"] = ("link.open-case", "A case was opened meanwhile on the judgment that would follow. Reload the page and decide again."),
        ["renewals_nothing_owed"] = ("renewal.blocked", "Something is still owed for this renewal; it cannot be issued."),
        ["renewals_lapse_only_over_what_is_owed"] = ("renewal.lapse", "The department has not done its part, or nothing is owed: the renewal cannot be lapsed."),
        ["renewals_lapse_after_grace"] = ("renewal.lapse", "The grace is not over; the renewal cannot be lapsed."),
        ["requirements_of_open_renewals"] = ("renewal.not-open", "The renewal has ended; nothing more can be required for it."),
        ["requirements_one_open"] = ("requirement.open", "This is required already."),
        ["tasks_completed_by_claimer"] = ("task.claimed", "Somebody else has taken this task and not released it."),
        ["tasks_claimed_by_whom_offered"] = ("task.offered", "This task is offered to another person."),
        ["migrations_open"] = ("workflow.state", "Another migration of this workflow is open; commit or revert that first."),
        ["letter_mails_one"] = ("letter.mailed", "This letter is on its way by e-mail already."),
        ["letters_stay"] = ("letter.final", "What a final letter says cannot be changed. Discard it and prepare another."),
        ["letter_documents_stay"] = ("letter.final", "A letter's document cannot be changed or removed."),
        ["documents_stay"] = ("document.stays", "A document cannot be changed or removed. Add another one, and say there what is wrong with this one."),
        ["hearing_packets_version"] = ("packet.version", "Another packet of this hearing was made at the same moment. Look at that one."),
        ["hearing_packets_stay"] = ("packet.stays", "A packet cannot be changed or removed. Make another one."),
        ["answers_stay"] = ("answer.stays", "What the permittee said cannot be changed or removed, and it is read once."),
        ["holds_answers_read"] = ("eligibility.answers-read", "An answer of the permittee waits to be read; nothing adverse is done before somebody has read it."),
        ["holds_supported"] = ("hold.unsupported", "A hold needs a confirmed match and a final, undisputed judgment that is still owed."),
    };

    public static (string Rule, string Message)? Explain(PostgresException e) =>
        e.ConstraintName is { } name && s_byConstraint.TryGetValue(name, out var refusal) ? refusal : null;
}
