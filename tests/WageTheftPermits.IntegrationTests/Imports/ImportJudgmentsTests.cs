using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Imports;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Judgments;

namespace WageTheftPermits.IntegrationTests.Imports;

public sealed class ImportJudgmentsTests : IAsyncLifetime
{
    private const string Header = "Case,Defendant,Address,Amount,Balance,Status\n";

    private const string Mapping = """
        { "name": "invented", "kind": "judgments", "header": ["Case", "Defendant", "Address", "Amount", "Balance", "Status"],
          "columns": { "subject": { "column": "Case", "required": true }, "partyName": { "column": "Defendant", "required": true }, "address": { "column": "Address" },
                       "amount": { "column": "Amount", "type": "money" }, "balance": { "column": "Balance", "type": "money" }, "status": { "column": "Status", "type": "status" } },
          "statuses": { "Entered": "issued", "Final": "final", "Paid": "satisfied", "Set aside": "vacated" } }
        """;

    private TestService _service = null!;

    public async Task InitializeAsync()
    {
        _service = await TestService.StartAsync();
        await _service.Units.RunAsync(Actor.System("test"), unit => AddAgency.HandleAsync(unit, "dlse", "Labor Commissioner"));
    }

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task Rows_of_a_case_become_one_judgment_with_each_defendant_and_the_same_file_again_changes_nothing()
    {
        const string rows = "A-1,\"Copper Kettle Inc., a California corporation dba The Kettle\",\"1 Sample St\nSpringfield, CA 95000\",\"1,200.00\",,Entered\n"
            + "A-1,\"Pat Example, an individual\",,\"1,200.00\",,Entered\n";

        var first = await ImportAsync(rows);
        var second = await ImportAsync(rows);

        first.ShouldSatisfyAllConditions(o => o.Cases.ShouldBe(1), o => o.Events.ShouldBe(new Dictionary<string, int> { ["judgment.issued.v1"] = 1 }));
        second.ShouldSatisfyAllConditions(o => o.Unchanged.ShouldBe(1), o => o.Receipts.ShouldBeEmpty());
        var judgment = await JudgmentAsync("A-1");
        judgment.Amount.ShouldBe(1200m);
        judgment.Parties.OrderBy(p => p.PartyId, StringComparer.Ordinal).Select(p => (p.PartyId, p.Role, p.Kind)).ShouldBe([("p1", "employer", "organization"), ("p2", "individual-defendant", "person")]);
        judgment.Parties.Single(p => p.PartyId == "p1").ShouldSatisfyAllConditions(
            p => p.TradeNames.ShouldBe(["The Kettle"]),
            p => p.Addresses.ShouldHaveSingleItem().Line1.ShouldNotBeNull().ShouldContain("1 Sample St"));
    }

    [Fact]
    public async Task What_changed_becomes_events_in_sequence_and_defendants_keep_their_ids()
    {
        await ImportAsync("A-1,Copper Kettle Inc,,1200,,Entered\n");

        var outcome = await ImportAsync("A-1,Silver Spoon LLC,,1500,,Final\nA-1,COPPER KETTLE INC.,,1500,,Final\n");

        outcome.Events.ShouldBe(new Dictionary<string, int> { ["judgment.amended.v1"] = 1, ["judgment.final.v1"] = 1 }, ignoreOrder: true);
        var judgment = await JudgmentAsync("A-1");
        judgment.ShouldSatisfyAllConditions(j => j.LastSequence.ShouldBe(3), j => j.HasGaps.ShouldBeFalse(), j => j.Status.ShouldBe(JudgmentStatus.Final), j => j.Amount.ShouldBe(1500m));
        judgment.Parties.OrderBy(p => p.PartyId, StringComparer.Ordinal).Select(p => p.Name).ShouldBe(["COPPER KETTLE INC.", "Silver Spoon LLC"]);
    }

    [Fact]
    public async Task A_case_that_the_file_leaves_out_is_not_thereby_satisfied()
    {
        await ImportAsync("A-1,Copper Kettle Inc,,1200,,Final\n");

        await ImportAsync("A-2,Silver Spoon LLC,,10,,Entered\n");

        (await JudgmentAsync("A-1")).ShouldSatisfyAllConditions(j => j.Status.ShouldBe(JudgmentStatus.Final), j => j.Balance.ShouldBe(1200m));
    }

    [Fact]
    public async Task A_status_that_the_mapping_does_not_know_is_quarantined_with_the_reason_and_once()
    {
        await ImportAsync("A-1,Copper Kettle Inc,,1200,,Final\n");

        await ImportAsync("A-1,Copper Kettle Inc,,1200,,Referred\n");
        var again = await ImportAsync("A-1,Copper Kettle Inc,,1200,,Referred\n");
        var known = await ImportAsync("A-1,Copper Kettle Inc,,1200,,Paid\n");

        again.Unchanged.ShouldBe(1);
        known.Events.Keys.ShouldBe(["judgment.satisfied.v1"]);
        var quarantined = await _service.ReadAsync(db => db.Deliveries.SingleAsync(d => d.State == DeliveryState.Quarantined));
        quarantined.ShouldSatisfyAllConditions(d => d.Subject.ShouldBe("A-1"), d => d.Reason.ShouldNotBeNull().ShouldContain("Referred"), d => d.Door.ShouldBe("csv"));
        (await _service.ReadAsync(db => db.Outbox.CountAsync(m => m.Type == "receipt.quarantined.v1"))).ShouldBe(1);
    }

    [Fact]
    public async Task What_the_contract_refuses_is_quarantined_and_taken_once_it_is_mended()
    {
        await ImportAsync("A-1,Copper Kettle Inc,,,,Final\n");
        (await _service.ReadAsync(db => db.Deliveries.SingleAsync())).ShouldSatisfyAllConditions(
            d => d.State.ShouldBe(DeliveryState.Quarantined), d => d.Pointer.ShouldBe("/data/amount"));

        var outcome = await ImportAsync("A-1,Copper Kettle Inc,,1200,,Final\n");

        outcome.Events.Keys.ShouldBe(["judgment.final.v1", "judgment.issued.v1"], ignoreOrder: true);
        (await JudgmentAsync("A-1")).ShouldSatisfyAllConditions(j => j.LastSequence.ShouldBe(2), j => j.Status.ShouldBe(JudgmentStatus.Final));
    }

    [Fact]
    public async Task A_balance_column_confirms_the_balance()
    {
        await ImportAsync("A-1,Copper Kettle Inc,,1200,700.50,Final\n");

        (await JudgmentAsync("A-1")).ShouldSatisfyAllConditions(j => j.Balance.ShouldBe(700.50m), j => j.BalanceConfirmedOn.ShouldBe(new DateOnly(2026, 3, 2)));
    }

    [Fact]
    public async Task A_case_is_refused_with_all_its_rows_where_one_cannot_be_read()
    {
        var outcome = await ImportAsync("A-1,Copper Kettle Inc,,12oo,,Final\nA-1,Pat Example,,1200,,Final\nA-3,Tin Cup LLC,,3,,Final\n");

        outcome.Refused.Select(r => r.Line).ShouldBe([2, 3]);
        (await _service.ReadAsync(db => db.Judgments.Select(j => j.Subject).ToListAsync())).ShouldBe(["A-3"]);
    }

    [Fact]
    public async Task A_case_whose_rows_state_different_amounts_waits_in_quarantine_until_a_file_agrees_with_itself()
    {
        const string disagreeing = "A-2,Silver Spoon LLC,,1,,Final\nA-2,Blue Door LLC,,2,,Final\n";

        var outcome = await ImportAsync(disagreeing);
        var again = await ImportAsync(disagreeing);

        outcome.Refused.ShouldBeEmpty();
        again.Unchanged.ShouldBe(1);
        var waiting = await _service.ReadAsync(db => db.Deliveries.SingleAsync());
        waiting.ShouldSatisfyAllConditions(d => d.State.ShouldBe(DeliveryState.Quarantined), d => d.Subject.ShouldBe("A-2"), d => d.Pointer.ShouldBe("/data/amount"),
            d => d.Reason.ShouldBe("The rows of this case do not agree on its amount: 1, 2."));
        System.Text.Json.JsonDocument.Parse(waiting.Body).RootElement.GetProperty("data").ShouldSatisfyAllConditions(
            data => data.TryGetProperty("amount", out _).ShouldBeFalse(), data => data.GetProperty("parties").GetArrayLength().ShouldBe(2));

        await ImportAsync("A-2,Silver Spoon LLC,,3,,Final\nA-2,Blue Door LLC,,3,,Final\n");

        (await JudgmentAsync("A-2")).ShouldSatisfyAllConditions(j => j.Amount.ShouldBe(3m), j => j.Status.ShouldBe(JudgmentStatus.Final));
    }

    [Fact]
    public async Task A_defendant_whose_row_is_missing_stays_as_last_stated_and_the_clerk_is_told()
    {
        await ImportAsync("A-1,Copper Kettle Inc,1 Sample St,1200,,Final\nA-1,Silver Spoon LLC,,1200,,Final\n");

        var same = await ImportAsync("A-1,Silver Spoon LLC,,1200,,Final\n");
        var changed = await ImportAsync("A-1,Silver Spoon LLC,,1500,,Final\n");

        same.Unchanged.ShouldBe(1);
        same.Notes.ShouldHaveSingleItem().ShouldContain("A-1 no longer names Copper Kettle Inc");
        changed.Events.Keys.ShouldBe(["judgment.amended.v1"]);
        var judgment = await JudgmentAsync("A-1");
        judgment.Amount.ShouldBe(1500m);
        judgment.Parties.OrderBy(p => p.PartyId, StringComparer.Ordinal).Select(p => (p.PartyId, p.Name)).ShouldBe([("p1", "Copper Kettle Inc"), ("p2", "Silver Spoon LLC")]);
        judgment.Parties.Single(p => p.PartyId == "p1").Addresses.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_corrected_name_is_the_same_defendant_and_the_old_one_does_not_stand_beside_it()
    {
        await ImportAsync("A-1,Coper Kettle Inc,1 Sample St,1200,,Final\nA-1,Pat Example,,1200,,Final\n");

        var corrected = await ImportAsync("A-1,Pat Example,,1200,,Final\nA-1,Copper Kettle Inc,1 Sample St,1200,,Final\n");
        var again = await ImportAsync("A-1,Pat Example,,1200,,Final\nA-1,Copper Kettle Inc,1 Sample St,1200,,Final\n");

        corrected.ShouldSatisfyAllConditions(
            o => o.Events.Keys.ShouldBe(["judgment.amended.v1"]), o => o.Notes.ShouldBeEmpty(),
            o => o.Respelled.ShouldHaveSingleItem().ShouldContain("A-1 now spells Coper Kettle Inc as Copper Kettle Inc"));
        again.Unchanged.ShouldBe(1);
        (await JudgmentAsync("A-1")).Parties.OrderBy(p => p.PartyId, StringComparer.Ordinal).Select(p => (p.PartyId, p.Name)).ShouldBe([("p1", "Copper Kettle Inc"), ("p2", "Pat Example")]);
    }

    [Fact]
    public async Task Agreed_back_wages_are_a_lead()
    {
        using var file = new ImportedFile(
            "Case ID,Trade Name,Legal Name,Backwages,Minimum Wage Backwages,Penalty,EEs Paid in Violation,Minimum Wage Backwages per Employee,Backwages per Employee,Start Date,End Date,State,County,City,Full Address,NAICS2,NAICS3,Industry Subcategory,NAICS3 Industry\n"
            + "900,Copper Kettle,Copper Kettle Inc.,1200.5,0,0,3,0,400,1/1/2025,6/1/2025,CA,Sample County,Springfield,1 Sample St Springfield CA 95000,72,722,Restaurants,Food\n");
        await ImportAsync(file.Judgments());

        var lead = await JudgmentAsync("900");
        lead.ShouldSatisfyAllConditions(j => j.IsLead.ShouldBeTrue(), j => j.Kind.ShouldBe("lead"), j => j.Amount.ShouldBe(1200.5m));
        lead.Parties.ShouldHaveSingleItem().Addresses.ShouldBe([new PartyAddress("1 Sample St", null, "Springfield", "CA", "95000")]);
    }

    [Fact]
    public async Task An_agency_that_is_not_there_is_named_with_what_to_do()
    {
        using var file = new ImportedFile(Header);

        var refused = await Should.ThrowAsync<RuleViolation>(() => _service.Units.RunAsync(Actor.System("import"), unit => ImportJudgments.HandleAsync(unit, "nobody", file.Judgments(Mapping))));

        refused.Message.ShouldContain("./wtp agency add nobody");
    }

    private async Task<ImportJudgments.Outcome> ImportAsync(string rows)
    {
        using var file = new ImportedFile(Header + rows);
        return await ImportAsync(file.Judgments(Mapping));
    }

    private async Task<ImportJudgments.Outcome> ImportAsync(ImportSource source)
    {
        var outcome = await _service.Units.RunAsync(Actor.System("import"), unit => ImportJudgments.HandleAsync(unit, "dlse", source));
        await _service.SettleAsync();
        return outcome;
    }

    private Task<Judgment> JudgmentAsync(string subject) => _service.ReadAsync(db => db.Judgments.Include(j => j.Parties).SingleAsync(j => j.Subject == subject));
}
