using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.IntegrationTests.Api;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.IntegrationTests.Pages;

public sealed class When_tokens_are_made_on_pages
{
    [Fact]
    public async Task One_is_shown_once_used_listed_and_revoked_by_its_owner_alone()
    {
        await using var service = await TestService.StartAsync();
        using var owner = await Visitor.SignInAsync(service, "dana.reyes", Roles.Inspector, Roles.Supervisor);
        using var other = await Visitor.SignInAsync(service, "ines.ortega", Roles.Inspector);

        var (action, fields) = (await owner.OpenAsync("/account/tokens")).Form("handler=Make");
        (await owner.PostAsync(action, fields, ("Input.Note", ""), ("Input.Days", "900"))).Words.ShouldContain("between 1 and 365 days");
        (await owner.PostAsync(action, fields, ("Input.Note", "A script"), ("Input.Days", "30"), ("Input.Roles", Roles.Administrator))).Words.ShouldContain("cannot do more than its account");
        var made = await owner.PostAsync(action, fields, ("Input.Note", "A script"), ("Input.Days", "30"), ("Input.Roles", Roles.Inspector));
        var token = Regex.Match(made.Html, "wtpp_[0-9a-f]{64}").Value;
        token.ShouldNotBeEmpty();
        using var door = new PersonDoor(service, token, "");
        (await door.ReadAsync("me")).GetProperty("account").GetString().ShouldBe("dana.reyes");

        // Sent again, the same form makes no other; and the token stands on no page any more.
        (await owner.PostAsync(action, fields, ("Input.Note", "A script"), ("Input.Days", "30"))).Words.ShouldContain("already recorded");
        var listed = await owner.OpenAsync("/account/tokens");
        listed.Html.ShouldNotContain(token);
        listed.Words.ShouldContain("A script");
        (await service.ReadAsync(db => db.PersonTokens.CountAsync())).ShouldBe(1);

        // Nobody else sees or ends it.
        var theirs = await other.OpenAsync("/account/tokens");
        theirs.Words.ShouldContain("You have no token");
        var revoke = listed.Form("handler=Revoke");
        var forged = theirs.Form("handler=Make").Fields;
        forged["id"] = revoke.Fields["id"];
        (await other.PostAsync(revoke.Action, forged)).Words.ShouldContain("There is no token");
        (await door.GetAsync("me")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await owner.PostAsync(revoke.Action, revoke.Fields)).Words.ShouldContain("is revoked");
        (await door.GetAsync("me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await service.ReadAsync(db => db.AuditEntries.Where(e => e.Action.StartsWith("token ")).OrderBy(e => e.Id).Select(e => e.Actor + " " + e.Action).ToListAsync()))
            .ShouldBe(["dana.reyes token made", "dana.reyes token revoked"]);
    }
}
