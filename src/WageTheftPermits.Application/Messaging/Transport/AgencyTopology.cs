using System.Security.Authentication;
using RabbitMQ.Client;

namespace WageTheftPermits.Application.Messaging.Transport;

/// <summary>
/// What an agency's account needs at RabbitMQ before it first connects, for it can make nothing itself. Declared exactly as
/// <see cref="AgencyBus"/> declares it, so that whoever comes second finds what it asks for.
/// </summary>
public static class AgencyTopology
{
    /// <summary>
    /// Makes the agency's exchange, our queue behind it, and the agency's queue; harmless to repeat. What the agency publishes from then on waits
    /// for the service.
    /// </summary>
    /// <param name="bus">The broker, as a user who may configure it.</param>
    /// <param name="trust">Whom to believe to be it, for <c>amqps://</c>.</param>
    /// <exception cref="RabbitMQ.Client.Exceptions.BrokerUnreachableException">The broker is away, or does not know the user.</exception>
    /// <exception cref="RabbitMQ.Client.Exceptions.OperationInterruptedException">The user may not, or something else has these names.</exception>
    public static async Task DeclareAsync(Uri bus, BrokerTrust trust, string agency, CancellationToken ct)
    {
        await using var connection = await ConnectAsync(bus, trust, ct);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: ct);
        var (exchange, intake) = ($"agency.{agency}.in", $"agency.{agency}.intake");
        await channel.ExchangeDeclareAsync(exchange, ExchangeType.Topic, durable: true, autoDelete: false, cancellationToken: ct);
        await channel.ExchangeDeclareAsync(intake, ExchangeType.Fanout, durable: true, autoDelete: false, cancellationToken: ct);
        await channel.QueueDeclareAsync(intake, durable: true, exclusive: false, autoDelete: false, cancellationToken: ct);
        await channel.QueueBindAsync(intake, intake, routingKey: "", cancellationToken: ct);
        await channel.ExchangeBindAsync(destination: intake, source: exchange, routingKey: "#", cancellationToken: ct);
        await channel.QueueDeclareAsync($"agency.{agency}.out", durable: true, exclusive: false, autoDelete: false, cancellationToken: ct);
    }

    /// <summary>Opens a connection that is not opened again by itself.</summary>
    internal static Task<IConnection> ConnectAsync(Uri bus, BrokerTrust trust, CancellationToken ct)
    {
        var factory = new ConnectionFactory { Uri = bus, AutomaticRecoveryEnabled = false, ClientProvidedName = "wtp agency add" };
        if (factory.Ssl.Enabled)
        {
            (factory.Ssl.ServerName, factory.Ssl.Version) = (bus.Host, SslProtocols.None);
            factory.Ssl.CertificateValidationCallback = (_, shown, chain, errors) => trust.Believes(shown, chain, errors);
        }
        return factory.CreateConnectionAsync(ct);
    }
}
