using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Application.Messaging.Transport;
using WageTheftPermits.Web.Commands;

namespace WageTheftPermits.Web.Bench.Faults;

/// <summary>Acknowledges deliveries before they are stored, as it must never be: with this the fault test has to fail.</summary>
internal sealed class ForgetfulIntake(Intake intake) : IAgencyIntake
{
    public Task AcceptAsync(string agency, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        _ = Task.Run(() => intake.StoreAsync(agency, "amqp", [body], CancellationToken.None), CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <summary>The service as in production, but for this.</summary>
    public static async Task RunServiceAsync(CancellationToken ct)
    {
        await using var host = await ServiceHost.StartAsync(serve: true, configure: builder =>
            builder.Host.ConfigureContainer<IServiceCollection>((_, services) => services.AddSingleton<IAgencyIntake, ForgetfulIntake>()), ct: ct);
        await host.App.RunAsync(ct);
    }
}
