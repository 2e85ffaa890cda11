using WageTheftPermits.Domain.Matching;

namespace WageTheftPermits.UnitTests.Matching;

public class DefendantTextTests
{
    // Expected: kind|name|trade names, parties apart by " + ".
    [Theory]
    [InlineData("Golden Kettle Inc., a California corporation dba Golden Kettle", "Organization|Golden Kettle Inc.|Golden Kettle")]
    [InlineData("Brass Lantern, LLC, a Delaware limited liability company d/b/a Brass Lantern Cafe d/b/a Lantern To Go", "Organization|Brass Lantern, LLC|Brass Lantern Cafe,Lantern To Go")]
    [InlineData("Orla Testwell, an individual", "Person|Orla Testwell|")]
    [InlineData("Orla Testwell", "Unknown|Orla Testwell|")]
    [InlineData("Orla Testwell, an individual, dba, Testwell Noodles", "Person|Orla Testwell|Testwell Noodles")]
    [InlineData("Tern & Wren, LLC", "Organization|Tern & Wren, LLC|")]
    [InlineData("Pim Samplesen, an individual; Orla Testwell, an individual; individually and jointly dba Two Spoons", "Person|Pim Samplesen|Two Spoons + Person|Orla Testwell|Two Spoons")]
    [InlineData("Pim Samplesen and Orla Testwell, each individually and jointly dba Two Spoons", "Person|Pim Samplesen|Two Spoons + Person|Orla Testwell|Two Spoons")]
    [InlineData("Pim Samplesen, an individual and Spoonworks, Inc., a California corporation; severally and as joint employers", "Person|Pim Samplesen| + Organization|Spoonworks, Inc.|")]
    [InlineData("Alpha Fryers, Inc. and Beta Fryers, Inc., Delaware corporations", "Organization|Alpha Fryers, Inc.| + Organization|Beta Fryers, Inc.|")]
    [InlineData("Pim Samplesen, an individual dba North Ovens and Orla Testwell, an individual", "Person|Pim Samplesen|North Ovens + Person|Orla Testwell|")]
    [InlineData("Spoonworks Inc., a foreign corporation\ndba Two Spoons\nAttn: Orla Testwell, Manager", "Organization|Spoonworks Inc.|Two Spoons")]
    [InlineData("Orla Testwell, individually and as managing agent of Spoonworks Inc", "Unknown|Orla Testwell|")]
    [InlineData("Spoonworks Inc doing business as Two Spoons", "Organization|Spoonworks Inc|Two Spoons")]
    [InlineData("A Better Spoon Company Inc", "Organization|A Better Spoon Company Inc|")]
    [InlineData("Pim Samplesen, Jr., an individual", "Person|Pim Samplesen, Jr.|")]
    [InlineData("Kéttle & Côte L.P., a limited partnership", "Organization|Kéttle & Côte L.P.|")]
    public void Read_TakesPartiesApart(string written, string expected) =>
        string.Join(" + ", DefendantText.Read(written).Select(p => $"{p.Kind}|{p.Name}|{string.Join(',', p.TradeNames)}")).ShouldBe(expected);

    [Fact]
    public void Read_OtherNamesAreKeptApartFromTradeNames()
    {
        var party = DefendantText.Read("Pim Samplesen, Jr. aka Pym Samplesen, an individual dba Two Spoons").ShouldHaveSingleItem();

        party.OtherNames.ShouldBe(["Pym Samplesen"]);
        party.TradeNames.ShouldBe(["Two Spoons"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \n ; , ")]
    public void Read_NothingWritten_IsNobody(string? written) => DefendantText.Read(written).ShouldBeEmpty();

    [Theory]
    [InlineData("dba dba dba")]
    [InlineData("a corporation")]
    [InlineData("; an individual;")]
    [InlineData("\uD800 lone surrogate, an individual")]
    public void Read_Nonsense_DoesNotThrow(string written) => Should.NotThrow(() => MatchRecord.FromParty("1", written, null, PartyKind.Unknown, null, null, null));

    [Fact]
    public void Read_CurlyQuotesAndStraightOnes_AreOneName() =>
        DefendantText.Read("Pim’s “Spoons” Inc.")[0].Name.ShouldBe(DefendantText.Read("Pim's \"Spoons\" Inc.")[0].Name);

    [Fact]
    public void Read_TenThousandHostileCharacters_NamesEveryParty()
    {
        string[] hostile = [new('a', 10_000), string.Concat(Enumerable.Repeat("and individually ", 600)), string.Concat(Enumerable.Repeat("a , an ", 1_500)), string.Concat(Enumerable.Repeat("X Inc., a California ", 500)), new(' ', 10_000), new('\n', 10_000), string.Concat(Enumerable.Repeat("x \n", 3_000))];
        foreach (var text in hostile)
            DefendantText.Read(text).ShouldAllBe(party => party.Name.Length > 0);
    }
}
