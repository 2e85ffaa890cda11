using WageTheftPermits.Application.Imports;

namespace WageTheftPermits.UnitTests.Imports;

public class RespellingTests
{
    [Theory]
    [InlineData("Coper Kettle Inc", "Copper Kettle Inc")]
    [InlineData("Bleu Door LLC", "Blue Door LLC")]
    [InlineData("Golden Lantren Fods Inc", "Golden Lantern Foods Inc")]
    [InlineData("Route 66 Dinner LLC", "Route 66 Diner LLC")]
    public void ASlip_IsTheSameName(string before, string now) => Respelling.IsSlip(before, now).ShouldBeTrue();

    [Theory]
    [InlineData("Blue Door LLC", "Blue Door Inc")]
    [InlineData("Blue Door LLC", "Blue Door LP")]
    [InlineData("Blue Door 12 LLC", "Blue Door 13 LLC")]
    [InlineData("Blue Door LLC", "Red Door LLC")]
    [InlineData("Wu Li", "Wu Lu")]
    [InlineData("Copper Kettle Inc", "Copper Kettle Holdings Inc")]
    [InlineData("Pat Example", "Robin Example")]
    public void AnythingMore_IsAnother(string before, string now) => Respelling.IsSlip(before, now).ShouldBeFalse();

    [Fact]
    public void Find_WhereTwoNamesAreNew_FindsNothing() =>
        Respelling.Find(["Coper Kettle Inc"], ["Copper Kettle Inc", "Coppre Kettle Inc"]).ShouldBeNull();

    [Fact]
    public void Find_WhereTheOldNameStandsBesideTheNew_FindsNothing() =>
        Respelling.Find(["Coper Kettle Inc"], ["Copper Kettle Inc", "Coper Kettle Inc"]).ShouldBeNull();

    [Fact]
    public void Find_WhereTwoPartiesAreGone_FindsNothing() =>
        Respelling.Find(["Coper Kettle Inc", "Tin Cup LLC"], ["Copper Kettle Inc"]).ShouldBeNull();

    [Fact]
    public void Find_OneNameGoneAndOneNew_WhateverTheirCaseAndPunctuation() =>
        Respelling.Find(["Coper Kettle Inc", "TIN CUP, LLC"], ["Tin Cup LLC", "Copper Kettle Inc"]).ShouldBe(("Coper Kettle Inc", "Copper Kettle Inc"));
}
