namespace WageTheftPermits.Web.Api.People;

/// <summary>Marks an endpoint of this API: who may use it, and what is sent to it.</summary>
/// <param name="Policy">Of <see cref="Security.Access"/>; null: anybody who holds a role.</param>
/// <param name="Body">What is sent; null where it only reads.</param>
/// <param name="Makes">Whether something new comes of it.</param>
public sealed record PersonEndpoint(string? Policy, Type? Body = null, bool Makes = false);

/// <summary>
/// The table of this API: each path with the policy of the pages that show or do the same, and its description. What is not in it is not there.
/// </summary>
internal sealed class PersonRoutes(IEndpointRouteBuilder app)
{
    private readonly RouteGroupBuilder _group = app.MapGroup("/api/v1");
    private readonly Dictionary<string, SortedSet<string>> _methods = [];

    /// <summary>One thing, with its version.</summary>
    public void One<T>(string path, string? policy, string name, string summary, Delegate handler) =>
        Map("GET", path, new(policy), name, summary, handler).Produces<T>().Refuses(400, 401, 403, 404, 503);

    /// <summary>A list, by pages.</summary>
    public void List<T>(string path, string? policy, string name, string summary, Delegate handler) =>
        Map("GET", path, new(policy), name, summary, handler).Produces<ListAnswer<T>>().Refuses(400, 401, 403, 503);

    /// <summary>A file.</summary>
    public void File(string path, string? policy, string name, string summary, string type, Delegate handler) =>
        Map("GET", path, new(policy), name, summary, handler).Produces(200, contentType: type).Refuses(400, 401, 403, 404, 503);

    /// <summary>An act that makes something.</summary>
    public void Make<TBody, T>(string path, string? policy, string name, string summary, Delegate handler) =>
        Map("POST", path, new(policy, typeof(TBody), true), name, summary, handler).Produces<T>(201).Refuses(ActRefusals);

    /// <summary>An act that moves something.</summary>
    public void Move<TBody, T>(string path, string? policy, string name, string summary, Delegate handler) =>
        Map("POST", path, new(policy, typeof(TBody)), name, summary, handler).Produces<T>().Refuses(ActRefusals);

    /// <summary>A method that a path does not have is told those that it has.</summary>
    public void RefuseOtherMethods()
    {
        foreach (var (path, methods) in _methods)
        {
            var allowed = string.Join(", ", methods);
            _group.Map(path, (HttpResponse response) =>
            {
                response.Headers.Allow = allowed;
                return ApiProblems.Of(StatusCodes.Status405MethodNotAllowed, $"Only {allowed} is answered here.");
            }).RequireAuthorization(PersonTokens.Policy(null)).ExcludeFromDescription();
        }
    }

    private static int[] ActRefusals => [400, 401, 403, 404, 409, 412, 413, 415, 422, 503];

    private RouteHandlerBuilder Map(string method, string path, PersonEndpoint endpoint, string name, string summary, Delegate handler)
    {
        if (!_methods.TryGetValue(path, out var methods))
            _methods[path] = methods = [];
        methods.Add(method);
        var queries = handler.Method.GetParameters().Where(p => p.ParameterType == typeof(string) && !path.Contains($"{{{p.Name}", StringComparison.Ordinal) && !path.Contains($"**{p.Name}", StringComparison.Ordinal))
            .Select(p => p.Name!).ToHashSet();
        return _group.MapMethods(path, [method], handler).WithName(name).WithSummary(summary).WithTags(char.ToUpperInvariant(path[1]) + path.Split('/')[1][1..])
            .RequireAuthorization(PersonTokens.Policy(endpoint.Policy)).WithMetadata(endpoint).AddEndpointFilter(new ApiGuard(queries));
    }
}

internal static class Refusals
{
    /// <summary>Describes the problems that an endpoint answers.</summary>
    public static void Refuses(this RouteHandlerBuilder endpoint, params int[] statuses)
    {
        foreach (var status in statuses)
        {
            if (status == StatusCodes.Status400BadRequest)
                endpoint.ProducesValidationProblem();
            else
                endpoint.ProducesProblem(status);
        }
    }
}
