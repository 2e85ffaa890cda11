using WageTheftPermits.Contracts.Schemas;

namespace WageTheftPermits.Web.Api;

/// <summary>What agencies read before they write a line: the contract's schemas, its AsyncAPI document, and the API's own description. Open to anybody.</summary>
internal static class PublishedDocuments
{
    public static void MapPublishedDocuments(this WebApplication app)
    {
        app.MapOpenApi().AllowAnonymous();
        app.MapGet("/asyncapi.json", () => Results.Stream(PublishedSchemas.OpenAsyncApi(), "application/json")).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/schemas/{name}", (string name) => PublishedSchemas.Open(name) is { } schema
                ? Results.Stream(schema, "application/schema+json")
                : ApiProblems.Of(StatusCodes.Status404NotFound, $"There is no schema of this name; there are {string.Join(", ", PublishedSchemas.Names)}."))
            .AllowAnonymous().ExcludeFromDescription();
    }
}
