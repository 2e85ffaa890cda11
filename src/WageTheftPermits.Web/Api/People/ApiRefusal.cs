using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;

namespace WageTheftPermits.Web.Api.People;

/// <summary>The request is refused as it stands, with this answer. Nothing has changed.</summary>
internal sealed class ApiRefusal(IResult answer) : Exception("The request is refused.")
{
    public IResult Answer { get; } = answer;

    public static ApiRefusal Of(int status, string detail) => new(ApiProblems.Of(status, detail));

    public static ApiRefusal NotThere() => Of(StatusCodes.Status404NotFound, "There is nothing here.");

    /// <summary>What is sent cannot be taken, said field by field.</summary>
    public static ApiRefusal Invalid(IDictionary<string, string[]> errors) =>
        new(Results.ValidationProblem(errors, "The request was not carried out: some of its fields cannot be taken."));

    public static ApiRefusal Invalid(string field, string error) => Invalid(new Dictionary<string, string[]> { [field] = [error] });
}

/// <summary>Around every endpoint of this API: looks at what is in the address, and answers what the endpoint refuses.</summary>
internal sealed class ApiGuard(IReadOnlySet<string> queries) : IEndpointFilter
{
    /// <summary>No name, number or cursor of ours is longer.</summary>
    private const int LongestValue = 400;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            CheckAddress(context.HttpContext);
            return await next(context);
        }
        catch (ApiRefusal refused)
        {
            return refused.Answer;
        }
        catch (RuleViolation refused)
        {
            return ApiProblems.Of(refused);
        }
        catch (RequestKeyReused)
        {
            return ApiProblems.Of(StatusCodes.Status422UnprocessableEntity, "This Idempotency-Key came before with another request. Make a new key for each thing that is to be done.");
        }
        catch (DbUpdateConcurrencyException)
        {
            return ApiProblems.Of(StatusCodes.Status409Conflict, "Somebody else changed this at the same moment. Nothing was done; read it again.");
        }
    }

    /// <summary>A value that the database cannot hold is nowhere; and a parameter that is spelt wrong must not silently show everything.</summary>
    private void CheckAddress(HttpContext http)
    {
        if (http.GetRouteData().Values.Values.OfType<string>().Any(value => !IsText(value)))
            throw ApiRefusal.NotThere();
        foreach (var (name, values) in http.Request.Query)
        {
            if (!queries.Contains(name))
                throw ApiRefusal.Invalid(name, queries.Count == 0 ? "This takes no parameters." : $"There is no such parameter; there are {string.Join(", ", queries.Order())}.");
            if (values.Count > 1 || !IsText(values[0] ?? ""))
                throw ApiRefusal.Invalid(name, $"Give it once, as text of at most {LongestValue} characters.");
        }
    }

    private static bool IsText(string value) => value.Length <= LongestValue && Texts.CanBeKept(value);
}

internal static class Texts
{
    /// <summary>Whether the database can hold it: no NUL, and no half of a character.</summary>
    public static bool CanBeKept(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0' || char.IsLowSurrogate(text[i]) || (char.IsHighSurrogate(text[i]) && (i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))))
                return false;
            if (char.IsHighSurrogate(text[i]))
                i++;
        }
        return true;
    }
}
