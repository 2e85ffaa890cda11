using Microsoft.AspNetCore.Authentication;
using WageTheftPermits.Web.Api.People;

namespace WageTheftPermits.Web.Api;

/// <summary>The HTTP API: the agencies' paths, those of the department's people and systems, and the documents that describe both.</summary>
internal static class Api
{
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddAuthentication()
            .AddScheme<AuthenticationSchemeOptions, AgencyTokens>(AgencyTokens.SchemeName, null)
            .AddScheme<AuthenticationSchemeOptions, PersonTokens>(PersonTokens.SchemeName, null);
        services.AddHttpContextAccessor();
        services.AddScoped<Asking>();
        services.AddScoped<Acts>();
        services.ConfigureHttpJsonOptions(options => ApiJson.Configure(options.SerializerOptions));
        services.AddOpenApi(OpenApiDescription.Configure);
        return services;
    }

    public static void MapApi(this WebApplication app)
    {
        app.MapAgencyApi();
        app.MapPersonApi();
        // What no path matches is not there, whoever asks; without this the sign-in of people would answer.
        app.Map("/api/{**path}", () => ApiProblems.Of(StatusCodes.Status404NotFound, "There is nothing here.")).AllowAnonymous().ExcludeFromDescription();
        app.MapPublishedDocuments();
    }
}
