using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WageTheftPermits.Application.Messaging.Transport;

namespace WageTheftPermits.IntegrationTests.Messaging;

/// <summary>A host with nothing but the bus, and an intake that keeps what it is given, after refusing as often as it is told to.</summary>
public sealed class BusHost : IAsyncDisposable, IAgencyIntake
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Channel<(string Agency, byte[] Body)> _accepted = Channel.CreateUnbounded<(string, byte[])>();
    private readonly IHost _host;
    private readonly ConcurrentQueue<(LogLevel Level, string Line)> _said = new();
    private Func<Exception> _refusal = () => new TimeoutException("This one was too slow.");
    private int _refusals;
    private int _refused;
    private int _calls;

    private BusHost(string? busUri, BrokerTrust? trust)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddProvider(new Listener(_said)).AddFilter((category, _) => category == typeof(AgencyBus).FullName);
        builder.Services.AddAgencyBus(busUri, trust);
        builder.Services.AddSingleton<IAgencyIntake>(this);
        builder.Services.Configure<AgencyBusOptions>(options => options.ShortestWait = TimeSpan.FromMilliseconds(20));
        _host = builder.Build();
    }

    public AgencyBus Bus => _host.Services.GetRequiredService<AgencyBus>();

    public IServiceProvider Services => _host.Services;

    /// <summary>How often the intake was called, refusals included.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>What the bus warned of.</summary>
    public IReadOnlyList<string> Warnings => [.. _said.Where(s => s.Level >= LogLevel.Warning).Select(s => s.Line)];

    /// <summary>What else it said.</summary>
    public IReadOnlyList<string> Notes => [.. _said.Where(s => s.Level < LogLevel.Warning).Select(s => s.Line)];

    public static async Task<BusHost> StartAsync(string? busUri, BrokerTrust? trust = null)
    {
        var host = new BusHost(busUri, trust);
        await host._host.StartAsync();
        return host;
    }

    /// <summary>Lets the next deliveries fail, each for a reason of its own.</summary>
    public void Refuse(int times) => Volatile.Write(ref _refusals, times);

    /// <summary>Lets so many fail as they do while the database is away.</summary>
    public void GoAway(int times)
    {
        _refusal = () => new IOException("The database is away.");
        Refuse(times);
    }

    /// <summary>Completes when so many have failed.</summary>
    public async Task Refused(int times)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (Volatile.Read(ref _refused) < times)
            await Task.Delay(10, patience.Token);
    }

    public async Task<(string Agency, byte[] Body)> NextAsync() => await _accepted.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public async Task<string> NextTextAsync() => Encoding.UTF8.GetString((await NextAsync()).Body);

    /// <summary>That nothing more came than what was read.</summary>
    public bool IsEmpty => _accepted.Reader.Count == 0;

    public async Task AcceptAsync(string agency, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        Interlocked.Increment(ref _calls);
        if (Interlocked.Decrement(ref _refusals) >= 0)
        {
            Interlocked.Increment(ref _refused);
            throw _refusal();
        }
        await _accepted.Writer.WriteAsync((agency, body.ToArray()), ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private sealed class Listener(ConcurrentQueue<(LogLevel, string)> said) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            said.Enqueue((logLevel, formatter(state, exception)));

        public void Dispose()
        {
        }
    }
}
