using System.Text.Json;
using System.Text.Json.Serialization;

namespace WageTheftPermits.Application.Imports;

/// <summary>What a file's rows are. A lead (an investigation that ended in an agreement) may be looked into and is never a reason to hold a permit.</summary>
public enum ImportKind
{
    Permits,
    Judgments,
    Leads,
}

/// <summary>How a column's text is read.</summary>
public enum ColumnType
{
    /// <summary>As it stands, without white space at its ends.</summary>
    Text,

    /// <summary>By the mapping's date formats, to <c>yyyy-MM-dd</c>.</summary>
    Date,

    /// <summary>Dollars, to a plain decimal.</summary>
    Money,

    /// <summary>By the mapping's status names.</summary>
    Status,
}

/// <param name="Column">The column's name in the file.</param>
/// <param name="Required">The file must have the column, and each row something in it.</param>
public sealed record ColumnMapping(string Column, ColumnType Type = ColumnType.Text, bool Required = false);

/// <summary>
/// How a CSV layout is read: a JSON file of column names and formats. Layouts that ship with the program are recognised by
/// <see cref="Header"/>; a clerk's own file is named on the command line.
/// </summary>
/// <param name="Header">All column names of the layout; their order and case make no difference.</param>
/// <param name="Optional">Column names that the layout may have beside those of <paramref name="Header"/>.</param>
/// <param name="Columns">Our field, and the column it is read from.</param>
/// <param name="Constants">Fields that are the same for each row.</param>
/// <param name="Statuses">The file's status names, and ours. A name that is not here is not guessed at: it is reported.</param>
/// <param name="DateFormats">.NET formats, tried in order.</param>
/// <param name="Absent">Texts that stand for nothing, such as <c>-</c>.</param>
/// <param name="Encoding"><c>utf-8</c>, <c>windows-1252</c>, or <c>detect</c>: UTF-8 where the bytes are, else windows-1252.</param>
public sealed record MappingFile(
    string Name,
    ImportKind Kind,
    IReadOnlyList<string> Header,
    IReadOnlyDictionary<string, ColumnMapping> Columns,
    IReadOnlyDictionary<string, string>? Constants = null,
    IReadOnlyDictionary<string, string>? Statuses = null,
    IReadOnlyList<string>? DateFormats = null,
    IReadOnlyList<string>? Absent = null,
    string Encoding = "detect",
    IReadOnlyList<string>? Optional = null)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <exception cref="MappingFault">The text is no mapping file, or names what is not there.</exception>
    public static MappingFile Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var mapping = JsonSerializer.Deserialize<MappingFile>(json, Options) ?? throw new MappingFault("A mapping file is a JSON object.");
            mapping.Check();
            return mapping;
        }
        catch (JsonException error)
        {
            throw new MappingFault($"The mapping file cannot be read: {error.Message}");
        }
    }

    private void Check()
    {
        var known = ImportFields.Of(Kind);
        foreach (var field in Columns.Keys.Concat(Constants?.Keys ?? []))
            Require(known.Contains(field), $"\"{field}\" is not a field of {Kind}; the fields are {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
        Require(Encoding is "utf-8" or "windows-1252" or "detect", $"The encoding \"{Encoding}\" is not utf-8, windows-1252 or detect.");
        foreach (var (field, column) in Columns)
        {
            Require(column.Type != ColumnType.Date || DateFormats is { Count: > 0 }, $"\"{field}\" is a date, and there are no dateFormats.");
            Require(column.Type != ColumnType.Status || Statuses is { Count: > 0 }, $"\"{field}\" is a status, and there are no statuses.");
        }
    }

    private static void Require(bool holds, string reason)
    {
        if (!holds)
            throw new MappingFault(reason);
    }
}

/// <summary>A mapping file cannot be used; the message tells its author why.</summary>
public sealed class MappingFault(string message) : Exception(message);
