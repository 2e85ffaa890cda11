using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace WageTheftPermits.IntegrationTests.Notices;

/// <summary>A real SMTP server (Debian's python3-aiosmtpd) on this machine, that keeps what it takes in a folder.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly DirectoryInfo _mails;
    private readonly Process _process;

    private MailServer(DirectoryInfo mails, Process process, int port) => (_mails, _process, Port) = (mails, process, port);

    public int Port { get; }

    /// <summary>What was taken, as it came.</summary>
    public IReadOnlyList<string> Taken => [.. Directory.EnumerateFiles(Path.Combine(_mails.FullName, "taken", "new")).Order(StringComparer.Ordinal).Select(File.ReadAllText)];

    public static async Task<MailServer> StartAsync()
    {
        var mails = Directory.CreateTempSubdirectory("mails-");
        var port = FreePort();
        var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-m", "aiosmtpd", "-n", "-d", "-l", $"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Mailbox", Path.Combine(mails.FullName, "taken")])
        {
            RedirectStandardError = true,
        })!;
        while (await process.StandardError.ReadLineAsync() is { } line && !line.Contains("listening", StringComparison.OrdinalIgnoreCase))
        {
        }
        process.HasExited.ShouldBeFalse("the mail server did not start");
        // What it goes on to say is read, or it would wait for a reader.
        _ = process.StandardError.ReadToEndAsync();
        return new MailServer(mails, process, port);
    }

    /// <summary>A port at which nobody listens.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _mails.Delete(recursive: true);
    }
}
