using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace WageTheftPermits.Web.Bench.Faults;

/// <summary>
/// An agency sends while the service is killed, its connections to the broker are cut, the broker is killed and PostgreSQL crashes, each in turn and
/// again and again. What the broker did not confirm is sent again. In the end <see cref="FaultFindings"/> says, by counting, what does not hold.
/// </summary>
/// <param name="directory">Where the database is made.</param>
/// <param name="events">How many are sent, six of each judgment.</param>
/// <param name="rounds">How often each fault comes.</param>
/// <param name="away">How long PostgreSQL stays away each time.</param>
/// <param name="forget">Has the service acknowledge before it stores, to see that the test notices.</param>
internal sealed class FaultTest(string directory, int events, int rounds, TimeSpan away, bool forget, Action<string> say)
{
    public const string Agency = "stormy-county";
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(45);

    private readonly int _judgments = Math.Max(1, events / EventsOfEach);

    /// <summary>Of one judgment: issued, served, final, and three payments of a thousand dollars.</summary>
    public const int EventsOfEach = 6;

    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken ct)
    {
        await using var surroundings = await Surroundings.StartAsync(directory, Agency, ct);
        await using var service = new ServiceProcess(forget ? ["agency", "crash", "--worker"] : ["run"], surroundings.Environment);
        var agency = new UnyieldingAgency(surroundings.Bus, Agency);
        (string Name, Func<Task> Strike)[] faults =
        [
            ("the service was killed", () => { service.Kill(); return Task.CompletedTask; }),
            ("all connections to the broker were cut", surroundings.CutConnectionsAsync),
            ("the broker was killed", surroundings.CrashBrokerAsync),
            ("PostgreSQL crashed", () => surroundings.CrashDatabaseAsync(away, ct)),
        ];
        var lives = Enumerable.Range(1, EventsOfEach).SelectMany(sequence => Enumerable.Range(1, _judgments).Select(judgment => Event(judgment, sequence))).ToList();
        var parts = lives.Chunk((lives.Count + (faults.Length * rounds) - 1) / (faults.Length * rounds)).ToList();
        foreach (var (part, i) in parts.Select((part, i) => (part, i)))
        {
            var (name, strike) = faults[i % faults.Length];
            var (stored, lines, before) = (await StoredAsync(surroundings, ct), service.Lines, Stopwatch.StartNew());
            var sending = agency.SendAsync(part, ct);
            // Amid the work, not before it: a moment after the service has begun to store this part.
            while (await StoredAsync(surroundings, ct) <= stored && before.Elapsed < s_patience)
                await Task.Delay(s_look, ct);
            await strike();
            await sending;
            say(string.Create(CultureInfo.InvariantCulture, $"{name} after {before.Elapsed.TotalSeconds:0.0} s; {service.Lines - lines} lines were logged meanwhile."));
        }
        await SettleAsync(surroundings, agency, ct);
        say($"{lives.Count:N0} events were sent in {agency.Attempts:N0} attempts; the service was started {service.Starts} times.");
        return await FaultFindings.OfAsync(surroundings, agency, lives.Count, _judgments, ct);
    }

    private static async Task<long> StoredAsync(Surroundings surroundings, CancellationToken ct) => await surroundings.AskAsync("SELECT count(*) FROM deliveries", ct) ?? -1;

    /// <summary>Until nothing waits at the broker, in the intake or in the outbox; nothing is stuck as long as something happens.</summary>
    private async Task SettleAsync(Surroundings surroundings, UnyieldingAgency agency, CancellationToken ct)
    {
        const string Open = "SELECT (SELECT count(*) FROM deliveries WHERE state = 'stored') + (SELECT count(*) FROM outbox WHERE sent_at IS NULL)";
        const string Answered = "SELECT count(DISTINCT event_id) FROM deliveries WHERE state <> 'stored'";
        const string Done = "SELECT (SELECT count(*) FROM deliveries) + (SELECT count(*) FROM outbox) + (SELECT count(*) FROM outbox WHERE sent_at IS NOT NULL)";
        for (var (last, since) = (-1L, Stopwatch.StartNew()); since.Elapsed < s_patience; await Task.Delay(s_look, ct))
        {
            if (await surroundings.AskAsync(Open, ct) == 0 && await agency.WaitingAsync(ct) == 0 && await surroundings.AskAsync(Answered, ct) >= _judgments * EventsOfEach)
                return;
            if (await surroundings.AskAsync(Done, ct) is { } done && done != last)
                (last, since) = (done, Stopwatch.StartNew());
        }
        say("Nothing happens any more, and something is left.");
    }

    private static byte[] Event(int judgment, int sequence)
    {
        var (type, data) = sequence switch
        {
            1 => ("judgment.issued.v1", """{ "amount": "18250.00", "parties": [ { "id": "p1", "name": "Golden Lantern Foods Inc" } ] }"""),
            2 => ("judgment.served.v1", """{ "servedOn": "2026-02-24" }"""),
            3 => ("judgment.final.v1", """{ "finalOn": "2026-03-12" }"""),
            _ => ("payment.received.v1", $$"""{ "paymentId": "check-{{sequence}}", "amount": "1000.00", "receivedOn": "2026-04-0{{sequence}}" }"""),
        };
        return Encoding.UTF8.GetBytes($$"""
            { "specversion": "1.0", "id": "e-{{judgment}}-{{sequence}}", "source": "urn:agency:{{Agency}}", "type": "{{type}}", "subject": "SC-{{judgment}}", "sequence": {{sequence}}, "data": {{data}} }
            """);
    }
}
