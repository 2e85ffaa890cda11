using System.Security.Authentication;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace WageTheftPermits.Application.Messaging.Transport;

public static class AgencyBusRegistration
{
    /// <summary>
    /// Adds the <see cref="AgencyBus"/>, which starts and stops with the host. The application adds its own <see cref="IAgencyIntake"/>.
    /// The host starts while the broker is away, and the bus connects when it is back.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="busUri">RabbitMQ as <c>amqp://user:password@host:port/vhost</c> or <c>amqps://…</c>, or null for the transport inside this process, which forgets when it ends.</param>
    /// <param name="trust">Whom to believe to be the broker, for <c>amqps://</c>; null: whomever this machine trusts.</param>
    public static IServiceCollection AddAgencyBus(this IServiceCollection services, string? busUri, BrokerTrust? trust = null)
    {
        services.AddMassTransit(bus =>
        {
            // Nothing of a department's installation is reported to anybody.
            bus.DisableUsageTelemetry();
            if (busUri is null)
                bus.UsingInMemory();
            else
                bus.UsingRabbitMq((context, rabbit) => Connect(new Uri(busUri), trust ?? BrokerTrust.OfThisMachine, context, rabbit));
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

    private static void Connect(Uri address, BrokerTrust trust, IServiceProvider services, IRabbitMqBusFactoryConfigurator rabbit) => rabbit.Host(address, host =>
    {
        if (address.Scheme != "amqps")
            return;
        host.UseSsl(tls =>
        {
            // Which versions of the protocol are safe is the operating system's to say.
            tls.Protocol = SslProtocols.None;
            tls.ServerName = address.Host;
            tls.CertificateValidationCallback = trust.Saying(services.GetRequiredService<ILogger<AgencyBus>>(), services.GetService<TimeProvider>() ?? TimeProvider.System);
        });
    });
}
