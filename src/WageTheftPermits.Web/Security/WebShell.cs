using System.IO.Compression;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection.Extensions;
using WageTheftPermits.Web.Pages.Errors;
using WageTheftPermits.Web.Pages.Workflows.Drawing;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Security;

/// <summary>
/// What every page stands on: Razor Pages, sign-in, security headers, error pages, static files. The host adds the database
/// (<c>PermitsDbContext</c>), the API and its tokens, and maps its own endpoints after <see cref="UseWebShell"/>.
/// </summary>
public static class WebShell
{
    /// <summary>Addresses whose callers are programs: no redirects to the sign-in page and no error pages in HTML.</summary>
    private static readonly string[] ProgramPaths = ["/api", "/healthz", "/metrics", "/openapi", "/schemas", "/asyncapi.json"];

    public static IServiceCollection AddWebShell(this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        services.AddSignIn(configuration, environment);
        services.AddOptions<Department>().Bind(configuration.GetSection("Department"))
            .Validate(department => TimeZoneInfo.TryFindSystemTimeZoneById(department.TimeZone, out _), "Department:TimeZone is not a known time zone.")
            .ValidateOnStart();
        services.AddSingleton<DepartmentTime>();
        services.TryAddSingleton<WorkflowMaps>();
        services.AddExceptionHandler<UnexpectedErrors>();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "wtp.form";
            options.SuppressXFrameOptionsHeader = true; // SecurityHeaders says DENY
            // Not Always: the antiforgery service refuses to work at all where a proxy ends TLS and does not say so.
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        services.AddRateLimiter(PublicLimit.Add);
        services.AddSingleton<PermitteeAccess>();
        services.AddHsts(options => options.MaxAge = TimeSpan.FromDays(365));
        services.AddRazorPages()
            .AddMvcOptions(options => PlainWords(options.ModelBindingMessageProvider))
            .AddApplicationPart(typeof(WebShell).Assembly)
            .AddCookieTempDataProvider(options => options.Cookie.Name = PageFrame.FlashCookie)
            .AddViewOptions(options => options.HtmlHelperOptions.ClientValidationEnabled = false);
        services.Configure<RouteOptions>(options => options.LowercaseUrls = true);
        services.AddResponseCompression(options =>
        {
            // Style sheets and scripts only: compressing pages that hold both secrets and typed words over TLS would leak (BREACH).
            options.EnableForHttps = true;
            options.MimeTypes = ["text/css", "text/javascript", "image/svg+xml"];
        });
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Optimal);
        return services;
    }

    /// <summary>The pipeline up to and including authorization, and the pages. Call before mapping other endpoints.</summary>
    public static WebApplication UseWebShell(this WebApplication app)
    {
        app.Use(SecurityHeaders.Apply);
        if (app.Environment.IsProduction())
            app.UseHsts();
        app.UseWhen(http => !IsForPrograms(http.Request.Path), pages =>
        {
            pages.UseExceptionHandler("/error/500");
            pages.UseStatusCodePagesWithReExecute("/error/{0}");
        });
        app.UseResponseCompression();
        app.UseStaticFiles(new StaticFileOptions
        {
            OnPrepareResponse = static file =>
            {
                // Layout links carry a hash of the file (asp-append-version), so that a new file is a new address.
                if (file.Context.Request.Query.ContainsKey("v"))
                    file.Context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
            },
        });
        // Amounts and dates are typed and shown the American way on any machine.
        app.UseRequestLocalization("en-US");
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRateLimiter();
        app.MapRazorPages();
        return app;
    }

    /// <summary>What a form says about typing that cannot be read, beside the field and in the summary above the form.</summary>
    private static void PlainWords(DefaultModelBindingMessageProvider say)
    {
        say.SetAttemptedValueIsInvalidAccessor((typed, field) => $"{field}: “{typed}” cannot be read.");
        say.SetNonPropertyAttemptedValueIsInvalidAccessor(typed => $"“{typed}” cannot be read.");
        say.SetValueIsInvalidAccessor(typed => $"“{typed}” cannot be read.");
        say.SetValueMustNotBeNullAccessor(_ => "Fill this in.");
        say.SetValueMustBeANumberAccessor(field => $"{field}: enter a number.");
        say.SetNonPropertyValueMustBeANumberAccessor(() => "Enter a number.");
        say.SetMissingBindRequiredValueAccessor(_ => "Fill this in.");
    }

    internal static bool IsForPrograms(PathString path) => ProgramPaths.Any(prefix => path.StartsWithSegments(prefix));
}
