using Microsoft.AspNetCore.Diagnostics;
using Npgsql;
using WageTheftPermits.Domain;

namespace WageTheftPermits.Web.Api;

/// <summary>Errors of the API, as problem details (RFC 9457). What went wrong inside is in the log and not in the answer.</summary>
internal static class ApiProblems
{
    public static IResult Of(int status, string detail) => Results.Problem(detail, statusCode: status);

    /// <summary>What the rules refuse, in their words; <c>rule</c> is its stable name.</summary>
    public static IResult Of(RuleViolation refused) =>
        Results.Problem(refused.Message, statusCode: StatusCodes.Status409Conflict, extensions: new Dictionary<string, object?> { ["rule"] = refused.Rule });

    /// <summary>Answers what endpoints throw. Comes before the rest of the pipeline.</summary>
    public static void UseApiProblems(this WebApplication app)
    {
        // A path spelt with an empty first segment is nobody's; without this the sign-in of people would answer it.
        app.UseWhen(http => http.Request.Path.Value is ['/', '/', ..], nobodys => nobodys.Run(http => Of(StatusCodes.Status404NotFound, "There is no such thing here.").ExecuteAsync(http)));
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/api"), api => api.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = http => Explain(http.Features.Get<IExceptionHandlerFeature>()!.Error).ExecuteAsync(http),
        }));
    }

    private static IResult Explain(Exception error) => error switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Of(413, "The body is larger than a request may be."),
        BadHttpRequestException bad => Of(bad.StatusCode, "The request cannot be read."),
        RuleViolation refused => Of(refused),
        NpgsqlException or { InnerException: NpgsqlException } => Of(StatusCodes.Status503ServiceUnavailable, "The service cannot reach its database. Nothing was stored; send it again."),
        _ => Of(StatusCodes.Status500InternalServerError, "The service failed. Nothing was stored; send it again, or tell the department."),
    };
}
