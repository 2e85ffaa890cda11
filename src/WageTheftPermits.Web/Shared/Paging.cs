using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace WageTheftPermits.Web.Shared;

/// <summary>
/// One page of a list that the server cuts. <paramref name="Number"/> counts from 1; one that does not exist becomes the nearest that does.
/// In addresses the number is <c>p</c>: Razor Pages keeps <c>page</c> for itself.
/// </summary>
public sealed record Paging(int Number, int Size, long Total)
{
    public int Number { get; } = Math.Clamp(Number, 1, LastOf(Size, Total));

    public int Last => LastOf(Size, Total);

    /// <summary>How many entries lie before this page: the query's OFFSET.</summary>
    public int Skip => (Number - 1) * Size;

    public long First => Total == 0 ? 0 : Skip + 1;

    public long Until => Math.Min(Total, (long)Skip + Size);

    private static int LastOf(int size, long total) => (int)Math.Max(1, (total + size - 1) / size);
}

/// <summary>
/// A column to sort by and its direction, from the query string <c>sort=dueOn</c> or <c>sort=-dueOn</c> (descending).
/// </summary>
public sealed record SortOrder(string Column, bool Descending)
{
    /// <summary>Reads the query string's value; what is not among <paramref name="columns"/> becomes <paramref name="otherwise"/>.</summary>
    public static SortOrder Parse(string? typed, string otherwise, params string[] columns)
    {
        var wanted = typed?.TrimStart('-') is { } column && columns.Contains(column) ? typed : otherwise;
        return new(wanted.TrimStart('-'), wanted.StartsWith('-'));
    }

    public override string ToString() => Descending ? "-" + Column : Column;
}

/// <summary>
/// <c>&lt;pager paging="@Model.Paging" of="renewals" /&gt;</c>: "1–50 of 1,234 renewals" and links to the other pages, which keep the rest
/// of the query string.
/// </summary>
[HtmlTargetElement("pager", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class PagerTagHelper : TagHelper
{
    public Paging Paging { get; set; } = new(1, 50, 0);

    /// <summary>What is listed, in the plural.</summary>
    public string Of { get; set; } = "entries";

    [HtmlAttributeNotBound, ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "nav";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "pager");
        output.Attributes.SetAttribute("aria-label", $"Pages of {Of}");
        var range = new TagBuilder("p");
        range.AddCssClass("pager__range");
        range.InnerHtml.Append(string.Create(CultureInfo.InvariantCulture, $"{Paging.First:N0}–{Paging.Until:N0} of {Paging.Total:N0} {Of}"));
        output.Content.AppendHtml(range);
        if (Paging.Last == 1)
            return;

        var list = new TagBuilder("ul");
        list.AddCssClass("pager__pages");
        if (Paging.Number > 1)
            list.InnerHtml.AppendHtml(Link(Paging.Number - 1, "Previous", "prev"));
        var before = 0;
        foreach (var number in Shown())
        {
            if (number > before + 1)
                list.InnerHtml.AppendHtml("<li class=\"pager__gap\" aria-hidden=\"true\">…</li>");
            list.InnerHtml.AppendHtml(Link(number, number.ToString(CultureInfo.InvariantCulture), null));
            before = number;
        }

        if (Paging.Number < Paging.Last)
            list.InnerHtml.AppendHtml(Link(Paging.Number + 1, "Next", "next"));
        output.Content.AppendHtml(list);
    }

    private IEnumerable<int> Shown() =>
        new[] { 1, Paging.Number - 1, Paging.Number, Paging.Number + 1, Paging.Last }.Where(n => n >= 1 && n <= Paging.Last).Distinct().Order();

    private TagBuilder Link(int number, string text, string? rel)
    {
        var link = new TagBuilder("a");
        link.Attributes["href"] = AddressOf.Same(ViewContext.HttpContext.Request, "p", number.ToString(CultureInfo.InvariantCulture));
        if (rel is not null)
            link.Attributes["rel"] = rel;
        else
            link.Attributes["aria-label"] = $"Page {text}";
        if (rel is null && number == Paging.Number)
            link.Attributes["aria-current"] = "page";
        link.InnerHtml.Append(text);
        var item = new TagBuilder("li");
        item.InnerHtml.AppendHtml(link);
        return item;
    }
}

/// <summary>
/// <c>&lt;sort-header column="dueOn" sort="@Model.Sort"&gt;Due&lt;/sort-header&gt;</c> in a table's head: a column head that sorts when
/// clicked, and turns the order when clicked again. Goes back to page 1.
/// </summary>
[HtmlTargetElement("sort-header")]
public sealed class SortHeaderTagHelper : TagHelper
{
    public string Column { get; set; } = "";

    public SortOrder Sort { get; set; } = new("", false);

    [HtmlAttributeNotBound, ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var text = await output.GetChildContentAsync();
        var current = Sort.Column == Column;
        var next = new SortOrder(Column, current && !Sort.Descending);

        var link = new TagBuilder("a");
        link.AddCssClass("sort-header");
        link.Attributes["href"] = AddressOf.Same(ViewContext.HttpContext.Request, "sort", next.ToString(), without: "p");
        link.InnerHtml.AppendHtml(text)
            .AppendHtml(Icon.Svg(current ? Sort.Descending ? "arrow_downward" : "arrow_upward" : "unfold_more"));
        output.TagName = "th";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("scope", "col");
        if (current)
            output.Attributes.SetAttribute("aria-sort", Sort.Descending ? "descending" : "ascending");
        output.Content.SetHtmlContent(link);
    }
}

internal static class AddressOf
{
    /// <summary>The current address with one value of its query string replaced, and one taken out.</summary>
    internal static string Same(HttpRequest request, string key, string value, string? without = null)
    {
        var query = new QueryBuilder();
        foreach (var (name, values) in request.Query)
            if (!name.Equals(key, StringComparison.OrdinalIgnoreCase) && !name.Equals(without, StringComparison.OrdinalIgnoreCase))
                query.Add(name, values.OfType<string>());
        query.Add(key, value);
        return request.PathBase + request.Path + query.ToQueryString();
    }
}
