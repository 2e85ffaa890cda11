using System.Text;
using WageTheftPermits.Application.Imports;

namespace WageTheftPermits.UnitTests.Imports;

public class MappingFileTests
{
    [Theory]
    [InlineData("[]", "cannot be read")]
    [InlineData("null", "object")]
    [InlineData("""{"name":"x"}""", "cannot be read")]
    [InlineData("""{"name":"x","kind":"people","header":[],"columns":{}}""", "cannot be read")]
    [InlineData("""{"name":"x","kind":"permits","header":[],"columns":{},"colour":1}""", "colour")]
    [InlineData("""{"name":"x","kind":"permits","header":[],"columns":{"balance":{"column":"b"}}}""", "balance")]
    [InlineData("""{"name":"x","kind":"permits","header":[],"columns":{"expiresOn":{"column":"b","type":"date"}}}""", "dateFormats")]
    [InlineData("""{"name":"x","kind":"permits","header":[],"columns":{"status":{"column":"b","type":"status"}}}""", "statuses")]
    [InlineData("""{"name":"x","kind":"permits","header":[],"columns":{},"encoding":"ebcdic"}""", "ebcdic")]
    public void Parse_WhatIsNoMapping_IsRefused(string json, string reason) =>
        Should.Throw<MappingFault>(() => MappingFile.Parse(Encoding.UTF8.GetBytes(json))).Message.ShouldContain(reason);

    public static TheoryData<string> Shipped => [.. ShippedMappings.All.Select(mapping => mapping.Name)];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Shipped_AreRecognisedByTheirHeader_WhateverItsOrderAndCase(string name)
    {
        var mapping = ShippedMappings.All.Single(one => one.Name == name);

        ShippedMappings.Recognise(mapping.Header.Reverse().Select(column => $" {column.ToUpperInvariant()} ")).ShouldBe(mapping);
        ShippedMappings.Recognise(mapping.Header.Concat(mapping.Optional ?? [])).ShouldBe(mapping);
        ShippedMappings.Recognise(mapping.Header.Append("more")).ShouldBeNull();
        mapping.Columns.Values.Select(column => column.Column).ShouldBeSubsetOf(mapping.Header.Concat(mapping.Optional ?? []));
    }
}
