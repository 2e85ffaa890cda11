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
    [InlineData("Golden Kettle LLC, a California Limited Liability Company, dba Golden Kettle, and Orla Testwell, individually and as managing agent of Golden Kettle LLC", "Organization|Golden Kettle LLC|Golden Kettle + Person|Orla Testwell|")]
    [InlineData("Golden Kettle, Inc. (dba Golden Kettle Bistro)", "Organization|Golden Kettle, Inc.|Golden Kettle Bistro")]
    [InlineData("Golden Kettle Inc. d.b.a. \"Golden Kettle\"", "Organization|Golden Kettle Inc.|Golden Kettle")]
    [InlineData("The Estate of Orla Testwell, deceased, dba Two Spoons", "Person|Orla Testwell|Two Spoons")]
    [InlineData("Estate of Mind Cafe", "Unknown|Estate of Mind Cafe|")]
    [InlineData("Orla Testwell, as trustee of the Testwell Family Trust", "Unknown|Orla Testwell| + Organization|Testwell Family Trust|")]
    [InlineData("Golden Kettle Inc., et al.", "Organization|Golden Kettle Inc.|")]
    [InlineData("Golden Kettle Inc., a California corporation, and Does 1 through 20, inclusive", "Organization|Golden Kettle Inc.|")]
    [InlineData("Golden Kettle Inc. / Orla Testwell", "Organization|Golden Kettle Inc.| + Unknown|Orla Testwell|")]
    [InlineData("Golden Kettle Inc.\nOrla Testwell", "Organization|Golden Kettle Inc.| + Unknown|Orla Testwell|")]
    [InlineData("Golden Kettle Inc.\ndba Golden Kettle\nOrla Testwell, an individual", "Organization|Golden Kettle Inc.|Golden Kettle + Person|Orla Testwell|")]
    [InlineData("Golden Kettle Co., Inc.", "Organization|Golden Kettle Co., Inc.|")]
    [InlineData("Golden Kettle Inc. (a corporation) and Orla Testwell (an individual)", "Organization|Golden Kettle Inc.| + Person|Orla Testwell|")]
    [InlineData("Orla Testwell and Pim Samplesen, husband and wife, dba Two Spoons", "Person|Orla Testwell|Two Spoons + Person|Pim Samplesen|Two Spoons")]
    [InlineData("Orla Testwell, an unmarried woman", "Person|Orla Testwell|")]
    [InlineData("Orla Testwell, in her individual capacity and as owner of Golden Kettle LLC", "Unknown|Orla Testwell|")]
    [InlineData("Golden Kettle Inc., which will do business in California as Kettle Works Inc.", "Organization|Golden Kettle Inc.|Kettle Works Inc.")]
    [InlineData("Golden Kettle S. de R.L. de C.V.", "Organization|Golden Kettle S. de R.L. de C.V.|")]
    [InlineData("Golden Kettle Group, LLC c/o Orla Testwell", "Organization|Golden Kettle Group, LLC|")]
    [InlineData("Ресторан Ложка LLC", "Organization|Ресторан Ложка LLC|")]
    public void Read_TakesPartiesApart(string written, string expected) =>
        string.Join(" + ", DefendantText.Read(written).Select(p => $"{p.Kind}|{p.Name}|{string.Join(',', p.TradeNames)}")).ShouldBe(expected);

    [Fact]
    public void Read_OtherNamesAreKeptApartFromTradeNames()
    {
        DefendantText.Read("Golden Kettle Inc., formerly known as Silver Kettle Inc., a Nevada corporation").ShouldHaveSingleItem().OtherNames.ShouldBe(["Silver Kettle Inc."]);
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
