using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using WageTheftPermits.Domain;

namespace WageTheftPermits.Web.Shared;

/// <summary>A page above the current one.</summary>
public sealed record Crumb(string Text, string Href);

/// <summary>What a page tells the layout around it.</summary>
public static class PageFrame
{
    private const string TitleKey = "Page.Title";
    private const string CrumbsKey = "Page.Crumbs";
    private const string FlashKey = "Flash";
    internal const string FlashCookie = "wtp.flash";

    /// <summary>
    /// Names the page (browser tab, last breadcrumb) and the pages above it. Put the words that tell pages apart first:
    /// "R-1042 Blue Heron Diner – Renewals".
    /// </summary>
    public static void Frame(this ViewDataDictionary view, string title, params Crumb[] above)
    {
        view[TitleKey] = title;
        view[CrumbsKey] = above;
    }

    internal static string? Title(ViewDataDictionary view) => view[TitleKey] as string;

    internal static IReadOnlyList<Crumb> Crumbs(ViewDataDictionary view) => view[CrumbsKey] as Crumb[] ?? [];

    /// <summary>Says on the next page that something was done: "Hold on permit P-77 approved." Follow with a redirect.</summary>
    public static void Flash(this PageModel page, string done) => page.TempData[FlashKey] = done;

    // Looks for the cookie first: reading TempData without one makes every answer delete it.
    internal static string? TakeFlash(HttpContext http, ITempDataDictionary tempData) =>
        http.Request.Cookies.ContainsKey(FlashCookie) ? tempData[FlashKey] as string : null;

    /// <summary>
    /// Shows why the domain refused what was asked, above the form, which keeps what was typed.
    /// <paramref name="field"/> is the full name of the field to blame (<c>Input.Amount</c>); empty blames the whole form.
    /// </summary>
    public static void AddRefusal(this ModelStateDictionary state, RuleViolation refused, string field = "") =>
        state.AddModelError(field, refused.Message);
}
