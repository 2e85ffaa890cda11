using Microsoft.AspNetCore.Authorization;

namespace WageTheftPermits.Web.Security;

/// <summary>The roles a person can hold. One person may hold several; two-person rules compare persons, not roles.</summary>
public static class Roles
{
    public const string Inspector = "inspector";
    public const string Supervisor = "supervisor";
    public const string HearingOfficer = "hearing-officer";
    public const string Counsel = "counsel";
    public const string Administrator = "administrator";
    public const string Auditor = "auditor";

    public static IReadOnlyList<string> All { get; } = [Inspector, Supervisor, HearingOfficer, Counsel, Administrator, Auditor];

    /// <summary>The role in words for a page: <c>hearing-officer</c> is "Hearing officer".</summary>
    public static string Title(string role) => role switch
    {
        Inspector => "Inspector",
        Supervisor => "Supervisor",
        HearingOfficer => "Hearing officer",
        Counsel => "Counsel",
        Administrator => "Administrator",
        Auditor => "Auditor",
        _ => role,
    };
}

/// <summary>
/// Authorization policies: what a page or handler lets its visitor do, named by the act. Use as
/// <c>[Authorize(Policy = Access.ApproveHolds)]</c>. Auditors are in every policy that reads and in none that changes anything.
/// A page without any attribute needs a signed-in person who holds a role (the fallback policy).
/// </summary>
public static class Access
{
    public const string ReadMatches = nameof(ReadMatches);
    public const string ReadMessages = nameof(ReadMessages);
    public const string ReadAudit = nameof(ReadAudit);
    public const string ReadNumbers = nameof(ReadNumbers);
    public const string ProcessRenewals = nameof(ProcessRenewals);
    public const string WaiveRequirements = nameof(WaiveRequirements);
    public const string ReinstateRenewals = nameof(ReinstateRenewals);
    public const string ReviewMatches = nameof(ReviewMatches);
    public const string LinkDebts = nameof(LinkDebts);
    public const string ProposeHolds = nameof(ProposeHolds);
    public const string ApproveHolds = nameof(ApproveHolds);
    public const string RecordPayments = nameof(RecordPayments);
    public const string DecideHearings = nameof(DecideHearings);
    public const string MakePackets = nameof(MakePackets);
    public const string LiftLegalBars = nameof(LiftLegalBars);
    public const string MendMessages = nameof(MendMessages);
    public const string SettleDisputes = nameof(SettleDisputes);
    public const string ReadPolicies = nameof(ReadPolicies);
    public const string ProposePolicies = nameof(ProposePolicies);
    public const string DecidePolicies = nameof(DecidePolicies);
    public const string ReadWorkflows = nameof(ReadWorkflows);
    public const string ReleaseTasks = nameof(ReleaseTasks);
    public const string Administer = nameof(Administer);

    /// <summary>Who may do what: the one table of it.</summary>
    public static IReadOnlyDictionary<string, string[]> RolesByPolicy { get; } = new Dictionary<string, string[]>
    {
        [ReadMatches] = [Roles.Inspector, Roles.Supervisor, Roles.Counsel, Roles.Administrator, Roles.Auditor],
        [ReadMessages] = [Roles.Supervisor, Roles.Administrator, Roles.Auditor],
        [ReadAudit] = [Roles.Supervisor, Roles.Counsel, Roles.Administrator, Roles.Auditor],
        // They name what each person did.
        [ReadNumbers] = [Roles.Supervisor, Roles.Counsel, Roles.Administrator, Roles.Auditor],
        [ProcessRenewals] = [Roles.Inspector, Roles.Supervisor],
        [WaiveRequirements] = [Roles.Supervisor],
        [ReinstateRenewals] = [Roles.Supervisor],
        [ReviewMatches] = [Roles.Inspector, Roles.Supervisor],
        [LinkDebts] = [Roles.Inspector, Roles.Supervisor],
        [ProposeHolds] = [Roles.Inspector, Roles.Supervisor],
        [ApproveHolds] = [Roles.Supervisor],
        [RecordPayments] = [Roles.Inspector, Roles.Supervisor],
        [DecideHearings] = [Roles.HearingOfficer],
        [MakePackets] = [Roles.Inspector, Roles.Supervisor, Roles.HearingOfficer, Roles.Counsel],
        [LiftLegalBars] = [Roles.Counsel],
        [MendMessages] = [Roles.Administrator],
        [SettleDisputes] = [Roles.Supervisor, Roles.Administrator],
        // The rules that a person works by are theirs to read. An administrator proposes a change; another one, or who answers for the decisions, approves it.
        [ReadPolicies] = [.. Roles.All],
        [ProposePolicies] = [Roles.Administrator],
        [DecidePolicies] = [Roles.Supervisor, Roles.Counsel, Roles.Administrator],
        [ReadWorkflows] = [Roles.Supervisor, Roles.Administrator, Roles.Auditor],
        // What somebody else has taken and cannot do; whoever took it needs no policy to release it.
        [ReleaseTasks] = [Roles.Supervisor],
        [Administer] = [Roles.Administrator],
    };

    internal static void AddPolicies(AuthorizationOptions options)
    {
        foreach (var (policy, roles) in RolesByPolicy)
            options.AddPolicy(policy, rule => rule.RequireAuthenticatedUser().RequireRole(roles));

        // An account without a role may do nothing: it is either new or retired.
        options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireRole(Roles.All).Build();
    }
}
