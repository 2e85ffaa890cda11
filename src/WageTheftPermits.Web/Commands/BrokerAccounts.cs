using System.ComponentModel;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using WageTheftPermits.Application.Messaging.Transport;

namespace WageTheftPermits.Web.Commands;

/// <summary>
/// Makes an agency's account at the broker: by its management interface where that answers, else by <c>rabbitmqctl</c>, else as a file of
/// definitions for whoever runs the broker.
/// </summary>
internal static class BrokerAccounts
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <returns>What the person at the terminal must know; <c>null</c> where the account is simply there.</returns>
    public static async Task<string?> MakeAsync(BrokerAccount account, Uri bus, CancellationToken ct)
    {
        if (await ByManagementAsync(account, bus, ct) || await ByControlAsync(account, bus, ct))
            return null;
        var path = Path.Combine(Directory.GetCurrentDirectory(), $"agency-{account.Agency}.definitions.json");
        await WriteAsync(path, account.ToDefinitions(), ct);
        return $"the broker's account could not be made from here; apply it on the broker: rabbitmqctl import_definitions {path}";
    }

    private static async Task<bool> ByManagementAsync(BrokerAccount account, Uri bus, CancellationToken ct)
    {
        var secure = bus.Scheme == "amqps";
        using var http = new HttpClient { Timeout = Patience, BaseAddress = new UriBuilder(secure ? "https" : "http", bus.Host, secure ? 15671 : 15672).Uri };
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

    /// <summary>Only for a broker on this machine, or one that the environment names: the tool speaks to its own node and not to an address.</summary>
    private static async Task<bool> ByControlAsync(BrokerAccount account, Uri bus, CancellationToken ct)
    {
        if (!bus.IsLoopback && Environment.GetEnvironmentVariable("RABBITMQ_NODENAME") is null)
            return false;
        foreach (var program in new[] { "rabbitmqctl", "/usr/lib/rabbitmq/bin/rabbitmqctl" })
        {
            // The password goes in on standard input, where no list of processes shows it.
            if ((await RunAsync(program, ["add_user", account.User], account.Password, ct) || await RunAsync(program, ["change_password", account.User], account.Password, ct))
                && await RunAsync(program, ["set_permissions", "-p", account.VirtualHost, account.User, BrokerAccount.Configure, account.Write, account.Read], "", ct))
                return true;
        }
        return false;
    }

    private static async Task<bool> RunAsync(string program, string[] arguments, string input, CancellationToken ct)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
            patience.CancelAfter(Patience);
            try
            {
                await process.StandardInput.WriteLineAsync(input.AsMemory(), patience.Token);
                process.StandardInput.Close();
                await Task.WhenAll(
                    process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token), process.WaitForExitAsync(patience.Token));
                return process.ExitCode == 0;
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                process.Kill(entireProcessTree: true);
                return false;
            }
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            return false; // not installed here, or it ended before it read
        }
    }

    private static async Task WriteAsync(string path, byte[] content, CancellationToken ct)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var file = new FileStream(path, options);
        await file.WriteAsync(content, ct);
    }
}
