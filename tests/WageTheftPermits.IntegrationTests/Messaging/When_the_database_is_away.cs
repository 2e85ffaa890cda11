using System.Text;
using RabbitMQ.Client;
using WageTheftPermits.Web.Bench;

namespace WageTheftPermits.IntegrationTests.Messaging;

/// <summary>Deliveries cannot be stored for a while: they wait at the broker, nothing is lost, nothing storms, and the log says so once.</summary>
public sealed class When_the_database_is_away : IAsyncLifetime
{
    private const string Agency = "patient-county";
    private const int Messages = 300;

    private PrivateRabbit _rabbit = null!;
    private BusHost _host = null!;
    private ConnectedAgency _agency = null!;

    public async Task InitializeAsync()
    {
        _rabbit = await TestRabbit.StartedAsync();
        _host = await BusHost.StartAsync(_rabbit.Uri);
        await _host.Bus.ConnectAgencyAsync(Agency, default);
        _agency = await ConnectedAgency.ConnectAsync(_rabbit.Uri);
    }

    public async Task DisposeAsync()
    {
        await _agency.DisposeAsync();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task They_wait_at_the_broker_are_tried_by_one_alone_and_come_when_it_is_back()
    {
        const int Refusals = 6;
        _host.GoAway(Refusals);
        await using var channel = await _agency.OpenAsync();
        await Task.WhenAll(Enumerable.Range(1, Messages).Select(i =>
            channel.BasicPublishAsync($"agency.{Agency}.in", "judgments", mandatory: true, new BasicProperties { Persistent = true }, Encoding.UTF8.GetBytes($"{i}")).AsTask()));
        await _host.Refused(Refusals / 2);

        // What it may have here it has; all else is still the broker's.
        (await channel.QueueDeclarePassiveAsync($"agency.{Agency}.intake")).MessageCount.ShouldBeGreaterThanOrEqualTo((uint)(Messages - 64));

        var came = new List<string>();
        while (came.Count < Messages)
            came.Add(await _host.NextTextAsync());
        came.Distinct().Count().ShouldBe(Messages);
        _host.IsEmpty.ShouldBeTrue();
        _host.Calls.ShouldBe(Messages + Refusals, "none was given back and taken again");
        _host.Warnings.ShouldHaveSingleItem().ShouldContain("Deliveries wait at the broker");
        _host.Notes.ShouldHaveSingleItem().ShouldContain("The database is back");
    }
}
