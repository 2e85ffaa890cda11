using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Application.Messaging.Transport;
using WageTheftPermits.Domain;
using WageTheftPermits.Web.Commands;

namespace WageTheftPermits.Web.Bench.Incoming;

/// <summary>
/// A backlog of three agencies at a real RabbitMQ: stored, then understood and answered, while a fourth agency sends one event after another and waits for
/// each receipt. The intake's and the outbox's workers run; screening, which has a queue of its own, does not.
/// </summary>
internal sealed class IntakeBench(ServiceHost host, NpgsqlDataSource database, Uri broker, int size, Action<string> say)
{
    private const string Live = "live";
    private const int MostAtFloor = 20_000;
    private const int WarmUp = 60;
    private const int IdleSamples = 40;

    private static readonly string[] s_agencies = ["bench-1", "bench-2", "bench-3"];
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    private readonly int _lives = size / (s_agencies.Length * AgencyLives.Length);
    private readonly Queue<byte[]> _live = new(new LargeCounty(1).Judgments(Live, 100_000, named: 0));
    private int _asked;

    private int Backlog => _lives * s_agencies.Length * AgencyLives.Length;

    public async Task<IReadOnlyList<Figure>> RunAsync(CancellationToken ct)
    {
        await using var agency = await AgencyAtBroker.ConnectAsync(broker, ct);
        var transport = await BareTransportAsync(agency, ct);
        await PublishAsync(agency, ct);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await AddAsync([Live], ct);
        await host.Services.GetRequiredService<AgencyBus>().ConnectAgencyAsync(Live, ct);
        await agency.ListenAsync($"agency.{Live}.out", ct);
        var working = WorkAsync(stop.Token);
        var idle = new Latencies();
        // The first of each is compilation, not work.
        for (var i = 0; i < WarmUp; i++)
            await AskAsync(agency, new Latencies(), ct);
        for (var i = 0; i < IdleSamples; i++)
            await AskAsync(agency, idle, ct);
        await stop.CancelAsync();
        await working;

        var memory = GC.GetTotalMemory(forceFullCollection: true);
        var stored = await StoreAsync(ct);
        say($"{Backlog:N0} stored in {stored.TotalSeconds:N1} seconds.");
        var live = new Latencies();
        var (understood, own) = await UnderstandAsync(agency, live, ct);
        say($"{Backlog:N0} understood and answered in {understood.TotalSeconds:N1} seconds, {own.TotalMilliseconds / Backlog:N2} ms of this process's own work each; {live.Count:N0} live events meanwhile.");
        var after = GC.GetTotalMemory(forceFullCollection: true);
        await CountAsync(ct);

        var floor = await new IntakeFloor(database).MeasureAsync(Math.Min(Backlog, MostAtFloor), ct);
        const string Sql = "floor: the same rows by one SQL statement for each 500 events";
        return
        [
            Figure.Of("intake: stored", Backlog / stored.TotalSeconds, "events/s", transport, $"{Backlog:N0} events of {s_agencies.Length} agencies from the broker, each durable before it is acknowledged; floor: the same bodies taken from a queue and acknowledged one by one"),
            Figure.Of("intake: understood and answered", Backlog / understood.TotalSeconds, "events/s", floor, $"folded, and the receipt confirmed by the broker, with a live agency beside; {Sql}"),
            Figure.Of("intake: from the broker to the answer", Backlog / (stored + understood).TotalSeconds, "events/s", floor, $"one after the other; {Sql}"),
            Wait("p50", live, idle, 0.5),
            Wait("p99", live, idle, 0.99),
            Figure.Of("intake: this process's memory", after / 1048576.0, "MiB", memory / 1048576.0, "after the backlog has drained; floor: before it was stored"),
        ];
    }

    private static Figure Wait(string what, Latencies live, Latencies idle, double share) => Figure.Of($"intake: a live event's receipt, {what}", live.Percentile(share), "ms",
        idle.Percentile(share), $"{live.Count:N0} times, from publishing to the receipt in the agency's queue, while the others' backlog drains; floor: {idle.Count} times beside no backlog");

    /// <summary>Messages a second that a queue gives to one consumer who does nothing with them.</summary>
    private async Task<double> BareTransportAsync(AgencyAtBroker agency, CancellationToken ct)
    {
        const string Queue = "bench.floor";
        var count = Math.Min(Backlog, MostAtFloor);
        await agency.MakeQueueAsync(Queue, ct);
        await agency.PublishAsync("", Queue, AgencyLives.Of(Queue, count / AgencyLives.Length + 1).Take(count), ct);
        await using var consumer = await AgencyAtBroker.ConnectAsync(broker, ct);
        var watch = Stopwatch.StartNew();
        await consumer.TakeAsync(Queue, count, (ushort)new AgencyBusOptions().Prefetch, ct);
        return count / watch.Elapsed.TotalSeconds;
    }

    /// <summary>The backlog waits at the broker before the service knows of these agencies.</summary>
    private async Task PublishAsync(AgencyAtBroker agency, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        foreach (var key in s_agencies)
        {
            await AgencyTopology.DeclareAsync(broker, BrokerTrust.OfThisMachine, key, ct);
            await agency.PublishAsync($"agency.{key}.in", "judgments", AgencyLives.Of(key, _lives), ct);
        }
        say($"{Backlog:N0} events published in {watch.Elapsed.TotalSeconds:N1} seconds.");
    }

    private Task AddAsync(string[] agencies, CancellationToken ct) => host.Units.RunAsync(Actor.System("bench"), unit =>
    {
        unit.Db.Agencies.AddRange(agencies.Select(key => new Agency(key, "An invented agency", unit.Now)));
        return Task.CompletedTask;
    }, ct);

    private async Task<TimeSpan> StoreAsync(CancellationToken ct)
    {
        Task<int> StoredAsync() => host.Units.ReadAsync(db => db.Deliveries.CountAsync(d => s_agencies.Contains(d.Agency), ct));
        await AddAsync(s_agencies, ct);
        // Until the service has noticed the new agencies nothing is stored, and nothing measured.
        while (await StoredAsync() == 0)
            await Task.Delay(10, ct);
        var watch = Stopwatch.StartNew();
        while (await StoredAsync() < Backlog)
            await Task.Delay(s_look, ct);
        return watch.Elapsed;
    }

    private async Task<(TimeSpan Elapsed, TimeSpan Own)> UnderstandAsync(AgencyAtBroker agency, Latencies live, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var (watch, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var working = WorkAsync(stop.Token);
        var drained = DrainedAsync(ct);
        while (!drained.IsCompleted)
        {
            await AskAsync(agency, live, ct);
            await Task.WhenAny(drained, Task.Delay(s_look, ct));
        }
        await drained;
        var figures = (watch.Elapsed, Environment.CpuUsage.TotalTime - cpu);
        await stop.CancelAsync();
        await working;
        return figures;
    }

    private async Task DrainedAsync(CancellationToken ct)
    {
        while (await host.Units.ReadAsync(db => db.Database.SqlQuery<bool>(
            $"""
             SELECT EXISTS (SELECT 1 FROM deliveries WHERE agency = ANY ({s_agencies}) AND state = 'stored')
                 OR EXISTS (SELECT 1 FROM outbox WHERE agency = ANY ({s_agencies}) AND sent_at IS NULL) AS "Value"
             """).SingleAsync(ct)))
            await Task.Delay(s_look, ct);
    }

    /// <summary>N came, N are accepted, N receipts went out; a figure for anything else means nothing.</summary>
    private async Task CountAsync(CancellationToken ct)
    {
        var accepted = await host.Units.ReadAsync(db => db.Deliveries.CountAsync(d => s_agencies.Contains(d.Agency) && d.State == DeliveryState.Accepted, ct));
        var told = await host.Units.ReadAsync(db => db.Outbox.CountAsync(m => s_agencies.Contains(m.Agency) && m.Type == "receipt.accepted.v1" && m.SentAt != null, ct));
        if (accepted != Backlog || told != Backlog)
            throw CommandFailed.DoesNotHold($"of {Backlog} events {accepted} were accepted and {told} were answered.");
    }

    private Task AskAsync(AgencyAtBroker agency, Latencies latencies, CancellationToken ct)
    {
        var (id, body) = (string.Create(CultureInfo.InvariantCulture, $"bench-{_asked++}"), _live.Dequeue());
        return latencies.MeasureAsync(() => agency.AskAsync($"agency.{Live}.in", id, body, ct));
    }

    /// <summary>The workers that a running service has for this.</summary>
    private Task WorkAsync(CancellationToken stop)
    {
        var (intake, relay) = (host.Services.GetRequiredService<Intake>(), host.Services.GetRequiredService<OutboxRelay>());
        return Task.WhenAll(LoopAsync(intake.UnderstandNextAsync, stop), LoopAsync(intake.UnderstandNextAsync, stop), LoopAsync(relay.SendNextAsync, stop));
    }

    private static async Task LoopAsync(Func<CancellationToken, Task<bool>> step, CancellationToken stop)
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            // Not cancelled within: what was begun is finished, so that nothing of it is counted to the next phase.
            if (!await step(CancellationToken.None))
                await Task.Delay(20, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
