using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WageTheftPermits.Application.Permits;
using WageTheftPermits.Application.Search;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Permits;
using WageTheftPermits.IntegrationTests.Enforcement;
using WageTheftPermits.IntegrationTests.Pages;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.IntegrationTests.Search;

public sealed class When_something_is_looked_for(LanternStreet street) : IClassFixture<LanternStreet>
{
    [Theory]
    [InlineData("golden lantern", "G-1")]
    [InlineData("LANTERN", "G-1", "G-4")]
    [InlineData("lant", "G-1", "G-4")]
    [InlineData("Lantren", "G-1", "G-4")] // two letters swapped
    [InlineData("goldn lantern", "G-1")] // one left out
    [InlineData("cafe niche", "G-2")] // without its accents
    [InlineData("Café Nîche", "G-2")]
    [InlineData("O'Malleys", "G-3")]
    [InlineData("omalley's pub", "G-3")]
    [InlineData("金龙", "G-4")] // the beginning of a word that has no spaces
    [InlineData("77 oak avenue", "G-2")] // written "Ave"
    [InlineData("oak ave 77", "G-2")]
    [InlineData("(415) 555-0188", "G-3")]
    [InlineData("4155550188", "G-3")]
    [InlineData("555 0188", "G-3")]
    [InlineData("quill hospitality", "G-3")] // its holder
    [InlineData("nobody of this name")]
    [InlineData("golden nobody")] // every word must be there
    [InlineData("%")]
    [InlineData("';--")]
    public async Task Permits_are_found_as_people_type_them(string typed, params string[] numbers) => (await street.PermitsAsync(typed)).ShouldBe(numbers, ignoreOrder: true);

    [Fact]
    public async Task What_is_there_as_typed_comes_first()
    {
        var found = await street.FindAsync("lantern");

        (await street.FindAsync("lantren")).Guessed.ShouldBeTrue();
        found.Guessed.ShouldBeFalse();
        found.Matches.Select(m => m.Likeness).ShouldBe(found.Matches.Select(m => m.Likeness).OrderDescending());
        found.Matches.Count(m => m.Likeness == 1).ShouldBe(2);
    }

    [Fact]
    public async Task New_words_count_before_and_after_they_are_moved_to_the_vocabulary()
    {
        (await street.PermitsAsync("marigld")).ShouldBeEmpty();
        await street.PermitAsync("M-1", "Marigold Kitchen", "9 Elm St", "Marigold Kitchen LLC");
        (await street.PermitsAsync("marigld")).ShouldBe(["M-1"]);

        var vocabulary = street.Service.Services.GetRequiredService<SearchVocabulary>();
        (await vocabulary.KeepNextAsync(default)).ShouldBeTrue();
        (await vocabulary.KeepNextAsync(default)).ShouldBeFalse("there are no more");

        (await street.Service.ReadAsync(db => db.Database.SqlQuery<int>($"SELECT count(*)::integer AS \"Value\" FROM search_new_words").SingleAsync())).ShouldBe(0);
        (await street.PermitsAsync("marigld")).ShouldBe(["M-1"]);
    }

    [Fact]
    public async Task A_permit_that_changed_hands_is_found_by_both_names()
    {
        var id = await street.PermitAsync("H-1", "Silver Carp House", "3 Fir St", "Silver Carp LLC");

        await street.Service.Units.RunAsync(Actor.Person("ines.inspector"), unit => ChangeOwnership.HandleAsync(unit, new(id, PermitteeKind.Organization, "Copper Finch Inc", null, null, null)));

        (await street.PermitsAsync("copper finch")).ShouldBe(["H-1"]);
        (await street.PermitsAsync("silver carp llc")).ShouldBe(["H-1"]);
        await street.Service.Units.RunAsync(Actor.System("test"), unit => unit.Db.Permits.Where(p => p.Id == id).ExecuteUpdateAsync(set => set.SetProperty(p => p.TradeName, "Finch Grill")));
        (await street.PermitsAsync("finch grill")).ShouldBe(["H-1"]);
        (await street.PermitsAsync("carp house")).ShouldBeEmpty("no term ended under that name");
    }

    [Fact]
    public async Task No_more_are_read_than_help_and_it_is_said_that_there_are_more()
    {
        for (var i = 0; i <= WordSearch.Most; i++)
            await street.PermitAsync($"Z-{i}", "Zebra Wok", $"{i} Zebra St", null);

        var found = await street.FindAsync("zebra");

        found.Matches.Count.ShouldBe(WordSearch.Most);
        found.ThereAreMore.ShouldBeTrue();
    }
}

public sealed class When_everything_is_searched
{
    [Fact]
    public async Task A_name_leads_to_the_permit_the_judgment_and_the_case_between_them()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.HoldAsync();
        using var inspector = await PageReader.OfRoleAsync(service, Roles.Inspector);
        var one = await flow.CaseAsync();

        var text = await inspector.TextAsync("/search?q=blue+heron");

        text.ShouldContain("1 permit, 1 judgment, 1 case.");
        text.ShouldContain("F-1001 Blue Heron Diner");
        text.ShouldContain(EnforcementFlow.Subject);
        text.ShouldContain(one.Reference);
        (await inspector.TextAsync("/search?q=nothing+like+it")).ShouldContain("Nothing was found");
        (await inspector.TextAsync("/search")).ShouldContain("by any name they or their holders have or had");
    }

    [Fact]
    public async Task A_number_leads_straight_to_its_page()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.HoldAsync();
        using var auditor = await PageReader.OfRoleAsync(service, Roles.Auditor);
        var one = await flow.CaseAsync();
        var hold = await flow.LastHoldAsync();
        var notice = await service.ReadAsync(db => db.Notices.SingleAsync());

        foreach (var (typed, path) in new[]
        {
            ("f-1001", "/permits/F-1001"), (one.Reference.ToLowerInvariant(), $"/cases/{one.Id}"), ($" {hold.Reference} ", $"/holds/{hold.Id}"), (notice.Number, $"/cases/{one.Id}"),
        })
        {
            var answer = await auditor.GetAsync($"/search?q={Uri.EscapeDataString(typed)}");
            answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, typed);
            answer.Headers.Location!.ToString().ShouldBe(path);
        }
        (await auditor.TextAsync("/search?q=EC-999999")).ShouldContain("Nothing was found");
        (await auditor.TextAsync($"/search?q={new string('x', 3000)}")).ShouldContain("Nothing was found");
        (await auditor.TextAsync("/search?q=%00%27")).ShouldContain("Nothing was found");
    }
}

/// <summary>A few restaurants, all of them invented.</summary>
public sealed class LanternStreet : IAsyncLifetime
{
    public TestService Service { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Service = await TestService.StartAsync();
        await PermitAsync("G-1", "Golden Lantern", "12 Alder St", "Golden Lantern Foods LLC");
        await PermitAsync("G-2", "Café Nîche", "77 Oak Ave", null);
        await PermitAsync("G-3", "O’Malley's Pub", "5 Birch Blvd", "Quill Hospitality Inc", "+1 (415) 555-0188");
        await PermitAsync("G-4", "金龙酒家", "8 Lantern Way", "Jin Long Inc");
    }

    public async Task DisposeAsync() => await Service.DisposeAsync();

    public async Task<Guid> PermitAsync(string number, string name, string line1, string? holder, string? phone = null)
    {
        var id = Guid.CreateVersion7();
        await Service.Units.RunAsync(Actor.System("test"), async unit =>
        {
            unit.Db.Permits.Add(new Permit(id, number, "restaurant", new Permittee(Guid.CreateVersion7(), PermitteeKind.Unknown, holder, phone: phone), name,
                new Site(line1, null, "San Francisco", "CA", "94102"), new Term(new DateOnly(2025, 4, 1), new DateOnly(2026, 4, 1))));
            await unit.Db.SaveChangesAsync();
        });
        return id;
    }

    public Task<WordMatches> FindAsync(string typed) => Service.ReadAsync(db => WordSearch.FindAsync(db, typed, ["permit", "judgment"], default));

    public async Task<IReadOnlyList<string>> PermitsAsync(string typed)
    {
        var ids = (await FindAsync(typed)).Matches.Select(m => m.Id).ToList();
        return await Service.ReadAsync(db => db.Permits.Where(p => ids.Contains(p.Id)).Select(p => p.Number).ToListAsync());
    }
}
