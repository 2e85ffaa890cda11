using System.Net;
using System.Net.Sockets;

namespace WageTheftPermits.IntegrationTests.Messaging;

/// <summary>A port in front of the broker that turns everyone away until it is opened.</summary>
public sealed class ClosedDoor : IDisposable
{
    private readonly int _target;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource _firstRefusal = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _open;

    public ClosedDoor(int target)
    {
        _target = target;
        _listener.Start();
        _ = AnswerAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Completes when somebody was turned away.</summary>
    public Task FirstRefusal => _firstRefusal.Task;

    public void Open() => _open = true;

    public void Dispose() => _listener.Dispose();

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                var caller = await _listener.AcceptTcpClientAsync();
                if (_open)
                {
                    _ = ForwardAsync(caller);
                    continue;
                }

                caller.Dispose();
                _firstRefusal.TrySetResult();
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ForwardAsync(TcpClient caller)
    {
        using var broker = new TcpClient();
        using (caller)
        {
            await broker.ConnectAsync(IPAddress.Loopback, _target);
            await Task.WhenAny(caller.GetStream().CopyToAsync(broker.GetStream()), broker.GetStream().CopyToAsync(caller.GetStream()));
        }
    }
}
