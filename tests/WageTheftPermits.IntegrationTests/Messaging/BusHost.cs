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
    private int _refusals;
    private int _calls;

    private BusHost(string? busUri)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        builder.Services.AddAgencyBus(busUri);
        builder.Services.AddSingleton<IAgencyIntake>(this);
        builder.Services.Configure<AgencyBusOptions>(options => options.ShortestWait = TimeSpan.FromMilliseconds(20));
        _host = builder.Build();
    }

    public AgencyBus Bus => _host.Services.GetRequiredService<AgencyBus>();

    public IServiceProvider Services => _host.Services;

    /// <summary>How often the intake was called, refusals included.</summary>
    public int Calls => Volatile.Read(ref _calls);

    public static async Task<BusHost> StartAsync(string? busUri)
    {
        var host = new BusHost(busUri);
        await host._host.StartAsync();
        return host;
    }

    /// <summary>Lets the next deliveries fail, as they do while the database is away.</summary>
    public void Refuse(int times) => Volatile.Write(ref _refusals, times);

    public async Task<(string Agency, byte[] Body)> NextAsync() => await _accepted.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public async Task<string> NextTextAsync() => Encoding.UTF8.GetString((await NextAsync()).Body);

    /// <summary>That nothing more came than what was read.</summary>
    public bool IsEmpty => _accepted.Reader.Count == 0;

    public async Task AcceptAsync(string agency, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        Interlocked.Increment(ref _calls);
        if (Interlocked.Decrement(ref _refusals) >= 0)
            throw new TimeoutException("The database is away.");
        await _accepted.Writer.WriteAsync((agency, body.ToArray()), ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
