using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace WageTheftPermits.Application.Notices.Printing;

/// <summary>
/// The Chrome DevTools Protocol over <c>--remote-debugging-pipe</c>: JSON messages, each ended by a zero byte. No port is opened, so nobody but who started
/// the browser can speak with it. One question at a time.
/// </summary>
internal sealed class DevToolsPipe(Stream toBrowser, Stream fromBrowser, int mostBytes)
{
    private readonly PipeReader _answers = PipeReader.Create(fromBrowser);
    private int _last;

    /// <summary>Asks, and waits for the answer; what the browser tells meanwhile is passed over.</summary>
    /// <param name="session">The page that is asked; null for the browser.</param>
    /// <exception cref="PrintingFailed">The browser refused, said too much, or went away.</exception>
    public async Task<JsonElement> AskAsync(string method, JsonObject? arguments, string? session, CancellationToken ct)
    {
        var message = new JsonObject { ["id"] = ++_last, ["method"] = method, ["params"] = arguments ?? [] };
        if (session is not null)
            message["sessionId"] = session;
        await toBrowser.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(message), ct);
        await toBrowser.WriteAsync(new byte[] { 0 }, ct);
        await toBrowser.FlushAsync(ct);
        while (true)
        {
            var told = await ReadAsync(ct);
            if (!told.TryGetProperty("id", out var id) || id.GetInt32() != _last)
                continue;
            return told.TryGetProperty("result", out var result) ? result : throw new PrintingFailed($"The browser refused {method}: {told.GetProperty("error").GetProperty("message").GetString()}");
        }
    }

    private async Task<JsonElement> ReadAsync(CancellationToken ct)
    {
        while (true)
        {
            var read = await _answers.ReadAsync(ct);
            var buffer = read.Buffer;
            if (buffer.PositionOf((byte)0) is { } end)
            {
                using var message = JsonDocument.Parse(buffer.Slice(0, end));
                var told = message.RootElement.Clone();
                _answers.AdvanceTo(buffer.GetPosition(1, end));
                return told;
            }
            if (read.IsCompleted)
                throw new PrintingFailed("The browser ended before it had made the PDF.");
            if (buffer.Length > mostBytes)
                throw new PrintingFailed("The PDF is larger than a letter can be.");
            _answers.AdvanceTo(buffer.Start, buffer.End);
        }
    }
}
