using Microsoft.EntityFrameworkCore;
using Npgsql;
using WageTheftPermits.Application.Permits;
using WageTheftPermits.Application.Renewals;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Renewals;
using WageTheftPermits.IntegrationTests.Imports;

namespace WageTheftPermits.IntegrationTests.Renewals;

/// <summary>The permit system's file says what an applicant owes; the renewal waits for it and is issued by itself when it has come.</summary>
public sealed class When_something_is_owed_for_a_renewal : IAsyncLifetime
{
    private const string Header = "number,name,legal_name,owner,address,city,state,postal_code,phone,expires_on,status";

    private static readonly Actor s_inspector = Actor.Person("ines.inspector");
    private static readonly Actor s_supervisor = Actor.Person("sam.supervisor");

    private TestService _service = null!;

    public async Task InitializeAsync() => _service = await TestService.StartAsync();

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task The_files_fee_and_documents_block_it_until_a_file_no_longer_names_them()
    {
        await ImportAsync(",fee_owed,missing_documents", ",120.00,Floor plan; Grease trap log");
        await OpenSeasonAsync();
        (await BlockersAsync()).ShouldBe(["Renewal fee of $120.00 is not paid.", "Document missing: Floor plan.", "Document missing: Grease trap log."], ignoreOrder: true);

        await ImportAsync(",fee_owed,missing_documents", ",150.00,floor plan");
        (await BlockersAsync()).ShouldBe(["Renewal fee of $150.00 is not paid.", "Document missing: Floor plan."], ignoreOrder: true);

        await ImportAsync(",fee_owed,missing_documents", ",0,");
        (await RenewalAsync()).Status.ShouldBe(RenewalStatus.Issued);
        (await _service.ReadAsync(db => db.Requirements.Select(r => r.Status).ToListAsync())).ShouldBe([RequirementStatus.Met, RequirementStatus.Met, RequirementStatus.Met]);
    }

    [Fact]
    public async Task A_file_without_the_columns_says_nothing()
    {
        await ImportAsync(",missing_documents", ",Floor plan");
        await OpenSeasonAsync();
        await ImportAsync("", "");
        (await BlockersAsync()).ShouldBe(["Document missing: Floor plan."]);
    }

    [Fact]
    public async Task What_a_person_settled_is_not_raised_again_while_the_file_says_the_same()
    {
        await ImportAsync(",fee_owed,missing_documents", ",120.00,Floor plan");
        await OpenSeasonAsync();
        var fee = await RequirementAsync(RequirementKind.Fee);
        await _service.Units.RunAsync(s_inspector, unit => MeetRequirement.HandleAsync(unit, new(fee, new(2026, 3, 1), "Receipt 17")));
        await _service.SettleAsync();
        await ImportAsync(",fee_owed,missing_documents", ",120.00,Floor plan");
        (await BlockersAsync()).ShouldBe(["Document missing: Floor plan."]);

        var plan = await RequirementAsync(RequirementKind.Document);
        await _service.Units.RunAsync(s_supervisor, unit => WaiveRequirement.HandleAsync(unit, new(plan, "Unchanged since last year.")));
        await _service.SettleAsync();
        (await RenewalAsync()).Status.ShouldBe(RenewalStatus.Issued);
        (await _service.ReadAsync(db => db.AuditEntries.Where(e => e.Action.StartsWith("requirement ")).OrderBy(e => e.Id).Select(e => e.Action).ToListAsync()))
            .ShouldBe(["requirement raised", "requirement raised", "requirement met", "requirement waived"]);
    }

    [Fact]
    public async Task The_database_itself_refuses_to_issue_past_it_and_to_require_anything_of_an_ended_renewal()
    {
        await ImportAsync(",fee_owed", ",120.00");
        await OpenSeasonAsync();
        (await RefusedAsync("UPDATE renewals SET status = 'issued', ended_at = now()")).ShouldBe("renewals_nothing_owed");
        await ImportAsync(",fee_owed", ",0");
        (await RefusedAsync(
            "INSERT INTO requirements (id, renewal_id, kind, name, amount, status, raised_by, by_permit_system, raised_at, reason) SELECT gen_random_uuid(), id, 'fee', 'Fee', 1, 'open', 'x', false, now(), 'x' FROM renewals"))
            .ShouldBe("requirements_of_open_renewals");
    }

    private async Task ImportAsync(string columns, string cells)
    {
        using var file = new ImportedFile($"{Header}{columns}\nF-1,Copper Kettle,Copper Kettle LLC,,12 Sample St,Springfield,CA,95000,,2026-03-31,ACTIVE{cells}\n");
        (await _service.Units.RunAsync(Actor.System("import"), unit => ImportPermits.HandleAsync(unit, file.Permits()))).Refused.ShouldBeEmpty();
        await _service.SettleAsync();
    }

    private async Task OpenSeasonAsync()
    {
        await _service.Units.RunAsync(s_inspector, StartRenewalBatch.HandleAsync);
        await _service.SettleAsync();
    }

    private Task<Renewal> RenewalAsync() => _service.ReadAsync(db => db.Renewals.SingleAsync());

    private Task<Guid> RequirementAsync(RequirementKind kind) => _service.ReadAsync(db => db.Requirements.Where(r => r.Kind == kind).Select(r => r.Id).SingleAsync());

    private Task<List<string>> BlockersAsync() => _service.ReadAsync(async db =>
        (await RenewalBlockers.OfAsync(db, await db.Renewals.SingleAsync(), await db.Permits.SingleAsync(), new(2026, 3, 2), default)).Select(b => b.Text).ToList());

    private async Task<string?> RefusedAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_service.ConnectionString);
        await using var command = source.CreateCommand(sql);
        return (await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).ConstraintName;
    }
}
