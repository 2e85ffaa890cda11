using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Workflows;
using WageTheftPermits.Web.Pages.Workflows.Drawing;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Workflows;

/// <summary>All workflow instances, who waits for longest first.</summary>
[Authorize(Policy = Access.ReadWorkflows)]
public sealed class InstancesModel(PermitsDbContext db, WorkflowMaps maps, DepartmentTime time) : PageModel
{
    /// <summary>More than this is not counted.</summary>
    private const int MostCounted = 1000;

    private const int PageSize = 50;

    /// <param name="About">What it is about, with its page.</param>
    /// <param name="Waits">What it waits for, in short.</param>
    public sealed record Row(Guid Id, string Definition, int Version, string Status, (string Text, string? Href) About, DateTimeOffset Since, IReadOnlyList<string> Waits);

    [BindProperty(SupportsGet = true)]
    public string? Definition { get; set; }

    [BindProperty(SupportsGet = true)]
    public int? Version { get; set; }

    /// <summary>A word of <see cref="InstanceFilter.States"/>; those that wait where none is chosen.</summary>
    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Waiting { get; set; }

    [BindProperty(SupportsGet = true)]
    public int? Days { get; set; }

    public IReadOnlyList<Row> Rows { get; private set; } = [];

    /// <summary>How many there are, "1,000+" where it is not worth counting on.</summary>
    public string Count { get; private set; } = "";

    /// <summary>Where the next page begins; null on the last.</summary>
    public string? Next { get; private set; }

    public bool IsFirst { get; private set; }

    public IReadOnlyList<SelectListItem> Definitions { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Versions { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Waitings { get; private set; } = [];

    public IEnumerable<SelectListItem> States => InstanceFilter.States.Select(s => new SelectListItem(s.Text, s.Word, s.Word == Chosen.State));

    public IEnumerable<SelectListItem> Ages =>
        [new("Any time", ""), .. new[] { 1, 7, 30, 90, 365 }.Select(d => new SelectListItem(d == 1 ? "1 day and more" : $"{d} days and more", $"{d}", d == Days))];

    public bool IsFiltered => Chosen != new InstanceFilter(null, null, "waiting", null, null);

    private InstanceFilter Chosen => new(string.IsNullOrEmpty(Definition) ? null : Definition, Version, InstanceFilter.States.Any(s => s.Word == State) ? State! : "waiting",
        State is null or "" or "waiting" && !string.IsNullOrEmpty(Waiting) ? Waiting : null, Days is > 0 and < 100_000 ? Days : null);

    public async Task OnGetAsync(string? after, CancellationToken ct)
    {
        var (filter, place) = (Chosen, ListPlace.Parse(after));
        IsFirst = place is null;
        var rows = await filter.RowsAsync(db, time.Now, ct);
        var found = await (place is null ? rows : filter.After(rows, place)).Take(PageSize + 1).ToListAsync(ct);
        if (found.Count > PageSize)
            Next = new ListPlace(found[PageSize - 1].Since, found[PageSize - 1].Place).ToString();
        var count = await rows.Take(MostCounted + 1).CountAsync(ct);
        Count = count > MostCounted ? $"{MostCounted:N0}+" : $"{count:N0}";
        await FillAsync([.. found.Take(PageSize)], ct);
        await ChoicesAsync(ct);
    }

    private async Task FillAsync(IReadOnlyList<ListedInstance> found, CancellationToken ct)
    {
        var ids = found.Select(f => f.Instance.Id).ToList();
        var waits = (await (from wait in db.WorkflowWaits
                            join execution in db.WorkflowExecutions on wait.ExecutionId equals execution.Id
                            where ids.Contains(wait.InstanceId)
                            orderby wait.CreatedAt, wait.Id
                            select new { wait.InstanceId, execution.ActivityId, wait.Kind, wait.Name, wait.DueAt }).ToListAsync(ct)).ToLookup(w => w.InstanceId);
        var about = await AboutNames.OfAsync(db, found.Select(f => f.Instance.CorrelationId), ct);
        var rows = new List<Row>();
        foreach (var one in found)
        {
            var instance = one.Instance;
            var map = await maps.GetAsync(db, instance.DefinitionId, instance.DefinitionVersion, ct);
            rows.Add(new(instance.Id, map.Definition.Name, instance.DefinitionVersion, instance.Status, about[instance.CorrelationId], one.Since,
                [.. waits[instance.Id].Select(w => $"{map.NameOf(w.ActivityId)}: {Short(w.Kind, w.Name, w.DueAt)}").Distinct()]));
        }
        Rows = rows;
    }

    private string Short(string kind, string name, DateTimeOffset? due) => due is { } at
        ? $"{(at < time.Now ? "late since" : "until")} {DepartmentTime.InWords(time.DateOf(at))}"
        : $"{InstanceWords.WaitKind(kind).ToLowerInvariant()} ({name})";

    private async Task ChoicesAsync(CancellationToken ct)
    {
        var deployed = await db.WorkflowDefinitions.OrderBy(d => d.DefinitionId).ThenByDescending(d => d.Version).Select(d => new { d.DefinitionId, d.Version, d.Name }).ToListAsync(ct);
        Definitions = [new("Any", ""), .. deployed.DistinctBy(d => d.DefinitionId).Select(d => new SelectListItem(d.Name, d.DefinitionId, d.DefinitionId == Definition))];
        Versions = [new("Any", ""), .. deployed.Where(d => string.IsNullOrEmpty(Definition) || d.DefinitionId == Definition).Select(d => d.Version).Distinct().OrderDescending()
            .Select(v => new SelectListItem($"{v}", $"{v}", v == Version))];
        var names = await WaitNames.OfAsync(db, ct);
        Waitings = [new("Anything", ""), .. InstanceFilter.Kinds.SelectMany(kind => names.Where(n => n.Kind == kind && n.Name.Length > 0)
            .Select(n => new SelectListItem($"{InstanceWords.WaitKind(kind)}: {n.Name}", $"{kind}:{n.Name}", $"{kind}:{n.Name}" == Waiting))
            .Prepend(new SelectListItem(InstanceWords.WaitKind(kind), kind, kind == Waiting)))];
    }
}
