using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WageTheftPermits.Application;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Permits;
using WageTheftPermits.Application.Renewals;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Renewals;
using WageTheftPermits.IntegrationTests.Data;
using WageTheftPermits.IntegrationTests.Imports;

namespace WageTheftPermits.IntegrationTests.Renewals;

public sealed class When_renewals_are_opened_in_a_batch
{
    private static readonly Actor s_inspector = Actor.Person("ines.inspector");

    [Fact]
    public async Task Cut_off_at_any_statement_each_renewal_is_opened_exactly_once()
    {
        var knife = new Knife();
        await using var service = await TestService.StartAsync(services => services.ConfigureDbContext<PermitsDbContext>(options => options.AddInterceptors(knife)));
        var batches = service.Services.GetRequiredService<RenewalBatches>();

        var moments = 0;
        for (var cut = true; cut; moments++)
        {
            moments.ShouldBeLessThan(100);
            await ImportAsync(service, moments * 3, 3);
            var batch = await StartAsync(service);
            knife.CutAt(moments);
            while (await TryAsync(batches))
            {
            }
            cut = knife.HasCut;
            knife.Rest();
            await service.SettleAsync();

            var ended = await service.ReadAsync(db => db.RenewalBatches.SingleAsync(b => b.Id == batch));
            (ended.Opened, ended.Issued, ended.Exceptions).ShouldBe((3, 3, 0), $"cut at moment {moments}");
        }
        moments.ShouldBeGreaterThan(8);
        var (renewals, entries, instances) = await service.ReadAsync(async db => (await db.Renewals.CountAsync(), await db.AuditEntries.CountAsync(e => e.Action == "renewal opened"),
            await db.Database.SqlQuery<int>($"SELECT count(*)::int AS \"Value\" FROM workflow.instances").SingleAsync()));
        (renewals, entries, instances).ShouldBe((moments * 3, moments * 3, moments * 3));
    }

    [Fact]
    public async Task Two_workers_share_one_batch()
    {
        await using var service = await TestService.StartAsync();
        await ImportAsync(service, 0, 430);
        var batch = await StartAsync(service);
        var (batches, workflows) = (service.Services.GetRequiredService<RenewalBatches>(), service.Services.GetRequiredService<WorkflowRunner>());
        async Task WorkAsync()
        {
            while (await batches.WorkNextAsync(default) || await workflows.AdvanceNextAsync(default))
            {
            }
        }
        await Task.WhenAll(Task.Run(WorkAsync), Task.Run(WorkAsync));
        await service.SettleAsync();

        var ended = await service.ReadAsync(db => db.RenewalBatches.SingleAsync(b => b.Id == batch));
        (ended.Opened, ended.Screened, ended.Issued, ended.Exceptions).ShouldBe((430, 430, 430, 0));
        (await service.ReadAsync(db => db.PermitTerms.CountAsync())).ShouldBe(430);
        // Every renewal keeps its own evidence.
        (await service.ReadAsync(db => db.Database.SqlQuery<int>(
            $"SELECT count(*)::int AS \"Value\" FROM (SELECT instance_id FROM workflow.journal WHERE event = 'instance-finished' GROUP BY instance_id) AS ended").SingleAsync())).ShouldBe(430);
        (await service.ReadAsync(db => db.AuditEntries.CountAsync(e => e.Action == "permit issued"))).ShouldBe(430);
    }

    [Fact]
    public async Task A_permit_that_cannot_be_renewed_is_an_exception_and_holds_up_no_other()
    {
        await using var service = await TestService.StartAsync();
        await ImportAsync(service, 0, 5);
        var batch = await StartAsync(service);
        await service.Units.RunAsync(Actor.System("import"), async unit => (await unit.Db.Permits.SingleAsync(p => p.Number == "P-00002")).SetClosed(true));
        await service.SettleAsync();

        var ended = await service.ReadAsync(db => db.RenewalBatches.SingleAsync(b => b.Id == batch));
        (ended.Opened, ended.Issued, ended.Exceptions).ShouldBe((4, 4, 1));
        (await service.ReadAsync(db => db.RenewalBatchItems.Where(i => i.Refusal != null).Select(i => i.Refusal).SingleAsync()))!.ShouldContain("P-00002 is closed");
        (await service.Units.RunAsync(s_inspector, StartRenewalBatch.HandleAsync)).ShouldBeNull();
    }

    [Fact]
    public async Task A_workflow_that_fails_is_recorded_alone_and_the_others_of_its_unit_go_on()
    {
        await using var service = await TestService.StartAsync();
        await ImportAsync(service, 0, 3);
        await StartAsync(service);
        await service.Services.GetRequiredService<RenewalBatches>().WorkNextAsync(default);
        var nowhere = Guid.CreateVersion7();
        await service.Units.RunAsync(s_inspector, unit => unit.Workflows.StartAsync(unit.ForWorkflow(), OpenRenewals.Workflow, $"renewal:{nowhere}",
            new Dictionary<string, object?> { ["RenewalId"] = nowhere.ToString(), ["DueOn"] = unit.Now.AddDays(30) }, "test"));

        await service.Services.GetRequiredService<WorkflowRunner>().AdvanceNextAsync(default);

        (await service.ReadAsync(db => db.Renewals.CountAsync(r => r.Status == RenewalStatus.Issued))).ShouldBe(3);
        (await service.ReadAsync(db => db.Database.SqlQuery<string>($"SELECT correlation_id AS \"Value\" FROM workflow.instances WHERE attempts = 1").ToListAsync())).ShouldBe([$"renewal:{nowhere}"]);
    }

    /// <summary>As a worker does: what stops short is tried again.</summary>
    private static async Task<bool> TryAsync(RenewalBatches batches)
    {
        try
        {
            return await batches.WorkNextAsync(default);
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static async Task<Guid> StartAsync(TestService service) => (await service.Units.RunAsync(s_inspector, StartRenewalBatch.HandleAsync))!.Id;

    /// <summary>Permits in season whose names have nothing in common.</summary>
    private static async Task ImportAsync(TestService service, int from, int count)
    {
        var rows = new StringBuilder("number,name,legal_name,owner,address,city,state,postal_code,phone,expires_on,status\n");
        for (var i = from; i < from + count; i++)
            rows.Append(CultureInfo.InvariantCulture, $"P-{i:00000},Oven{i} Kettle{i},Plate{i} Foods{i} LLC,,{i + 1} Sample{i} St,Springfield,CA,95000,,2026-03-31,ACTIVE\n");
        using var file = new ImportedFile(rows.ToString());
        (await service.Units.RunAsync(Actor.System("import"), unit => ImportPermits.HandleAsync(unit, file.Permits()))).Added.ShouldBe(count);
    }
}
