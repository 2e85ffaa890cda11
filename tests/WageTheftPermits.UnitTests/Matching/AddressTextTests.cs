using WageTheftPermits.Domain.Matching;

namespace WageTheftPermits.UnitTests.Matching;

public class AddressTextTests
{
    // Expected: number[-to]|direction|street|suffix|unit|city|state|zip
    [Theory]
    [InlineData("310 W Maple Ave, Springton, CA 90001", "310|w|maple|ave||springton|ca|90001")]
    [InlineData("310 West Maple Avenue\nSprington CA 90001-1234", "310|w|maple|ave||springton|ca|90001")]
    [InlineData("12 Harbor Road, Suite #4-B\nSprington, California 90001", "12||harbor|rd|4b|springton|ca|90001")]
    [InlineData("12 Harbor Rd. # 4\nSprington CA 90001", "12||harbor|rd|4|springton|ca|90001")]
    [InlineData("12 Harbor Rd, 4th Floor, Springton, CA 90001", "12||harbor|rd|4|springton|ca|90001")]
    [InlineData("12 Camino Alto 192, Springton, CA 90001", "12||camino alto||192|springton|ca|90001")]
    [InlineData("47 South \"B\" Street, Springton, CA 90001", "47|s|b|st||springton|ca|90001")]
    [InlineData("1841-43 Harbor Rd, Springton, CA 90001", "1841-1843||harbor|rd||springton|ca|90001")]
    [InlineData("6 E Fourth St, Springton, CA 90001", "6|e|4th|st||springton|ca|90001")]
    [InlineData("17 N Hwy 9, Springton, CA 90001", "17|n|hwy 9|||springton|ca|90001")]
    [InlineData("16 Mill Ave W, Springton, CA 90001", "16|w|mill|ave||springton|ca|90001")]
    [InlineData("15 Bay Park Center Dr, S. Springton, CA 90001", "15||bay park center|dr||south springton|ca|90001")]
    [InlineData("7 Harbor Rd Springton CA 90001", "7||harbor springton|rd|||ca|90001")]
    [InlineData("Orla Testwell\n7 Harbor Rd\nSprington CA 90001", "7||harbor|rd||springton|ca|90001")]
    [InlineData("7 Oak Ct, Springton", "7||oak|ct||springton||")]
    [InlineData("310 W Maple St, Bldg. C, Suite 4, Springton CA 90001", "310|w|maple|st|4|springton|ca|90001")]
    [InlineData("310-A W Maple St, Springton, CA 90001", "310|w|maple|st|a|springton|ca|90001")]
    [InlineData("310 1/2 W Maple St, Springton, CA 90001", "310|w|maple|st||springton|ca|90001")]
    [InlineData("500 & 502 Oak St, Springton CA", "500-502||oak|st||springton|ca|")]
    [InlineData("One Oak Plaza, Springton CA", "1||oak|plz||springton|ca|")]
    [InlineData("500 Oak St,Ste12,Springton,CA,90001", "500||oak|st|12|springton|ca|90001")]
    [InlineData("500 Oak St., Springton, CA 90001 USA", "500||oak|st||springton|ca|90001")]
    [InlineData("500 Oak St., Springton, CA 90001, United States", "500||oak|st||springton|ca|90001")]
    [InlineData("310 W Maple St Space F-12, Springton CA 90001", "310|w|maple|st|f12|springton|ca|90001")]
    [InlineData("Space #12, Springton Fairgrounds, 500 Oak St, Springton CA 90001", "500||oak|st|12|springton|ca|90001")]
    [InlineData("310 W Maple St PMB 12, Springton CA 90001", "310|w|maple|st|12|springton|ca|90001")]
    [InlineData("500 N.E. Oak St, Springton, WA 98001", "500|ne|oak|st||springton|wa|98001")]
    [InlineData("500 Twenty First St, Springton CA", "500||21st|st||springton|ca|")]
    [InlineData("500 Twenty-First St, Springton CA", "500||21st|st||springton|ca|")]
    [InlineData("500 Fifteenth Ave, Springton CA", "500||15th|ave||springton|ca|")]
    [InlineData("500 St. Mary's Rd., Springton CA", "500||saint marys|rd||springton|ca|")]
    [InlineData("500 MLK Jr. Blvd., Springton CA", "500||martin luther king jr|blvd||springton|ca|")]
    [InlineData("500 State Route 12, Springton CA", "500||hwy 12|||springton|ca|")]
    [InlineData("500 SR-12, Springton CA", "500||hwy 12|||springton|ca|")]
    [InlineData("500 County Road 12, Springton CA", "500||hwy 12|||springton|ca|")]
    [InlineData("12 Av. A, Springton", "12||ave a|||springton||")]
    [InlineData("310 W Maple St Food Court, Springton, CA 90001", "310|w|maple|st||springton|ca|90001")]
    public void Read_OneAddress(string written, string expected) => Show(AddressText.Read(written).ShouldHaveSingleItem()).ShouldBe(expected);

    [Fact]
    public void Read_SeveralAddressesInOneCell_ByBlankLines()
    {
        var read = AddressText.Read("62 Harbor Rd.\nSprington, CA 90001\n\n\n\nold address:\n\n33 27th Street\nOakfield, CA 90002\n\nPO Box 12\nOakfield, CA 90002");

        read.Count.ShouldBe(3);
        read.Select(a => a.IsSite).ShouldBe([true, true, false]);
        read[1].Street.ShouldBe("27th");
        read[2].Box.ShouldBe("12");
    }

    [Theory]
    [InlineData("POB 55, Springton, CA 90001")]
    [InlineData("Post Office Box 55\nSprington, CA 90001")]
    [InlineData("P. O. Box 55, Springton, CA 90001")]
    public void Read_ABox_IsNoSite(string written)
    {
        var read = AddressText.Read(written).ShouldHaveSingleItem();

        read.Box.ShouldBe("55");
        read.IsSite.ShouldBeFalse();
    }

    [Fact]
    public void Read_CareOf_IsKeptAndIsNoStreet()
    {
        var read = AddressText.Read("c/o Orla Testwell, agent\n56 Harbor Road\nSprington, CA 90001").ShouldHaveSingleItem();

        read.CareOf.ShouldBe("Orla Testwell, agent");
        read.Number.ShouldBe("56");
    }

    [Theory]
    [InlineData("12 Harbor Rd", "Ste 4", "Springton", "CA", "90001-0001", "12||harbor|rd|4|springton|ca|90001")]
    [InlineData("12 HARBOR RD STE 4", null, "SPRINGTON", "California", "90001", "12||harbor|rd|4|springton|ca|90001")]
    [InlineData("12 Harbor Rd 4", null, "Springton", null, null, "12||harbor|rd|4|springton||")]
    [InlineData("12 Harbor Rd, Springton, CA 90001", null, null, null, null, "12||harbor|rd||springton|ca|90001")]
    [InlineData("12 Harbor Rd.  Mill Corner Shopping Center", null, "Springton", null, null, "12||harbor|rd||springton||")]
    public void Read_Columns(string line1, string? line2, string? city, string? state, string? postal, string expected) =>
        Show(AddressText.Read(line1, line2, city, state, postal)!).ShouldBe(expected);

    [Fact]
    public void Read_EmptyColumns_IsNull() => AddressText.Read(null, " ", "", null, null).ShouldBeNull();

    [Theory]
    [InlineData("310 W Maple St, Springton, CA 90001", "310 E Maple St, Springton, CA 90001", "another site")]
    [InlineData("310 W Maple St, Springton, CA 90001", "310 Maple Street, Springton, CA 90001", "the same address")]
    [InlineData("310 Maple St # 2, Springton, CA 90001", "310 Maple St Suite 2, Springton, CA 90001", "the same address and unit")]
    [InlineData("310 Maple St # 2, Springton, CA 90001", "310 Maple St Suite 3, Springton, CA 90001", "the same building, another unit")]
    [InlineData("1841-43 Harbor Rd, Springton, CA 90001", "1843 Harbor Rd, Springton, CA 90001", "the same address")]
    [InlineData("7 Harbor Rd Springton CA 90001", "7 Harbor Rd, Springton, CA 90009", "the same address")]
    [InlineData("7 Camino Alto Springton CA 90001", "7 Camino Alto, Oakfield, CA 90002", "another site")]
    [InlineData("7 4th St, Springton, CA 90001", "7 Fourth Ave, Springton, CA 90001", "another site")]
    [InlineData("7 Harbor Blvd, Springton, CA 90001", "7 Harbor Ave, Springton, CA 90001", "the same address")]
    [InlineData("868 Harbor Rd, Springton, CA 90001", "835 Harbor Rd, Springton, CA 90001", "another site")]
    [InlineData("853 Harbor Rd, Springton, CA 90001", "835 Harbor Rd, Springton, CA 90001", "the same street, another or no house number")]
    [InlineData("91 Northpoint, Springton, CA 90001", "91 North Point St, Springton, CA 90001", "the same address")]
    [InlineData("7 Harbor Rd, Springton, CA 90001", "7 Harbor Rd, Springton, NY 10001", "another site, in another region")]
    [InlineData("40 Oak Ave, Springton", "40 W Oak, Oakfield", "another site, in another region")]
    [InlineData("40 Oak Ave, Springton", "40 Oak Ave, Oakfield", "the same house number and street, another city")]
    [InlineData("1200 Ave of the Elms, Springton", "1200 Avenue of the Elms, Springton", "the same address")]
    [InlineData("PO Box 7, Springton, CA 90001", "7 Harbor Rd, Springton, CA 90001", "unknown")]
    public void Sites_AreComparedByWhatTellsThemApart(string left, string right, string level)
    {
        Level(left, right).ShouldBe(level);
        Level(right, left).ShouldBe(level);
    }

    private static string Level(string left, string right) => new Matcher(MatchModel.Current, TermFrequencies.None)
        .Score(Invented.Party("Two Spoons", left), Invented.Permit("Two Spoons", right)).Contributions.Single(c => c.Comparison == "site").Level;

    private static string Show(ReadAddress a) =>
        $"{a.Number}{(a.NumberTo is null ? "" : "-" + a.NumberTo)}|{a.Direction}|{a.Street}|{a.Suffix}|{a.Unit}|{a.City}|{a.State}|{a.Zip}";
}
