using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace WageTheftPermits.Web.Bench;

/// <summary>
/// A real RabbitMQ for a measurement or for tests, with files and ports of its own on 127.0.0.1; stopped and deleted on disposal, or when the process ends.
/// Debian's programs are called without its wrappers, which would run as another user in <c>/var/lib</c>.
/// </summary>
public sealed class PrivateRabbit : IAsyncDisposable
{
    private const string Programs = "/usr/lib/rabbitmq/bin";
    private static readonly string s_root = Path.Combine(Path.GetTempPath(), $"wage-theft-permits-rabbit-{Environment.UserName}");
    private static int s_brokers;

    private readonly string _home;
    private readonly Dictionary<string, string> _environment;
    private readonly int _epmdPort;
    private int _stopped;

    private PrivateRabbit(string home, int port, int distributionPort, int epmdPort)
    {
        _home = home;
        _epmdPort = epmdPort;
        Port = port;
        _environment = new Dictionary<string, string>
        {
            ["HOME"] = home,
            ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin",
            ["LANG"] = "C.UTF-8",
            ["RABBITMQ_NODENAME"] = $"wtp{port}@localhost",
            ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODE_PORT"] = port.ToString(CultureInfo.InvariantCulture),
            ["RABBITMQ_DIST_PORT"] = distributionPort.ToString(CultureInfo.InvariantCulture),
            ["RABBITMQ_MNESIA_BASE"] = Path.Combine(home, "mnesia"),
            ["RABBITMQ_LOG_BASE"] = Path.Combine(home, "log"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(home, "plugins"),
            ["RABBITMQ_CONFIG_FILE"] = Path.Combine(home, "rabbitmq.conf"),
            ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(home, "none"),
            ["RABBITMQ_PID_FILE"] = PidFile(home),
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["ERL_EPMD_PORT"] = epmdPort.ToString(CultureInfo.InvariantCulture),
        };
    }

    public int Port { get; }

    /// <summary>As the broker's first user, who may do everything.</summary>
    public string Uri => UriFor("guest", "guest");

    public string UriFor(string user, string password) => $"amqp://{user}:{password}@127.0.0.1:{Port}/";

    /// <summary>A user with permissions in RabbitMQ's terms: regular expressions of the names it may configure, write and read.</summary>
    public async Task AddUserAsync(string user, string password, string configure, string write, string read)
    {
        await ControlAsync("add_user", user, password);
        await ControlAsync("set_permissions", user, configure, write, read);
    }

    /// <summary>What a person's terminal has who administers this broker: <c>rabbitmqctl</c> finds the node and its cookie by it.</summary>
    public IReadOnlyDictionary<string, string> Terminal => _environment.Where(v => v.Key is not ("PATH" or "LANG")).ToDictionary(v => v.Key, v => v.Value);

    /// <summary>Switches the management interface on, at a port of its own.</summary>
    public async Task<string> ManagementAsync()
    {
        var port = FreePorts(1)[0];
        await ControlAsync("eval", $"application:set_env(rabbitmq_management, tcp_config, [{{ip, \"127.0.0.1\"}}, {{port, {port}}}], [{{persistent, true}}]).");
        var (exitCode, output) = await RunAsync(Path.Combine(Programs, "rabbitmq-plugins"), _environment, "enable", "rabbitmq_management");
        Succeeded(exitCode, output);
        return $"http://127.0.0.1:{port}";
    }

    /// <summary>Listens for TLS as well, and returns the port.</summary>
    /// <param name="certificate">PEM files of the broker's certificate and key.</param>
    public async Task<int> TlsAsync(string certificate, string key)
    {
        var port = FreePorts(1)[0];
        await ControlAsync("eval", $"application:ensure_all_started(ssl), rabbit_networking:start_ssl_listener({{\"127.0.0.1\", {port}}}, [{{certfile, \"{certificate}\"}}, {{keyfile, \"{key}\"}}], 2).");
        return port;
    }

    /// <summary>The names of all queues there are.</summary>
    public async Task<IReadOnlyList<string>> QueuesAsync() =>
        (await ControlAsync("list_queues", "--quiet", "--no-table-headers", "name")).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Runs <c>rabbitmqctl</c> and returns what it printed.</summary>
    public async Task<string> ControlAsync(params string[] arguments)
    {
        var (exitCode, output) = await RunAsync(Path.Combine(Programs, "rabbitmqctl"), _environment, arguments);
        Succeeded(exitCode, output);
        return output;
    }

    /// <summary>Ends the broker as a power cut does (SIGKILL); its files stay for <see cref="StartAgainAsync"/>.</summary>
    public async Task KillAsync()
    {
        using var server = Process.GetProcessById(int.Parse(await File.ReadAllTextAsync(PidFile(_home)), CultureInfo.InvariantCulture));
        server.Kill();
        await server.WaitForExitAsync();
    }

    /// <summary>Starts the broker with what its files have. It answers some seconds after this returns.</summary>
    public async Task StartAgainAsync()
    {
        File.Delete(PidFile(_home));
        using var server = Start(Path.Combine(Programs, "rabbitmq-server"), _environment, ["-detached"]);
        await server.WaitForExitAsync();
    }

    private async Task StartServerAsync()
    {
        await StartAgainAsync();
        await ControlAsync("wait", "--timeout", "60", PidFile(_home));
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 0)
            await StopAsync();
    }

    private static string PidFile(string home) => Path.Combine(home, "pid");

    /// <exception cref="InvalidOperationException">RabbitMQ is not installed, or does not start.</exception>
    public static async Task<PrivateRabbit> StartAsync()
    {
        if (!Directory.Exists(Programs))
            throw new InvalidOperationException($"RabbitMQ is not installed: there is no {Programs}.");
        var home = Path.Combine(s_root, $"{Environment.ProcessId}-{Interlocked.Increment(ref s_brokers)}");
        await RemoveRemainsAsync();
        Directory.CreateDirectory(Path.Combine(home, "log"));
        var cookie = Path.Combine(home, ".erlang.cookie");
        await File.WriteAllTextAsync(cookie, RandomNumberGenerator.GetHexString(20));
        await RunAsync("/usr/bin/chmod", [], "400", cookie);
        await File.WriteAllTextAsync(Path.Combine(home, "plugins"), "[].\n");
        await File.WriteAllTextAsync(Path.Combine(home, "rabbitmq.conf"), "loopback_users = none\n");
        var ports = FreePorts(3);
        await File.WriteAllTextAsync(Path.Combine(home, "epmd"), $"{ports[2]}");

        var broker = new PrivateRabbit(home, ports[0], ports[1], ports[2]);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => broker.DisposeAsync().AsTask().GetAwaiter().GetResult();
        await broker.StartServerAsync();
        return broker;
    }

    private static void Succeeded(int exitCode, string output)
    {
        if (exitCode != 0)
            throw new InvalidOperationException($"RabbitMQ refused: {output}");
    }

    private async Task StopAsync()
    {
        await RunAsync(Path.Combine(Programs, "rabbitmqctl"), _environment, "shutdown", "--timeout", "30");
        await RunAsync("/usr/bin/epmd", _environment, "-port", $"{_epmdPort}", "-kill");
        Directory.Delete(_home, recursive: true);
    }

    /// <summary>Ends what runs that were killed left running: by its own process number, and only where that still is this broker.</summary>
    private static async Task RemoveRemainsAsync()
    {
        foreach (var home in Directory.Exists(s_root) ? Directory.GetDirectories(s_root) : [])
        {
            if (Directory.Exists(Path.Combine("/proc", Path.GetFileName(home).Split('-')[0])))
                continue;
            if (File.Exists(PidFile(home)) && int.TryParse(await File.ReadAllTextAsync(PidFile(home)), CultureInfo.InvariantCulture, out var processId)
                && File.Exists($"/proc/{processId}/cmdline") && (await File.ReadAllTextAsync($"/proc/{processId}/cmdline")).Contains(home, StringComparison.Ordinal))
            {
                using var left = Process.GetProcessById(processId);
                left.Kill();
                await left.WaitForExitAsync();
            }

            if (File.Exists(Path.Combine(home, "epmd")))
                await RunAsync("/usr/bin/epmd", [], "-port", await File.ReadAllTextAsync(Path.Combine(home, "epmd")), "-kill");
            Directory.Delete(home, recursive: true);
        }
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, Dictionary<string, string> environment, params string[] arguments)
    {
        using var process = Start(program, environment, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }

    private static Process Start(string program, Dictionary<string, string> environment, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (environment.Count > 0)
            start.Environment.Clear();
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }
}
