using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace WageTheftPermits.Application.Messaging.Transport;

/// <summary>
/// Takes each delivery of one agency as raw bytes and hands it to <see cref="IAgencyIntake"/>.
/// It stands where MassTransit receives, before it looks at content types, message types or ids, and passes nothing on:
/// so no property of a message can keep its body from us, and neither the <c>_error</c> nor the <c>_skipped</c> queue is ever reached.
/// Returning acknowledges the delivery; throwing gives it back to the broker, which delivers it again.
/// </summary>
internal sealed class AgencyIntakeFilter(
    string agency, bool brokerRedelivers, AgencyBusOptions options, StoragePause pause, IServiceScopeFactory scopes, ILogger log, CancellationToken stopping) : IFilter<ReceiveContext>
{
    private int _failuresInARow;

    public async Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        var body = context.Body.GetBytes();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, stopping);
        while (true)
        {
            try
            {
                await pause.StoreAsync(() => AcceptAsync(body, context.CancellationToken), ended.Token);
                Volatile.Write(ref _failuresInARow, 0);
                return;
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !ended.IsCancellationRequested)
            {
                var wait = StoragePause.WaitAfter(Interlocked.Increment(ref _failuresInARow), options);
                log.LogWarning("A delivery from agency {Agency} could not be stored and comes again in {Wait}: {Failure}", agency, wait, failure.Message);
                await Task.Delay(wait, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                // The in-memory transport forgets what is given back, so there it is kept here until it is stored.
                if (brokerRedelivers || ended.IsCancellationRequested)
                    throw;
            }
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("agencyIntake").Add("agency", agency);

    private async Task AcceptAsync(byte[] body, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IAgencyIntake>().AcceptAsync(agency, body, ct);
    }
}
