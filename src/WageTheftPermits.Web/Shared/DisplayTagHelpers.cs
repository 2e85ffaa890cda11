using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace WageTheftPermits.Web.Shared;

/// <summary>
/// <c>&lt;status-tag value="@permit.Status" tone="Stop" /&gt;</c>: a status as icon, word and colour.
/// An enum's name is split into words: <c>PossibleMatch</c> reads "Possible match".
/// </summary>
[HtmlTargetElement("status-tag", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class StatusTagHelper : TagHelper
{
    public object? Value { get; set; }

    public Tone Tone { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", $"status-tag status-tag--{Tone.ToString().ToLowerInvariant()}");
        output.Content.AppendHtml(Icon.Svg(Icon.Of(Tone)));
        output.Content.Append(Value switch
        {
            null => "Unknown",
            Enum value => InWords(value.ToString()),
            var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        });
    }

    private static string InWords(string name)
    {
        var words = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
            words.Append(words.Length > 0 && char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : letter);
        return words.ToString();
    }
}

/// <summary>
/// <c>&lt;money amount="@balance" /&gt;</c>: dollars with two places, <c>$18,250.00</c>. Null is "unknown", which is not zero.
/// </summary>
[HtmlTargetElement("money", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class MoneyTagHelper : TagHelper
{
    public decimal? Amount { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", Amount is null ? "money money--unknown" : "money");
        output.Content.SetContent(Amount is { } amount ? Format(amount) : "unknown");
    }

    /// <summary>The same text for use outside a page's markup.</summary>
    public static string Format(decimal amount) =>
        amount.ToString("$#,##0.00;\u2212$#,##0.00;$0.00", CultureInfo.InvariantCulture);
}

/// <summary>
/// <c>&lt;local-date value="@at" /&gt;</c>: a <see cref="DateOnly"/>, or a <see cref="DateTimeOffset"/> in the department's time zone;
/// <c>with-time="true"</c> adds the time of day. Null shows "not set", or the text of <c>if-null</c>.
/// </summary>
[HtmlTargetElement("local-date", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class LocalDateTagHelper(DepartmentTime time) : TagHelper
{
    public object? Value { get; set; }

    public bool WithTime { get; set; }

    public string IfNull { get; set; } = "not set";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = Value is null ? "span" : "time";
        output.TagMode = TagMode.StartTagAndEndTag;
        switch (Value)
        {
            case null:
                output.Attributes.SetAttribute("class", "not-set");
                output.Content.SetContent(IfNull);
                return;
            case DateOnly date:
                output.Attributes.SetAttribute("datetime", date.ToString("O", CultureInfo.InvariantCulture));
                output.Content.SetContent(DepartmentTime.InWords(date));
                return;
            case DateTimeOffset moment:
                output.Attributes.SetAttribute("datetime", time.ToLocal(moment).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture));
                output.Content.SetContent(WithTime ? time.InWords(moment) : DepartmentTime.InWords(time.DateOf(moment)));
                return;
            default:
                throw new ArgumentException($"A local-date shows a DateOnly or a DateTimeOffset, not a {Value.GetType().Name}: a DateTime does not say where it is.");
        }
    }
}

/// <summary>
/// <c>&lt;due-date value="@dueOn" /&gt;</c>: a deadline and how far it is, by the department's calendar: "Dec 1, 2026 · in 9 days",
/// "Nov 20, 2026 · 2 days overdue". Counts calendar days; null shows "no deadline".
/// </summary>
[HtmlTargetElement("due-date", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class DueDateTagHelper(DepartmentTime time) : TagHelper
{
    public DateOnly? Value { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        if (Value is not { } due)
        {
            output.Attributes.SetAttribute("class", "not-set");
            output.Content.SetContent("no deadline");
            return;
        }

        var days = due.DayNumber - time.Today.DayNumber;
        var (tone, distance) = days switch
        {
            < -1 => ("overdue", $"{-days} days overdue"),
            -1 => ("overdue", "1 day overdue"),
            0 => ("soon", "today"),
            1 => ("soon", "tomorrow"),
            <= 3 => ("soon", $"in {days} days"),
            _ => ("later", $"in {days} days"),
        };
        output.Attributes.SetAttribute("class", $"due-date due-date--{tone}");
        var date = new TagBuilder("time");
        date.Attributes["datetime"] = due.ToString("O", CultureInfo.InvariantCulture);
        date.InnerHtml.Append(DepartmentTime.InWords(due));
        output.Content.AppendHtml(date);
        output.Content.AppendHtml($" <span class=\"due-date__distance\">{(tone == "later" ? "" : Icon.Svg(tone == "overdue" ? "error" : "schedule"))}{distance}</span>");
    }
}

/// <summary>
/// <c>&lt;summary-list&gt;&lt;summary-item label="Balance"&gt;&lt;money amount="@b" /&gt;&lt;/summary-item&gt;&lt;/summary-list&gt;</c>:
/// facts of one record as label and value.
/// </summary>
[HtmlTargetElement("summary-list")]
[RestrictChildren("summary-item")]
public sealed class SummaryListTagHelper : TagHelper
{
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "dl";
        output.Attributes.SetAttribute("class", "summary-list");
    }
}

/// <summary>One row of a <see cref="SummaryListTagHelper"/>; without content it shows "not known".</summary>
[HtmlTargetElement("summary-item", ParentTag = "summary-list")]
public sealed class SummaryItemTagHelper : TagHelper
{
    public string Label { get; set; } = "";

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var content = await output.GetChildContentAsync();
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "summary-list__row");
        var term = new TagBuilder("dt");
        term.InnerHtml.Append(Label);
        var value = new TagBuilder("dd");
        if (content.IsEmptyOrWhiteSpace)
            value.InnerHtml.AppendHtml("<span class=\"not-set\">not known</span>");
        else
            value.InnerHtml.AppendHtml(content);
        output.Content.AppendHtml(term).AppendHtml(value);
    }
}

/// <summary>Icons of the USWDS sprite. They repeat a word beside them, so that they are hidden from screen readers.</summary>
internal static class Icon
{
    internal static string Of(Tone tone) => tone switch
    {
        Tone.Info => "info",
        Tone.Good => "check_circle",
        Tone.Warning => "warning",
        Tone.Stop => "cancel",
        _ => "radio_button_unchecked",
    };

    /// <param name="name">A symbol of <c>sprite.svg</c>; a constant of ours, never typed by anyone.</param>
    internal static string Svg(string name) =>
        $"<svg class=\"icon\" aria-hidden=\"true\" focusable=\"false\"><use href=\"/lib/uswds/img/sprite.svg#{name}\"></use></svg>";
}
