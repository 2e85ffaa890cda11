using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Imports;
using WageTheftPermits.Application.Permits;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.IntegrationTests.Api;

namespace WageTheftPermits.IntegrationTests.Imports;

public sealed class ImportPermitsTests : IAsyncLifetime
{
    private const string Header = "permit_no,name,address,city,zip,lat,lon,last_inspection,status_hint\n";

    private const string OwnersMapping = """
        { "name": "owners", "kind": "permits", "header": ["No", "DBA", "Owner", "Street", "City"],
          "columns": { "number": { "column": "No", "required": true }, "name": { "column": "DBA", "required": true }, "legalName": { "column": "Owner" },
                       "address": { "column": "Street" }, "city": { "column": "City" } } }
        """;

    private TestService _service = null!;

    public async Task InitializeAsync() => _service = await TestService.StartAsync();

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task A_known_layout_becomes_permits_and_the_same_file_again_changes_nothing()
    {
        const string rows = "PR1,COPPER KETTLE,1  SAMPLE ST,SPRINGFIELD,95000,,,2025-11-02,\nPR2,Blue Door Café,2 Sample St,Springfield,95000,,,,OUT OF BUSINESS\n";

        var first = await ImportAsync(Header + rows);
        var second = await ImportAsync(Header + rows);

        first.ShouldSatisfyAllConditions(o => o.Read.ShouldBe(2), o => o.Added.ShouldBe(2), o => o.Refused.ShouldBeEmpty());
        second.ShouldSatisfyAllConditions(o => o.Added.ShouldBe(0), o => o.Changed.ShouldBe(0), o => o.Unchanged.ShouldBe(2));
        var permits = await PermitsAsync();
        permits.Select(p => (p.Number, p.TradeName, p.Status)).ShouldBe([("PR1", "COPPER KETTLE", PermitStatus.Active), ("PR2", "Blue Door Café", PermitStatus.Closed)]);
        permits[0].Site.ShouldBe(new Site("1  SAMPLE ST", null, "SPRINGFIELD", "CA", "95000"));
        permits[0].Permittee.Kind.ShouldBe(PermitteeKind.Unknown);
        permits[0].Term.ShouldBe(new Term(new DateOnly(2025, 4, 1), new DateOnly(2026, 3, 31)));
        (await _service.ReadAsync(db => db.AuditEntries.CountAsync(e => e.Action == "permits imported"))).ShouldBe(2);
        (await _service.ReadAsync(db => db.Database.SqlQuery<Guid>($"SELECT DISTINCT permit_id AS \"Value\" FROM permit_keys").CountAsync())).ShouldBe(2);
    }

    [Fact]
    public async Task What_changed_is_changed_and_what_the_file_leaves_out_stays()
    {
        await ImportAsync(Header + "PR1,Copper Kettle,1 Sample St,Springfield,95000,,,,\nPR2,Blue Door,2 Sample St,Springfield,95000,,,,\n");

        var outcome = await ImportAsync(Header + "PR1,Copper Kettle,9 Other St,Springfield,95000,,,,OUT OF BUSINESS\n");

        outcome.Changed.ShouldBe(1);
        (await PermitsAsync()).Select(p => (p.Number, p.Site.Line1, p.Status)).ShouldBe([("PR1", "9 Other St", PermitStatus.Closed), ("PR2", "2 Sample St", PermitStatus.Active)]);
    }

    [Fact]
    public async Task Rows_that_cannot_be_taken_are_refused_with_reasons_beside_the_input_and_the_rest_is_taken()
    {
        using var file = new ImportedFile(Header
            + "PR1,Copper Kettle,1 Sample St,Springfield,95000,,,,\n,Nameless,2 Sample St,Springfield,95000,,,,\nPR3,\"Says \"\"Hi\"\"\",3 Sample St,Springfield,95000,,,31/12/2025,\n"
            + "PR4,Blue Door,4 Sample St,Springfield,95000,,,,CLOSED FOREVER\nPR1,Another Name,1 Sample St,Springfield,95000,,,,\n");

        var outcome = await ImportAsync(file.Permits());
        var list = RefusedRows.Write(file.Path, outcome.Refused)!;

        outcome.ShouldSatisfyAllConditions(o => o.Read.ShouldBe(5), o => o.Added.ShouldBe(1), o => o.Refused.Count.ShouldBe(4));
        Path.GetDirectoryName(list).ShouldBe(Path.GetDirectoryName(file.Path));
        var written = CsvFile.Read(File.OpenRead(list));
        written.Header.ShouldBe(["line", "reason", "row"]);
        written.Records.Select(r => r.Cells[0]).ShouldBe(["3", "4", "5", "6"]);
        written.Records[1].Cells[2].ShouldBe("PR3,\"Says \"\"Hi\"\"\",3 Sample St,Springfield,95000,,,31/12/2025,");
        written.Records[2].Cells[1].ShouldContain("CLOSED FOREVER");
    }

    [Fact]
    public async Task An_old_export_in_windows_1252_reads_as_it_was_written()
    {
        using var file = new ImportedFile("No,DBA,Owner,Street,City\n1,Café José,,1 Sample St,Springfield\n", System.Text.CodePagesEncodingProvider.Instance.GetEncoding(1252));

        await ImportAsync(file.Permits(OwnersMapping));

        (await PermitsAsync()).ShouldHaveSingleItem().TradeName.ShouldBe("Café José");
    }

    [Fact]
    public async Task Another_owner_is_another_permittee_and_a_first_name_or_another_spelling_is_not()
    {
        await ImportOwnerAsync("");
        var unnamed = (await PermitsAsync()).Single().PermitteeId;
        await ImportOwnerAsync("Copper Kettle Inc.");
        await ImportOwnerAsync("COPPER KETTLE, INC");
        var named = (await PermitsAsync()).Single();
        var outcome = await ImportOwnerAsync("Silver Spoon LLC");
        var sold = (await PermitsAsync()).Single();

        named.PermitteeId.ShouldBe(unnamed);
        named.Permittee.LegalName.ShouldBe("Copper Kettle Inc.");
        outcome.Changed.ShouldBe(1);
        sold.PermitteeId.ShouldNotBe(unnamed);
        sold.Permittee.ShouldSatisfyAllConditions(p => p.LegalName.ShouldBe("Silver Spoon LLC"), p => p.Kind.ShouldBe(PermitteeKind.Organization));
        (await _service.ReadAsync(db => db.AuditEntries.SingleAsync(e => e.Action == "permit holder changed"))).Subjects.ShouldContain($"permittee:{unnamed}");
    }

    [Fact]
    public async Task Permits_are_screened_once_there_are_judgments_and_only_where_they_are_new_or_changed()
    {
        await ImportAsync(Header + "PR1,Copper Kettle,1 Sample St,Springfield,95000,,,,\n");
        (await _service.ReadAsync(db => db.ScreeningRequests.CountAsync())).ShouldBe(0);
        using var dlse = await AgencyDoor.AddAsync(_service, "dlse");
        await dlse.SendAsync(dlse.Issued());

        await ImportAsync(Header + "PR1,Copper Kettle,1 Sample St,Springfield,95000,,,,\nPR2,Copper Kettle,1 Sample St,Springfield,95000,,,,\n");

        (await _service.ReadAsync(db => db.ScreeningRequests.CountAsync())).ShouldBe(1);
        await _service.SettleAsync();
        (await _service.ReadAsync(db => db.MatchReviews.CountAsync())).ShouldBe(2);
    }

    [Fact]
    public void Columns_that_nobody_knows_are_refused_with_what_to_do()
    {
        using var file = new ImportedFile("a,b\n1,2\n");

        Should.Throw<ImportRefused>(() => file.Permits()).Message.ShouldContain("--mapping");
    }

    private async Task<ImportPermits.Outcome> ImportAsync(string content)
    {
        using var file = new ImportedFile(content);
        return await ImportAsync(file.Permits());
    }

    private async Task<ImportPermits.Outcome> ImportOwnerAsync(string owner)
    {
        using var file = new ImportedFile($"No,DBA,Owner,Street,City\n1,Copper Kettle,\"{owner}\",1 Sample St,Springfield\n");
        return await ImportAsync(file.Permits(OwnersMapping));
    }

    private Task<ImportPermits.Outcome> ImportAsync(ImportSource source) => _service.Units.RunAsync(Actor.System("import"), unit => ImportPermits.HandleAsync(unit, source));

    private Task<List<Permit>> PermitsAsync() => _service.ReadAsync(db => db.Permits.Include(p => p.Permittee).OrderBy(p => p.Number).ToListAsync());
}
