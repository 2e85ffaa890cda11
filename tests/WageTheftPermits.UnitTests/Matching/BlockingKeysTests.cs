using WageTheftPermits.Domain.Matching;

namespace WageTheftPermits.UnitTests.Matching;

public class BlockingKeysTests
{
    [Theory]
    [InlineData("a", "Two Spoons", "12 Harbor Rd, Springton, CA 90001", "Three Forks", "12 HARBOR ROAD # 4\nSprington CA")]
    [InlineData("a", "Two Spoons", "1841-43 Harbor Rd, Springton, CA 90001", "Three Forks", "1843 Harbor, Springton, CA 90001")]
    [InlineData("nf", "Cold Kettle Creamery", null, "COLDKETTLE CREAMERY", null)]
    [InlineData("np", "Copper Kettle of Springton", null, "Springton Copper Kettle Deli", null)]
    [InlineData("n", "Quixotic Fig", null, "Quixotic Date Restaurant", null)]
    [InlineData("s", "Krispy Korner", null, "Crispy Corner", null)]
    [InlineData("p", "Orla Quillfeather, an individual", null, "Quillfeather, Orla M., an individual", null)]
    public void RecordsOfOneBusiness_ShareAKeyOfThisKind(string kind, string left, string? leftAddress, string right, string? rightAddress) =>
        BlockingKeys.For(Invented.Party(left, leftAddress)).Intersect(BlockingKeys.For(Invented.Party(right, rightAddress)))
            .ShouldContain(k => k.StartsWith(kind + ":", StringComparison.Ordinal));

    [Fact]
    public void NoKey_IsMadeOfNothing() => BlockingKeys.For(Invented.Party(null, "PO Box 12, Springton, CA 90001")).ShouldBeEmpty();

    [Fact]
    public void Phone_IsAKeyHoweverItIsWritten() =>
        BlockingKeys.For(MatchRecord.FromParty("1", null, null, PartyKind.Unknown, null, ["+1 (555) 010-1234"], null)).ShouldBe(["t:5550101234"]);
}
