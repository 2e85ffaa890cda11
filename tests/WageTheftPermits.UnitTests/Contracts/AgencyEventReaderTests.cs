using System.Text;
using System.Text.Json.Nodes;
using WageTheftPermits.Contracts.Incoming;

namespace WageTheftPermits.UnitTests.Contracts;

public class AgencyEventReaderTests
{
    public static TheoryData<string> AllTypes => [.. EventTypes.All.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void Read_EveryType_WithEveryMember_IsValid(string type)
    {
        var reading = Sample.Read(Sample.Event(type));

        reading.Fault.ShouldBeNull();
        reading.Event!.Type.ShouldBe(type);
        reading.Event.Sequence.ShouldBe(7);
        reading.Event.Time.ShouldBe(new DateTimeOffset(2026, 3, 2, 17, 4, 0, TimeSpan.Zero));
        reading.Glimpse.ShouldBe(new EventGlimpse("e-1", "CASE-1", 7, type));
    }

    [Fact]
    public void Read_Issued_KeepsEveryMember()
    {
        var terms = Sample.Read(Sample.Event(EventTypes.JudgmentIssued)).Event!.Data.ShouldBeOfType<JudgmentIssued>().Terms;

        terms.ShouldSatisfyAllConditions(
            () => terms.CaseNumber.ShouldBe("77-00001"),
            () => terms.AppealDeadline.ShouldBe(new DateOnly(2026, 3, 11)),
            () => terms.Violations.ShouldBe(["wages", "meal-breaks"]),
            () => terms.Amount.ShouldBe(18250.00m),
            () => terms.Principal.ShouldBe(15000.5m),
            () => terms.InterestRate.ShouldBe(0.10m),
            () => terms.Workers.ShouldBe(4),
            () => terms.Parties.Count.ShouldBe(2),
            () => terms.Parties[0].TradeNames.ShouldBe(["Copper Kettle"]),
            () => terms.Parties[0].Addresses.ShouldBe([new PartyAddress("1 Sample St", "Ste 4", "Springfield", "CA", "95000")]),
            () => terms.Parties[1].Addresses.ShouldBeEmpty(),
            () => terms.Parties[1].TaxIdLast4.ShouldBeNull());
    }

    [Theory]
    [InlineData(EventTypes.JudgmentIssued, """{"amount":"1","parties":[{"id":"p","name":"N"}]}""")]
    [InlineData(EventTypes.JudgmentAmended, """{"amount":"0","parties":[{"id":"p","name":"N"}],"settles":[2,3]}""")]
    [InlineData(EventTypes.JudgmentServed, "{}")]
    [InlineData(EventTypes.JudgmentFinal, "{}")]
    [InlineData(EventTypes.JudgmentAppealed, "{}")]
    [InlineData(EventTypes.JudgmentStayed, """{"stayId":"s"}""")]
    [InlineData(EventTypes.JudgmentStayLifted, """{"stayId":"s"}""")]
    [InlineData(EventTypes.JudgmentVacated, "{}")]
    [InlineData(EventTypes.JudgmentWithdrawn, "{}")]
    [InlineData(EventTypes.JudgmentReinstated, "{}")]
    [InlineData(EventTypes.JudgmentAssigned, "{}")]
    [InlineData(EventTypes.JudgmentRenewed, """{"until":"2036-01-01"}""")]
    [InlineData(EventTypes.JudgmentSatisfied, "{}")]
    [InlineData(EventTypes.PaymentReceived, """{"paymentId":"m","amount":"1.5","receivedOn":"2026-01-01"}""")]
    [InlineData(EventTypes.PaymentReturned, """{"paymentId":"m","returnedOn":"2026-01-01"}""")]
    [InlineData(EventTypes.AccordSigned, """{"accordId":"a"}""")]
    [InlineData(EventTypes.AccordInstallmentMissed, """{"accordId":"a"}""")]
    [InlineData(EventTypes.AccordCompleted, """{"accordId":"a"}""")]
    [InlineData(EventTypes.BankruptcyFiled, """{"caseNumber":"c"}""")]
    [InlineData(EventTypes.BankruptcyEnded, """{"caseNumber":"c"}""")]
    [InlineData(EventTypes.BalanceConfirmed, """{"amount":"1","asOf":"2026-01-01"}""")]
    public void Read_OnlyWhatIsRequired_IsValid_AndEachOfItIsMissed(string type, string data)
    {
        Sample.Read(Sample.Event(type, data)).Fault.ShouldBeNull();

        foreach (var (name, _) in JsonNode.Parse(data)!.AsObject().Where(member => member.Key != "settles"))
        {
            Sample.Read(Sample.Event(type, data).With($"/data/{name}", null)).Fault!.Pointer.ShouldBe($"/data/{name}");
            Sample.Read(Sample.Event(type, data).With($"/data/{name}", "null")).Fault!.Pointer.ShouldBe($"/data/{name}", "null is absent");
        }
    }

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void Read_NullForWhatMayBeAbsent_IsAbsent(string type)
    {
        var required = new[] { "amount", "parties", "paymentId", "receivedOn", "returnedOn", "asOf", "stayId", "accordId", "until" };
        var body = Sample.Event(type);
        foreach (var name in body["data"]!.AsObject().Select(member => member.Key).ToList())
        {
            if (!required.Contains(name) && !(name == "caseNumber" && type.StartsWith("bankruptcy", StringComparison.Ordinal)))
                body["data"]![name] = null;
        }

        Sample.Read(body).Fault.ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void Read_UnknownMembers_AreIgnored(string type) =>
        Sample.Read(Sample.Event(type).With("/extension", "[1]").With("/data/added", """{"amount":-1,"x":"HALF-PAIR\u0000"}""")).Fault.ShouldBeNull();

    [Theory]
    [InlineData("/specversion", null)]
    [InlineData("/specversion", "\"0.3\"")]
    [InlineData("/specversion", "1.0")]
    [InlineData("/id", null)]
    [InlineData("/id", "\"\"")]
    [InlineData("/id", "7")]
    [InlineData("/id", "\"a\\u0007b\"")]
    [InlineData("/id", "\"a\\u0085b\"")]
    [InlineData("/id", $"\"{Sample.HalfPair}\"")]
    [InlineData("/source", null)]
    [InlineData("/source", "\"urn:agency:other\"")]
    [InlineData("/source", "\"urn:agency:DLSE\"")]
    [InlineData("/source", "\"urn:agency:dlse \"")]
    [InlineData("/type", null)]
    [InlineData("/type", "\"judgment.issued.v2\"")]
    [InlineData("/type", "\"Judgment.Issued.v1\"")]
    [InlineData("/time", "\"2026-03-02\"")]
    [InlineData("/time", "\"2026-03-02T17:04:00\"")]
    [InlineData("/time", "\"2026-02-30T17:04:00Z\"")]
    [InlineData("/time", "1772471040")]
    [InlineData("/subject", null)]
    [InlineData("/subject", "\"\"")]
    [InlineData("/subject", "\"a\\nb\"")]
    [InlineData("/sequence", null)]
    [InlineData("/sequence", "0")]
    [InlineData("/sequence", "-1")]
    [InlineData("/sequence", "1000000001")]
    [InlineData("/sequence", "1.5")]
    [InlineData("/sequence", "1e400")]
    [InlineData("/sequence", "\"1\"")]
    [InlineData("/data", "[]")]
    [InlineData("/data", "\"x\"")]
    [InlineData("/data_base64", "\"e30=\"")]
    public void Read_FaultyEnvelope_IsFaulty_AtThePointer(string pointer, string? json)
    {
        var reading = Sample.Read(Sample.Event(EventTypes.JudgmentIssued).With(pointer, json));

        reading.IsValid.ShouldBeFalse();
        reading.Fault!.Pointer.ShouldBe(pointer);
        reading.Fault.Reason.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData(EventTypes.JudgmentIssued, "/data/amount", "18250.00")]
    [InlineData(EventTypes.JudgmentIssued, "/data/amount", "\"-1.00\"")]
    [InlineData(EventTypes.JudgmentIssued, "/data/amount", "\"+1.00\"")]
    [InlineData(EventTypes.JudgmentIssued, "/data/amount", "\"1.005\"")]
    [InlineData(EventTypes.JudgmentIssued, "/data/amount", "\"1.\"")]
    [InlineData(EventTypes.JudgmentIssued, "/data/amount", "\".50\"")]
    [InlineData(EventTypes.JudgmentIssued, "/data/amount", "\"1,000.00\"")]
    [InlineData(EventTypes.JudgmentIssued, "/data/amount", "\"1e3\"")]
    [InlineData(EventTypes.JudgmentIssued, "/data/amount", "\" 1\"")]
    [InlineData(EventTypes.JudgmentIssued, "/data/amount", "\"\"")]
    [InlineData(EventTypes.JudgmentIssued, "/data/amount", "\"١٢\"")]
    [InlineData(EventTypes.JudgmentIssued, "/data/amount", "\"1000000000000\"")]
    [InlineData(EventTypes.JudgmentIssued, "/data/principal", "\"x\"")]
    [InlineData(EventTypes.JudgmentIssued, "/data/interestRate", "0.10")]
    [InlineData(EventTypes.JudgmentIssued, "/data/interestRate", "\"10%\"")]
    [InlineData(EventTypes.JudgmentIssued, "/data/issuedOn", "\"2026-02-30\"")]
    [InlineData(EventTypes.JudgmentIssued, "/data/issuedOn", "\"02/20/2026\"")]
    [InlineData(EventTypes.JudgmentIssued, "/data/servedOn", "\"2026-2-4\"")]
    [InlineData(EventTypes.JudgmentIssued, "/data/appealDeadline", "\"2026-03-11T00:00:00Z\"")]
    [InlineData(EventTypes.JudgmentIssued, "/data/interestFrom", "20260220")]
    [InlineData(EventTypes.JudgmentIssued, "/data/caseNumber", "77")]
    [InlineData(EventTypes.JudgmentIssued, "/data/kind", "[]")]
    [InlineData(EventTypes.JudgmentIssued, "/data/violations", "\"wages\"")]
    [InlineData(EventTypes.JudgmentIssued, "/data/violations/1", "1")]
    [InlineData(EventTypes.JudgmentIssued, "/data/workers", "\"4\"")]
    [InlineData(EventTypes.JudgmentIssued, "/data/workers", "-4")]
    [InlineData(EventTypes.JudgmentIssued, "/data/naics", "722511")]
    [InlineData(EventTypes.JudgmentIssued, "/data/parties", "[]")]
    [InlineData(EventTypes.JudgmentIssued, "/data/parties", "{}")]
    [InlineData(EventTypes.JudgmentIssued, "/data/parties/1", "null")]
    [InlineData(EventTypes.JudgmentIssued, "/data/parties/0", "\"Copper Kettle\"")]
    [InlineData(EventTypes.JudgmentIssued, "/data/parties/0/id", null)]
    [InlineData(EventTypes.JudgmentIssued, "/data/parties/0/id", "\"\"")]
    [InlineData(EventTypes.JudgmentIssued, "/data/parties/1/id", "\"p1\"")]
    [InlineData(EventTypes.JudgmentIssued, "/data/parties/0/name", null)]
    [InlineData(EventTypes.JudgmentIssued, "/data/parties/0/name", "\" \"")]
    [InlineData(EventTypes.JudgmentIssued, "/data/parties/0/name", "\"a\\u0000\"")]
    [InlineData(EventTypes.JudgmentIssued, "/data/parties/0/name", $"\"{Sample.HalfPair}\"")]
    [InlineData(EventTypes.JudgmentIssued, "/data/parties/0/tradeNames", "\"Copper\"")]
    [InlineData(EventTypes.JudgmentIssued, "/data/parties/0/taxIdLast4", "0")]
    [InlineData(EventTypes.JudgmentIssued, "/data/parties/0/addresses", "{}")]
    [InlineData(EventTypes.JudgmentIssued, "/data/parties/0/addresses/0/city", "5")]
    [InlineData(EventTypes.JudgmentIssued, "/data/parties/0/phones/0", "5550100")]
    [InlineData(EventTypes.JudgmentAmended, "/data/settles", "3")]
    [InlineData(EventTypes.JudgmentAmended, "/data/parties/0/name", null)]
    [InlineData(EventTypes.JudgmentFinal, "/data/partyIds", "[]")]
    [InlineData(EventTypes.JudgmentFinal, "/data/partyIds", "\"p1\"")]
    [InlineData(EventTypes.JudgmentFinal, "/data/partyIds/0", "null")]
    [InlineData(EventTypes.JudgmentFinal, "/data/partyIds/0", "\"\"")]
    [InlineData(EventTypes.JudgmentAppealed, "/data/undertakingPosted", "\"yes\"")]
    [InlineData(EventTypes.JudgmentAppealed, "/data/partyIds", "[]")]
    [InlineData(EventTypes.JudgmentStayed, "/data/stayId", "\"\"")]
    [InlineData(EventTypes.JudgmentStayed, "/data/partyIds", "[]")]
    [InlineData(EventTypes.JudgmentVacated, "/data/partyIds", "[]")]
    [InlineData(EventTypes.JudgmentReinstated, "/data/partyIds", "[]")]
    [InlineData(EventTypes.JudgmentRenewed, "/data/until", "\"never\"")]
    [InlineData(EventTypes.JudgmentSatisfied, "/data/acceptedAmount", "\"-5\"")]
    [InlineData(EventTypes.JudgmentSatisfied, "/data/partyIds", "[]")]
    [InlineData(EventTypes.PaymentReceived, "/data/paymentId", "9")]
    [InlineData(EventTypes.PaymentReceived, "/data/receivedOn", "\"yesterday\"")]
    [InlineData(EventTypes.PaymentReturned, "/data/returnedOn", "\"2026-13-01\"")]
    [InlineData(EventTypes.AccordSigned, "/data/notarized", "1")]
    [InlineData(EventTypes.AccordSigned, "/data/graceDays", "\"5\"")]
    [InlineData(EventTypes.AccordSigned, "/data/installments/0", "500")]
    [InlineData(EventTypes.AccordSigned, "/data/installments/0/amount", "\"5.001\"")]
    [InlineData(EventTypes.AccordSigned, "/data/installments/0/dueOn", "\"soon\"")]
    [InlineData(EventTypes.BankruptcyFiled, "/data/chapter", "7")]
    [InlineData(EventTypes.BankruptcyFiled, "/data/partyIds", "[]")]
    [InlineData(EventTypes.BankruptcyEnded, "/data/how", "\"converted\"")]
    [InlineData(EventTypes.BankruptcyEnded, "/data/debtDischarged", "\"unknown\"")]
    [InlineData(EventTypes.BalanceConfirmed, "/data/interest", "1")]
    [InlineData(EventTypes.BalanceConfirmed, "/data/goodThrough", "false")]
    public void Read_FaultyData_IsFaulty_AtThePointer_AndItsJudgmentIsKnown(string type, string pointer, string? json)
    {
        var reading = Sample.Read(Sample.Event(type).With(pointer, json));

        reading.Fault.ShouldNotBeNull().Pointer.ShouldBe(pointer);
        reading.Glimpse.ShouldBe(new EventGlimpse("e-1", "CASE-1", 7, type));
    }

    [Theory]
    [InlineData("/id", 200)]
    [InlineData("/subject", 200)]
    public void Read_Keys_HaveAtMost200Characters_CountedAsUnicodeDoes(string pointer, int most)
    {
        var wide = string.Concat(Enumerable.Repeat("\U0001F35C", most));

        Sample.Read(Sample.Event(EventTypes.JudgmentFinal).With(pointer, $"\"{wide}\"")).Fault.ShouldBeNull();
        var reading = Sample.Read(Sample.Event(EventTypes.JudgmentFinal).With(pointer, $"\"{wide}x\""));
        reading.Fault!.Pointer.ShouldBe(pointer);
        (pointer == "/id" ? reading.Glimpse.Id : reading.Glimpse.Subject).ShouldBe(wide + "x");
    }

    [Theory]
    [InlineData("1000000000", 1_000_000_000)]
    [InlineData("1.0", 1)]
    [InlineData("2e0", 2)]
    [InlineData("300e-2", 3)]
    public void Read_Sequence_IsAnyWholeNumber(string json, long sequence) =>
        Sample.Read(Sample.Event(EventTypes.JudgmentFinal).ToJsonString().Replace("\"sequence\":7", $"\"sequence\":{json}", StringComparison.Ordinal))
            .Event!.Sequence.ShouldBe(sequence);

    [Theory]
    [InlineData("999999999999.99", "999999999999.99")]
    [InlineData("0", "0")]
    [InlineData("0.1", "0.1")]
    public void Read_Money_IsExact(string text, string amount) =>
        ((PaymentReceived)Sample.Read(Sample.Event(EventTypes.PaymentReceived).With("/data/amount", $"\"{text}\"")).Event!.Data)
            .Amount.ShouldBe(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("2026-03-02T17:04:00.123456789Z", "2026-03-02T17:04:00.1234567Z")]
    [InlineData("2026-03-02t17:04:00z", "2026-03-02T17:04:00Z")]
    [InlineData("2026-03-02T09:04:00-08:00", "2026-03-02T17:04:00Z")]
    [InlineData("2026-03-03T16:03:00+22:59", "2026-03-02T17:04:00Z")]
    [InlineData("0001-01-01T00:00:00+10:00", "0001-01-01T00:00:00Z")]
    public void Read_Time_IsTheSameMoment(string written, string moment) =>
        Sample.Read(Sample.Event(EventTypes.JudgmentFinal).With("/time", $"\"{written}\"")).Event!.Time
            .ShouldBe(DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("""{"specversion":"1.0","id":"a","id":"b"}""", "/id")]
    [InlineData("""{"data":{"x":[0,{"k":1,"\u006b":2}]}}""", "/data/x/1/k")]
    [InlineData("""{"data":{"a/b~c":{"k":1,"k":1}}}""", "/data/a~1b~0c/k")]
    public void Read_DuplicateKey_AtAnyDepth_IsFaulty(string body, string pointer) => Sample.Read(body).Fault!.Pointer.ShouldBe(pointer);

    [Theory]
    [InlineData(62, true)]
    [InlineData(63, false)]
    [InlineData(5000, false)]
    public void Read_NestingPast64_IsFaulty_AndItsJudgmentIsKnown(int arraysInData, bool valid)
    {
        // The event and its data are the first two of the 64.
        var deep = $"{{\"deep\":{new string('[', arraysInData)}{new string(']', arraysInData)}}}";
        var body = Sample.Event(EventTypes.JudgmentFinal).With("/data", "{}").ToJsonString().Replace("\"data\":{}", $"\"data\":{deep}", StringComparison.Ordinal);

        var reading = Sample.Read(body);

        reading.IsValid.ShouldBe(valid);
        reading.Glimpse.ShouldBe(new EventGlimpse("e-1", "CASE-1", 7, EventTypes.JudgmentFinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("not json")]
    [InlineData("{} {}")]
    [InlineData("{'a':1}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("7")]
    public void Read_WhatIsNoObject_IsFaultyAsAWhole(string body)
    {
        var reading = Sample.Read(body);

        reading.Fault!.Pointer.ShouldBe("");
        reading.Glimpse.ShouldBe(EventGlimpse.Nothing);
    }

    [Fact]
    public void Read_CutOff_KeepsWhatCouldBeRead()
    {
        var reading = Sample.Read("""{"id":"e-9","subject":"S\u002d9","sequence":3,"type":"judgment.final.v1","data":{"fin""");

        reading.Fault!.Pointer.ShouldBe("");
        reading.Glimpse.ShouldBe(new EventGlimpse("e-9", "S-9", 3, "judgment.final.v1"));
    }

    [Fact]
    public void Read_InvalidUtf8_IsFaulty_AndKeepsWhatCouldBeRead()
    {
        byte[] body = [.. Encoding.UTF8.GetBytes("""{"subject":"S-1","sequence":2,"id":"x"""), 0xC3, 0x28, .. Encoding.UTF8.GetBytes("\"}")];

        var reading = AgencyEventReader.Read(body, Sample.Agency);

        reading.Fault!.Reason.ShouldContain("UTF-8");
        reading.Glimpse.ShouldBe(new EventGlimpse(null, "S-1", 2, null));
    }

    [Theory]
    [InlineData(AgencyEventReader.MaxBytes, true)]
    [InlineData(AgencyEventReader.MaxBytes + 1, false)]
    public void Read_LargerThanAMebibyte_IsFaulty_AndItsJudgmentIsKnown(int bytes, bool valid)
    {
        var body = Sample.Event(EventTypes.JudgmentFinal).ToJsonString();
        body = body[..^1] + ",\"pad\":\"\"}";
        body = body[..^2] + new string('x', bytes - body.Length) + "\"}";

        var reading = Sample.Read(body);

        reading.IsValid.ShouldBe(valid);
        reading.Glimpse.Subject.ShouldBe("CASE-1");
    }

    [Fact]
    public void Read_ByteOrderMark_IsPassedOver() => Sample.Read("\uFEFF" + Sample.Event(EventTypes.JudgmentFinal).ToJsonString()).IsValid.ShouldBeTrue();

    [Fact]
    public void Read_FaultPointer_IsTextThatAStoreKeeps() =>
        Sample.Read("""{"data":{"a\u0000\ud800":{"k":1,"k":1}}}""").Fault!.Pointer.ShouldBe("/data/a\uFFFD\uFFFD/k");
}
