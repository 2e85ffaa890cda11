using System.Text;
using WageTheftPermits.Application.Matching;

namespace WageTheftPermits.UnitTests.Matching;

public sealed class LinkFilesTests : IDisposable
{
    private const string Permits = "id,name,address,city,state,postal_code\nP1,Copper Kettle,12 Harbor Rd,Springton,CA,90001\nP2,Quixotic Fig,40 Mill St,Oakfield,CA,90002\n";

    private readonly string folder = Directory.CreateTempSubdirectory("link").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Link_WritesThePairs_BestFirst_WithTheReasons()
    {
        var report = await Link(
            "id,name,address\nJ1,\"Fig Growers LLC, a California limited liability company dba Quixotic Fig\",\nJ2,\"Copper Kettle Inc., a California corporation\",\"12 Harbor Road\nSprington, CA 90001\"\nJ3,Nobody Known,\n",
            Permits);

        var lines = File.ReadAllLines(Out);
        lines[0].ShouldBe("left_id,right_id,probability,weight,band,kind,explanation");
        lines.Skip(1).Select(l => string.Join(',', l.Split(',').Take(2))).ShouldBe(["J2,P1", "J1,P2"]);
        lines[1].ShouldContain(",strong,SameEstablishment,");
        lines[2].ShouldContain(",review,");
        report.ShouldBe(new LinkReport(3, 2, 2, 2, 1, 0, "model-1"));
    }

    [Fact]
    public async Task Link_ACutoffOfOne_WritesOnlyTheHeader() =>
        (await Link("id,name\nJ1,Copper Kettle\n", Permits, cutoff: 1)).Pairs.ShouldBe(0);

    [Fact]
    public async Task Link_MappingNamesTheFilesOwnColumns()
    {
        var mapping = Write("map.json", """{ "id": "case_no", "name": "trade_nm" }""");

        (await Link("case_no,trade_nm\nJ1,Copper Kettle\n", Permits, mapping)).Pairs.ShouldBe(1);
    }

    [Fact]
    public async Task Link_WithAModel_UsesIt_AndRefusesWhatIsNone()
    {
        var (left, right) = (Write("l.csv", "id,name\nJ1,Copper Kettle\n"), Write("r.csv", Permits));
        var trained = await TrainModel.RunAsync(new TrainRequest(left, right, Path.Combine(folder, "model.json")), default);

        (await LinkFiles.RunAsync(new LinkRequest(left, right, Out, Model: Path.Combine(folder, "model.json")), default)).ModelVersion.ShouldBe(trained.Version);
        (await Should.ThrowAsync<LinkRefused>(() => LinkFiles.RunAsync(new LinkRequest(left, right, Out, Model: left), default))).Message.ShouldContain("cannot be used");
    }

    [Fact]
    public async Task Train_OnEmptyFiles_IsRefused() =>
        (await Should.ThrowAsync<LinkRefused>(() => TrainModel.RunAsync(new TrainRequest(Write("l.csv", "id,name\n"), Write("r.csv", Permits), Out), default))).Message.ShouldContain("no records");

    [Fact]
    public async Task Link_ReadsWindows1252_WhereTheFileIsNotUtf8()
    {
        var latin = Encoding.Latin1.GetBytes("id,name\nJ1,Caf\u00e9 \u00c9toile\n");

        (await LinkRefusedOrReport(latin, "id,name\nP1,Cafe Etoile\n")).Pairs.ShouldBe(1);
    }

    [Theory]
    [InlineData("name\nx\n", "no column 'id'")]
    [InlineData("id,name\nJ1,a\nJ1,b\n", "line 3: the id 'J1' occurs twice")]
    [InlineData("id,name\n,a\n", "line 2: the row has no id")]
    [InlineData("", "is empty")]
    public async Task Link_AnUnusableFile_IsRefusedWithWhatToDo(string left, string says) =>
        (await Should.ThrowAsync<LinkRefused>(() => Link(left, Permits))).Message.ShouldContain(says);

    [Fact]
    public async Task Link_AMissingFile_IsRefused() =>
        (await Should.ThrowAsync<LinkRefused>(() => LinkFiles.RunAsync(new LinkRequest(Path.Combine(folder, "none.csv"), Write("r.csv", Permits), Out), default)))
            .Message.ShouldContain("none.csv");

    [Theory]
    [InlineData("""{ "id": "nope" }""", "no column 'nope'")]
    [InlineData("""{ "key": "id" }""", "'key'")]
    [InlineData("not json", "cannot be read")]
    public async Task Link_AFaultyMapping_IsRefused(string mapping, string says) =>
        (await Should.ThrowAsync<LinkRefused>(() => Link("id,name\nJ1,a\n", Permits, Write("map.json", mapping)))).Message.ShouldContain(says);

    [Fact]
    public async Task Link_AFailure_LeavesTheOldResult()
    {
        File.WriteAllText(Out, "old");

        await Should.ThrowAsync<LinkRefused>(() => Link("name\nx\n", Permits));

        File.ReadAllText(Out).ShouldBe("old");
    }

    private string Out => Path.Combine(folder, "pairs.csv");

    private Task<LinkReport> Link(string left, string right, string? leftMapping = null, double cutoff = LinkRequest.DefaultCutoff) =>
        LinkFiles.RunAsync(new LinkRequest(Write("l.csv", left), Write("r.csv", right), Out, leftMapping, Cutoff: cutoff), default);

    private Task<LinkReport> LinkRefusedOrReport(byte[] left, string right)
    {
        var path = Path.Combine(folder, "l.csv");
        File.WriteAllBytes(path, left);
        return LinkFiles.RunAsync(new LinkRequest(path, Write("r.csv", right), Out), default);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
