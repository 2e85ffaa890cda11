using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Policies;

/// <summary>One version of the policy: what it says, and what it changed.</summary>
[Authorize(Policy = Access.ReadPolicies)]
public sealed class VersionModel(PermitsDbContext db, CurrentPolicy policies, DepartmentTime time) : PageModel
{
    public PolicyVersion Stored { get; private set; } = null!;

    public Policy Policy { get; private set; } = null!;

    public bool IsInForce { get; private set; }

    public bool IsComing => Stored.EffectiveFrom > time.Now;

    /// <summary>The proposal that was approved; null for the first version.</summary>
    public PolicyProposal? Proposal { get; private set; }

    /// <summary>What it changed; empty for the first version.</summary>
    public IReadOnlyList<ChangeLine> Changes { get; private set; } = [];

    /// <summary>Open cases that are carried on under it.</summary>
    public int OpenCases { get; private set; }

    public async Task<IActionResult> OnGetAsync(string version)
    {
        var ct = HttpContext.RequestAborted;
        if (await db.Policies.AsNoTracking().SingleOrDefaultAsync(p => p.Version == version, ct) is not { } stored)
            return NotFound();
        Stored = stored;
        Policy = await policies.GetAsync(db, version, ct);
        IsInForce = await CurrentPolicy.InForce(db, time.Now).Select(p => p.Version).FirstOrDefaultAsync(ct) == version;
        Proposal = stored.ProposalId is { } proposal ? await db.PolicyProposals.AsNoTracking().SingleAsync(p => p.Id == proposal, ct) : null;
        if (stored.BaseVersion is { } before)
            Changes = [.. PolicyDiff.Between(await policies.GetAsync(db, before, ct), Policy).Select(PolicyWords.Of)];
        OpenCases = await db.Cases.CountAsync(c => c.PolicyVersion == version && c.ClosedAt == null, ct);
        return Page();
    }
}
