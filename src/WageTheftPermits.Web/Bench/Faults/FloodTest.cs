using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace WageTheftPermits.Web.Bench.Faults;

/// <summary>
/// An agency floods the service with broken messages, some of ten megabytes, a sound one now and then among them. The service runs in a process of its own,
/// whose memory is read after each round: every message must be answered, the sound ones in time, and the memory must stop growing.
/// </summary>
/// <param name="directory">Where the database is made.</param>
/// <param name="messages">How many are sent, in <paramref name="rounds"/> rounds, three at least.</param>
internal sealed partial class FloodTest(string directory, int messages, int rounds, int seed, Action<string> say)
{
    private const string Agency = "careless-county";
    private const int SoundEach = 100;
    private const int HugeEach = 500;
    private const long Megabyte = 1024 * 1024;
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>What the last round may have more than the round after which everything is compiled and the caches are full.</summary>
    private const long MostGrowth = 64 * Megabyte;

    private readonly BrokenMessages _broken = new(Agency, seed);
    private readonly List<string> _findings = [];
    private int _sound;

    /// <summary>What does not hold, a line each; empty where all is well.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken ct)
    {
        await using var surroundings = await Surroundings.StartAsync(directory, Agency, ct);
        await using var service = new ServiceProcess(["run"], surroundings.Environment);
        var agency = new UnyieldingAgency(surroundings.Bus, Agency);
        await agency.SendAsync([Sound()], ct);
        await AnsweredAsync(surroundings, 1, ct);
        say(await MemoryAsync(service, "Before", ct));

        var sent = 1;
        var resident = new List<long>();
        for (var round = 1; round <= rounds; round++)
        {
            var clock = Stopwatch.StartNew();
            await agency.SendAsync(Enumerable.Range(1, messages / rounds).Select(i => i % SoundEach == 0 ? Sound() : i % HugeEach == 1 ? _broken.Huge() : _broken.Next()), ct);
            sent += messages / rounds;
            await AnsweredAsync(surroundings, sent, ct);
            var said = await MemoryAsync(service, string.Create(CultureInfo.InvariantCulture, $"After {sent:N0} messages ({messages / rounds / clock.Elapsed.TotalSeconds:N0} a second)"), ct);
            resident.Add(service.Resident);
            say(said);
        }

        if (service.Starts != 1)
            _findings.Add($"the service ended and was started {service.Starts} times");
        if (resident[^1] - resident[..^1].Skip(rounds / 2 - 1).Max() is > MostGrowth and var growth)
            _findings.Add($"in the last round its memory grew by {growth / Megabyte} MB");
        await ExpectAsync(surroundings, "deliveries kept", "SELECT count(*) FROM deliveries", sent, ct);
        await ExpectAsync(surroundings, "deliveries without a receipt, or with more than its later conflict explains",
            """
            SELECT count(*) FROM (SELECT d.receipt FROM deliveries d LEFT JOIN outbox o ON o.type LIKE 'receipt.%' AND convert_from(o.body, 'UTF8')::jsonb -> 'data' ->> 'receipt' = d.receipt::text
                GROUP BY d.receipt, d.state HAVING count(o.id) NOT BETWEEN 1 AND CASE WHEN d.state = 'quarantined' AND EXISTS (SELECT 1 FROM judgment_events e WHERE e.receipt = d.receipt) THEN 2 ELSE 1 END) AS odd
            """, 0, ct);
        await ExpectAsync(surroundings, "deliveries that the service itself failed at", "SELECT count(*) FROM deliveries WHERE attempts > 0", 0, ct);
        await ExpectAsync(surroundings, "deliveries in quarantine without a reason", "SELECT count(*) FROM deliveries WHERE state = 'quarantined' AND coalesce(reason, '') = ''", 0, ct);
        await ExpectAsync(surroundings, "sound messages accepted", "SELECT count(*) FROM deliveries WHERE state = 'accepted' AND event_id LIKE 'sound-%'", _sound, ct);
        if (await agency.WaitingAsync(ct) is > 0 and var waiting)
            _findings.Add($"messages left at the broker: {waiting}");
        return _findings;
    }

    private byte[] Sound()
    {
        var message = _broken.Sound();
        message["id"] = $"sound-{++_sound}";
        return Encoding.UTF8.GetBytes(message.ToJsonString());
    }

    private async Task AnsweredAsync(Surroundings surroundings, int count, CancellationToken ct)
    {
        for (var (last, since) = (-1L, Stopwatch.StartNew()); since.Elapsed < s_patience; await Task.Delay(s_look, ct))
        {
            var answered = await surroundings.AskAsync("SELECT count(*) FROM deliveries WHERE state <> 'stored'", ct) ?? -1;
            if (answered >= count)
                return;
            if (answered != last)
                (last, since) = (answered, Stopwatch.StartNew());
        }
        _findings.Add("nothing happened for a minute, and messages were waiting");
    }

    private async Task ExpectAsync(Surroundings surroundings, string what, string sql, long expected, CancellationToken ct)
    {
        if (await surroundings.AskAsync(sql, ct) is var found && found != expected)
            _findings.Add($"{what}: {found}, not {expected}");
    }

    private static async Task<string> MemoryAsync(ServiceProcess service, string when, CancellationToken ct)
    {
        using var http = new HttpClient();
        var metrics = await http.GetStringAsync(new Uri(service.Address!, "/metrics"), ct);
        var heap = HeapSize().Matches(metrics).Sum(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
        return string.Create(CultureInfo.InvariantCulture, $"{when}: {service.Resident / Megabyte} MB resident, {heap / Megabyte:N0} MB in the heap after the last collection.");
    }

    [GeneratedRegex("^dotnet_gc_last_collection_heap_size_bytes\\{[^}]*\\} ([0-9.eE+]+)", RegexOptions.Multiline)]
    private static partial Regex HeapSize();
}
