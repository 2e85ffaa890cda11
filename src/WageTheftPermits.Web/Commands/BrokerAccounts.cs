using System.ComponentModel;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using RabbitMQ.Client.Exceptions;
using WageTheftPermits.Application.Messaging.Transport;

namespace WageTheftPermits.Web.Commands;

/// <summary>
/// Makes an agency's account at the broker: by its management interface where that answers, else by <c>rabbitmqctl</c>, else as a file of
/// definitions for whoever runs the broker. An account counts as made once the broker of <c>Bus__Uri</c> lets it in: what answers beside it may
/// be another broker.
/// </summary>
/// <param name="bus">The broker, as a user who may configure it.</param>
/// <param name="management">Its management interface (<c>Bus__Management</c>); <c>null</c>: at RabbitMQ's own port on the same host.</param>
/// <param name="trust">Whom to believe to be the broker.</param>
internal sealed class BrokerAccounts(Uri bus, Uri? management, BrokerTrust trust)
{
    private static readonly TimeSpan s_answer = TimeSpan.FromSeconds(5);

    /// <summary>Each start of <c>rabbitmqctl</c> boots a virtual machine; one that gets no answer from its node gives up later than this.</summary>
    private static readonly TimeSpan s_control = TimeSpan.FromSeconds(30);

    /// <summary>The one on the path first. Debian's in <c>/usr/sbin</c> becomes the user <c>rabbitmq</c>; the last keeps the caller's home and so its cookie.</summary>
    private static readonly string[] s_programs = ["rabbitmqctl", "/usr/sbin/rabbitmqctl", "/usr/lib/rabbitmq/bin/rabbitmqctl"];

    /// <summary>Makes an agency's account with a new password, or, where a file is named, only writes what the broker must import. What the person must know goes to standard error.</summary>
    /// <returns>The address at which the agency connects, password and all.</returns>
    public async Task<string> AccountAsync(string agency, FileInfo? definitions, CancellationToken ct)
    {
        var account = BrokerAccount.For(agency, bus);
        if (definitions is null)
        {
            foreach (var note in await MakeAsync(account, ct))
                await Console.Error.WriteLineAsync($"wtp: {note}");
        }
        else
        {
            await File.WriteAllBytesAsync(definitions.FullName, account.ToDefinitions(), ct);
            await Console.Error.WriteLineAsync($"wtp: apply it on the broker: rabbitmqctl import_definitions {definitions.FullName}");
        }
        return account.UriAt(bus);
    }

    /// <summary>Also makes the exchange and the queues, which the account cannot.</summary>
    /// <returns>What the person at the terminal must know; empty where everything is simply there.</returns>
    private async Task<IReadOnlyList<string>> MakeAsync(BrokerAccount account, CancellationToken ct)
    {
        var notes = new List<string>();
        if (await DeclareAsync(account, ct) is { } undeclared)
            notes.Add(undeclared);
        if (await ByManagementAsync(account, ct) && await account.IsKnownAtAsync(bus, trust, ct))
            return notes;

        var definitions = await WriteAsync($"agency-{account.Agency}.definitions.json", account.ToDefinitions(), ct);
        if (await ByControlAsync(account, definitions, ct))
            File.Delete(definitions);
        else
            notes.Add($"the broker's account could not be made from here; apply it on the broker: rabbitmqctl import_definitions {definitions}");
        return notes;
    }

    private async Task<string?> DeclareAsync(BrokerAccount account, CancellationToken ct)
    {
        try
        {
            await AgencyTopology.DeclareAsync(bus, trust, account.Agency, ct);
            return null;
        }
        catch (Exception e) when (e is BrokerUnreachableException or OperationInterruptedException or TimeoutException)
        {
            return $"the exchange and the queue could not be made ({trust.Refusal ?? e.Message}); the service makes them once it reaches the broker. Until then the agency cannot publish.";
        }
    }

    private async Task<bool> ByManagementAsync(BrokerAccount account, CancellationToken ct)
    {
        var secure = bus.Scheme == "amqps";
        var address = management ?? new UriBuilder(secure ? "https" : "http", bus.Host, secure ? 15671 : 15672).Uri;
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, shown, chain, errors) => trust.Believes(shown, chain, errors) };
        using var http = new HttpClient(handler) { Timeout = s_answer, BaseAddress = address };
        var credentials = bus.UserInfo.Length > 0 ? Uri.UnescapeDataString(bus.UserInfo) : "guest:guest";
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)));
        try
        {
            using var user = await http.PutAsJsonAsync($"/api/users/{account.User}", new { password = account.Password, tags = "" }, ct);
            if (!user.IsSuccessStatusCode)
                return false;
            using var permissions = await http.PutAsJsonAsync(
                $"/api/permissions/{Uri.EscapeDataString(account.VirtualHost)}/{account.User}",
                new { configure = BrokerAccount.Configure, write = account.Write, read = account.Read }, ct);
            return permissions.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !ct.IsCancellationRequested))
        {
            return false;
        }
    }

    /// <summary>
    /// Only for a broker on this machine, or one that the environment names: the tool speaks to its own node and not to an address.
    /// The password itself is never an argument, where a list of processes would show it: definitions hold its salted hash.
    /// </summary>
    private async Task<bool> ByControlAsync(BrokerAccount account, string definitions, CancellationToken ct)
    {
        if (!bus.IsLoopback && Environment.GetEnvironmentVariable("RABBITMQ_NODENAME") is null)
            return false;
        foreach (var program in s_programs)
        {
            if (await RunAsync(program, ["import_definitions", definitions], ct) && await account.IsKnownAtAsync(bus, trust, ct))
                return true;
        }
        return false;
    }

    /// <summary>
    /// Writes the file where the person is, or, where that may not be written, among temporary files: the credentials that are shown once must
    /// not be lost over it. Others may read it, as Debian's <c>rabbitmqctl</c> must: what it holds is the salted hash of 192 random bits.
    /// </summary>
    private static async Task<string> WriteAsync(string name, byte[] content, CancellationToken ct)
    {
        var path = Path.Combine(Directory.GetCurrentDirectory(), name);
        try
        {
            await File.WriteAllBytesAsync(path, content, ct);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            path = Path.Combine(Directory.CreateTempSubdirectory("wtp-").FullName, name);
            await File.WriteAllBytesAsync(path, content, ct);
        }
        return path;
    }

    private static async Task<bool> RunAsync(string program, string[] arguments, CancellationToken ct)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
            patience.CancelAfter(s_control);
            try
            {
                await Task.WhenAll(
                    process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token), process.WaitForExitAsync(patience.Token));
                return process.ExitCode == 0;
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                ct.ThrowIfCancellationRequested();
                return false;
            }
        }
        catch (Win32Exception)
        {
            return false; // not installed here
        }
    }
}
