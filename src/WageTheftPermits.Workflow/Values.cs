using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace WageTheftPermits.Workflow;

/// <summary>The values workflows carry: JSON, typed by the aliases definitions use (<c>String</c>, <c>Int32</c>, <c>DateTimeOffset?</c>, …).</summary>
internal static class Values
{
    public static readonly JsonElement Null = JsonSerializer.SerializeToElement<object?>(null);

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private static readonly Dictionary<string, Type> Aliases = new(StringComparer.Ordinal)
    {
        ["String"] = typeof(string),
        ["Boolean"] = typeof(bool),
        ["Int32"] = typeof(int),
        ["Int64"] = typeof(long),
        ["Decimal"] = typeof(decimal),
        ["Double"] = typeof(double),
        ["Guid"] = typeof(Guid),
        ["Object"] = typeof(object),
        ["DateTimeOffset"] = typeof(DateTimeOffset),
        ["DateOnly"] = typeof(DateOnly),
        ["TimeSpan"] = typeof(TimeSpan),
    };

    public static JsonElement ToJson(object? value) => value is JsonElement element ? element.Clone() : JsonSerializer.SerializeToElement(value, Options);

    public static string Write(object? value) => JsonSerializer.Serialize(value, Options);

    /// <summary>The type an alias stands for; null where it is none of ours. An assembly-qualified name (Elsa's enums and lists) is taken as any object.</summary>
    public static Type? TypeOf(string alias)
    {
        if (alias.Contains(',', StringComparison.Ordinal))
            return typeof(object);
        if (alias.EndsWith("[]", StringComparison.Ordinal))
            return Aliases.TryGetValue(alias[..^2], out var element) ? element.MakeArrayType() : null;
        var plain = alias.TrimEnd('?');
        if (!Aliases.TryGetValue(plain, out var type))
            return null;
        return plain.Length < alias.Length && type.IsValueType ? typeof(Nullable<>).MakeGenericType(type) : type;
    }

    /// <summary>A type as faults name it.</summary>
    public static string AliasOf(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return Aliases.FirstOrDefault(alias => alias.Value == plain).Key ?? plain switch
        {
            { IsEnum: true } => string.Join(" or ", Enum.GetNames(plain)),
            _ when plain == typeof(JsonElement) => "Object",
            _ when typeof(IEnumerable).IsAssignableFrom(plain) && plain.GenericTypeArguments is [var item] => $"list of {AliasOf(item)}",
            _ when typeof(IEnumerable).IsAssignableFrom(plain) => "Object",
            _ => plain.Name,
        };
    }

    public static bool AllowsNull(string alias) => alias.EndsWith('?') || alias == "Object";

    /// <summary>Whether a value of one type may stand where another is asked for. <c>Object</c> may hold anything, so it is left to run time.</summary>
    public static bool Fits(Type from, Type to)
    {
        var (given, asked) = (Nullable.GetUnderlyingType(from) ?? from, Nullable.GetUnderlyingType(to) ?? to);
        if (given == typeof(object) || given == typeof(JsonElement) || asked == typeof(object) || asked == typeof(JsonElement) || given == asked || asked.IsAssignableFrom(given))
            return true;
        if (asked.IsEnum)
            return given == typeof(string);
        if (asked != typeof(string) && typeof(IEnumerable).IsAssignableFrom(asked))
            return given == typeof(string) || given.IsArray;
        return (given, asked) switch
        {
            _ when given == typeof(int) => asked == typeof(long) || asked == typeof(decimal) || asked == typeof(double),
            _ when given == typeof(long) => asked == typeof(decimal),
            _ => false,
        };
    }

    public static T? Convert<T>(JsonElement value) =>
        TryConvert(value, typeof(T), out var result)
            ? (T?)result
            : throw new InvalidCastException($"A value that is {value.ValueKind} cannot be read as {AliasOf(typeof(T))}.");

    public static bool TryConvert(JsonElement value, Type type, out object? result)
    {
        result = null;
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
            return !type.IsValueType || plain != type;
        if (plain == typeof(JsonElement) || plain == typeof(object))
            return Ok(value.Clone(), out result);
        try
        {
            if (value.ValueKind == JsonValueKind.String)
                return TryParse(value.GetString()!, plain, out result) && IsSound(result);
            if (plain == typeof(string))
                return value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False && Ok(value.GetRawText(), out result);
            return Ok(value.Deserialize(plain, Options), out result) && IsSound(result);
        }
        catch (Exception e) when (e is JsonException or FormatException or OverflowException or NotSupportedException or InvalidOperationException)
        {
            return false;
        }
    }

    // Elsa writes literals and initial values as strings, whatever their type.
    private static bool TryParse(string text, Type type, out object? result)
    {
        result = null;
        if (type == typeof(string))
            return Ok(text, out result);
        if (type == typeof(bool))
            return bool.TryParse(text, out var flag) && Ok(flag, out result);
        // A moment without an offset is UTC, never the machine's zone.
        if (type == typeof(DateTimeOffset))
            return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) && Ok(moment, out result);
        if (type == typeof(TimeSpan))
            return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && Ok(span, out result);
        if (type == typeof(Guid))
            return Guid.TryParse(text, out var id) && Ok(id, out result);
        if (type == typeof(DateOnly) || type.IsEnum)
            return Ok(JsonSerializer.Deserialize(JsonSerializer.Serialize(text), type, Options), out result);
        return Ok(JsonSerializer.Deserialize(text, type, Options), out result);
    }

    // What is read but could not be written again, or means nothing.
    private static bool IsSound(object? value) => value switch
    {
        double number => double.IsFinite(number),
        Enum named => Enum.IsDefined(named.GetType(), named),
        _ => true,
    };

    private static bool Ok(object? value, out object? result)
    {
        result = value;
        return true;
    }
}
