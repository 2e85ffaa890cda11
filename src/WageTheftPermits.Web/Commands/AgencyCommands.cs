using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Application.Messaging.Transport;
using WageTheftPermits.Domain;

namespace WageTheftPermits.Web.Commands;

internal static class AgencyCommands
{
    /// <summary>Tokens and addresses are copied from the terminal: nothing in them is escaped that need not be.</summary>
    private static readonly JsonSerializerOptions Printed = new(Json.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create() => new("agency", "Labor agencies that send judgments.") { Add(), AgencyCheck.Create(), AgencyFaultCommands.Crash(), AgencyFaultCommands.Flood() };

    private static Command Add()
    {
        var key = new Argument<string>("A") { Description = "The agency's key: small letters, digits and hyphens." };
        var name = new Option<string?>("--name") { Description = "The agency's name, for people." };
        var json = new Option<bool>("--json");
        var add = new Command("add", "Makes an agency and its credentials, which are shown once.") { key, name, json };
        add.SetAction(async (parsed, ct) =>
        {
            await using var host = await ServiceHost.StartAsync(serve: false, ct: ct);
            var agency = parsed.GetValue(key)!;
            var bus = AddressOf(host.App.Configuration, "Bus:Uri", "amqp", "amqps");
            var management = AddressOf(host.App.Configuration, "Bus:Management", "http", "https");
            string token;
            try
            {
                token = await host.Units.RunAsync(Actor.System("agency-add"), unit => AddAgency.HandleAsync(unit, agency, parsed.GetValue(name) ?? agency), ct);
            }
            catch (RuleViolation refused)
            {
                throw CommandFailed.WrongUse(refused.Message);
            }

            string? amqp = null;
            if (bus is not null)
            {
                var account = BrokerAccount.For(agency, bus);
                foreach (var note in await new BrokerAccounts(bus, management).MakeAsync(account, ct))
                    await Console.Error.WriteLineAsync($"wtp: {note}");
                amqp = account.UriAt(bus);
            }

            var url = $"{PublicAddress(host.App.Configuration)}/api/v1/agencies/{agency}";
            var (exchange, queue) = ($"agency.{agency}.in", $"agency.{agency}.out");
            Console.WriteLine(parsed.GetValue(json)
                ? JsonSerializer.Serialize(new { agency, amqp = new { uri = amqp, exchange, queue }, http = new { url, token } }, Printed)
                : $"""
                   Agency {agency}. Its credentials are shown once:
                     HTTP   {url}
                     token  {token}
                     AMQP   {amqp ?? "none: the service runs with its in-memory bus"}
                     writes to the exchange {exchange}, reads the queue {queue}
                   """);
            return 0;
        });
        return add;
    }

    /// <summary>An address of the configuration, looked at before anything is made; null where there is none.</summary>
    private static Uri? AddressOf(IConfiguration configuration, string key, params string[] schemes) => configuration[key] switch
    {
        null or "" => null,
        var text when Uri.TryCreate(text, UriKind.Absolute, out var address) && schemes.Contains(address.Scheme, StringComparer.Ordinal) => address,
        _ => throw CommandFailed.WrongUse($"{key.Replace(":", "__", StringComparison.Ordinal)} is no address that begins with {schemes[0]}://"),
    };

    /// <summary>Where agencies reach the service: <c>PublicUrl</c>, or the address that it listens at.</summary>
    private static string PublicAddress(IConfiguration configuration)
    {
        var address = configuration["PublicUrl"] ?? configuration["Urls"]?.Split(';')[0] ?? "http://127.0.0.1:5080";
        return address.Replace("//+", "//localhost", StringComparison.Ordinal).Replace("//*", "//localhost", StringComparison.Ordinal)
            .Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal).Replace("//[::]", "//localhost", StringComparison.Ordinal).TrimEnd('/');
    }
}
