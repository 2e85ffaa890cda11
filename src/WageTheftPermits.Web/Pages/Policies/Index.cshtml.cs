using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Policies;

/// <summary>The policy in force, those to come and those past, and the changes that were proposed.</summary>
[Authorize(Policy = Access.ReadPolicies)]
public sealed class IndexModel(PermitsDbContext db, DepartmentTime time) : PageModel
{
    public sealed record VersionRow(string Version, DateTimeOffset EffectiveFrom, string DeployedBy, string Standing, Tone Tone, string? Proposal);

    public sealed record ProposalRow(string Reference, ProposalStatus Status, DateOnly EffectiveOn, string Reason, string ProposedBy, DateTimeOffset ProposedAt, string? DecidedBy);

    public IReadOnlyList<VersionRow> Versions { get; private set; } = [];

    /// <summary>Those that wait first, then the newest.</summary>
    public IReadOnlyList<ProposalRow> Proposals { get; private set; } = [];

    public Paging Paging { get; private set; } = new(1, 50, 0);

    public async Task OnGetAsync(int p = 1)
    {
        var ct = HttpContext.RequestAborted;
        var inForce = await CurrentPolicy.InForce(db, time.Now).Select(v => v.Version).FirstOrDefaultAsync(ct);
        var versions = await (from version in CurrentPolicy.NewestFirst(db)
                              join proposal in db.PolicyProposals on version.ProposalId equals proposal.Id into proposals
                              from proposal in proposals.DefaultIfEmpty()
                              orderby version.EffectiveFrom descending, version.Number descending
                              select new { version.Version, version.EffectiveFrom, version.DeployedBy, Proposal = proposal == null ? null : proposal.Reference }).ToListAsync(ct);
        Versions = [.. versions.Select(v => Row(v.Version, v.EffectiveFrom, v.DeployedBy, v.Proposal, inForce))];
        Paging = new(p, 50, await db.PolicyProposals.LongCountAsync(ct));
        Proposals = await db.PolicyProposals.OrderByDescending(one => one.Status == ProposalStatus.Proposed).ThenByDescending(one => one.ProposedAt).ThenBy(one => one.Id)
            .Skip(Paging.Skip).Take(Paging.Size)
            .Select(one => new ProposalRow(one.Reference, one.Status, one.EffectiveOn, one.Reason, one.ProposedBy, one.ProposedAt, one.DecidedBy)).ToListAsync(ct);
    }

    private VersionRow Row(string version, DateTimeOffset from, string by, string? proposal, string? inForce)
    {
        var (standing, tone) = version == inForce ? ("In force", Tone.Good) : from > time.Now ? ("Coming", Tone.Info) : ("Past", Tone.Neutral);
        return new(version, from, by, standing, tone, proposal);
    }
}
