namespace WageTheftPermits.Application.Imports;

/// <summary>The layouts of open data and agencies' exports that are known without a mapping file.</summary>
public static class ShippedMappings
{
    private static readonly Lazy<IReadOnlyList<MappingFile>> Read = new(() =>
    {
        var assembly = typeof(ShippedMappings).Assembly;
        return
        [
            .. assembly.GetManifestResourceNames().Where(name => name.EndsWith(".mapping.json", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(name =>
            {
                using var resource = assembly.GetManifestResourceStream(name)!;
                using var bytes = new MemoryStream();
                resource.CopyTo(bytes);
                return MappingFile.Parse(bytes.ToArray());
            }),
        ];
    });

    public static IReadOnlyList<MappingFile> All => Read.Value;

    /// <summary>The layout that has exactly these columns, its optional ones aside; or <c>null</c>.</summary>
    public static MappingFile? Recognise(IEnumerable<string> header)
    {
        var columns = header.Select(CsvFile.Plain).ToHashSet(StringComparer.Ordinal);
        return All.FirstOrDefault(mapping => columns.Except((mapping.Optional ?? []).Select(CsvFile.Plain)).ToHashSet(StringComparer.Ordinal).SetEquals(mapping.Header.Select(CsvFile.Plain)));
    }
}
