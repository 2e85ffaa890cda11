using System.Net;
using WageTheftPermits.IntegrationTests.Enforcement;

namespace WageTheftPermits.IntegrationTests.Pages;

public sealed class PublicPagesTests
{
    [Fact]
    public async Task The_look_up_shows_a_permits_standing_and_nothing_of_a_case_against_it()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.HoldAsync();
        using var stranger = new PageReader(service.CreateClient());

        var text = await stranger.TextAsync("/lookup?q=heron");

        text.ShouldContain("Blue Heron Diner 12 Alder St, Ste 4, San Francisco, CA 94102 F-1001 Active");
        text.ShouldNotContain("held");
        text.ShouldNotContain(EnforcementFlow.Subject);
        (await stranger.TextAsync("/lookup?q=F-1001")).ShouldContain("1 permit");
        (await stranger.TextAsync("/lookup?q=he")).ShouldContain("Enter at least 3 letters");
    }

    [Fact]
    public async Task A_stranger_is_led_to_the_sign_in_page()
    {
        await using var service = await TestService.StartAsync();
        using var stranger = new PageReader(service.CreateClient());

        foreach (var path in new[] { "/", "/renewals", "/permits", "/permits/F-1001", "/judgments", "/search?q=heron" })
        {
            var answer = await stranger.GetAsync(path);

            answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, path);
            answer.Headers.Location!.ToString().ShouldContain("/account/sign-in");
        }
    }
}
