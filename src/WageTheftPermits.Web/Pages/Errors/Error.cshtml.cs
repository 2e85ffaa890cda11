using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using WageTheftPermits.Domain;

namespace WageTheftPermits.Web.Pages.Errors;

/// <summary>
/// What people see instead of a page: in plain words what happened, whether anything was changed, and a reference that is also in the
/// log. Shown at the address that failed. Takes any method without a form token, since it stands in for pages that were posted to.
/// </summary>
[AllowAnonymous, IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class ErrorModel : PageModel
{
    public string Heading { get; private set; } = "";

    public IReadOnlyList<string> Paragraphs { get; private set; } = [];

    public string Reference => HttpContext.TraceIdentifier;

    // Not OnGet: the failed request may have had any method.
    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        var failure = HttpContext.Features.Get<IExceptionHandlerFeature>()?.Error;
        var reexecuted = failure is not null || HttpContext.Features.Get<IStatusCodeReExecuteFeature>() is not null;

        // Asked for directly, this page stands in for nothing, and is itself what is not here.
        var status = failure is not null ? UnexpectedErrors.StatusOf(failure)
            : reexecuted && int.TryParse(RouteData.Values["status"] as string, CultureInfo.InvariantCulture, out var code) ? code
            : StatusCodes.Status404NotFound;
        Response.StatusCode = status;
        (Heading, Paragraphs) = Say(status, failure);
    }

    private static (string Heading, string[] Paragraphs) Say(int status, Exception? failure) => status switch
    {
        400 => ("This form could not be taken",
            ["It may have been open for too long, or sent twice. Nothing was changed. Go back, reload the page, and send it again."]),
        403 => ("You may not open this",
            ["Your account does not have the role that this needs. Nothing was changed. If you should have it, ask an administrator."]),
        404 => ("This page is not here",
            ["The address may be mistyped, or what it named does not exist."]),
        409 when failure is RuleViolation refused => ("This was refused",
            [refused.Message, "Nothing was changed."]),
        409 => ("Somebody else changed this first",
            ["While you had the page open, its record was changed. Nothing of yours was saved. Go back, reload the page, and look again."]),
        429 => ("Too many questions at once",
            ["Wait a minute, and ask again."]),
        >= 500 => ("Something went wrong here",
            ["This is our mistake, not yours. What you asked for was done completely or not at all: look at the record before you try again.",
             "If it happens again, report the reference below."]),
        _ => ("This could not be done", [$"The service answered with code {status}. Nothing was changed."]),
    };
}
