using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Accounts;
using WageTheftPermits.Domain;
using WageTheftPermits.IntegrationTests.Commands;
using WageTheftPermits.IntegrationTests.Pages;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.IntegrationTests.Security;

/// <summary>What administrators do with the accounts of others, on pages and by the command line.</summary>
public sealed class When_accounts_are_administered(SignInOffice office) : IClassFixture<SignInOffice>
{
    [Fact]
    public async Task An_account_is_added_and_its_owner_chooses_the_password()
    {
        using var admin = await office.PasswordAsync(await office.AddAsync(Roles.Administrator));
        var form = await admin.OpenAsync("/accounts/new");
        (await admin.SubmitAsync(form, "/accounts/new", ("Input.UserName", "wilma.heron"), ("Input.DisplayName", "Wilma Heron"))).Words.ShouldContain("Choose at least one role");
        (await admin.SubmitAsync(form, "/accounts/new", ("Input.UserName", "system:x"), ("Input.DisplayName", "Wilma Heron"), ("Input.Roles", Roles.Inspector))).Words.ShouldContain("letters, digits");

        var shown = await admin.SubmitAsync(form, "/accounts/new", ("Input.UserName", "wilma.heron"), ("Input.DisplayName", "Wilma Heron"), ("Input.Roles", Roles.Inspector), ("Input.Roles", Roles.Supervisor));
        var temporary = TemporaryOn(shown);
        (await admin.SubmitAsync(form, "/accounts/new", ("Input.UserName", "wilma.heron"), ("Input.DisplayName", "Wilma Heron"), ("Input.Roles", Roles.Inspector))).Words.ShouldContain("already recorded");
        (await admin.SubmitAsync(await admin.OpenAsync("/accounts/new"), "/accounts/new", ("Input.UserName", "WILMA.heron"), ("Input.DisplayName", "Another"), ("Input.Roles", Roles.Inspector)))
            .Words.ShouldContain("There is already an account");
        var list = await admin.OpenAsync("/accounts?q=wilma&role=supervisor");
        list.Words.ShouldContain("Wilma Heron");
        list.Words.ShouldContain("Temporary password");
        (await admin.OpenAsync("/accounts?q=wilma&role=counsel")).Words.ShouldContain("No account is like this");

        using var wilma = await office.PasswordAsync("wilma.heron", temporary, "/account/password");
        (await wilma.OpenAsync("/cases")).Path.ShouldStartWith("/account/sign-in");
        var page = await wilma.OpenAsync("/account/password");
        (await wilma.SubmitAsync(page, "/account/password", ("Input.New", temporary), ("Input.Again", temporary))).Words.ShouldContain("the password that you have");
        (await wilma.SubmitAsync(page, "/account/password", ("Input.New", "Seven-quiet-barges-2"), ("Input.Again", "Seven-quiet-barges-2"))).Path.ShouldBe("/");
        (await wilma.OpenAsync("/holds")).Status.ShouldBe(HttpStatusCode.OK);

        // The way to that page was open once: going it again leads to the beginning.
        (await wilma.SubmitAsync(await wilma.OpenAsync("/account"), "/account/sign-out")).Path.ShouldBe("/account/sign-out");
        (await wilma.SubmitAsync(page, "/account/password", ("Input.New", "Eight-quiet-barges-3"), ("Input.Again", "Eight-quiet-barges-3"))).Path.ShouldBe("/account/sign-in");
        (await wilma.PasswordAsync("wilma.heron", temporary)).Path.ShouldBe("/account/sign-in");
        (await wilma.PasswordAsync("wilma.heron", "Seven-quiet-barges-2")).Path.ShouldBe("/");
    }

    [Fact]
    public async Task Changed_roles_end_the_sessions_and_count_from_the_next_one()
    {
        using var admin = await office.PasswordAsync(await office.AddAsync(Roles.Administrator));
        var name = await office.AddAsync(Roles.Supervisor);
        using var person = await office.PasswordAsync(name);
        (await person.OpenAsync("/messages")).Status.ShouldBe(HttpStatusCode.OK);

        (await DoAsync(admin, name, "roles", ("roles", Roles.Inspector))).Words.ShouldContain("The roles are changed");

        (await person.IsSignedInAsync()).ShouldBeFalse();
        (await person.PasswordAsync(name, SignInOffice.Password)).Path.ShouldBe("/");
        (await person.OpenAsync("/messages")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await DoAsync(admin, name, "roles", ("roles", Roles.Inspector))).Words.ShouldContain("the roles that the account has");
        (await DoAsync(admin, name, "roles", ("roles", "emperor"))).Words.ShouldContain("Choose at least one role");
    }

    [Fact]
    public async Task A_retired_account_opens_nothing_and_is_reinstated_with_a_temporary_password()
    {
        using var admin = await office.PasswordAsync(await office.AddAsync(Roles.Administrator));
        var name = await office.AddAsync(Roles.Inspector);
        using var person = await office.PasswordAsync(name);

        (await DoAsync(admin, name, "retire")).Words.ShouldContain("Give a reason.");
        (await DoAsync(admin, name, "retire", ("retireReason", "Went to another county."))).Words.ShouldContain("The account is retired.");
        (await person.IsSignedInAsync()).ShouldBeFalse();
        (await person.PasswordAsync(name, SignInOffice.Password)).Path.ShouldBe("/account/sign-in");
        (await admin.OpenAsync($"/accounts?q={name}")).Words.ShouldContain("Retired");

        var temporary = TemporaryOn(await DoAsync(admin, name, "reinstate", ("roles", Roles.Auditor)));
        (await person.PasswordAsync(name, SignInOffice.Password)).Path.ShouldBe("/account/sign-in");
        (await person.PasswordAsync(name, temporary)).Path.ShouldBe("/account/password");
        (await office.AuditAsync((await office.UserAsync(name)).Id)).ShouldBe(["account added", "signed in", "account retired", "sign-in refused", "account reinstated", "sign-in refused"]);
    }

    [Fact]
    public async Task Passwords_locks_second_factors_and_sessions_are_mended()
    {
        using var admin = await office.PasswordAsync(await office.AddAsync(Roles.Administrator));
        var name = await office.AddAsync(Roles.Inspector);
        using var person = await office.PasswordAsync(name);
        await office.SetUpAsync(person);
        (await DoAsync(admin, name, "sessions")).Words.ShouldContain("All sessions of the account have ended.");
        (await person.IsSignedInAsync()).ShouldBeFalse();

        (await DoAsync(admin, name, "secondfactor", ("secondFactorReason", " "))).Words.ShouldContain("Give a reason.");
        (await DoAsync(admin, name, "secondfactor", ("secondFactorReason", "The phone fell into the bay."))).Words.ShouldContain("The second factor is removed");
        (await person.PasswordAsync(name, SignInOffice.Password)).Path.ShouldBe("/");

        using var guesser = new Desk(office.Service);
        for (var i = 0; i < 5; i++)
            await guesser.PasswordAsync(name, "Not-the-password-it-has");
        (await guesser.PasswordAsync(name, SignInOffice.Password)).Path.ShouldBe("/account/sign-in");
        (await DoAsync(admin, name, "unlock")).Words.ShouldContain("The account is unlocked.");
        (await guesser.PasswordAsync(name, SignInOffice.Password)).Path.ShouldBe("/");

        TemporaryOn(await DoAsync(admin, name, "password")).Length.ShouldBe(20);
        (await guesser.IsSignedInAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task Nobody_administers_their_own_account()
    {
        var name = await office.AddAsync(Roles.Administrator);
        using var admin = await office.PasswordAsync(name);
        var other = await office.AddAsync(Roles.Inspector);
        var own = (await office.UserAsync(name)).Id;
        (await admin.OpenAsync($"/accounts/{own}")).Words.ShouldContain("This is your own account.");

        var (_, fields) = (await admin.OpenAsync($"/accounts/{(await office.UserAsync(other)).Id}")).Form("handler=roles");
        foreach (var (handler, typed) in new[] { ("roles", ("roles", Roles.Auditor)), ("retire", ("retireReason", "Tired.")), ("password", ("x", "")), ("unlock", ("x", "")) })
        {
            fields["formId"] = Guid.NewGuid().ToString();
            (await admin.PostAsync($"/accounts/{own}?handler={handler}", fields, typed)).Words.ShouldContain("Another administrator must do this.", customMessage: handler);
        }
        (await office.Service.ReadAsync(db => db.RolesOfAsync(own, default))).ShouldBe([Roles.Administrator]);
    }

    [Fact]
    public async Task The_last_administrator_stays_one_also_where_two_retire_each_other_at_once()
    {
        var (one, other) = (await office.AddAsync(Roles.Administrator, Roles.Auditor), await office.AddAsync(Roles.Administrator));
        await office.Service.Units.RunAsync(Actor.System("test"), async unit =>
        {
            foreach (var role in await unit.Db.Roles.Where(r => r.Name == Roles.Administrator).ToListAsync())
                await unit.Db.UserRoles.Where(r => r.RoleId == role.Id && unit.Db.Users.Any(u => u.Id == r.UserId && u.UserName != one && u.UserName != other)).ExecuteDeleteAsync();
        });
        using var first = await office.PasswordAsync(one);
        using var second = await office.PasswordAsync(other);
        var (a, b) = (await first.OpenAsync($"/accounts/{(await office.UserAsync(other)).Id}"), await second.OpenAsync($"/accounts/{(await office.UserAsync(one)).Id}"));

        await Task.WhenAll(first.SubmitAsync(a, "handler=retire", ("retireReason", "Rivals.")), second.SubmitAsync(b, "handler=retire", ("retireReason", "Rivals.")));

        var (oneNow, otherNow) = (await office.UserAsync(one), await office.UserAsync(other));
        (oneNow.RetiredAt is null).ShouldNotBe(otherNow.RetiredAt is null);
        var left = oneNow.RetiredAt is null ? oneNow : otherNow;
        foreach (var act in new Func<Application.Data.UnitOfWork, Task>[] { unit => AccountActs.RetireAsync(unit, left.Id, "x"), unit => AccountActs.ChangeRolesAsync(unit, left.Id, [Roles.Auditor]) })
            (await Should.ThrowAsync<RuleViolation>(() => office.Service.Units.RunAsync(Actor.System("test"), act))).Rule.ShouldBe("account.last-administrator");
        (await office.Service.ReadAsync(db => db.RolesOfAsync(left.Id, default))).ShouldContain(Roles.Administrator);
    }

    [Fact]
    public async Task Accounts_are_administrators_alone()
    {
        var target = (await office.UserAsync(await office.AddAsync(Roles.Inspector))).Id;
        foreach (var role in Roles.All)
        {
            using var person = await office.PasswordAsync(await office.AddAsync(role));
            foreach (var path in new[] { "/accounts", "/accounts/new", $"/accounts/{target}" })
                (await person.OpenAsync(path)).Status.ShouldBe(Access.RolesByPolicy[Access.Administer].Contains(role) ? HttpStatusCode.OK : HttpStatusCode.Forbidden, $"{role} at {path}");
            var (_, fields) = (await person.OpenAsync("/account")).Form("/account/sign-out");
            if (role != Roles.Administrator)
                (await person.PostAsync($"/accounts/{target}?handler=password", fields, ("formId", Guid.NewGuid().ToString()))).Status.ShouldBe(HttpStatusCode.Forbidden);
        }
        using var stranger = new Desk(office.Service);
        (await stranger.OpenAsync("/accounts")).Path.ShouldStartWith("/account/sign-in");
    }

    [Fact]
    public async Task Whoever_has_the_shell_lists_retires_and_mends_accounts()
    {
        using var wtp = new Wtp();
        Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) =>
            wtp.RunAsync(new Dictionary<string, string> { ["ConnectionStrings__Permits"] = office.Service.ConnectionString }, ["user", .. arguments]);
        var name = await office.AddAsync(Roles.Inspector);
        using var person = await office.PasswordAsync(name);
        await office.SetUpAsync(person);

        var reset = await RunAsync("second-factor", "reset", name, "--reason", "The phone is lost.");
        (reset.ExitCode, reset.Output.Trim()).ShouldBe((0, $"Account {name} has no second factor any more."), reset.Errors);
        var password = await RunAsync("password", name, "--json");
        var temporary = Regex.Match(password.Output, "\"password\":\"([^\"]{20})\"").Groups[1].Value;
        (await person.PasswordAsync(name, temporary)).Path.ShouldBe("/account/password");
        (await RunAsync("retire", name, "--reason", "Left.")).ExitCode.ShouldBe(0);
        var list = await RunAsync("list", "--json");
        list.Output.ShouldMatch($"\"account\":\"{Regex.Escape(name)}\"[^}}]*\"roles\":\\[\\][^}}]*\"retiredAt\":\"");
        (await RunAsync("retire", "nobody", "--reason", "x")).ExitCode.ShouldBe(2);
    }

    private async Task<Shown> DoAsync(Desk admin, string account, string handler, params (string, string)[] typed)
    {
        var page = await admin.OpenAsync($"/accounts/{(await office.UserAsync(account)).Id}");
        return await admin.SubmitAsync(page, $"handler={handler}", typed);
    }

    private static string TemporaryOn(Shown page) =>
        Regex.Match(page.Html, "authenticator-key reference\">([A-Za-z0-9]{20})<") is { Success: true } match ? match.Groups[1].Value : throw new InvalidOperationException(page.Words);
}
