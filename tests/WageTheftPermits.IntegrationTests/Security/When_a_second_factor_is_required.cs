using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using WageTheftPermits.Application.Accounts;
using WageTheftPermits.IntegrationTests.Pages;
using WageTheftPermits.Web.Commands;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.IntegrationTests.Security;

/// <summary>As in Production: nobody gets in by a password alone.</summary>
public sealed class When_a_second_factor_is_required(When_a_second_factor_is_required.Office office) : IClassFixture<When_a_second_factor_is_required.Office>
{
    private const string SetUp = "/account/second-factor/set-up";

    public sealed class Office : SignInOffice
    {
        protected override SignInSettings Settings => new() { SecondFactorRequired = true };
    }

    [Fact]
    public async Task Before_it_is_set_up_nothing_is_reached_and_afterwards_what_was_asked_for()
    {
        var name = await office.AddAsync(Roles.Administrator, Roles.Supervisor);
        using var person = new Desk(office.Service);
        var page = await person.SubmitAsync(await person.OpenAsync("/account/sign-in?returnUrl=%2Fpermits"), "returnUrl=%2Fpermits", ("Input.UserName", name), ("Input.Password", SignInOffice.Password));
        page.Path.ShouldBe(SetUp + "?returnUrl=%2Fpermits");
        page.Words.ShouldContain("You are not signed in yet");

        // Every page and every door of programs that a session opens: none of them knows this person.
        string[] open = ["/account/", "/lookup", "/permittee", "/error", "/healthz", "/metrics", "/openapi", "/schemas", "/asyncapi"];
        var routes = office.Service.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Select(e => "/" + string.Join('/', e.RoutePattern.PathSegments.Select(s => string.Concat(s.Parts.Select(PartOf))))).Distinct().Where(path => !open.Any(o => (path + "/").StartsWith(o, StringComparison.Ordinal))).ToList();
        routes.Count.ShouldBeGreaterThan(40);
        foreach (var path in routes.Append("/account"))
        {
            var answer = await person.GetAsync(path);
            (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotFound
                || (answer.StatusCode == HttpStatusCode.Redirect && answer.Headers.Location!.PathAndQuery.StartsWith("/account/sign-in?", StringComparison.Ordinal))).ShouldBeTrue($"{path}: {answer.StatusCode}");
        }
        var (_, fields) = (await person.OpenAsync(SetUp)).Form("set-up");
        foreach (var path in new[] { "/accounts/new", "/account?handler=endothers", "/renewals/lapse" })
            (await person.PostAsync(path, fields)).Path.ShouldStartWith("/account/sign-in");
        (await person.OpenAsync("/account/second-factor")).Path.ShouldStartWith("/account/sign-in");
        (await person.OpenAsync("/account/password")).Path.ShouldStartWith("/account/sign-in");

        var app = TestAuthenticator.Of(page, office.Wall);
        (await person.SubmitAsync(page, SetUp + "?returnUrl=%2Fpermits", ("Input.Code", "123"))).Words.ShouldContain("shows another code");
        (await person.IsSignedInAsync()).ShouldBeFalse();
        var done = await person.SubmitAsync(page, SetUp + "?returnUrl=%2Fpermits", ("Input.Code", app.Code));
        SignInOffice.CodesOn(done).Distinct().Count().ShouldBe(10);
        done.Html.ShouldContain("href=\"/permits\"");
        (await person.OpenAsync("/accounts")).Status.ShouldBe(HttpStatusCode.OK);

        // Nor can it be taken off again by its owner.
        office.NextCode();
        var account = await person.OpenAsync("/account");
        account.Words.ShouldNotContain("Remove the second factor");
        (await person.PostAsync("/account?handler=remove", account.Form("handler=codes").Fields, ("Input.Code", app.Code))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await office.UserAsync(name)).TwoFactorEnabled.ShouldBeTrue();
    }

    [Fact]
    public async Task A_temporary_password_is_changed_before_the_second_factor_is_set_up()
    {
        await Accounts.AddAsync(office.Service.Services, "tess.newcome", "Tess Newcome", "Given-by-an-administrator-1", [Roles.Inspector]);
        using var person = await office.PasswordAsync("tess.newcome", "Given-by-an-administrator-1", "/account/password");

        (await person.OpenAsync(SetUp)).Path.ShouldStartWith("/account/sign-in");
        var page = await person.SubmitAsync(await person.OpenAsync("/account/password"), "/account/password", ("Input.New", SignInOffice.Password), ("Input.Again", SignInOffice.Password));
        page.Path.ShouldBe(SetUp);
        (await person.IsSignedInAsync()).ShouldBeFalse();
        await person.SubmitAsync(page, SetUp, ("Input.Code", TestAuthenticator.Of(page, office.Wall).Code));
        (await person.IsSignedInAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_demonstration_asks_for_none()
    {
        using var person = await PageReader.OfRoleAsync(office.Service, Roles.Counsel);

        (await person.GetAsync("/cases")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("Production", null, true)]
    [InlineData("Production", "optional", false)]
    [InlineData("Development", null, false)]
    [InlineData("Development", "required", true)]
    public async Task It_is_required_in_production_or_where_it_is_said(string environment, string? said, bool required)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment, ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration["SignIn:SecondFactor"] = said;
        builder.Configuration["SignIn:LongestHours"] = "9";
        await using var app = ServiceHost.Compose(builder, "Host=127.0.0.1;Port=1", serve: false);

        app.Services.GetRequiredService<SignInSettings>().ShouldBe(new SignInSettings { SecondFactorRequired = required, Longest = TimeSpan.FromHours(9) });
    }

    private static string PartOf(Microsoft.AspNetCore.Routing.Patterns.RoutePatternPart part) => part switch
    {
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
        Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { ParameterPolicies: [{ Content: "guid" }, ..] } => Guid.Empty.ToString(),
        _ => "1",
    };
}
