using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Renewals;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Permits;

/// <summary>One permit: what it says, its terms and renewals, and what of the judgments concerns it.</summary>
public sealed class PermitModel(PermitsDbContext db, Units units, Screening screening, WorkflowRunner workflows, DepartmentTime time, IAuthorizationService authorization) : PageModel
{
    public sealed record TermRow(Term Term, string TradeName, string? Permittee, Guid RenewalId, DateTimeOffset ClosedAt);

    public sealed record RenewalRow(Guid Id, Term Term, RenewalStatus Status, DateOnly DueOn, DateTimeOffset? EndedAt);

    public Permit Permit { get; private set; } = null!;

    public IReadOnlyList<TermRow> Terms { get; private set; } = [];

    public IReadOnlyList<RenewalRow> Renewals { get; private set; } = [];

    public IReadOnlyList<ReviewRow> Reviews { get; private set; } = [];

    public IReadOnlyList<CaseRow> Cases { get; private set; } = [];

    public JudgmentSearch? LastScreening { get; private set; }

    public Timeline History { get; private set; } = new([]);

    /// <summary>What the permit is issued on, while it is open.</summary>
    public IReadOnlyList<PermitCondition> Conditions { get; private set; } = [];

    /// <summary>The last recorded first.</summary>
    public IReadOnlyList<OwnershipChange> OwnershipChanges { get; private set; } = [];

    public bool CanRecordOwner { get; private set; }

    public bool CanScreen { get; private set; }

    public bool CanReadMatches { get; private set; }

    public Guid FormId { get; } = Guid.NewGuid();

    public async Task<IActionResult> OnGetAsync(string number, CancellationToken ct)
    {
        if (await db.Permits.AsNoTracking().Include(p => p.Permittee).SingleOrDefaultAsync(p => p.Number == number, ct) is not { } permit)
            return await AddressOfAsync(number, ct) is { } address ? LocalRedirect(address) : NotFound();
        Permit = permit;
        Terms = await (from term in db.PermitTerms
                       join permittee in db.Permittees on term.PermitteeId equals permittee.Id
                       where term.PermitId == permit.Id
                       orderby term.Term.Start descending
                       select new TermRow(term.Term, term.TradeName, permittee.LegalName ?? permittee.OwnerName, term.RenewalId, term.ClosedAt)).ToListAsync(ct);
        Renewals = await db.Renewals.AsNoTracking().Where(r => r.PermitId == permit.Id).OrderByDescending(r => r.OpenedAt)
            .Select(r => new RenewalRow(r.Id, r.Term, r.Status, r.DueOn, r.EndedAt)).ToListAsync(ct);
        CanReadMatches = (await authorization.AuthorizeAsync(User, Access.ReadMatches)).Succeeded;
        if (CanReadMatches)
            Reviews = await ReviewRow.Of(db).Where(r => r.PermitId == permit.Id).OrderByDescending(r => r.Probability).Take(100).ToListAsync(ct);
        Cases = await CaseRow.Of(db).Where(c => c.PermitId == permit.Id).OrderByDescending(c => c.OpenedAt).ToListAsync(ct);
        LastScreening = await db.JudgmentSearches.AsNoTracking().Where(s => s.PermitId == permit.Id).OrderByDescending(s => s.At).FirstOrDefaultAsync(ct);
        Conditions = await db.PermitConditions.AsNoTracking().Where(c => c.PermitId == permit.Id && c.Status == ConditionStatus.Open).OrderBy(c => c.DueOn).ToListAsync(ct);
        OwnershipChanges = await db.OwnershipChanges.AsNoTracking().Where(c => c.PermitId == permit.Id).OrderByDescending(c => c.RecordedAt).ToListAsync(ct);
        CanRecordOwner = permit.Status != PermitStatus.Closed && OwnershipChanges.All(c => !c.IsOpen) && User.May(Access.ProcessRenewals);
        History = await SubjectHistory.OfAsync(db, $"permit:{permit.Id}", ct);
        CanScreen = permit.Status != PermitStatus.Closed && (await authorization.AuthorizeAsync(User, Access.ReviewMatches)).Succeeded;
        return Page();
    }

    /// <summary>Screens the permit now.</summary>
    public async Task<IActionResult> OnPostAsync(string number, Guid formId, CancellationToken ct)
    {
        if (!(await authorization.AuthorizeAsync(User, Access.ReviewMatches)).Succeeded)
            return Forbid();
        if (await db.Permits.Where(p => p.Number == number).Select(p => (Guid?)p.Id).SingleOrDefaultAsync(ct) is not { } id)
            return NotFound();
        try
        {
            var search = await units.RunAsync(User.AsActor(), async unit =>
            {
                await unit.OnceAsync(formId);
                return await ScreenPermit.HandleAsync(unit, screening, id);
            }, ct);
            foreach (var renewal in await db.Renewals.Where(r => r.PermitId == id && r.Status == RenewalStatus.Open).Select(r => r.Id).ToListAsync(ct))
                await workflows.AdvanceNowAsync($"renewal:{renewal}", ct);
            this.Flash(search.Outcome switch
            {
                "unknown" => "Screened, but not in full: too many or too few things to compare by. A person must search the judgments.",
                _ => $"Screened: compared with {search.Compared} {(search.Compared == 1 ? "party" : "parties")} of judgments, {search.Proposed} possible {(search.Proposed == 1 ? "match" : "matches")}.",
            });
        }
        catch (FormAlreadyPosted before)
        {
            this.Flash($"This was already done on {time.InWords(before.At)}.");
        }
        // Not RedirectToPage: made addresses are in small letters, and a permit's number is not.
        return LocalRedirect(Request.GetEncodedPathAndQuery());
    }

    /// <summary>Records know a permit by its id; people by its number.</summary>
    private async Task<string?> AddressOfAsync(string id, CancellationToken ct) =>
        Guid.TryParse(id, out var permit) && await db.Permits.Where(p => p.Id == permit).Select(p => p.Number).SingleOrDefaultAsync(ct) is { } number ? $"/permits/{Uri.EscapeDataString(number)}" : null;
}
