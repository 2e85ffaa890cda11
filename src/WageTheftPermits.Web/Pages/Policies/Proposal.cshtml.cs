using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Policies;

/// <summary>A proposed change: what it would change, and its decision by another person than who proposed it.</summary>
[Authorize(Policy = Access.ReadPolicies)]
public sealed class ProposalModel(PermitsDbContext db, Units units, CurrentPolicy policies) : PageModel
{
    public sealed class DecisionForm
    {
        public Guid FormId { get; set; }

        [Required(ErrorMessage = "Choose a decision.")]
        public ProposalAct? Decision { get; set; }

        [StringLength(4000)]
        public string? Reason { get; set; }
    }

    public sealed class WithdrawForm
    {
        public Guid FormId { get; set; }

        [Required(ErrorMessage = "Say why the proposal is withdrawn."), StringLength(4000)]
        public string Reason { get; set; } = "";
    }

    public PolicyProposal Proposal { get; private set; } = null!;

    /// <summary>The policy as it would be.</summary>
    public Policy Policy { get; private set; } = null!;

    public IReadOnlyList<ChangeLine> Changes { get; private set; } = [];

    /// <summary>The version that came of it; null where it was not approved.</summary>
    public string? Version { get; private set; }

    /// <summary>Another change was approved since: this one can no longer be.</summary>
    public bool IsOutdated { get; private set; }

    public DecisionForm Input { get; private set; } = new();

    public WithdrawForm Withdrawal { get; private set; } = new();

    public bool IsOwn => Proposal.IsProposer(User.AsActor());

    public IEnumerable<SelectListItem> Decisions { get; } =
    [
        new("Approve – it is the policy from its day.", nameof(ProposalAct.Approve)),
        new("Decline – the policy stays as it is.", nameof(ProposalAct.Decline)),
    ];

    public async Task<IActionResult> OnGetAsync(string reference) => await LoadAsync(reference) ? Page() : NotFound();

    /// <summary>Open to whoever may decide; that it is another person than the proposer is the domain's rule, and the database's.</summary>
    public async Task<IActionResult> OnPostDecideAsync(string reference, [Bind(Prefix = nameof(Input))] DecisionForm form)
    {
        if (!User.May(Access.DecidePolicies))
            return Forbid();
        if (!await LoadAsync(reference))
            return NotFound();
        Input = form;
        if (form.Decision == ProposalAct.Withdraw)
            ModelState.AddModelError("Input.Decision", "Choose a decision.");
        return ModelState.IsValid ? await RecordAsync(form.FormId, form.Decision!.Value, form.Reason) : Page();
    }

    /// <summary>Whoever proposed it takes it back; nobody else can, by the domain's rule.</summary>
    public async Task<IActionResult> OnPostWithdrawAsync(string reference, [Bind(Prefix = nameof(Withdrawal))] WithdrawForm form)
    {
        if (!User.May(Access.ProposePolicies))
            return Forbid();
        if (!await LoadAsync(reference))
            return NotFound();
        Withdrawal = form;
        return ModelState.IsValid ? await RecordAsync(form.FormId, ProposalAct.Withdraw, form.Reason) : Page();
    }

    private async Task<IActionResult> RecordAsync(Guid form, ProposalAct act, string? reason)
    {
        var reference = Proposal.Reference;
        var posted = await this.ActAsync(units, form, unit => DecidePolicy.HandleAsync(unit, new(Proposal.Id, act, reason)));
        if (posted == Posted.Refused)
        {
            // Somebody may have decided meanwhile: what is shown is what stands now, with what was typed.
            var (input, withdrawal) = (Input, Withdrawal);
            await LoadAsync(reference);
            (Input, Withdrawal) = (input, withdrawal);
            return Page();
        }
        if (posted == Posted.Done)
            this.Flash($"Proposal {reference} {(act == ProposalAct.Approve ? "approved" : act == ProposalAct.Decline ? "declined" : "withdrawn")}.");
        return Redirect(Url.Content("~/policies"));
    }

    private async Task<bool> LoadAsync(string reference)
    {
        var ct = HttpContext.RequestAborted;
        // Addresses are written in small letters.
        var upper = reference.ToUpperInvariant();
        if (await db.PolicyProposals.AsNoTracking().SingleOrDefaultAsync(p => p.Reference == upper, ct) is not { } proposal)
            return false;
        Proposal = proposal;
        Policy = CurrentPolicy.Read(proposal.Content, proposal.Digest);
        Changes = [.. PolicyDiff.Between(await policies.GetAsync(db, proposal.BaseVersion, ct), Policy).Select(PolicyWords.Of)];
        Version = await db.Policies.Where(p => p.ProposalId == proposal.Id).Select(p => p.Version).SingleOrDefaultAsync(ct);
        IsOutdated = proposal.Status == ProposalStatus.Proposed && await CurrentPolicy.NewestFirst(db).Select(p => p.Version).FirstAsync(ct) != proposal.BaseVersion;
        Input = new() { FormId = Guid.CreateVersion7() };
        Withdrawal = new() { FormId = Guid.CreateVersion7() };
        return true;
    }
}
