using WageTheftPermits.Domain.Notices;

namespace WageTheftPermits.Web.Pages.PermitteePage;

/// <summary>The permittee's page in one of the languages in which letters are written.</summary>
public sealed class PermitteeWords
{
    private static readonly string[] s_order = ["en", "es", "zh-Hant"];

    private readonly int _column;

    private PermitteeWords(int column) => (_column, Language) = (column, LetterLanguage.Find(s_order[column])!);

    public LetterLanguage Language { get; }

    public static IEnumerable<LetterLanguage> All => s_order.Select(tag => LetterLanguage.Find(tag)!);

    /// <param name="tag">BCP 47; any other than those known is English.</param>
    public static PermitteeWords In(string? tag) => new(Math.Max(0, Array.IndexOf(s_order, tag)));

    public string this[string key] => PermitteeText.All[key][_column];

    public string Of(string key, params object[] values) => string.Format(Language.Tag == "en" ? System.Globalization.CultureInfo.InvariantCulture : null, this[key], values);

    public string Day(DateOnly? day) => day is { } known ? Language.Day(known) : this["unknown"];

    public string Money(decimal? dollars) => dollars is { } known ? LetterLanguage.Money(known) : this["unknown"];

    public string Kind(AnswerKind kind) => this[$"kind.{kind}"];

    public string Letter(string kind) => this[$"letter.{kind}"];

    /// <summary>Why something was refused, by its rule; the department's own words where the page has none.</summary>
    public string Refusal(string rule, string message) => PermitteeText.All.TryGetValue($"no.{rule}", out var words) ? words[_column] : message;
}
