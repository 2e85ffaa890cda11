using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Matching;

namespace WageTheftPermits.UnitTests.Matching;

public class MatchModelTests
{
    [Fact]
    public void ShippedModel_GoesThroughItsFileUnchanged()
    {
        var json = MatchModel.Current.ToJson();

        MatchModel.Parse(json).ToJson().ShouldBe(json);
        MatchModel.Shipped("model-1").ToJson().ShouldBe(json);
    }

    [Fact]
    public void AgreementWeighsForAndDisagreementAgainst()
    {
        foreach (var comparison in MatchModel.Current.Comparisons)
        {
            comparison.Levels[0].Weight.ShouldBeGreaterThan(0, comparison.Name);
            comparison.Levels.First(l => l.Name is "other" or "differs").Weight.ShouldBeLessThan(0, comparison.Name);
        }
    }

    [Theory]
    [InlineData("\"prior\": 0.00025", "\"prior\": 0", "prior")]
    [InlineData("\"strong\": 0.99", "\"strong\": 0.4", "review < strong")]
    [InlineData("\"name\": \"exact\"", "\"name\": \"exactly\"", "'exact'")]
    [InlineData("\"name\": \"unclear\"", "\"name\": \"unsure\"", "'unclear'")]
    [InlineData("\"probability\": 0.97", "\"probability\": 0.995", "strong band")]
    [InlineData("\"review\": 0.5,", "\"revue\": 0.5,", "cannot be read")]
    [InlineData("\"u\": 0.95", "\"u\": 0", "above 0")]
    public void AFaultyModel_IsRefusedByNameOfItsFault(string right, string wrong, string says)
    {
        var json = MatchModel.Current.ToJson();
        json.ShouldContain(right);

        Should.Throw<RuleViolation>(() => MatchModel.Parse(json.Replace(right, wrong, StringComparison.Ordinal))).Message.ShouldContain(says);
    }

    [Fact]
    public void AnUnknownVersion_IsRefused() => Should.Throw<ArgumentException>(() => MatchModel.Shipped("model-0"));
}
