using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Workflows;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Workflows;

/// <summary>The definitions, version by version: who deployed it and why, and how much runs on it; and the migrations from one to another.</summary>
[Authorize(Policy = Access.ReadWorkflows)]
public sealed class IndexModel(PermitsDbContext db) : PageModel
{
    /// <summary>More than this is not counted.</summary>
    private const int MostCounted = 10_000;

    /// <param name="Running">Instances that have not ended, counted up to one more than <see cref="MostCounted"/>.</param>
    /// <param name="Latest">The newest version of the definition.</param>
    public sealed record Row(string DefinitionId, int Version, string Name, string ContentHash, DateTimeOffset DeployedAt, string DeployedBy, string? Reason, int Running, int Latest)
    {
        public string RunningInWords => Running > MostCounted ? $"{MostCounted:N0}+" : $"{Running:N0}";

        public bool CanMove => Running > 0 && Version < Latest;
    }

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public Paging Paging { get; private set; } = new(1, 50, 0);

    public IReadOnlyList<MigrationProgress> Moves { get; private set; } = [];

    public int OpenIncidents { get; private set; }

    public async Task OnGetAsync(int p = 1, CancellationToken ct = default)
    {
        Paging = new(p, 50, await db.WorkflowDefinitions.CountAsync(ct));
        var most = MostCounted + 1;
        Rows = await db.Database.SqlQuery<Row>(
            $"""
             SELECT d.definition_id AS "DefinitionId", d.version AS "Version", d.name AS "Name", d.content_hash AS "ContentHash", d.deployed_at AS "DeployedAt", d.deployed_by AS "DeployedBy",
                    d.reason AS "Reason", r.count::integer AS "Running", (SELECT max(version) FROM workflow.definitions n WHERE n.definition_id = d.definition_id) AS "Latest"
             FROM (SELECT * FROM workflow.definitions ORDER BY definition_id, version DESC OFFSET {Paging.Skip} LIMIT {Paging.Size}) d
             CROSS JOIN LATERAL (SELECT count(*) FROM (SELECT FROM workflow.instances i
                                 WHERE i.definition_id = d.definition_id AND i.definition_version = d.version AND i.status IN ('running', 'blocked') LIMIT {most}) few) r
             ORDER BY d.definition_id, d.version DESC
             """).ToListAsync(ct);
        Moves = await Migrations.ListAsync(db, ct);
        OpenIncidents = await db.WorkflowIncidents.Where(i => i.ResolvedAt == null).OrderBy(i => i.OpenedAt).Take(MostCounted).CountAsync(ct);
    }
}
