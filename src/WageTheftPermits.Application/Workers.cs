using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Domain;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Application;

/// <summary>Advances workflow instances, each in a unit of its own.</summary>
public sealed class WorkflowRunner(Units units, WorkflowEngine engine, ILogger<WorkflowRunner> logger)
{
    private static readonly Actor s_actor = Actor.System("workflow");

    /// <summary>Advances one instance that has something to do and that nobody else is at. False where there is none.</summary>
    public Task<bool> AdvanceNextAsync(CancellationToken ct) => AdvanceAsync(unit => engine.ClaimAsync(unit.ForWorkflow(), ct), ct);

    /// <summary>Advances what a person's act has just moved, so that the page they see next shows it. A failure is left to the workers.</summary>
    public async Task AdvanceNowAsync(string correlationId, CancellationToken ct)
    {
        var instances = await units.RunAsync(s_actor, unit => unit.Db.Database.SqlQuery<Guid>(
            $"SELECT id AS \"Value\" FROM workflow.instances WHERE correlation_id = {correlationId} AND status = 'running'").ToListAsync(ct), ct);
        foreach (var instance in instances)
            await AdvanceAsync(_ => Task.FromResult<Guid?>(instance), ct);
    }

    private async Task<bool> AdvanceAsync(Func<UnitOfWork, Task<Guid?>> claim, CancellationToken ct)
    {
        Guid? failing = null;
        try
        {
            return await units.RunAsync(s_actor, async unit =>
            {
                failing = await claim(unit);
                if (failing is null)
                    return false;
                await engine.AdvanceAsync(unit.ForWorkflow(), failing.Value, ct);
                return true;
            }, ct);
        }
        catch (Exception e) when (failing is not null && e is not OperationCanceledException)
        {
            logger.LogError(e, "Workflow instance {Instance} could not be advanced.", failing);
            await units.RunAsync(s_actor, unit => engine.RecordFailureAsync(unit.ForWorkflow(), failing.Value, e, ct), ct);
            return true;
        }
    }
}

/// <summary>
/// The service's own work, beside its pages: understanding deliveries, screening, advancing workflows, sending messages.
/// Each loop polls the database, which is the truth; any number of instances of the service may run them.
/// </summary>
public sealed class Workers(Intake intake, ScreeningQueue screening, WorkflowRunner workflows, OutboxRelay relay, DailyChecks checks, ILogger<Workers> logger) : BackgroundService
{
    private static readonly TimeSpan s_idle = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_often = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_trouble = TimeSpan.FromSeconds(2);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        LoopAsync("intake", intake.UnderstandNextAsync, stoppingToken),
        LoopAsync("screening", screening.ScreenNextAsync, stoppingToken),
        LoopAsync("workflow", workflows.AdvanceNextAsync, stoppingToken),
        LoopAsync("workflow", workflows.AdvanceNextAsync, stoppingToken),
        LoopAsync("outbox", relay.SendNextAsync, stoppingToken),
        LoopAsync("daily check", checks.RunNextAsync, stoppingToken, s_often));

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
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The database or the broker is away: nothing was done, and it is tried again.
                logger.LogWarning("{Worker} stopped short: {Reason}", name, e.Message);
                wait = s_trouble;
            }
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
