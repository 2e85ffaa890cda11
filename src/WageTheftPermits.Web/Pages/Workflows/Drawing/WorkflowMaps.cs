using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Web.Pages.Workflows.Drawing;

/// <summary>A definition with its drawing; without places where it could not be laid out, and then why.</summary>
internal sealed record WorkflowMap(Definition Definition, MapGraph Graph, MapLayout? Layout, string? WhyNotDrawn)
{
    /// <summary>What people call an activity; its id where this version has no such activity.</summary>
    public string NameOf(string activity) => Definition.Nodes.TryGetValue(activity, out var node) ? node.DisplayText ?? node.Id : activity;

    public string NameOfVariable(string id) => Definition.Variables.FirstOrDefault(variable => variable.Id == id)?.Name ?? id;
}

/// <summary>Definitions and their drawings. Versions never change, so that each is read and laid out once in a process, and what failed is not tried again.</summary>
/// <param name="program">Graphviz's program, by its name or its path.</param>
public sealed class WorkflowMaps(ILogger<WorkflowMaps> logger, string program = "dot") : IDisposable
{
    private readonly ConcurrentDictionary<(string Id, int Version), WorkflowMap> _maps = new();
    private readonly SemaphoreSlim _one = new(1);

    internal async Task<WorkflowMap> GetAsync(PermitsDbContext db, string definitionId, int version, CancellationToken ct)
    {
        if (_maps.TryGetValue((definitionId, version), out var known))
            return known;
        // One at a time: a crowd that opens a new version's first page starts Graphviz once.
        await _one.WaitAsync(ct);
        try
        {
            if (_maps.TryGetValue((definitionId, version), out known))
                return known;
            return _maps[(definitionId, version)] = await DrawAsync(db, definitionId, version, ct);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<WorkflowMap> DrawAsync(PermitsDbContext db, string definitionId, int version, CancellationToken ct)
    {
        var file = await db.WorkflowDefinitions.Where(d => d.DefinitionId == definitionId && d.Version == version).Select(d => new WorkflowFile(d.File, d.Source)).SingleAsync(ct);
        var definition = DefinitionReader.Read(file).Definition
            ?? throw new InvalidOperationException($"Version {version} of workflow '{definitionId}' was deployed and cannot be read.");
        var graph = MapGraph.Of(definition);
        try
        {
            return new(definition, graph, await new Graphviz(program).LayOutAsync(graph, ct), null);
        }
        catch (CannotLayOut e)
        {
            logger.LogWarning("Workflow {Definition} {Version} is not drawn. {Reason}", definitionId, version, e.Message);
            return new(definition, graph, null, e.Message);
        }
    }
}
