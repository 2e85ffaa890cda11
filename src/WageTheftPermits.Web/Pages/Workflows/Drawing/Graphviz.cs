using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace WageTheftPermits.Web.Pages.Workflows.Drawing;

/// <summary>
/// Lays graphs out with Graphviz's program, without a shell, on its standard input. It is told sizes and numbers only;
/// no word of a definition reaches it.
/// </summary>
internal sealed class Graphviz(string program)
{
    /// <summary>A fraction of a second is enough for hundreds of activities.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The places of everything, by whichever direction makes the drawing less wide: a page grows downwards.</summary>
    /// <exception cref="CannotLayOut">Graphviz is not installed, failed, or took too long.</exception>
    public async Task<MapLayout> LayOutAsync(MapGraph graph, CancellationToken ct)
    {
        var across = MapLayout.Read(await RunAsync(Write(graph, "LR"), ct), graph);
        var down = MapLayout.Read(await RunAsync(Write(graph, "TB"), ct), graph);
        return across.Width <= down.Width ? across : down;
    }

    internal static string Write(MapGraph graph, string direction)
    {
        var dot = new StringBuilder();
        // Down the page an arrow without words has only this gap to be seen in; across it there is always more.
        var gap = direction == "TB" ? "0.4" : "0.2";
        dot.Append(CultureInfo.InvariantCulture, $"digraph {{ rankdir={direction}; nodesep=0.25; ranksep={gap}; node [shape=box, fixedsize=true, label=\"\"];\n");
        foreach (var (place, box) in graph.Boxes.Index())
            dot.Append(CultureInfo.InvariantCulture, $"n{place} [width={Inches(box.Width)}, height={Inches(box.Height)}];\n");
        foreach (var (place, arrow) in graph.Arrows.Index())
            dot.Append(CultureInfo.InvariantCulture, $"n{arrow.From} -> n{arrow.To} [id=e{place}{Room(arrow)}];\n");
        return dot.Append("}\n").ToString();
    }

    /// <summary>Room for the outcomes, written later: an empty table of their size.</summary>
    private static string Room(MapArrow arrow)
    {
        if (!arrow.IsNamed)
            return "";
        var (width, height) = TextBox.Label(arrow.Outcomes);
        return string.Create(CultureInfo.InvariantCulture,
            $", label=<<TABLE BORDER=\"0\" FIXEDSIZE=\"TRUE\" WIDTH=\"{Math.Ceiling(width)}\" HEIGHT=\"{Math.Ceiling(height)}\"><TR><TD></TD></TR></TABLE>>");
    }

    private static string Inches(double pixels) => (pixels / 72).ToString("0.####", CultureInfo.InvariantCulture);

    private async Task<string> RunAsync(string dot, CancellationToken ct)
    {
        using var process = new Process
        {
            StartInfo = new(program) { ArgumentList = { "-Tjson0" }, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false },
        };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            throw new CannotLayOut($"Graphviz (the program {program}) is not installed on the service's machine.", e);
        }

        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var complaint = process.StandardError.ReadToEndAsync(patience.Token);
            await process.StandardInput.WriteAsync(dot.AsMemory(), patience.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(patience.Token);
            return process.ExitCode == 0 ? await output : throw new CannotLayOut($"Graphviz could not lay it out: {(await complaint).Trim()}");
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new CannotLayOut($"Graphviz took more than {Patience.TotalSeconds:0} seconds to lay it out.", e);
        }
        catch (IOException e)
        {
            throw new CannotLayOut("Graphviz ended before it had read everything.", e);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}

/// <summary>There is no drawing; the message says why, for the page.</summary>
internal sealed class CannotLayOut(string message, Exception? cause = null) : Exception(message, cause);
