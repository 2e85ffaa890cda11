namespace WageTheftPermits.Contracts.Schemas;

/// <summary>
/// The contract's JSON Schemas (2020-12), as served under <c>/schemas/</c>: <c>event.json</c> for what agencies send, one file for the data of
/// each type, <c>message.json</c> for what they get, and <c>definitions.json</c>. References between them are relative to that folder.
/// </summary>
public static class PublishedSchemas
{
    private const string Folder = "Schemas/";

    /// <summary>File names such as <c>event.json</c>.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(PublishedSchemas).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => name[Folder.Length..]).Order(StringComparer.Ordinal),
    ];

    /// <summary>The file's bytes, or <c>null</c> where there is no such schema.</summary>
    public static Stream? Open(string name) => Names.Contains(name) ? typeof(PublishedSchemas).Assembly.GetManifestResourceStream(Folder + name) : null;
}
