using System.Text.Json;
using WageTheftPermits.UnitTests;

namespace WageTheftPermits.IntegrationTests.Commands;

/// <summary><c>./wtp agency check FILE</c>, which needs neither a database nor a bus.</summary>
public sealed class AgencyCheckTests : IDisposable
{
    private const string Good = """
        { "specversion": "1.0", "id": "e-1", "source": "urn:agency:dlse", "type": "judgment.issued.v1", "subject": "A-1", "sequence": 1,
          "data": { "amount": "1200.00", "parties": [ { "id": "p1", "name": "Copper Kettle Inc" } ] } }
        """;

    private const string Bad = """
        { "specversion": "1.0", "id": "e-2", "source": "urn:agency:dlse", "type": "judgment.issued.v1", "subject": "A-2", "sequence": 1,
          "data": { "amount": "12.345", "parties": [ { "id": "p1", "name": "Copper Kettle Inc" } ] } }
        """;

    private readonly Wtp _wtp = new();

    public void Dispose() => _wtp.Dispose();

    [Fact]
    public async Task A_good_message_holds()
    {
        var (exitCode, output, errors) = await CheckAsync(Good);

        exitCode.ShouldBe(0, errors);
        output.ShouldBe(
            """
            1. judgment.issued.v1, A-1, sequence 1: taken
            Judgment A-1: its events to 1; issued, balance 1200.00
            1 taken; 1 of 1 judgments without gap or dispute.

            """);
    }

    [Fact]
    public async Task A_message_that_would_be_quarantined_does_not_and_is_pointed_at()
    {
        var (exitCode, output, _) = await CheckAsync($"[{Good}, {Bad}]", "--json");

        exitCode.ShouldBe(1);
        var verdicts = JsonDocument.Parse(output).RootElement.GetProperty("messages").EnumerateArray().ToList();
        verdicts.Select(v => v.GetProperty("verdict").GetString()).ShouldBe(["taken", "quarantined"]);
        verdicts[1].GetProperty("pointer").GetString().ShouldBe("/data/amount");
        verdicts[1].GetProperty("found").GetString().ShouldBe("\"12.345\"");
        verdicts[1].GetProperty("reason").GetString().ShouldNotBeNullOrEmpty();
        verdicts[1].GetProperty("remedy").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_life_with_a_gap_does_not_hold_though_each_of_its_messages_would_be_taken()
    {
        var (exitCode, output, _) = await _wtp.RunAsync([], "agency", "check", Repository.PathOf("docs", "agencies", "examples", "sequences", "gap.jsonl"));

        exitCode.ShouldBe(1);
        output.ShouldContain("   Missing from the sequence: 3, 6 to 7.");
    }

    [Fact]
    public async Task A_file_of_the_CSV_door_is_tested_as_the_first_of_its_agency()
    {
        var mapping = Repository.PathOf("docs", "agencies", "samples", "csv", "judgments.mapping.json");
        var file = _wtp.Write("export.csv",
            "Case No,Defendant,Role,DBA,Address,City,State,ZIP,Judgment Date,Judgment Amount,Paid To Date,Status\n"
            + "26-1,Tin Cup LLC,employer,,,,,,02/20/2026,950.00,-,Final\n26-2,Blue Door LLC,employer,,,,,,02/20/2026,100.00,-,Pending\n26-3,Copper Kettle Inc,employer,,,,,,02/30/2026,100.00,-,Final\n");

        var (exitCode, output, errors) = await _wtp.RunAsync([], "agency", "check", file, "--agency", "dlse", "--mapping", mapping);

        exitCode.ShouldBe(1, errors);
        output.ShouldContain("Judgment 26-1: its events to 2; final, balance 950.00");
        output.ShouldContain("26-2: The status \"Pending\" is not known to the mapping.");
        output.ShouldContain("Line 4: refused");
    }

    [Fact]
    public async Task A_message_of_another_agency_does_not_hold_at_this_ones_door()
    {
        var (exitCode, output, _) = await CheckAsync(Good, "--agency", "olse");

        exitCode.ShouldBe(1);
        output.ShouldContain("/source");
    }

    [Fact]
    public async Task What_is_not_JSON_is_said_to_be_so_in_one_line()
    {
        var (exitCode, output, errors) = await CheckAsync("{ \"specversion\": ");

        exitCode.ShouldBe(1);
        output.ShouldBeEmpty();
        errors.ShouldStartWith("wtp: ");
        errors.ShouldContain("JSON");
        errors.TrimEnd('\n').ShouldNotContain("\n");
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_wrong_use()
    {
        var (exitCode, _, errors) = await _wtp.RunAsync([], "agency", "check", "nowhere.json");

        exitCode.ShouldBe(2);
        errors.ShouldContain("nowhere.json");
    }

    private Task<(int ExitCode, string Output, string Errors)> CheckAsync(string content, params string[] options) =>
        _wtp.RunAsync([], ["agency", "check", _wtp.Write("events.json", content), .. options]);
}
