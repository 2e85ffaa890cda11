using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using WageTheftPermits.Application.Accounts;
using WageTheftPermits.Application.Audit;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Hearings.Packets;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Application.Messaging.Transport;
using WageTheftPermits.Application.Notices;
using WageTheftPermits.Application.Notices.Printing;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Application.Renewals;
using WageTheftPermits.Application.Search;
using WageTheftPermits.Application.Telemetry;
using WageTheftPermits.Application.Workflows;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.Application;

/// <summary>Everything but the pages, put together.</summary>
public static class Composition
{
    /// <param name="connectionString">Of the running role.</param>
    /// <param name="busUri"><c>amqp://…</c> or <c>amqps://…</c>; null for the in-memory bus.</param>
    /// <param name="busTrust">Whom to believe to be the broker; null: whomever this machine trusts.</param>
    public static IServiceCollection AddPermits(this IServiceCollection services, string connectionString, string? busUri, BrokerTrust? busTrust = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new LetterTemplates(Path.Combine(AppContext.BaseDirectory, "workflows")));
        services.TryAddSingleton(_ => new ChromiumPrinter());
        services.AddDbContext<PermitsDbContext>(options => Database.Configure(options, Database.ForRunning(connectionString)));
        services.AddSingleton<Units>();
        services.AddScoped<UnitOfWork>();
        services.AddSingleton<CurrentPolicy>();
        services.AddSingleton(new ActivityCatalog().AddFrom(typeof(Composition).Assembly));
        services.AddSingleton(new WorkflowLimits { EventLifetime = EventLifetimeAsync });
        services.AddSingleton<WorkflowEngine>();
        services.AddSingleton<WorkflowRunner>();
        services.AddSingleton<PermitFrequencies>();
        services.AddSingleton<SearchVocabulary>();
        services.AddSingleton<ModelInUse>();
        services.AddSingleton<TryModel>();
        services.AddSingleton<Screening>();
        services.AddSingleton<ScreeningQueue>();
        services.AddScoped<RenewalFiles>();
        services.AddSingleton<RenewalBatches>();
        services.AddSingleton<Intake>();
        services.AddSingleton<OutboxRelay>();
        services.AddSingleton<RawMessageRetention>();
        services.AddSingleton<ApiRequests>();
        services.TryAddSingleton(_ => CheckpointKeys.None);
        services.AddSingleton<AuditSealer>();
        services.AddSingleton<AuditVerifier>();
        services.AddSingleton<AuditExporter>();
        services.TryAddSingleton(new WallClock(TimeProvider.System));
        services.AddSingleton<SessionSweep>();
        services.AddSingleton<DailyChecks>();
        services.AddSingleton<UnansweredEvents>();
        services.AddSingleton<MigrationBatches>();
        services.AddSingleton<SkipForesight>();
        services.AddSingleton<Backlog>();
        services.AddSingleton<BacklogGauges>();
        services.TryAddSingleton(new MailSettings());
        services.AddSingleton<LetterPress>();
        services.AddSingleton<LetterMails>();
        services.AddSingleton<PacketPress>();
        services.AddSingleton<IAgencyIntake, AgencyDoor>();
        services.AddAgencyBus(busUri, busTrust);
        services.AddHostedService<AgencyConnections>();
        return services;
    }

    private static async ValueTask<TimeSpan> EventLifetimeAsync(Unit unit, CancellationToken ct) =>
        TimeSpan.FromDays((await unit.Services.GetRequiredService<UnitOfWork>().PolicyAsync()).EventKeepDays);

    /// <summary>The workers, where this instance has the role.</summary>
    public static IServiceCollection AddWorkers(this IServiceCollection services) => services.AddHostedService<Workers>();
}
