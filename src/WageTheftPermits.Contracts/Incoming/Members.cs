using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace WageTheftPermits.Contracts.Incoming;

/// <summary>The first fault found in one event. Reading goes on after it with empty values, which nobody sees.</summary>
internal sealed class FaultFinding
{
    private const int MostCharacters = 1000;

    public EventFault? Fault { get; private set; }

    public void Add(string reason, string pointer) => Fault ??= new EventFault(reason, Storable(pointer));

    /// <summary>A pointer goes through the agency's own keys, which may be text that no store keeps or a megabyte long.</summary>
    private static string Storable(string pointer)
    {
        var text = new StringBuilder();
        foreach (var rune in pointer.EnumerateRunes().Take(MostCharacters))
            text.Append(rune.Value == 0 ? Rune.ReplacementChar : rune);
        return text.ToString();
    }
}

/// <summary>
/// The members of one JSON object, read by the contract's rules: <c>null</c> is absent, unknown members are left alone, and what breaks
/// a rule is noted with its pointer. The rules that span types (texts, money, dates) are here; which member is what, is with each event.
/// </summary>
internal sealed class Members
{
    private const int MaxKeyCharacters = 200;
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);
    private readonly string _pointer;
    private readonly FaultFinding _faults;

    public Members(JsonElement element, string pointer, FaultFinding faults)
    {
        (_pointer, _faults) = (pointer, faults);
        if (element.ValueKind != JsonValueKind.Object)
        {
            if (element.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null))
                faults.Add($"Must be an object, not {Describe(element)}.", pointer);
            return;
        }

        foreach (var member in element.EnumerateObject())
            _members[NameOf(member)] = member.Value;
    }

    public static string NameOf(JsonProperty member) => JsonText.Unescape(JsonMarshal.GetRawUtf8PropertyName(member));

    public static string TextOf(JsonElement value) => JsonText.Unescape(JsonMarshal.GetRawUtf8Value(value)[1..^1]);

    /// <summary>The member, undefined where it is absent or <c>null</c>.</summary>
    public JsonElement Value(string name) =>
        _members.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : default;

    public string Pointer(string name) => $"{_pointer}/{Escape(name)}";

    public Members Object(string name) => new(Value(name), Pointer(name), _faults);

    public string? Text(string name) => TextAt(Value(name), Pointer(name));

    /// <summary>A text that must be there and say something.</summary>
    public string RequiredText(string name)
    {
        if (!Has(name) || Text(name) is not { } text)
            return "";
        if (string.IsNullOrWhiteSpace(text))
            _faults.Add($"\"{name}\" must not be blank.", Pointer(name));
        return text;
    }

    /// <summary>A key of the agency's: 1 to 200 characters, none of them control characters.</summary>
    public string RequiredKey(string name)
    {
        if (!Has(name) || Text(name) is not { } text)
            return "";
        var length = JsonText.Length(text);
        if (length is < 1 or > MaxKeyCharacters)
            _faults.Add($"\"{name}\" must have 1 to {MaxKeyCharacters} characters; it has {length}.", Pointer(name));
        else if (text.Any(char.IsControl))
            _faults.Add($"\"{name}\" must not contain control characters.", Pointer(name));
        return text;
    }

    public bool? Flag(string name)
    {
        var value = Value(name);
        switch (value.ValueKind)
        {
            case JsonValueKind.Undefined: return null;
            case JsonValueKind.True: return true;
            case JsonValueKind.False: return false;
            default:
                _faults.Add($"Must be true or false, not {Describe(value)}.", Pointer(name));
                return null;
        }
    }

    public DateOnly? Date(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date;
        _faults.Add("Must be a date that exists, as YYYY-MM-DD.", Pointer(name));
        return null;
    }

    public DateOnly RequiredDate(string name) => Has(name) ? Date(name) ?? default : default;

    public decimal? Money(string name) =>
        Number(name, maxPlaces: 2, "Must be money: dollars as a decimal string such as \"1250.00\", not negative, at most two places, below 1000000000000.");

    public decimal RequiredMoney(string name) => Has(name) ? Money(name) ?? 0 : 0;

    /// <summary>A rate as a decimal string; as many places as <see cref="decimal"/> keeps exactly beside twelve digits.</summary>
    public decimal? Rate(string name) => Number(name, maxPlaces: 16, "Must be a rate: a fraction as a decimal string such as \"0.10\", not negative.");

    public int? Count(string name) => Value(name).ValueKind == JsonValueKind.Undefined ? null : (int?)Whole(Value(name), Pointer(name), 0, int.MaxValue);

    /// <summary>A whole number between the bounds. 3.0 and 3e0 are whole.</summary>
    public long RequiredWhole(string name, long min, long max) => Has(name) ? Whole(Value(name), Pointer(name), min, max) ?? 0 : 0;

    public IReadOnlyList<string> Texts(string name) => [.. Items(name).Select(item => TextAt(item.Value, item.Pointer, required: true) ?? "")];

    public IReadOnlyList<long> Wholes(string name, long min, long max) => [.. Items(name).Select(item => Whole(item.Value, item.Pointer, min, max) ?? 0)];

    public IReadOnlyList<Members> Objects(string name) => [.. Items(name).Select(item =>
    {
        if (item.Value.ValueKind == JsonValueKind.Null)
            _faults.Add("Must be an object, not null.", item.Pointer);
        return new Members(item.Value, item.Pointer, _faults);
    })];

    /// <summary>The parties an event is narrowed to; <c>null</c>: all. A list of none would say nothing of anybody, so it is a fault.</summary>
    public IReadOnlyList<string>? PartyIds()
    {
        if (Value("partyIds").ValueKind == JsonValueKind.Undefined)
            return null;
        var ids = Texts("partyIds");
        if (ids.Count == 0)
            _faults.Add("\"partyIds\" must not be empty; leave it out to mean every party.", Pointer("partyIds"));
        return ids;
    }

    public void Fault(string reason, string name) => _faults.Add(reason, Pointer(name));

    /// <summary>Notes the member as missing where it is.</summary>
    public bool Has(string name)
    {
        if (Value(name).ValueKind != JsonValueKind.Undefined)
            return true;
        _faults.Add($"\"{name}\" is required.", Pointer(name));
        return false;
    }

    /// <summary>A reference token of a JSON pointer (RFC 6901).</summary>
    public static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>A whole JSON number of at most 18 digits, or <c>null</c>.</summary>
    public static long? WholeOf(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number)
            return null;
        if (value.TryGetInt64(out var plain))
            return plain;
        var normal = CanonicalJson.NormalNumber(Encoding.ASCII.GetString(JsonMarshal.GetRawUtf8Value(value)));
        if (normal == "0")
            return 0;
        var at = normal.IndexOfAny(['e', 'E']);
        return at <= 20 && int.TryParse(normal.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var zeros) && zeros is >= 0 and <= 18
            && long.TryParse(normal[..at] + new string('0', zeros), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            ? whole
            : null;
    }

    private IEnumerable<(JsonElement Value, string Pointer)> Items(string name)
    {
        var value = Value(name);
        if (value.ValueKind == JsonValueKind.Array)
            return value.EnumerateArray().Select((item, index) => (item, string.Create(CultureInfo.InvariantCulture, $"{Pointer(name)}/{index}")));
        if (value.ValueKind != JsonValueKind.Undefined)
            _faults.Add($"Must be an array, not {Describe(value)}.", Pointer(name));
        return [];
    }

    private string? TextAt(JsonElement value, string pointer, bool required = false)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
            return null;
        if (value.ValueKind != JsonValueKind.String)
        {
            _faults.Add($"Must be a string, not {Describe(value)}.", pointer);
            return null;
        }

        var text = TextOf(value);
        if (JsonText.Length(text) is null)
            _faults.Add("Must be well-formed Unicode; half a surrogate pair stands alone.", pointer);
        else if (text.Contains('\0', StringComparison.Ordinal))
            _faults.Add("Must not contain U+0000.", pointer);
        else if (required && text.Length == 0)
            _faults.Add("Must not be empty.", pointer);
        return text;
    }

    private long? Whole(JsonElement value, string pointer, long min, long max)
    {
        if (WholeOf(value) is { } whole && whole >= min && whole <= max)
            return whole;
        _faults.Add(string.Create(CultureInfo.InvariantCulture, $"Must be a whole number from {min} to {max}."), pointer);
        return null;
    }

    private decimal? Number(string name, int maxPlaces, string rule)
    {
        if (Text(name) is not { } text)
            return null;
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? text : text[..point];
        var places = point < 0 ? "0" : text[(point + 1)..];
        if (whole.Length is >= 1 and <= 12 && places.Length >= 1 && places.Length <= maxPlaces && whole.All(char.IsAsciiDigit) && places.All(char.IsAsciiDigit))
            return decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        _faults.Add(rule, Pointer(name));
        return null;
    }

    private static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };
}
