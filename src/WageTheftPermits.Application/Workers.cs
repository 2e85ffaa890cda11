using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WageTheftPermits.Application.Accounts;
using WageTheftPermits.Application.Audit;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Application.Notices;
using WageTheftPermits.Application.Renewals;
using WageTheftPermits.Application.Search;
using WageTheftPermits.Application.Workflows;
using WageTheftPermits.Domain;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Application;

/// <summary>
/// Advances workflow instances, each in a unit of its own; renewals, of which a season brings very many, several in one unit. A unit that fails is redone
/// instance by instance, and only the one that fails again counts as failed.
/// </summary>
public sealed class WorkflowRunner(Units units, WorkflowEngine engine, ILogger<WorkflowRunner> logger)
{
    /// <summary>Renewals advanced in one unit: few enough that whoever needs one of them waits a fraction of a second.</summary>
    private const int RenewalsTogether = 100;

    private static readonly Actor s_actor = Actor.System("workflow");

    /// <summary>Advances what has something to do and that nobody else is at. False where there is nothing.</summary>
    public async Task<bool> AdvanceNextAsync(CancellationToken ct)
    {
        IReadOnlyList<Claimed> claimed = [];
        try
        {
            return await units.RunAsync(s_actor, async unit =>
            {
                claimed = await ClaimAsync(unit, ct);
                if (claimed.Count == 0)
                    return false;
                await PrepareAsync(unit, claimed);
                await engine.AdvanceAsync(unit.ForWorkflow(), claimed, ct);
                return true;
            }, ct);
        }
        catch (Exception e) when (claimed.Count == 1 && e is not OperationCanceledException)
        {
            await RecordFailureAsync(claimed[0].Id, e, ct);
            return true;
        }
        catch (Exception e) when (claimed.Count > 1 && e is not OperationCanceledException)
        {
            logger.LogWarning(e, "{Count} renewals could not be advanced together; they are advanced one by one.", claimed.Count);
            foreach (var one in claimed)
                await AdvanceAloneAsync(one.Id, ct);
            return true;
        }
    }

    /// <summary>Advances what a person's act has just moved, so that the page they see next shows it. A failure is left to the workers.</summary>
    public async Task AdvanceNowAsync(string correlationId, CancellationToken ct)
    {
        var instances = await units.RunAsync(s_actor, unit => unit.Db.Database.SqlQuery<Guid>(
            $"SELECT id AS \"Value\" FROM workflow.instances WHERE correlation_id = {correlationId} AND status = 'running'").ToListAsync(ct), ct);
        foreach (var instance in instances)
            await AdvanceAloneAsync(instance, ct);
    }

    private async Task<IReadOnlyList<Claimed>> ClaimAsync(UnitOfWork unit, CancellationToken ct)
    {
        if (await engine.ClaimAsync(unit.ForWorkflow(), ct) is not { } first)
            return [];
        if (first.DefinitionId != OpenRenewals.Workflow)
            return [first];
        return [first, .. await engine.ClaimMoreAsync(unit.ForWorkflow(), first, RenewalsTogether - 1, ct)];
    }

    /// <summary>What several renewals need is read at once; one alone reads its own when it comes to it.</summary>
    private static Task PrepareAsync(UnitOfWork unit, IReadOnlyList<Claimed> claimed) => claimed.Count == 1
        ? Task.CompletedTask
        : unit.ForWorkflow().Services.GetRequiredService<RenewalFiles>().OpenAsync([.. claimed.Select(c => Guid.Parse(c.CorrelationId.AsSpan("renewal:".Length)))]);

    private async Task AdvanceAloneAsync(Guid instance, CancellationToken ct)
    {
        try
        {
            await units.RunAsync(s_actor, unit => engine.AdvanceAsync(unit.ForWorkflow(), instance, ct), ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await RecordFailureAsync(instance, e, ct);
        }
    }

    private Task RecordFailureAsync(Guid instance, Exception failure, CancellationToken ct)
    {
        logger.LogError(failure, "Workflow instance {Instance} could not be advanced.", instance);
        return units.RunAsync(s_actor, unit => engine.RecordFailureAsync(unit.ForWorkflow(), instance, failure, ct), ct);
    }
}

/// <summary>
/// The service's own work, beside its pages: understanding deliveries, screening, opening renewals, advancing workflows, sending messages,
/// telling of events that nothing answered, migrating instances, e-mailing letters, removing what is kept no longer, folding counts, keeping the search's words, sealing the audit log, sweeping sessions that ended.
/// Each loop polls the database, which is the truth; any number of instances of the service may run them.
/// </summary>
public sealed class Workers(Intake intake, ScreeningQueue screening, WorkflowRunner workflows, RenewalBatches batches, OutboxRelay relay, DailyChecks checks,
    UnansweredEvents unanswered, MigrationBatches migrations, RawMessageRetention retention, ApiRequests requests, PermitFrequencies frequencies, SearchVocabulary vocabulary, LetterMails letterMails,
    AuditSealer sealer, SessionSweep sessions, ILogger<Workers> logger, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan s_idle = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_often = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_trouble = TimeSpan.FromSeconds(2);

    private readonly OutageLog _outages = new(logger, clock);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        LoopAsync("intake", intake.UnderstandNextAsync, stoppingToken),
        LoopAsync("intake", intake.UnderstandNextAsync, stoppingToken),
        LoopAsync("screening", screening.ScreenNextAsync, stoppingToken),
        LoopAsync("workflow (first lane)", workflows.AdvanceNextAsync, stoppingToken),
        LoopAsync("workflow (second lane)", workflows.AdvanceNextAsync, stoppingToken),
        LoopAsync("renewal batches", batches.WorkNextAsync, stoppingToken),
        LoopAsync("outbox", relay.SendNextAsync, stoppingToken),
        LoopAsync("daily check", checks.RunNextAsync, stoppingToken, s_often),
        LoopAsync("unanswered events", unanswered.RaiseNextAsync, stoppingToken, s_often),
        LoopAsync("workflow migrations", migrations.MoveNextAsync, stoppingToken),
        LoopAsync("letter mails", letterMails.SendNextAsync, stoppingToken),
        LoopAsync("retention", retention.RemoveNextAsync, stoppingToken, s_often),
        LoopAsync("request keys", requests.SweepNextAsync, stoppingToken, s_often),
        LoopAsync("frequencies", frequencies.FoldNextAsync, stoppingToken, s_often),
        LoopAsync("search words", vocabulary.KeepNextAsync, stoppingToken, s_often),
        LoopAsync("audit seals", sealer.SealNextAsync, stoppingToken, s_soon),
        LoopAsync("sessions", sessions.RemoveNextAsync, stoppingToken, s_often));

    private async Task LoopAsync(string name, Func<CancellationToken, Task<bool>> step, CancellationToken stopping, TimeSpan? idle = null)
    {
        await Task.Yield();
        while (!stopping.IsCancellationRequested)
        {
            var wait = TimeSpan.Zero;
            try
            {
                if (!await step(stopping))
                    wait = idle ?? s_idle;
                _outages.Works(name);
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                // What a stop cut off was not done, and is done at the next start.
                return;
            }
            catch (Exception e)
            {
                // The database or the broker is away: nothing was done, and it is tried again.
                _outages.Failed(name, e.Message);
                wait = s_trouble;
            }
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
