using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WageTheftPermits.Application;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Imports;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Application.Messaging.Transport;
using WageTheftPermits.Application.Permits;
using WageTheftPermits.Application.Renewals;
using WageTheftPermits.Application.Workflows;
using WageTheftPermits.Domain;
using WageTheftPermits.Web.Commands;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Workflow;

namespace WageTheftPermits.BrowserTests;

/// <summary>
/// A department as a browser sees it: the service on a loopback port with a private PostgreSQL of its own, three permits, one agency,
/// and a clock that the test moves. Workers do not run by themselves; <see cref="SettleAsync"/> does their work.
/// </summary>
internal sealed class Department : IAsyncDisposable
{
    public const string Agency = "dlse";

    private readonly ServiceHost _host;
    private readonly string _directory;

    private Department(ServiceHost host, string directory, MovedClock clock) => (_host, _directory, Clock) = (host, directory, clock);

    public MovedClock Clock { get; }

    public Uri Address => new(_host.App.Urls.First());

    public Units Units => _host.Units;

    public static async Task<Department> OpenAsync()
    {
        var directory = Path.Combine(Path.GetTempPath(), $"wtp-browser-{Guid.NewGuid():N}");
        var clock = new MovedClock();
        var host = await ServiceHost.StartAsync(serve: true, directory, builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(clock);
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Configuration["Service:Roles"] = "web";
            builder.Configuration["Department:Name"] = "Port Alder Department of Public Health";
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
        });
        var department = new Department(host, directory, clock);
        await Accounts.AddAsync(host.Services, "ines.castell", "Ines Castell", null, [Roles.Inspector]);
        // Of two hearing officers the sign-in page offers the first by name; the other one is a supervisor as well.
        await Accounts.AddAsync(host.Services, "asta.lindqvist", "Asta Lindqvist", null, [Roles.HearingOfficer]);
        await Accounts.AddAsync(host.Services, "bram.ostrander", "Bram Ostrander", null, [Roles.Supervisor, Roles.HearingOfficer]);
        await Accounts.AddAsync(host.Services, "cora.abbott", "Cora Abbott", null, [Roles.Counsel]);
        await Accounts.AddAsync(host.Services, "odell.vance", "Odell Vance", null, [Roles.Administrator]);
        await host.App.StartAsync();
        await department.FurnishAsync();
        return department;
    }

    /// <summary>Publishes on the bus as the agency does, and has it understood.</summary>
    public async Task PublishAsync(string json)
    {
        var stored = await Units.ReadAsync(db => db.Deliveries.CountAsync());
        await _host.Services.GetRequiredService<AgencyBus>().PublishAsAgencyAsync(Agency, System.Text.Encoding.UTF8.GetBytes(json), CancellationToken.None);
        // The in-memory bus hands it over on a thread of its own.
        while (await Units.ReadAsync(db => db.Deliveries.CountAsync()) == stored)
            await Task.Yield();
        await SettleAsync();
    }

    public async Task SettleAsync()
    {
        var (intake, screening, workflows, outbox) = (Get<Intake>(), Get<ScreeningQueue>(), Get<WorkflowRunner>(), Get<OutboxRelay>());
        var none = CancellationToken.None;
        while (await intake.UnderstandNextAsync(none) || await screening.ScreenNextAsync(none) || await workflows.AdvanceNextAsync(none)
            || await Get<RenewalBatches>().WorkNextAsync(none) || await Get<MigrationBatches>().MoveNextAsync(none) || await outbox.SendNextAsync(none))
        {
        }
    }

    /// <summary>Publishes a version of a workflow with one task.</summary>
    /// <param name="task">The task's payload; where it names no role, nobody could do it, and an instance stops there.</param>
    public Task DeployInspectionAsync(string task) => Units.RunAsync(Actor.System("test"), unit => unit.Workflows.DeployAsync(unit.ForWorkflow(), new WorkflowFile("inspection.json", $$$"""
        { "definitionId": "inspection", "name": "Inspection", "version": 1, "inputs": [], "outputs": [],
          "variables": [ { "id": "v1", "name": "Visits", "typeName": "Int32", "value": "2", "storageDriverTypeName": "Elsa.Workflows.WorkflowInstanceStorageDriver, Elsa.Workflows.Core" },
            { "id": "v2", "name": "Asked", "typeName": "Object", "value": {{{JsonSerializer.Serialize(task)}}}, "storageDriverTypeName": "Elsa.Workflows.WorkflowInstanceStorageDriver, Elsa.Workflows.Core" } ],
          "root": { "id": "flow", "type": "Elsa.Flowchart", "version": 1,
            "activities": [
              { "id": "Start", "type": "Elsa.Start", "version": 1, "metadata": { "displayText": "A visit is asked for" } },
              { "id": "Visit", "type": "Elsa.RunTask", "version": 1, "metadata": { "displayText": "Visit the place" },
                "taskName": { "typeName": "String", "expression": { "type": "Literal", "value": "Visit" } },
                "payload": { "typeName": "Object", "expression": { "type": "Variable", "value": { "id": "v2" } } } },
              { "id": "Finish", "type": "Elsa.Finish", "version": 1, "metadata": { "displayText": "Visited" } } ],
            "connections": [ { "source": { "activity": "Start", "port": "Done" }, "target": { "activity": "Visit", "port": "In" } },
              { "source": { "activity": "Visit", "port": "Done" }, "target": { "activity": "Finish", "port": "In" } } ] } }
        """), "odell.vance", "For a test."));

    public async Task StartAsync(string definition, string about)
    {
        await Units.RunAsync(Actor.System("test"), unit => unit.Workflows.StartAsync(unit.ForWorkflow(), definition, about, new Dictionary<string, object?>(), "test"));
        await SettleAsync();
    }

    public async Task PassAsync(int days)
    {
        Clock.Pass(days);
        await SettleAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    private async Task FurnishAsync()
    {
        var path = Path.Combine(Path.GetTempPath(), $"permits-{Guid.NewGuid():N}.csv");
        await File.WriteAllTextAsync(path, """
            number,name,legal_name,owner,address,city,state,postal_code,phone,expires_on,status
            F-1001,Blue Heron Diner,Blue Heron Foods LLC,Marit Solberg,12 Alder St Ste 4,Port Alder,CA,94001,415-555-0101,2026-03-31,ACTIVE
            F-1002,Thistle & Spoon,,Corwin Fairbourne,300 Gorse Ave,Port Alder,CA,94001,415-555-0102,2026-03-31,ACTIVE
            F-1003,Kestrel Bakery,Kestrel Ovens Inc,Sigrid Lockhart,9 Tide Rd,Tern Bay,CA,94003,415-555-0103,2026-03-31,ACTIVE

            """);
        await Units.RunAsync(Actor.System("import"), unit => ImportPermits.HandleAsync(unit, ImportSource.Open(path, null, ImportKind.Permits)));
        File.Delete(path);
        await Units.RunAsync(Actor.System("test"), unit =>
        {
            unit.Db.Agencies.Add(new Agency(Agency, "State Labor Commissioner", unit.Now));
            return Task.CompletedTask;
        });
    }

    /// <summary>The real clock, moved to Monday 2 March 2026 and on from there by days.</summary>
    internal sealed class MovedClock : TimeProvider
    {
        private TimeSpan _ahead = new DateTimeOffset(2026, 3, 2, 17, 0, 0, TimeSpan.Zero) - System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _ahead;

        public void Pass(int days) => _ahead += TimeSpan.FromDays(days);
    }
}
