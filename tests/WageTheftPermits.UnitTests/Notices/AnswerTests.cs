using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Notices;

namespace WageTheftPermits.UnitTests.Notices;

public class AnswerTests
{
    [Theory]
    [InlineData(0x0000000000000000UL, "0000-0000-0000")]
    [InlineData(0xFFFFFFFFFFFFFFFFUL, "ZZZZ-ZZZZ-ZZZZ")]
    [InlineData(0x8000000000000000UL, "G000-0000-0000")]
    [InlineData(0x0000000000000010UL, "0000-0000-0001")]
    public void Code_HasItsFirstSixtyBits_InTwelveCharacters(ulong chance, string code)
    {
        var bytes = new byte[AnswerCode.Bytes];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes, chance);
        AnswerCode.Of(bytes).ShouldBe(code);
    }

    [Theory]
    [InlineData("7k2m 9qxv o3tb")]
    [InlineData(" 7K2M9QXV03TB ")]
    [InlineData("7K2M–9QXV.O3TB")]
    public void Code_IsReadHoweverItIsTyped(string typed) => AnswerCode.DigestOf(typed).ShouldBe(AnswerCode.DigestOf("7K2M-9QXV-03TB"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("7K2M-9QXV-03TC")]
    public void AnotherCode_HasAnotherDigest(string? typed) => AnswerCode.DigestOf(typed).ShouldNotBe(AnswerCode.DigestOf("7K2M-9QXV-03TB"));

    [Fact]
    public void Permittee_CannotDoWhatTheLawLeavesToAPerson() =>
        Should.Throw<RuleViolation>(() => Actor.Permittee("EC-2026-00004").MustBePerson("approve a hold")).Message.ShouldContain("permittee:EC-2026-00004 cannot");
}
