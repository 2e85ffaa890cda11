using System.CommandLine;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Renewals;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Renewals;

namespace WageTheftPermits.Web.Commands;

/// <summary><c>./wtp renewals open</c>: the season's renewals in one batch, as the button on the page starts one.</summary>
internal static class RenewalCommands
{
    private static readonly Actor s_actor = Actor.System("renewals-open");

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Prints what it came to as JSON." };
        var open = new Command("open", "Opens the renewals in season in one batch, and issues those that nothing blocks. A service that runs meanwhile helps.") { json };
        open.SetAction(async (parsed, ct) =>
        {
            await using var host = await ServiceHost.StartAsync(serve: false, ct: ct);
            var started = await host.Units.RunAsync(s_actor, StartRenewalBatch.HandleAsync, ct);
            var batch = started is null ? null : await CarryOutAsync(host, started.Id, ct);
            Console.WriteLine(parsed.GetValue(json)
                ? JsonSerializer.Serialize(new { batch = batch?.Reference, opened = batch?.Opened ?? 0, screened = batch?.Screened ?? 0, issued = batch?.Issued ?? 0, exceptions = batch?.Exceptions ?? 0 }, Json.Web)
                : batch is null
                    ? "No renewal was opened: every permit in season has one."
                    : $"Batch {batch.Reference}: {batch.Opened} renewals opened, {batch.Screened} screened, {batch.Issued} issued; {batch.Exceptions} exceptions wait at /renewals/batches/{batch.Reference}.");
            return 0;
        });
        return new Command("renewals", "Works on renewals.") { open };
    }

    /// <summary>Does the workers' part until the batch has finished; where others are at its last renewals, waits for them.</summary>
    private static async Task<RenewalBatch> CarryOutAsync(ServiceHost host, Guid id, CancellationToken ct)
    {
        var batches = host.Services.GetRequiredService<RenewalBatches>();
        var workflows = host.Services.GetRequiredService<WorkflowRunner>();
        while (true)
        {
            if (await batches.WorkNextAsync(ct) || await workflows.AdvanceNextAsync(ct))
                continue;
            var batch = await host.Units.ReadAsync(db => db.RenewalBatches.SingleAsync(b => b.Id == id, ct));
            if (batch.FinishedAt is not null)
                return batch;
            await Task.Delay(TimeSpan.FromMilliseconds(200), ct);
        }
    }
}
