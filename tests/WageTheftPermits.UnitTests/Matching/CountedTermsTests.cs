using WageTheftPermits.Domain.Matching;

namespace WageTheftPermits.UnitTests.Matching;

public class CountedTermsTests
{
    private static readonly List<MatchRecord> Permits =
    [
        .. Invented.County(),
        Invented.Permit("Copper Kettle", "12 Harbor Rd, Springton, CA 90001", "Velvet Radish LLC", "Orla Quillfeather", "a"),
        Invented.Permit("Copper Kettle Cafe", "12 Harbor Rd # 4, Springton, CA 90001", "Quixotic Fig Inc", null, "b"),
        Invented.Permit("The Copper Kettle", "9 Mill St, Oakfield, CA 90002", null, "Pim Quillfeather", "c"),
        Invented.Permit("Springton Kitchen", null, null, null, "d"),
        Invented.Permit(new string('z', 600), "12 Harbor Rd, Springton, CA 90001", null, null, "e"),
    ];

    public static TheoryData<string, string?> Parties() => new()
    {
        { "Copper Kettle", "12 Harbor Rd, Springton, CA 90001" },
        { "Copper Kettle", null },
        { "Velvet Radish LLC dba Cooper Kettle", "12 Harbor Road, Springton" },
        { "Orla Quillfeather, an individual", null },
        { "Sandwich Planet", "105 Chain Blvd, Springton, CA 90001" },
        { "Golden Wok", "203 Common Ave, Springton, CA 90001" },
        { "Mall Stall3", "1 Mall Way, Springton, CA 90001" },
        { "Springton Deli", null },
        { new string('z', 600), null },
    };

    [Theory]
    [MemberData(nameof(Parties))]
    public void WhatIsCountedElsewhere_OfAsMuchAsIsAskedFor_ScoresAsIfAllPermitsWereCounted(string name, string? address)
    {
        var all = new Matcher(MatchModel.Current, TermFrequencies.Of(Permits));
        var stored = CountedTerms.Count(Permits);
        var party = Invented.Party(name, address);
        foreach (var permit in Permits)
        {
            var asked = CountedTerms.AskedBy([party, permit]).ToDictionary(t => t, t => stored.GetValueOrDefault(t));
            var alone = new Matcher(MatchModel.Current, TermFrequencies.From(asked, []));
            var neighbours = alone.AsksForNeighbours(party, permit, 0.5) ? Permits : [];
            foreach (var term in CountedTerms.AskedBy(neighbours))
                asked[term] = stored.GetValueOrDefault(term);

            var found = new Matcher(MatchModel.Current, TermFrequencies.From(asked, neighbours)).ScoreFrom(party, permit, 0.5);

            var expected = all.ScoreFrom(party, permit, 0.5);
            (found?.Weight, found?.Kind, found?.Sentence).ShouldBe((expected?.Weight, expected?.Kind, expected?.Sentence), permit.Id);
        }
    }

    [Fact]
    public void AName_CountsAtHowManySitesItIs_AndNotHowManyPermitsHaveIt()
    {
        var counts = CountedTerms.Count(
        [
            Invented.Permit("Copper Kettle", "12 Harbor Rd, Springton, CA 90001", id: "a"),
            Invented.Permit("Copper Kettle", "12 Harbor Rd, Springton, CA 90001", id: "b"),
            Invented.Permit("Copper Kettle", "9 Mill St, Springton, CA 90001", id: "c"),
        ]);

        (counts["*"], counts["w:copper"], counts["n:copper kettle"], counts["a:12|harbor"], counts["c:springton"]).ShouldBe((3, 3, 2, 2, 3));
        counts.Keys.Where(k => k.Length > 300).ShouldBeEmpty();
    }
}
