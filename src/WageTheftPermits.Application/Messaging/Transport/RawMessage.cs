using System.Net.Mime;
using MassTransit;

namespace WageTheftPermits.Application.Messaging.Transport;

/// <summary>A body that is sent as it is.</summary>
internal sealed record RawMessage(byte[] Body);

/// <summary>Writes a <see cref="RawMessage"/> to the wire without an envelope and without headers of MassTransit's own: agencies are not .NET.</summary>
internal sealed class RawMessageSerializer : IMessageSerializer
{
    public static readonly RawMessageSerializer CloudEvent = new();

    public ContentType ContentType { get; } = new("application/cloudevents+json");

    public MessageBody GetMessageBody<T>(SendContext<T> context)
        where T : class => context.Message is RawMessage raw
            ? new BytesMessageBody(raw.Body)
            : throw new InvalidOperationException($"Only raw messages go to agencies, not {typeof(T)}.");
}
