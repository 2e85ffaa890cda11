using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Domain;

namespace WageTheftPermits.Web.Commands;

internal static class AgencyCommands
{
    /// <summary>Tokens and addresses are copied from the terminal: nothing in them is escaped that need not be.</summary>
    private static readonly JsonSerializerOptions Printed = new(Json.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Actor s_actor = Actor.System("agency-add");

    public static Command Create() => new("agency", "Labor agencies that send judgments.") { Add(), Account(), Token(), Revoke(), AgencyCheck.Create(), AgencyFaultCommands.Crash(), AgencyFaultCommands.Flood() };

    private static Command Add()
    {
        var key = Key();
        var name = new Option<string?>("--name") { Description = "The agency's name, for people." };
        var json = new Option<bool>("--json");
        var definitions = Definitions();
        var add = new Command("add", "Makes an agency and its credentials, which are shown once.") { key, name, definitions, json };
        add.SetAction(async (parsed, ct) =>
        {
            await using var host = await ServiceHost.StartAsync(serve: false, ct: ct);
            var agency = parsed.GetValue(key)!;
            var broker = BrokerOf(host.App.Configuration);
            string token;
            try
            {
                token = await host.Units.RunAsync(s_actor, unit => AddAgency.HandleAsync(unit, agency, parsed.GetValue(name) ?? agency), ct);
            }
            catch (RuleViolation refused)
            {
                throw CommandFailed.WrongUse(refused.Message);
            }

            var amqp = broker is null ? null : await broker.AccountAsync(agency, parsed.GetValue(definitions), ct);
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

    private static Option<FileInfo?> Definitions() =>
        new("--definitions") { Description = "Changes nothing at the broker, but writes what it must import to this file: the account with its permissions, its exchange and its queues." };

    /// <summary>For an agency whose password is lost or known to others, or whose account was never made at the broker.</summary>
    private static Command Account()
    {
        var (key, definitions, json) = (Key(), Definitions(), new Option<bool>("--json"));
        var account = new Command("account", "Makes an agency's account at the broker anew, with another password, which is shown once; the old one ends at once.") { key, definitions, json };
        account.SetAction(async (parsed, ct) =>
        {
            await using var host = await ServiceHost.StartAsync(serve: false, ct: ct);
            var agency = parsed.GetValue(key)!;
            if (!await host.Units.ReadAsync(db => db.Agencies.AnyAsync(a => a.Key == agency, ct)))
                throw CommandFailed.WrongUse($"there is no agency '{agency}'.");
            var broker = BrokerOf(host.App.Configuration) ?? throw CommandFailed.WrongUse("set Bus__Uri to the broker's address.");
            var uri = await broker.AccountAsync(agency, parsed.GetValue(definitions), ct);
            await host.Units.RunAsync(s_actor, unit =>
            {
                unit.Audit("agency account made", $"The account of {agency} at the broker was made anew.", []);
                return Task.CompletedTask;
            }, ct);
            Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(new { agency, amqp = new { uri } }, Printed) : $"The account of {agency}, shown once: {uri}");
            return 0;
        });
        return account;
    }

    private static Command Token()
    {
        var (key, json) = (Key(), new Option<bool>("--json"));
        var token = new Command("token", "Makes a further token of an agency's system, which is shown once. Those there are stay in force until they are revoked.") { key, json };
        token.SetAction(async (parsed, ct) =>
        {
            await using var host = await ServiceHost.StartAsync(serve: false, ct: ct);
            var agency = parsed.GetValue(key)!;
            var made = await host.Units.RunAsync(s_actor, unit => AgencyTokenActs.IssueAsync(unit, agency), ct);
            var known = await host.Units.ReadAsync(db => db.AgencyTokens.Where(t => t.Agency == agency && t.RevokedAt == null).OrderBy(t => t.CreatedAt).ToListAsync(ct));
            Console.WriteLine(parsed.GetValue(json)
                ? JsonSerializer.Serialize(new { agency, token = made, mark = SecretToken.MarkOf(SecretToken.HashOf(made)), inForce = known.Select(t => new { t.Mark, t.CreatedAt, t.LastUsedAt }) }, Printed)
                : string.Join(Environment.NewLine, [
                    $"A token of {agency}, shown once: {made}", "In force:",
                    .. known.Select(t => string.Create(CultureInfo.InvariantCulture, $"  {t.Mark}  made {t.CreatedAt:yyyy-MM-dd}, {(t.LastUsedAt is { } used ? $"last used {used:yyyy-MM-dd HH}h UTC" : "never used")}"))]));
            return 0;
        });
        return token;
    }

    private static Command Revoke()
    {
        var (key, mark) = (Key(), new Argument<string>("TOKEN") { Description = "Its mark, as ./wtp agency token and the agency's page show it." });
        var revoke = new Command("revoke", "Revokes a token of an agency's system: from now on it is not known.") { key, mark };
        revoke.SetAction(async (parsed, ct) =>
        {
            await using var host = await ServiceHost.StartAsync(serve: false, ct: ct);
            await host.Units.RunAsync(s_actor, unit => AgencyTokenActs.RevokeAsync(unit, parsed.GetValue(key)!, parsed.GetValue(mark)!), ct);
            Console.WriteLine($"The token {parsed.GetValue(mark)} of {parsed.GetValue(key)} is revoked.");
            return 0;
        });
        return revoke;
    }

    private static Argument<string> Key() => new("A") { Description = "The agency's key: small letters, digits and hyphens." };

    /// <summary>The broker of the configuration; null where the service runs with its in-memory bus.</summary>
    private static BrokerAccounts? BrokerOf(IConfiguration configuration)
    {
        var (bus, management) = (AddressOf(configuration, "Bus:Uri", "amqp", "amqps"), AddressOf(configuration, "Bus:Management", "http", "https"));
        return bus is null ? null : new(bus, management, ServiceHost.TrustOf(configuration));
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
