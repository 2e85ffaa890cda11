namespace WageTheftPermits.Contracts.Schemas;

/// <summary>
/// The contract as agencies read it, from <c>docs/agencies</c>: JSON Schemas (2020-12), served under <c>/schemas/</c>, and the AsyncAPI document
/// that names them. <c>event.json</c> is for what agencies send, <c>message.json</c> for what they get, one file for the data of each type, and
/// <c>definitions.json</c>. References between them are relative to that folder.
/// </summary>
public static class PublishedSchemas
{
    private const string Folder = "schemas/";

    /// <summary>File names such as <c>event.json</c>.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(PublishedSchemas).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => name[Folder.Length..]).Order(StringComparer.Ordinal),
    ];

    /// <summary>The file's bytes, or <c>null</c> where there is no such schema.</summary>
    public static Stream? Open(string name) => Names.Contains(name) ? typeof(PublishedSchemas).Assembly.GetManifestResourceStream(Folder + name) : null;

    /// <summary>The AsyncAPI 3 document: the channels, and which types go through which.</summary>
    public static Stream OpenAsyncApi() => typeof(PublishedSchemas).Assembly.GetManifestResourceStream("asyncapi.json")!;
}
