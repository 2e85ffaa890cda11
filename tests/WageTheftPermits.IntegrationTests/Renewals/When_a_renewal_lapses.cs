using Microsoft.EntityFrameworkCore;
using Npgsql;
using WageTheftPermits.Application.Renewals;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.Domain.Renewals;
using WageTheftPermits.IntegrationTests.Enforcement;

namespace WageTheftPermits.IntegrationTests.Renewals;

/// <summary>Due on 31 March, with a grace of thirty days: what the clock does by itself, what a person does, and what nobody can do.</summary>
public sealed class When_a_renewal_lapses
{
    [Fact]
    public async Task It_becomes_late_by_the_clock_and_lapses_by_a_person_and_a_late_renewal_revives_the_permit()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        var id = await OwingAsync(flow);
        var renewal = await RenewalAsync(flow, id);
        (renewal.DueOn, renewal.GraceUntil, renewal.OverdueAt).ShouldBe((new DateOnly(2026, 3, 31), new DateOnly(2026, 4, 30), null));

        await flow.PassAsync(30);
        (await RenewalAsync(flow, id)).OverdueAt.ShouldNotBeNull();
        (await Should.ThrowAsync<RuleViolation>(() => LapseAsync(flow, id))).Message.ShouldContain("until 2026-04-30");

        await flow.PassAsync(30);
        (await RenewalAsync(flow, id)).Status.ShouldBe(RenewalStatus.Open);
        await LapseAsync(flow, id);
        (await RenewalAsync(flow, id)).EndReason.ShouldBe("Renewal fee of $120.00 is not paid.");
        (await PermitAsync(flow)).ShouldBe(PermitStatus.Expired);
        (await service.ReadAsync(db => db.Database.SqlQuery<string>($"SELECT status AS \"Value\" FROM workflow.instances").ToListAsync())).ShouldBe(["finished"]);
        (await Should.ThrowAsync<RuleViolation>(() => service.Units.RunAsync(EnforcementFlow.Inspector, unit => OpenRenewals.HandleAsync(unit, flow.PermitId)))).Rule.ShouldBe("renewal.permit-standing");

        await service.Units.RunAsync(EnforcementFlow.Inspector, unit => OpenLateRenewal.HandleAsync(unit, new(flow.PermitId)));
        await flow.SettleAsync();
        (await PermitAsync(flow)).ShouldBe(PermitStatus.Active);
        (await service.ReadAsync(db => db.PermitTerms.CountAsync())).ShouldBe(1);
        (await Should.ThrowAsync<RuleViolation>(() => ReinstateAsync(flow, id))).Rule.ShouldBe("renewal.newer");
    }

    [Fact]
    public async Task A_lapse_that_is_taken_back_leaves_the_renewal_open_with_all_that_it_waited_for()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        var id = await OwingAsync(flow);
        await flow.PassAsync(60);
        await LapseAsync(flow, id);

        await ReinstateAsync(flow, id);
        ((await RenewalAsync(flow, id)).Status, await PermitAsync(flow)).ShouldBe((RenewalStatus.Open, PermitStatus.Active));

        var fee = await service.ReadAsync(db => db.Requirements.SingleAsync());
        await service.Units.RunAsync(EnforcementFlow.Inspector, unit => MeetRequirement.HandleAsync(unit, new(fee.Id, new(2026, 4, 30), "Receipt 17")));
        await flow.SettleAsync();
        (await RenewalAsync(flow, id)).Status.ShouldBe(RenewalStatus.Issued);
    }

    [Fact]
    public async Task While_the_department_has_a_question_open_neither_a_person_nor_the_database_lets_it_lapse()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.IssueAsync();
        var id = await OwingAsync(flow);
        await flow.PassAsync(60);

        (await Should.ThrowAsync<RuleViolation>(() => LapseAsync(flow, id))).Message.ShouldContain("Possible match without a verdict");
        (await RefusedAsync(service, "UPDATE renewals SET status = 'lapsed', ended_at = '2026-06-01Z', end_reason = 'x'")).ShouldBe("renewals_lapse_only_over_what_is_owed");
        (await RefusedAsync(service, "UPDATE renewals SET status = 'lapsed', ended_at = '2026-04-30 09:00Z', end_reason = 'x', screened_at = NULL")).ShouldNotBeNull();
        (await RefusedAsync(service, "UPDATE permits SET status = 'expired'")).ShouldBe("permits_expire_by_lapse");
        ((await RenewalAsync(flow, id)).Status, await PermitAsync(flow)).ShouldBe((RenewalStatus.Open, PermitStatus.Active));
    }

    [Fact]
    public async Task Before_the_grace_is_over_the_database_refuses_it_too()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await OwingAsync(flow);
        (await RefusedAsync(service, "UPDATE renewals SET status = 'lapsed', ended_at = '2026-04-30 09:00Z', end_reason = 'x'")).ShouldBe("renewals_lapse_after_grace");
    }

    /// <summary>A screened renewal that owes a fee.</summary>
    internal static async Task<Guid> OwingAsync(EnforcementFlow flow)
    {
        var renewal = await flow.Service.Units.RunAsync(EnforcementFlow.Inspector, async unit =>
        {
            var opened = await OpenRenewals.HandleAsync(unit, flow.PermitId);
            await RaiseRequirement.HandleAsync(unit, new(opened.Id, RequirementKind.Fee, null, 120m, "Not paid at the counter."));
            return opened;
        });
        await flow.SettleAsync();
        return renewal.Id;
    }

    private static async Task LapseAsync(EnforcementFlow flow, Guid id)
    {
        await flow.Service.Units.RunAsync(EnforcementFlow.Inspector, unit => LapseRenewals.HandleAsync(unit, new([id])));
        await flow.SettleAsync();
    }

    private static async Task ReinstateAsync(EnforcementFlow flow, Guid id)
    {
        await flow.Service.Units.RunAsync(EnforcementFlow.Supervisor, unit => ReinstateRenewal.HandleAsync(unit, new(id, "The receipt was misfiled.")));
        await flow.SettleAsync();
    }

    private static Task<Renewal> RenewalAsync(EnforcementFlow flow, Guid id) => flow.Service.ReadAsync(db => db.Renewals.SingleAsync(r => r.Id == id));

    private static Task<PermitStatus> PermitAsync(EnforcementFlow flow) => flow.Service.ReadAsync(db => db.Permits.Select(p => p.Status).SingleAsync());

    private static async Task<string?> RefusedAsync(TestService service, string sql)
    {
        await using var source = NpgsqlDataSource.Create(service.ConnectionString);
        await using var command = source.CreateCommand(sql);
        return (await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).ConstraintName;
    }
}
