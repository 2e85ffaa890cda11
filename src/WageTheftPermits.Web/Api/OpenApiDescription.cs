using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using WageTheftPermits.Web.Api.People;

namespace WageTheftPermits.Web.Api;

/// <summary>What the description of the API (<c>/openapi/v1.json</c>) says beyond what the endpoints' types say.</summary>
internal static class OpenApiDescription
{
    private const string PersonScheme = "personToken";
    private const string AgencyScheme = "agencyToken";

    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer(Introduce);
        options.AddOperationTransformer(DescribeAsync);
        options.AddSchemaTransformer(Spell);
    }

    private static Task Introduce(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken ct)
    {
        document.Info = new() { Title = "Wage theft permits", Version = "v1", Description = "Permit renewals that are screened against wage-theft judgments: for labor agencies, and for a department's people and systems." };
        // Where it is served is where it was fetched.
        document.Servers = [];
        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [PersonScheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A token of an account: ./wtp token create NAME, or /account/tokens." },
            [AgencyScheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A token of an agency's system: ./wtp agency add A." },
        };
        return Task.CompletedTask;
    }

    private static async Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var person = context.Description.ActionDescriptor.EndpointMetadata.OfType<PersonEndpoint>().SingleOrDefault();
        operation.Security = [new() { [new OpenApiSecuritySchemeReference(person is null ? AgencyScheme : PersonScheme, context.Document)] = [] }];
        if (person is null)
            return;
        if (person.Policy is { } policy)
            operation.Description = $"For the roles {string.Join(", ", Security.Access.RolesByPolicy[policy])}.";
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>().Where(p => p.In == ParameterLocation.Query) ?? [])
        {
            parameter.Description = parameter.Name switch
            {
                "after" => "The cursor that the page before gave as next.",
                "limit" => "Rows of a page, 1 to 200; 50 where it is not given.",
                _ => null,
            };
        }
        if (person.Body is not { } body)
            return;
        operation.Parameters =
        [
            .. operation.Parameters ?? [],
            Header(Acts.KeyHeader, "A key of the caller's own, 1 to 100 visible ASCII characters: sent again within 24 hours, the same request is answered the same and does nothing."),
            Header("If-Match", "The ETag that the thing had when it was read: where it has changed since, nothing is done (412)."),
        ];
        if (body == typeof(Nothing))
            return;
        var name = body.Name;
        context.Document!.AddComponent(name, await context.GetOrCreateSchemaAsync(body, null, ct));
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = new OpenApiSchemaReference(name, context.Document) } },
        };
    }

    private static OpenApiParameter Header(string name, string description) =>
        new() { Name = name, In = ParameterLocation.Header, Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };

    /// <summary>Money is a string, and what a body needs is needed.</summary>
    private static Task Spell(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken ct)
    {
        var type = context.JsonTypeInfo.Type;
        if ((Nullable.GetUnderlyingType(type) ?? type) == typeof(decimal))
        {
            schema.Type = type == typeof(decimal) ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null;
            schema.Pattern = @"^\d+(\.\d\d?)?$";
            schema.Description = "Dollars, with two places.";
            schema.Examples = [JsonValue.Create("125.00")];
        }
        foreach (var needed in type.GetProperties().Where(p => p.GetCustomAttribute<RequiredAttribute>() is not null))
            (schema.Required ??= new HashSet<string>()).Add(JsonNamingPolicy.CamelCase.ConvertName(needed.Name));
        return Task.CompletedTask;
    }
}
