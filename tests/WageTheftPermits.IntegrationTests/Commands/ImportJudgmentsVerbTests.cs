using System.Text.Json;

namespace WageTheftPermits.IntegrationTests.Commands;

/// <summary><c>./wtp import judgments FILE --agency A</c> as a process: what the clerk is told.</summary>
public sealed class ImportJudgmentsVerbTests : IAsyncLifetime, IDisposable
{
    private const string Header = "case,date_filed,defendant_raw,address_raw,judgment_date,district,award,total_with_fees,source_file\n";

    private readonly Wtp _wtp = new();
    private TestDatabase _database = null!;

    public async Task InitializeAsync()
    {
        _database = await TestService.CreateDatabaseAsync();
        (await RunAsync("agency", "add", "dlse")).ExitCode.ShouldBe(0);
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    public void Dispose() => _wtp.Dispose();

    [Fact]
    public async Task A_defendant_left_out_is_named_and_rows_that_disagree_are_counted_as_quarantined()
    {
        await ImportAsync("A-1,,Copper Kettle Inc,,01/05/2026,,1200,1300,x\nA-1,,Silver Spoon LLC,,01/05/2026,,1200,1300,x\n");

        var (exitCode, output, errors) = await ImportAsync("A-1,,Silver Spoon LLC,,01/05/2026,,1200,1300,x\nA-2,,Tin Cup LLC,,01/05/2026,,1,2,x\nA-2,,Blue Door LLC,,01/05/2026,,3,4,x\n");

        exitCode.ShouldBe(0, errors);
        errors.ShouldContain("A-1 no longer names Copper Kettle Inc");
        var counts = JsonDocument.Parse(output).RootElement;
        (Count("read"), Count("cases"), Count("unchanged"), Count("keptDefendants"), Count("quarantined"), Count("refused")).ShouldBe((3, 2, 1, 1, 1, 0));

        int Count(string name) => counts.GetProperty(name).GetInt32();
    }

    private Task<(int ExitCode, string Output, string Errors)> ImportAsync(string rows) =>
        RunAsync("import", "judgments", _wtp.Write("judgments.csv", Header + rows), "--agency", "dlse", "--json");

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) => _wtp.RunAsync(new Dictionary<string, string>
    {
        ["ConnectionStrings__Permits"] = _database.AppConnectionString,
        ["ConnectionStrings__Migrations"] = _database.OwnerConnectionString,
    }, arguments);
}
