using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace WageTheftPermits.Web.Shared;

/// <summary>
/// <c>&lt;error-summary /&gt;</c>, first thing above the form: everything that is wrong, each with a link to its field. Takes the focus, so
/// that a screen reader begins there. Renders nothing while all is well.
/// </summary>
[HtmlTargetElement("error-summary", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class ErrorSummaryTagHelper : TagHelper
{
    public string Heading { get; set; } = "This was not saved. Please check:";

    [HtmlAttributeNotBound, ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var wrong = ViewContext.ModelState
            .OrderBy(field => PlaceOf(field.Key))
            .SelectMany(field => field.Value!.Errors.Select(error => (field.Key, Message: FieldId.Message(error))))
            .ToList();
        if (wrong.Count == 0)
        {
            output.SuppressOutput();
            return;
        }

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "usa-alert usa-alert--error error-summary");
        output.Attributes.SetAttribute("role", "alert");
        output.Attributes.SetAttribute("tabindex", "-1");
        // autofocus on a container works without a script.
        output.Attributes.SetAttribute("autofocus", "autofocus");

        var body = new TagBuilder("div");
        body.AddCssClass("usa-alert__body");
        var heading = new TagBuilder("h2");
        heading.AddCssClass("usa-alert__heading");
        heading.InnerHtml.Append(Heading);
        var list = new TagBuilder("ul");
        list.AddCssClass("usa-list");
        foreach (var (key, message) in wrong)
            list.InnerHtml.AppendHtml(Item(key, message));
        body.InnerHtml.AppendHtml(heading).AppendHtml(list);
        output.Content.AppendHtml(body);
    }

    /// <summary>
    /// Errors come in the order of the page, which is taken to be the order in which its properties are declared; those of the whole form
    /// come first. The model state itself sorts by name.
    /// </summary>
    private int PlaceOf(string key)
    {
        var place = 0;
        var metadata = ViewContext.ViewData.ModelMetadata;
        foreach (var name in key.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            var index = metadata.Properties.TakeWhile(property => property.PropertyName != name).Count();
            if (index == metadata.Properties.Count)
                return int.MaxValue;
            place = (place * 1000) + index + 1;
            metadata = metadata.Properties[index];
        }

        return place;
    }

    private static TagBuilder Item(string key, string message)
    {
        var item = new TagBuilder("li");
        if (key.Length == 0)
        {
            item.InnerHtml.Append(message);
            return item;
        }

        var link = new TagBuilder("a");
        link.Attributes["href"] = "#" + FieldId.Of(key);
        link.InnerHtml.Append(message);
        item.InnerHtml.AppendHtml(link);
        return item;
    }
}

internal static class FieldId
{
    internal static string Of(string name) => TagBuilder.CreateSanitizedId(name, "_");

    internal static string Message(ModelError error) =>
        error.ErrorMessage.Length > 0 ? error.ErrorMessage : "This value cannot be read.";
}
