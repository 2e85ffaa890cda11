namespace WageTheftPermits.Application.Imports;

/// <summary>A file and the mapping that reads it.</summary>
/// <param name="Name">The file's name, for people.</param>
public sealed record ImportSource(string Name, MappingFile Mapping, CsvRows Rows)
{
    /// <param name="mappingPath">A mapping file; <c>null</c>: the layout is recognised by its header.</param>
    /// <exception cref="ImportRefused">The file or the mapping cannot be used; the message says why.</exception>
    public static ImportSource Open(string path, string? mappingPath, params ImportKind[] kinds)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            var mapping = mappingPath is null ? Recognise(bytes) : MappingFile.Parse(File.ReadAllBytes(mappingPath));
            if (!kinds.Contains(mapping.Kind))
                throw new ImportRefused($"The mapping {mapping.Name} reads {mapping.Kind}, not {kinds[0]}.");
            return new ImportSource(Path.GetFileName(path), mapping, CsvRows.Read(new MemoryStream(bytes), mapping));
        }
        catch (MappingFault fault)
        {
            throw new ImportRefused(fault.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImportRefused(e.Message);
        }
    }

    private static MappingFile Recognise(byte[] bytes) =>
        ShippedMappings.Recognise(CsvFile.Read(new MemoryStream(bytes)).Header)
        ?? throw new ImportRefused($"The columns are of no layout that is known here ({string.Join(", ", ShippedMappings.All.Select(m => m.Name))}); name a mapping file with --mapping.");
}
