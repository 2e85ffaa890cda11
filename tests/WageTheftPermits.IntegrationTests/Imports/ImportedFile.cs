using System.Text;
using WageTheftPermits.Application.Imports;

namespace WageTheftPermits.IntegrationTests.Imports;

/// <summary>A file in a folder of its own, as a clerk has one.</summary>
internal sealed class ImportedFile : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("wtp-import-").FullName;

    public ImportedFile(string content, Encoding? encoding = null) => File.WriteAllBytes(Path, (encoding ?? Encoding.UTF8).GetBytes(content));

    public string Path => System.IO.Path.Combine(_folder, "file.csv");

    public ImportSource Permits(string? mapping = null) => ImportSource.Open(Path, Mapping(mapping), ImportKind.Permits);

    public ImportSource Judgments(string? mapping = null) => ImportSource.Open(Path, Mapping(mapping), ImportKind.Judgments, ImportKind.Leads);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string? Mapping(string? json)
    {
        if (json is null)
            return null;
        var path = System.IO.Path.Combine(_folder, "mapping.json");
        File.WriteAllText(path, json);
        return path;
    }
}
