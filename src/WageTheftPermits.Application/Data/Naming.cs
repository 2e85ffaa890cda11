using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace WageTheftPermits.Application.Data;

/// <summary>Names as PostgreSQL and the pages write them: <c>snake_case</c> for columns, <c>kebab-case</c> words for enumerations.</summary>
public static class Naming
{
    /// <summary><c>HoldActive</c> → <c>hold-active</c>: how a status stands in the database, in addresses and in messages.</summary>
    public static string Word(Enum value) => Separate(value.ToString(), '-');

    /// <summary>The enumeration's value for a word; throws where there is none.</summary>
    public static T FromWord<T>(string word) where T : struct, Enum =>
        Enum.TryParse<T>(word.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var value)
            ? value
            : throw new InvalidOperationException($"'{word}' is no {typeof(T).Name}.");

    internal static void Apply(ModelBuilder builder)
    {
        foreach (var entity in builder.Model.GetEntityTypes())
        {
            if (entity.GetTableName() is { } table)
                entity.SetTableName(Separate(table.Replace("AspNet", "", StringComparison.Ordinal), '_'));
            foreach (var property in entity.GetProperties())
            {
                if (property.Name != "xmin" && property.FindAnnotation(RelationalAnnotationNames.ColumnName) is null)
                    property.SetColumnName(Separate(property.Name, '_'));
            }
            foreach (var complex in entity.GetComplexProperties())
            {
                foreach (var property in complex.ComplexType.GetProperties())
                {
                    if (property.FindAnnotation(RelationalAnnotationNames.ColumnName) is null)
                        property.SetColumnName(Separate(property.Name, '_'));
                }
            }
        }
    }

    internal static void EnumsAsWords(ModelConfigurationBuilder builder)
    {
        foreach (var type in new[] { typeof(Domain.RuleViolation).Assembly, typeof(Naming).Assembly }.SelectMany(a => a.GetTypes()).Where(t => t.IsEnum && t.IsPublic))
            builder.Properties(type).HaveConversion(typeof(WordConverter<>).MakeGenericType(type));
    }

    private static string Separate(string name, char separator)
    {
        var text = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && name[i - 1] != separator && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
                text.Append(separator);
            text.Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }

    private sealed class WordConverter<T>() : ValueConverter<T, string>(value => Word(value), word => FromWord<T>(word)) where T : struct, Enum;
}
