using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace WageTheftPermits.Application.Messaging.Transport;

public static class AgencyBusRegistration
{
    /// <summary>
    /// Adds the <see cref="AgencyBus"/>, which starts and stops with the host. The application adds its own <see cref="IAgencyIntake"/>.
    /// The host starts while the broker is away, and the bus connects when it is back.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="busUri">RabbitMQ as <c>amqp://user:password@host:port/vhost</c>, or null for the transport inside this process, which forgets when it ends.</param>
    public static IServiceCollection AddAgencyBus(this IServiceCollection services, string? busUri)
    {
        services.AddMassTransit(bus =>
        {
            // Nothing of a department's installation is reported to anybody.
            bus.DisableUsageTelemetry();
            if (busUri is null)
                bus.UsingInMemory();
            else
                bus.UsingRabbitMq((_, rabbit) => rabbit.Host(new Uri(busUri)));
        });
        services.Configure<MassTransitHostOptions>(host =>
        {
            host.WaitUntilStarted = false;
            host.StopTimeout = TimeSpan.FromSeconds(20);
        });
        services.AddOptions<AgencyBusOptions>();
        services.AddSingleton<AgencyBus>();
        return services;
    }
}
