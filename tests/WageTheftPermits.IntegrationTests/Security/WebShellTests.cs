using System.Net;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.IntegrationTests.Security;

/// <summary>The shell as a stranger meets it, in Production. None of this may need the database.</summary>
public sealed class WebShellTests : IAsyncLifetime
{
    private WebApplication _app = null!;
    private HttpClient _stranger = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Configuration["Demo"] = "true";
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddDbContext<PermitsDbContext>(options => options.UseNpgsql("Host=127.0.0.1;Port=1"));
        builder.Services.AddSingleton<Units>();
        builder.Services.AddWebShell(builder.Configuration, builder.Environment);
        _app = builder.Build();
        _app.UseWebShell();
        _app.MapGet("/refused", string () => throw new RuleViolation("hold.same-person", "Ines Ortega proposed this hold; another person must approve it.")).AllowAnonymous();
        _app.MapGet("/broken", string () => throw new InvalidOperationException("a secret detail")).AllowAnonymous();
        _app.MapGet("/api/v1/closed", () => "secret");
        _app.MapGet("/closed", () => "secret");
        await _app.StartAsync();
        _stranger = _app.GetTestClient();
    }

    public async Task DisposeAsync()
    {
        _stranger.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_page_without_attributes_asks_a_stranger_to_sign_in()
    {
        var answer = await _stranger.GetAsync("/closed");

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.PathAndQuery.ShouldBe("/account/sign-in?returnUrl=%2Fclosed");
    }

    [Fact]
    public async Task A_program_is_told_that_it_may_not_and_not_redirected() =>
        (await _stranger.GetAsync("/api/v1/closed")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

    [Fact]
    public async Task A_part_that_htmx_fetches_makes_the_page_reload_when_the_session_ended()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/closed");
        request.Headers.Add("HX-Request", "true");

        var answer = await _stranger.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Headers.GetValues("HX-Refresh").ShouldBe(["true"]);
    }

    [Theory]
    [InlineData("/account/sign-in")]
    [InlineData("/broken")]
    [InlineData("/api/v1/closed")]
    public async Task Every_answer_forbids_inline_script_frames_and_guessing(string path)
    {
        var answer = await _stranger.GetAsync(path);

        var policy = answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
        policy.ShouldContain("default-src 'self'");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldNotContain("unsafe");
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.GetValues("X-Frame-Options").ShouldBe(["DENY"]);
    }

    [Fact]
    public async Task Production_offers_no_sign_in_without_a_secret_even_where_Demo_is_set()
    {
        var (page, cookie) = await SignInPage();
        page.ShouldNotContain("Demonstration: sign in as");

        var answer = await Post("/account/sign-in?handler=Demonstration", cookie, Token(page), ("role", Roles.Supervisor));

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        answer.Headers.TryGetValues("Set-Cookie", out var cookies);
        (cookies ?? []).ShouldNotContain(set => set.StartsWith("wtp.session=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused_in_words()
    {
        var (_, cookie) = await SignInPage();

        var answer = await Post("/account/sign-in", cookie, "forged", ("Input.UserName", "ines"), ("Input.Password", "whatever it takes"));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        Heading(await answer.Content.ReadAsStringAsync()).ShouldBe("This form could not be taken");
    }

    [Fact]
    public async Task Sign_in_keeps_the_user_name_and_forgets_the_password()
    {
        var (page, cookie) = await SignInPage();

        var answer = await Post("/account/sign-in", cookie, Token(page), ("Input.UserName", "ines.ortega"), ("Input.Password", ""));

        var form = new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());
        form.QuerySelector("#Input_UserName")!.GetAttribute("value").ShouldBe("ines.ortega");
        form.QuerySelector("#Input_Password")!.GetAttribute("value").ShouldBeNull();
        form.QuerySelector(".error-summary a")!.GetAttribute("href").ShouldBe("#Input_Password");
        form.QuerySelector("#Input_Password")!.GetAttribute("aria-describedby").ShouldBe("Input_Password_error");
        form.Title!.ShouldStartWith("Error: ");
    }

    [Fact]
    public async Task A_refusal_of_the_domain_is_shown_in_its_own_words()
    {
        var answer = await _stranger.GetAsync("/refused");

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("another person must approve it");
    }

    [Fact]
    public async Task A_mistake_of_ours_shows_a_reference_and_no_detail()
    {
        var answer = await _stranger.GetAsync("/broken");

        answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        var page = await answer.Content.ReadAsStringAsync();
        page.ShouldNotContain("a secret detail");
        new HtmlParser().ParseDocument(page).QuerySelector(".reference")!.TextContent.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task The_error_page_itself_is_no_address() =>
        (await _stranger.GetAsync("/error/500")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

    private async Task<(string Page, string Cookie)> SignInPage()
    {
        var answer = await _stranger.GetAsync("/account/sign-in");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(set => set.StartsWith("wtp.form=", StringComparison.Ordinal));
        return (await answer.Content.ReadAsStringAsync(), cookie[..cookie.IndexOf(';', StringComparison.Ordinal)]);
    }

    private async Task<HttpResponseMessage> Post(string path, string cookie, string token, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Headers.Add("Cookie", cookie);
        request.Content = new FormUrlEncodedContent(
            fields.Append(("__RequestVerificationToken", token)).ToDictionary(field => field.Item1, field => field.Item2));
        return await _stranger.SendAsync(request);
    }

    private static string Token(string page) =>
        new HtmlParser().ParseDocument(page).QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;

    private static string Heading(string page) => new HtmlParser().ParseDocument(page).QuerySelector("h1")!.TextContent;
}
