using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Accounts;
using WageTheftPermits.Application.Audit;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Imports;
using WageTheftPermits.Application.Judgments;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Application.Notices;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Application.Search;
using WageTheftPermits.Application.Workflows;
using WageTheftPermits.Domain.Documents;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.Domain.Matching;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.Domain.Renewals;

namespace WageTheftPermits.Application.Data;

/// <summary>
/// The one database. Tables are written by the SQL of <c>Data/Migrations</c>; a test holds this model against the migrated schema.
/// Mappings live in their rooms. Nothing is loaded lazily.
/// </summary>
public sealed class PermitsDbContext(DbContextOptions<PermitsDbContext> options) : IdentityDbContext<User, IdentityRole<Guid>, Guid>(options)
{
    public DbSet<Permit> Permits => Set<Permit>();

    public DbSet<Permittee> Permittees => Set<Permittee>();

    public DbSet<PermitTerm> PermitTerms => Set<PermitTerm>();

    public DbSet<Renewal> Renewals => Set<Renewal>();

    public DbSet<Requirement> Requirements => Set<Requirement>();

    public DbSet<RenewalBatch> RenewalBatches => Set<RenewalBatch>();

    public DbSet<RenewalBatchItem> RenewalBatchItems => Set<RenewalBatchItem>();

    public DbSet<Judgment> Judgments => Set<Judgment>();

    public DbSet<PartyOfRecord> JudgmentParties => Set<PartyOfRecord>();

    public DbSet<JudgmentDecision> JudgmentDecisions => Set<JudgmentDecision>();

    public DbSet<JudgmentEventRow> JudgmentEvents => Set<JudgmentEventRow>();

    public DbSet<DebtLink> DebtLinks => Set<DebtLink>();

    public DbSet<StandingDebtLink> StandingDebtLinks => Set<StandingDebtLink>();

    public DbSet<UndecidedDebt> UndecidedDebts => Set<UndecidedDebt>();

    public DbSet<MatchReview> MatchReviews => Set<MatchReview>();

    public DbSet<MatchVerdict> MatchVerdicts => Set<MatchVerdict>();

    public DbSet<ModelTrial> ModelTrials => Set<ModelTrial>();

    public DbSet<JudgmentSearch> JudgmentSearches => Set<JudgmentSearch>();

    public DbSet<ScreeningRequest> ScreeningRequests => Set<ScreeningRequest>();

    public DbSet<Case> Cases => Set<Case>();

    public DbSet<Hold> Holds => Set<Hold>();

    public DbSet<PermitCondition> PermitConditions => Set<PermitCondition>();

    public DbSet<SuccessorReview> SuccessorReviews => Set<SuccessorReview>();

    public DbSet<OwnershipChange> OwnershipChanges => Set<OwnershipChange>();

    public DbSet<Hearing> Hearings => Set<Hearing>();

    public DbSet<HearingPacket> HearingPackets => Set<HearingPacket>();

    public DbSet<PacketContent> PacketContents => Set<PacketContent>();

    public DbSet<PermitOrder> PermitOrders => Set<PermitOrder>();

    public DbSet<Appeal> Appeals => Set<Appeal>();

    public DbSet<Notice> Notices => Set<Notice>();

    public DbSet<Letter> Letters => Set<Letter>();

    public DbSet<LetterDocument> LetterDocuments => Set<LetterDocument>();

    public DbSet<Document> Documents => Set<Document>();

    public DbSet<DocumentContent> DocumentContents => Set<DocumentContent>();

    public DbSet<LetterCode> LetterCodes => Set<LetterCode>();

    public DbSet<Answer> Answers => Set<Answer>();

    public DbSet<LetterMail> LetterMails => Set<LetterMail>();

    public DbSet<Deadline> Deadlines => Set<Deadline>();

    public DbSet<DailyCheck> DailyChecks => Set<DailyCheck>();

    public DbSet<PolicyVersion> Policies => Set<PolicyVersion>();

    public DbSet<PolicyProposal> PolicyProposals => Set<PolicyProposal>();

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    public DbSet<AuditSeal> AuditSeals => Set<AuditSeal>();

    public DbSet<AuditCheckpoint> AuditCheckpoints => Set<AuditCheckpoint>();

    public DbSet<Agency> Agencies => Set<Agency>();

    public DbSet<AgencyToken> AgencyTokens => Set<AgencyToken>();

    public DbSet<Delivery> Deliveries => Set<Delivery>();

    public DbSet<OutboxMessage> Outbox => Set<OutboxMessage>();

    public DbSet<Snapshot> Snapshots => Set<Snapshot>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<FormPost> FormPosts => Set<FormPost>();

    public DbSet<ApiRequest> ApiRequests => Set<ApiRequest>();

    public DbSet<PersonToken> PersonTokens => Set<PersonToken>();

    public DbSet<SearchEntry> SearchEntries => Set<SearchEntry>();

    public DbSet<WorkflowTask> WorkflowTasks => Set<WorkflowTask>();

    public DbSet<WorkflowDefinition> WorkflowDefinitions => Set<WorkflowDefinition>();

    public DbSet<WorkflowInstance> WorkflowInstances => Set<WorkflowInstance>();

    public DbSet<WorkflowExecution> WorkflowExecutions => Set<WorkflowExecution>();

    public DbSet<WorkflowWait> WorkflowWaits => Set<WorkflowWait>();

    public DbSet<WorkflowStimulus> WorkflowStimuli => Set<WorkflowStimulus>();

    public DbSet<WorkflowJournalLine> WorkflowJournal => Set<WorkflowJournalLine>();

    public DbSet<WorkflowIncident> WorkflowIncidents => Set<WorkflowIncident>();

    /// <summary>Writes what changed; what permits are found and counted by follows at once. Permits are written in no other way.</summary>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        var changes = PermitKeys.In(ChangeTracker);
        var written = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        await PermitKeys.FollowAsync(this, changes, cancellationToken);
        return written;
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        foreach (var entity in builder.Model.GetEntityTypes())
        {
            if (entity.ClrType.Namespace!.StartsWith("Microsoft.AspNetCore.Identity", StringComparison.Ordinal) || entity.ClrType == typeof(User))
                entity.SetSchema("identity");
        }
        builder.ApplyConfigurationsFromAssembly(typeof(PermitsDbContext).Assembly);
        Naming.Apply(builder);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        Naming.EnumsAsWords(configurationBuilder);
        configurationBuilder.Properties<decimal>().HavePrecision(14, 2);
    }
}
