namespace WageTheftPermits.Application.Messaging.Transport;

/// <summary>Where deliveries from the bus go: the application, which stores them before anything is understood of them.</summary>
public interface IAgencyIntake
{
    /// <summary>
    /// Stores one delivery durably. When this returns the broker forgets the message, so it must not return before the commit;
    /// when it throws, the same delivery comes again. It must therefore bear being called more than once for one delivery.
    /// </summary>
    /// <param name="agency">Whose endpoint it came through: the sender's identity, whatever the body claims.</param>
    /// <param name="body">The bytes as they came: perhaps empty, perhaps not JSON, perhaps too long.</param>
    /// <param name="ct">Cancelled when the endpoint stops.</param>
    Task AcceptAsync(string agency, ReadOnlyMemory<byte> body, CancellationToken ct);
}
