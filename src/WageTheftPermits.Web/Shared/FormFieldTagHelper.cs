using System.Globalization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace WageTheftPermits.Web.Shared;

/// <summary>What a <c>form-field</c> is typed into.</summary>
public enum FieldKind
{
    Text,
    Password,
    Number,
    Date,
    Money,
    LongText,
    Select,
    Radios,
    Checkbox,
    File,
}

/// <summary>
/// <c>&lt;form-field for="Input.Reason" label="Reason" hint="Shown to the permittee." kind="LongText" /&gt;</c>: label, hint, error and
/// control in USWDS's markup, tied together for screen readers, keeping what was typed. A field that may stay empty says "(optional)".
/// Any other attribute (<c>autocomplete</c>, <c>rows</c>, <c>maxlength</c>, <c>autofocus</c>) goes to the control.
/// </summary>
[HtmlTargetElement("form-field", Attributes = "for", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class FormFieldTagHelper(IHtmlGenerator html) : TagHelper
{
    /// <summary>The property, from the page model: <c>Input.Reason</c>.</summary>
    public ModelExpression For { get; set; } = null!;

    /// <summary>Absent: the property's display name.</summary>
    public string? Label { get; set; }

    public string? Hint { get; set; }

    public FieldKind Kind { get; set; }

    /// <summary>The choices of <see cref="FieldKind.Select"/> and <see cref="FieldKind.Radios"/>.</summary>
    public IEnumerable<SelectListItem>? Items { get; set; }

    /// <summary>Where the model does not say whether it may stay empty, because that depends on something else.</summary>
    public bool? Optional { get; set; }

    [HtmlAttributeNotBound, ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    private string Name => ViewContext.ViewData.TemplateInfo.GetFullHtmlFieldName(For.Name);

    private string Id => FieldId.Of(Name);

    private IReadOnlyList<string> Errors =>
        ViewContext.ModelState.TryGetValue(Name, out var entry) ? [.. entry.Errors.Select(FieldId.Message)] : [];

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var attributes = output.Attributes.ToDictionary(a => a.Name, a => (object?)(a.ValueStyle == HtmlAttributeValueStyle.Minimized ? a.Name : a.Value));
        output.Attributes.Clear();
        var errors = Errors;
        var described = new List<string>();
        if (Hint is not null)
            described.Add(Id + "_hint");
        if (errors.Count > 0)
            described.Add(Id + "_error");

        var group = Kind == FieldKind.Radios;
        output.TagName = group ? "fieldset" : "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", (group ? "usa-fieldset " : "") + "usa-form-group" + (errors.Count > 0 ? " usa-form-group--error" : ""));
        if (group && described.Count > 0)
            output.Attributes.SetAttribute("aria-describedby", string.Join(' ', described));

        if (Kind != FieldKind.Checkbox)
            output.Content.AppendHtml(group ? Titled("legend", "usa-legend", errors) : Titled("label", "usa-label", errors));
        if (Hint is not null)
            output.Content.AppendHtml(Text("div", "usa-hint", Id + "_hint", Hint));
        if (errors.Count > 0)
            output.Content.AppendHtml(Text("div", "usa-error-message", Id + "_error", string.Join(" ", errors), prefix: "Error: "));

        if (!group && described.Count > 0)
            attributes["aria-describedby"] = string.Join(' ', described);
        if (!group && errors.Count > 0)
            attributes["aria-invalid"] = "true";
        output.Content.AppendHtml(Control(attributes, errors.Count > 0));
    }

    private string LabelText => Label ?? For.Metadata.GetDisplayName();

    private bool IsOptional => (Optional ?? !For.Metadata.IsRequired) && Kind != FieldKind.Checkbox;

    private TagBuilder Titled(string tag, string cssClass, IReadOnlyList<string> errors)
    {
        var label = new TagBuilder(tag);
        label.AddCssClass(errors.Count > 0 ? $"{cssClass} {cssClass}--error" : cssClass);
        if (tag == "label")
            label.Attributes["for"] = Id;
        label.InnerHtml.Append(LabelText);
        if (IsOptional)
            label.InnerHtml.AppendHtml(" <span class=\"usa-hint\">(optional)</span>");
        return label;
    }

    private static TagBuilder Text(string tag, string cssClass, string id, string text, string? prefix = null)
    {
        var element = new TagBuilder(tag);
        element.AddCssClass(cssClass);
        element.Attributes["id"] = id;
        if (prefix is not null)
            element.InnerHtml.AppendHtml("<span class=\"usa-sr-only\">").Append(prefix).AppendHtml("</span>");
        element.InnerHtml.Append(text);
        return element;
    }

    private IHtmlContent Control(Dictionary<string, object?> attributes, bool wrong)
    {
        string Css(string own) => wrong ? $"{own} {own}--error" : own;
        return Kind switch
        {
            FieldKind.LongText => Classed(html.GenerateTextArea(ViewContext, For.ModelExplorer, For.Name, Rows(attributes), 0, attributes), Css("usa-textarea")),
            FieldKind.Select => Classed(Select(attributes), Css("usa-select")),
            FieldKind.Radios => Radios(),
            FieldKind.Checkbox => Checkbox(attributes),
            FieldKind.Password => Classed(html.GeneratePassword(ViewContext, For.ModelExplorer, For.Name, null, attributes), Css("usa-input")),
            FieldKind.File => FileBox(attributes, Css("usa-file-input")),
            FieldKind.Money => MoneyBox(attributes, Css("usa-input")),
            _ => Classed(TextBox(attributes), Css("usa-input")),
        };
    }

    private TagBuilder TextBox(Dictionary<string, object?> attributes)
    {
        if (Kind == FieldKind.Number)
            attributes["inputmode"] = "numeric";
        // A browser takes the value of a date field only as yyyy-MM-dd, whatever the server's culture.
        if (Kind == FieldKind.Date)
            attributes["type"] = "date";
        return html.GenerateTextBox(ViewContext, For.ModelExplorer, For.Name, Value, null, attributes);
    }

    private object? Value => For.Model switch
    {
        DateOnly date => date.ToString("O", CultureInfo.InvariantCulture),
        decimal amount when Kind == FieldKind.Money => amount.ToString("0.00", CultureInfo.InvariantCulture),
        var value => value,
    };

    /// <summary>What was chosen is not shown again: no browser lets a page say which file it is.</summary>
    private TagBuilder FileBox(Dictionary<string, object?> attributes, string cssClass)
    {
        var box = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        box.MergeAttributes(attributes);
        box.Attributes["type"] = "file";
        (box.Attributes["id"], box.Attributes["name"]) = (Id, Name);
        return Classed(box, cssClass);
    }

    private TagBuilder MoneyBox(Dictionary<string, object?> attributes, string cssClass)
    {
        attributes["inputmode"] = "decimal";
        var group = new TagBuilder("div");
        group.AddCssClass("usa-input-group money-input");
        group.InnerHtml.AppendHtml("<div class=\"usa-input-prefix\" aria-hidden=\"true\">$</div>");
        group.InnerHtml.AppendHtml(Classed(TextBox(attributes), cssClass));
        return group;
    }

    private TagBuilder Select(Dictionary<string, object?> attributes) =>
        html.GenerateSelect(ViewContext, For.ModelExplorer, "– choose –", For.Name, Items ?? [], Typed is { } chosen ? [chosen] : [], false, attributes);

    private HtmlContentBuilder Radios()
    {
        var all = new HtmlContentBuilder();
        var id = Id; // The first choice carries the field's own id: the error summary links there.
        foreach (var (index, item) in (Items ?? []).Index())
        {
            var choice = new TagBuilder("div");
            choice.AddCssClass("usa-radio");
            var radio = html.GenerateRadioButton(ViewContext, For.ModelExplorer, For.Name, item.Value, item.Value == Typed, new { @class = "usa-radio__input" });
            radio.Attributes["id"] = index == 0 ? id : $"{id}_{index}";
            choice.InnerHtml.AppendHtml(radio).AppendHtml(LabelOf(radio.Attributes["id"]!, "usa-radio__label", item.Text));
            all.AppendHtml(choice);
        }

        return all;
    }

    private TagBuilder Checkbox(Dictionary<string, object?> attributes)
    {
        var box = html.GenerateCheckBox(ViewContext, For.ModelExplorer, For.Name, null, attributes);
        box.AddCssClass("usa-checkbox__input");
        var choice = new TagBuilder("div");
        choice.AddCssClass("usa-checkbox");
        choice.InnerHtml.AppendHtml(box).AppendHtml(LabelOf(Id, "usa-checkbox__label", LabelText));
        choice.InnerHtml.AppendHtml(html.GenerateHiddenForCheckbox(ViewContext, For.ModelExplorer, For.Name));
        return choice;
    }

    private static TagBuilder LabelOf(string id, string cssClass, string text)
    {
        var label = new TagBuilder("label");
        label.AddCssClass(cssClass);
        label.Attributes["for"] = id;
        label.InnerHtml.Append(text);
        return label;
    }

    /// <summary>What was typed, also where it could not be understood; else the model's value.</summary>
    private string? Typed =>
        ViewContext.ModelState.TryGetValue(Name, out var entry) && entry.AttemptedValue is { } attempted
            ? attempted
            : Convert.ToString(For.Model, CultureInfo.InvariantCulture);

    private static int Rows(Dictionary<string, object?> attributes) =>
        attributes.TryGetValue("rows", out var rows) && int.TryParse(rows?.ToString(), CultureInfo.InvariantCulture, out var count) ? count : 4;

    private static TagBuilder Classed(TagBuilder control, string cssClass)
    {
        control.AddCssClass(cssClass);
        return control;
    }
}
