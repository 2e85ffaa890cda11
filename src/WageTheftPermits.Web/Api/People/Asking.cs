using System.Buffers.Text;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Linq.Expressions;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Api.People;

/// <summary>A page of a list.</summary>
/// <param name="Next">The cursor of the next page; null where this is the last.</param>
public sealed record ListAnswer<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>One request of this API: who asks, what was sent, and how it is answered.</summary>
internal sealed class Asking(IHttpContextAccessor accessor, PermitsDbContext db, CurrentPolicy policies, DepartmentTime time)
{
    private const int MostRows = 200;
    private const int UsualRows = 50;
    private const int LargestBody = 256 * 1024;

    public PermitsDbContext Db { get; } = db;

    public CurrentPolicy Policies { get; } = policies;

    public DepartmentTime Time { get; } = time;

    public HttpContext Http { get; } = accessor.HttpContext!;

    public ClaimsPrincipal User => Http.User;

    public CancellationToken Ct => Http.RequestAborted;

    /// <summary>What was sent, as it was sent; empty until <see cref="BodyAsync{T}"/> has read it.</summary>
    public byte[] Body { get; private set; } = [];

    /// <summary>Answers one thing with its version, or that there is none; or that the caller has it already (If-None-Match).</summary>
    public IResult One<T>(T? found) where T : class
    {
        if (found is null)
            throw ApiRefusal.NotThere();
        var (body, tag) = Written(found);
        Http.Response.Headers.ETag = tag;
        return Http.Request.Headers.IfNoneMatch.ToString().Split(',', StringSplitOptions.TrimEntries).Any(known => known == tag || known == $"W/{tag}")
            ? Results.StatusCode(StatusCodes.Status304NotModified)
            : Results.Bytes(body, "application/json; charset=utf-8");
    }

    /// <summary>An answer as bytes, with its version: the digest of all that it says. So it changes with whatever the caller saw, today's eligibility included.</summary>
    public static (byte[] Body, string Tag) Written(object answer)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(answer, answer.GetType(), ApiJson.Options);
        return (body, $"\"{Base64Url.EncodeToString(SHA256.HashData(body).AsSpan(0, 18))}\"");
    }

    /// <summary>A page of a list in the order of a key that never changes: whoever follows the cursors meets each row that stays once, whatever is added meanwhile.</summary>
    /// <param name="keyOf">The key of a row as it is answered.</param>
    public async Task<IResult> ListAsync<T, TItem, TKey>(IQueryable<T> rows, Expression<Func<T, TKey>> key, Expression<Func<T, TItem>> item, Func<TItem, TKey> keyOf, string? after, string? limit)
        where TKey : IParsable<TKey>
    {
        var most = Limit(limit);
        if (after is not null)
            rows = rows.Where(Beyond(key, TKey.TryParse(PlaceOf(after), CultureInfo.InvariantCulture, out var place) ? place : throw NoCursor()));
        var found = await rows.OrderBy(key).Take(most + 1).Select(item).ToListAsync(Ct);
        var next = found.Count > most ? Cursor(Convert.ToString(keyOf(found[most - 1]), CultureInfo.InvariantCulture)!) : null;
        return List<TItem>([.. found.Take(most)], next);
    }

    public static IResult List<T>(IReadOnlyList<T> items, string? next) => Results.Json(new ListAnswer<T>(items, next), ApiJson.Options);

    public static int Limit(string? asked) =>
        asked is null ? UsualRows
        : int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MostRows ? limit
        : throw ApiRefusal.Invalid("limit", $"It is a number from 1 to {MostRows}.");

    /// <summary>A cursor means nothing to its reader: only that the list goes on there.</summary>
    public static string Cursor(string place) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(place));

    /// <summary>What a cursor of ours stands for; null where it is none.</summary>
    public static string? PlaceOf(string cursor)
    {
        var bytes = new byte[cursor.Length];
        return Base64Url.IsValid(cursor) && Base64Url.TryDecodeFromChars(cursor, bytes, out var length) && Encoding.UTF8.GetString(bytes, 0, length) is var text && Texts.CanBeKept(text) ? text : null;
    }

    public static ApiRefusal NoCursor() => ApiRefusal.Invalid("after", "This is no cursor of this list; leave it out to begin at the beginning.");

    /// <summary>A word of an enumeration, or null where none is given.</summary>
    /// <param name="others">Words with a meaning of their own, for which null is answered too.</param>
    public static T? Word<T>(string name, string? given, params string[] others) where T : struct, Enum
    {
        if (given is null || others.Contains(given))
            return null;
        foreach (var value in Enum.GetValues<T>())
        {
            if (Naming.Word(value) == given)
                return value;
        }
        throw ApiRefusal.Invalid(name, $"It is one of {string.Join(", ", [.. others, .. Enum.GetValues<T>().Select(value => Naming.Word(value))])}.");
    }

    public static bool Flag(string name, string? given) => given switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw ApiRefusal.Invalid(name, "It is true or false."),
    };

    public static DateOnly? Day(string name, string? given) =>
        given is null ? null
        : ListFilter.Day(given) is { Year: > 1 and < 9999 } day ? day
        : throw ApiRefusal.Invalid(name, "It is a day such as 2026-03-02.");

    /// <summary>What was sent, read strictly: every member known, of its kind, and what is needed there.</summary>
    /// <exception cref="ApiRefusal">400, 413 or 415.</exception>
    public async Task<T> BodyAsync<T>() where T : class
    {
        Body = await BytesAsync();
        if (Body.Length == 0 && typeof(T) == typeof(Nothing))
            return (T)(object)new Nothing();
        if (!MediaTypeHeaderValue.TryParse(Http.Request.ContentType, out var type) || !string.Equals(type.MediaType, "application/json", StringComparison.OrdinalIgnoreCase)
            || (type.CharSet is { } charset && !charset.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase)) || Http.Request.Headers.ContentEncoding.Count > 0)
            throw ApiRefusal.Of(StatusCodes.Status415UnsupportedMediaType, "Send the body as application/json, in UTF-8 and not compressed.");
        return StrictBody.Read<T>(Body);
    }

    /// <summary>The token that the request came with.</summary>
    public string TokenId => User.FindFirstValue(PersonTokens.TokenClaim)!;

    private static Expression<Func<T, bool>> Beyond<T, TKey>(Expression<Func<T, TKey>> key, TKey place)
    {
        Expression<Func<TKey>> value = () => place;
        var beyond = typeof(TKey) == typeof(string)
            ? Expression.GreaterThan(Expression.Call(typeof(string), nameof(string.Compare), null, key.Body, value.Body), Expression.Constant(0))
            : Expression.GreaterThan(key.Body, value.Body);
        return Expression.Lambda<Func<T, bool>>(beyond, key.Parameters);
    }

    private async Task<byte[]> BytesAsync()
    {
        if (Http.Request.ContentLength > LargestBody)
            throw TooLarge();
        using var body = new MemoryStream();
        var part = new byte[16 * 1024];
        for (int read; (read = await Http.Request.Body.ReadAsync(part, Ct)) > 0;)
        {
            body.Write(part, 0, read);
            if (body.Length > LargestBody)
                throw TooLarge();
        }
        return body.ToArray();
    }

    private static ApiRefusal TooLarge() => ApiRefusal.Of(StatusCodes.Status413PayloadTooLarge, $"The body is larger than {LargestBody / 1024} KiB.");
}

/// <summary>An act to which nothing has to be said: an empty body, or an empty object.</summary>
public sealed record Nothing;

/// <summary>Reads a body so that every fault is named with its field.</summary>
internal static class StrictBody
{
    private const int Deepest = 16;

    public static T Read<T>(byte[] body) where T : class
    {
        var errors = new Dictionary<string, string[]>();
        using var document = Parse(body);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw ApiRefusal.Invalid("", "The body is a JSON object.");
        var members = ApiJson.Options.GetTypeInfo(typeof(T)).Properties.ToDictionary(p => p.Name);
        foreach (var sent in document.RootElement.EnumerateObject())
        {
            if (!members.TryGetValue(sent.Name, out var member))
                errors[sent.Name] = [members.Count == 0 ? "Nothing is said here." : $"There is no such field; there are {string.Join(", ", members.Keys)}."];
            else if (Fault(sent.Value, member.PropertyType) is { } fault)
                errors[sent.Name] = [fault];
        }
        if (errors.Count > 0)
            throw ApiRefusal.Invalid(errors);
        var read = document.Deserialize<T>(ApiJson.Options)!;
        Validate(read, "", errors);
        return errors.Count == 0 ? read : throw ApiRefusal.Invalid(errors);
    }

    private static JsonDocument Parse(byte[] body)
    {
        try
        {
            return JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = Deepest, AllowDuplicateProperties = false });
        }
        catch (JsonException e)
        {
            throw ApiRefusal.Invalid("", $"The body is not JSON, or says something twice: {e.Message}");
        }
    }

    private static string? Fault(JsonElement value, Type type)
    {
        try
        {
            _ = value.Deserialize(type, ApiJson.Options);
            return Strings(value).All(Texts.CanBeKept) ? null : "It has characters that cannot be kept.";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return e is JsonException { InnerException: null } && e.Message.StartsWith("Money", StringComparison.Ordinal) ? e.Message : $"It cannot be read as {NameOf(type)}.";
        }
    }

    private static IEnumerable<string> Strings(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Strings),
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Strings(member.Value)),
        _ => [],
    };

    private static string NameOf(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsEnum ? $"one of {string.Join(", ", Enum.GetValues(type).Cast<Enum>().Select(Naming.Word))}"
            : type == typeof(string) ? "text"
            : type == typeof(DateOnly) ? "a day such as 2026-03-02"
            : type == typeof(TimeOnly) ? "a time such as 13:00:00"
            : type == typeof(Guid) ? "an id"
            : type == typeof(bool) ? "true or false"
            : type == typeof(decimal) ? "money such as \"125.00\""
            : "what the description of this API says; look for a field that it does not have";
    }

    private static void Validate(object read, string within, Dictionary<string, string[]> errors)
    {
        var faults = new List<ValidationResult>();
        Validator.TryValidateObject(read, new ValidationContext(read), faults, validateAllProperties: true);
        foreach (var fault in faults.GroupBy(f => f.MemberNames.FirstOrDefault() ?? ""))
            errors[within + JsonNamingPolicy.CamelCase.ConvertName(fault.Key)] = [.. fault.Select(f => f.ErrorMessage!)];
        foreach (var part in read.GetType().GetProperties().Where(p => p.PropertyType.IsClass && p.PropertyType.Namespace == typeof(StrictBody).Namespace))
        {
            if (part.GetValue(read) is { } inner)
                Validate(inner, $"{within}{JsonNamingPolicy.CamelCase.ConvertName(part.Name)}.", errors);
        }
    }
}
