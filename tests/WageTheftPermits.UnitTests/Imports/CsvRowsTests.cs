using System.Text;
using WageTheftPermits.Application.Imports;

namespace WageTheftPermits.UnitTests.Imports;

public class CsvRowsTests
{
    private const string Mapping = """
        { "name": "made-up", "kind": "judgments", "header": ["Case No", "Who", "Judged", "Total", "State of it"],
          "columns": { "subject": { "column": "case no", "required": true }, "partyName": { "column": "Who", "required": true },
                       "issuedOn": { "column": "Judged", "type": "date" }, "amount": { "column": "Total", "type": "money" },
                       "status": { "column": "State of it", "type": "status" } },
          "constants": { "state": "CA" }, "statuses": { "Issued": "issued" }, "dateFormats": ["M/d/yyyy"], "absent": ["-"] }
        """;

    private const string Header = "CASE NO, Who ,Judged,Total,State of it\r\n";

    [Fact]
    public void Read_MakesFieldsOfColumns()
    {
        var row = Read(Header + "1,\"Copper Kettle, Inc.\nan \"\"A\"\" corporation\",2/3/2026,\" 1,648.28 \",Issued\r\n").Rows.ShouldHaveSingleItem();

        row.ShouldSatisfyAllConditions(
            () => row.Refusal.ShouldBeNull(),
            () => row.Line.ShouldBe(2),
            () => row["partyName"].ShouldBe("Copper Kettle, Inc.\nan \"A\" corporation"),
            () => row["issuedOn"].ShouldBe("2026-02-03"),
            () => row["amount"].ShouldBe("1648.28"),
            () => row["status"].ShouldBe("issued"),
            () => row["state"].ShouldBe("CA"));
    }

    [Theory]
    [InlineData("1,Pat,,-,", null)]
    [InlineData("1,Pat,,$ 12,", null)]
    [InlineData(",Pat,,,", "case no")]
    [InlineData("1, ,,,", "Who")]
    [InlineData("1,Pat,13/1/2026,,", "Judged")]
    [InlineData("1,Pat,2026-01-03,,", "Judged")]
    [InlineData("1,Pat,,12.345,", "Total")]
    [InlineData("1,Pat,,\"1,64.28\",", "Total")]
    [InlineData("1,Pat,,(5.00),", "Total")]
    [InlineData("1,Pat,,-5,", "Total")]
    [InlineData("1,Pat,,1e3,", "Total")]
    [InlineData("1,Pat,,", "cells")]
    [InlineData("1,Pat,,,,more", "cells")]
    [InlineData("1,Pat \"The\" Cook,,,", "quote")]
    [InlineData("1,\"Pat\" Cook,,,", "quote")]
    [InlineData("1,\"Pat,,,", "quote")]
    public void Read_RefusesARow_WithItsReason(string row, string? reason)
    {
        var read = Read(Header + row + "\r\n").Rows.ShouldHaveSingleItem();

        if (reason is null)
            read.Refusal.ShouldBeNull();
        else
            read.Refusal.ShouldNotBeNull().ShouldContain(reason);
        read.Raw.ShouldBe(row);
    }

    [Fact]
    public void Read_UnknownStatus_IsLeftToAPerson()
    {
        var row = Read(Header + "1,Pat,,,Closed\n").Rows.ShouldHaveSingleItem();

        row.UnknownStatus.ShouldBe("Closed");
        row.Refusal.ShouldBeNull();
        row["status"].ShouldBeNull();
    }

    [Fact]
    public void Read_LinesAreThoseOfTheFile() =>
        Read(Header + "1,\"two\nlines\",,,\r\n\r\n2,Pat,,,\r\n").Rows.Select(row => (row["subject"], row.Line)).ShouldBe([("1", 2), ("2", 5)]);

    [Fact]
    public void Read_RowsAroundAMalformedOne_AreTaken() =>
        Read(Header + "1,Pat,,,\n2,Pat \"x\" y,,,\n3,Pat,,,\n").Rows.Select(row => row.Refusal is null).ShouldBe([true, false, true]);

    [Fact]
    public void Read_ColumnThatIsNotKnown_IsNoted() =>
        Read("Case No,Who,Extra\n1,Pat,x\n").ShouldSatisfyAllConditions(
            read => read.Notes.ShouldHaveSingleItem().ShouldContain("Extra"),
            read => read.Rows.ShouldHaveSingleItem().Refusal.ShouldBeNull());

    [Theory]
    [InlineData("Case No,Total\n1,5\n", "\"Who\"")]
    [InlineData("Case No,Who,who\n1,a,b\n", "twice")]
    [InlineData("", "header")]
    public void Read_FileWithoutWhatIsRequired_IsRefused(string file, string reason) =>
        Should.Throw<ImportRefused>(() => Read(file)).Message.ShouldContain(reason);

    [Theory]
    [InlineData("detect", "Café")]
    [InlineData("windows-1252", "Café")]
    [InlineData("utf-8", null)]
    public void Read_OldWindowsBytes_AreReadOnlyWhereTheMappingAllows(string encoding, string? name)
    {
        byte[] bytes = [.. Encoding.ASCII.GetBytes(Header + "1,Caf"), 0xE9, .. Encoding.ASCII.GetBytes(",,,\n")];
        var mapping = MappingFile.Parse(Encoding.UTF8.GetBytes(Mapping)) with { Encoding = encoding };

        if (name is null)
            Should.Throw<ImportRefused>(() => CsvRows.Read(new MemoryStream(bytes), mapping));
        else
            CsvRows.Read(new MemoryStream(bytes), mapping).Rows.ShouldHaveSingleItem()["partyName"].ShouldBe(name);
    }

    [Fact]
    public void Read_ByteOrderMark_IsNoPartOfTheFirstColumn() => Read("\uFEFF" + Header + "1,Pat,,,\n").Rows.ShouldHaveSingleItem().Refusal.ShouldBeNull();

    private static CsvRows Read(string file) =>
        CsvRows.Read(new MemoryStream(Encoding.UTF8.GetBytes(file)), MappingFile.Parse(Encoding.UTF8.GetBytes(Mapping)));
}
