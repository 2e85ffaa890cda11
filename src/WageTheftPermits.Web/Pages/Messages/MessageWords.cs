using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Messages;

/// <summary>Words for what became of a delivery.</summary>
internal static class MessageWords
{
    public static string State(DeliveryState state) => state switch
    {
        DeliveryState.Stored => "Being read",
        DeliveryState.Accepted => "Accepted",
        DeliveryState.Duplicate => "Came before",
        DeliveryState.Quarantined => "In quarantine",
        _ => "Rejected",
    };

    public static Tone ToneOf(DeliveryState state) => state switch
    {
        DeliveryState.Accepted => Tone.Good,
        DeliveryState.Quarantined => Tone.Stop,
        DeliveryState.Stored => Tone.Info,
        _ => Tone.Neutral,
    };

    public static string Who(Mender mender) => mender == Mender.Department ? "The department" : "The agency";

    public static string Door(string door) => door switch { "amqp" => "Bus", "http" => "HTTP", "csv" => "CSV file", _ => door };
}
