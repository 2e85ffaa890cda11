using System.Text;
using System.Threading.Channels;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace WageTheftPermits.IntegrationTests.Messaging;

/// <summary>The embedded default: the same code, inside one process.</summary>
public sealed class InMemoryTransportTests : IAsyncLifetime
{
    private BusHost _host = null!;

    public async Task InitializeAsync() => _host = await BusHost.StartAsync(busUri: null);

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Deliveries_ReachUsAsTheyWere_EachFromItsAgency()
    {
        byte[][] bodies = [[], [0, 255], "{ \"broken\": "u8.ToArray(), "{}"u8.ToArray()];
        foreach (var agency in new[] { "dlse", "county-fair-wage" })
        {
            foreach (var body in bodies)
            {
                await _host.Bus.PublishAsAgencyAsync(agency, body, CancellationToken.None);
                var (from, received) = await _host.NextAsync();
                from.ShouldBe(agency);
                received.ShouldBe(body);
            }
        }

        _host.Bus.IsHealthy.ShouldBeTrue();
        (_host.Bus.IsReading("dlse"), _host.Bus.IsReading("nobody")).ShouldBe((true, false));
    }

    [Fact]
    public async Task Delivery_ThatCannotBeStored_ComesAgainUntilItIs()
    {
        _host.Refuse(times: 4);

        await _host.Bus.PublishAsAgencyAsync("dlse", "kept"u8.ToArray(), CancellationToken.None);

        (await _host.NextTextAsync()).ShouldBe("kept");
        _host.Calls.ShouldBe(5);
    }

    [Fact]
    public async Task Send_ReachesWhoeverListens_AndCompletesWhereNobodyDoes()
    {
        await _host.Bus.SendToAgencyAsync("dlse", "unheard"u8.ToArray(), "1", CancellationToken.None);

        var heard = Channel.CreateUnbounded<string>();
        var listening = _host.Services.GetRequiredService<IBusControl>().ConnectReceiveEndpoint("agency.dlse.out", endpoint =>
            endpoint.ConfigureReceive(receive => receive.UseExecuteAsync(async context =>
                await heard.Writer.WriteAsync(Encoding.UTF8.GetString(context.Body.GetBytes())))));
        await listening.Ready;
        await _host.Bus.SendToAgencyAsync("dlse", "heard"u8.ToArray(), "2", CancellationToken.None);

        (await heard.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30))).ShouldBe("heard");
    }
}
