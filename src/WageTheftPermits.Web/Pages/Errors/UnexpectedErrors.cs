using Microsoft.AspNetCore.Diagnostics;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Domain;

namespace WageTheftPermits.Web.Pages.Errors;

/// <summary>Writes the reference that the error page shows into the log, beside the exception that the framework logs.</summary>
internal sealed class UnexpectedErrors(ILogger<UnexpectedErrors> log) : IExceptionHandler
{
    public ValueTask<bool> TryHandleAsync(HttpContext http, Exception exception, CancellationToken cancellation)
    {
        log.LogError("Reference {Reference}: {Method} {Path} failed with {Exception}.",
            http.TraceIdentifier, http.Request.Method, http.Request.Path, exception.GetType().Name);
        return ValueTask.FromResult(false); // the error page still has to be shown
    }

    /// <summary>A rule that refuses and a change that came second are the visitor's to mend; anything else is ours.</summary>
    internal static int StatusOf(Exception failure) => failure switch
    {
        RuleViolation or DbUpdateConcurrencyException => StatusCodes.Status409Conflict,
        BadHttpRequestException bad => bad.StatusCode,
        _ => StatusCodes.Status500InternalServerError,
    };
}
