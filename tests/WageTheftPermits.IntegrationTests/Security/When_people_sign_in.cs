using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WageTheftPermits.Application.Accounts;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.IntegrationTests.Security;

/// <summary>Passwords, codes and sessions, where a second factor is optional.</summary>
public sealed class When_people_sign_in(SignInOffice office) : IClassFixture<SignInOffice>
{
    private const string CodePage = "/account/second-factor";

    [Theory] // RFC 6238, appendix B
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_standard(long seconds, string code)
    {
        var (key, now) = ("12345678901234567890"u8.ToArray(), DateTimeOffset.FromUnixTimeSeconds(seconds));

        AuthenticatorCodes.StepOf(key, code, now, null).ShouldBe(seconds / 30);
        AuthenticatorCodes.StepOf(key, $" {code[..3]} {code[3..]}", now.AddSeconds(30), null).ShouldBe(seconds / 30);
        AuthenticatorCodes.StepOf(key, code, now.AddSeconds(60), null).ShouldBeNull();
        AuthenticatorCodes.StepOf(key, code, now, seconds / 30).ShouldBeNull();
        AuthenticatorCodes.InLetters(key).ShouldBe("GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    }

    [Fact]
    public async Task With_a_second_factor_the_password_alone_opens_nothing_and_a_code_opens_once()
    {
        var name = await office.AddAsync(Roles.Inspector);
        using var first = await office.PasswordAsync(name);
        var (app, codes) = await office.SetUpAsync(first);
        (await first.IsSignedInAsync()).ShouldBeTrue();
        var atRest = await office.UserAsync(name);
        atRest.TwoFactorEnabled.ShouldBeTrue();
        atRest.RecoveryCodes.Intersect(codes).ShouldBeEmpty();

        office.NextCode();
        using var second = await office.PasswordAsync(name, arrivesAt: CodePage);
        (await second.IsSignedInAsync()).ShouldBeFalse();
        (await second.OpenAsync("/cases")).Path.ShouldStartWith("/account/sign-in");
        var page = await second.OpenAsync(CodePage);
        (await second.SubmitAsync(page, CodePage, ("Input.Code", "000000"))).Words.ShouldContain("not the code that the app shows now");
        (await second.SubmitAsync(page, CodePage, ("Input.Code", app.Code))).Path.ShouldBe("/");
        (await second.IsSignedInAsync()).ShouldBeTrue();

        // The same code, seen over a shoulder, with the password: not a second time, nor an older one.
        using var third = await office.PasswordAsync(name, arrivesAt: CodePage);
        (await third.SubmitAsync(await third.OpenAsync(CodePage), CodePage, ("Input.Code", app.Code))).Path.ShouldBe(CodePage);
        (await third.IsSignedInAsync()).ShouldBeFalse();
        office.NextCode();
        (await third.SubmitAsync(await third.OpenAsync(CodePage), CodePage, ("Input.Code", app.Code))).Path.ShouldBe("/");

        (await office.AuditAsync(atRest.Id)).ShouldBe(["account added", "signed in", "second factor set up", "sign-in refused", "signed in", "sign-in refused", "signed in"]);
    }

    [Fact]
    public async Task Two_who_use_one_code_at_once_are_one()
    {
        var name = await office.AddAsync(Roles.Inspector);
        using var owner = await office.PasswordAsync(name);
        var (app, _) = await office.SetUpAsync(owner);
        office.NextCode();
        using var one = await office.PasswordAsync(name, arrivesAt: CodePage);
        using var other = await office.PasswordAsync(name, arrivesAt: CodePage);
        var (a, b) = (await one.OpenAsync(CodePage), await other.OpenAsync(CodePage));

        var arrived = await Task.WhenAll(one.SubmitAsync(a, CodePage, ("Input.Code", app.Code)), other.SubmitAsync(b, CodePage, ("Input.Code", app.Code)));

        arrived.Count(page => page.Path == "/").ShouldBe(1);
        (await Task.WhenAll(one.IsSignedInAsync(), other.IsSignedInAsync())).Count(signedIn => signedIn).ShouldBe(1);
    }

    [Fact]
    public async Task A_recovery_code_opens_once_and_new_ones_outdate_the_old()
    {
        var name = await office.AddAsync(Roles.Inspector);
        using var owner = await office.PasswordAsync(name);
        var (app, codes) = await office.SetUpAsync(owner);
        async Task<string> TryAsync(string code)
        {
            using var desk = await office.PasswordAsync(name, arrivesAt: CodePage);
            return (await desk.SubmitAsync(await desk.OpenAsync($"{CodePage}/recovery"), "/recovery", ("Input.Code", code))).Path;
        }

        (await TryAsync(codes[0].ToUpperInvariant().Replace("-", " ", StringComparison.Ordinal))).ShouldBe("/");
        (await TryAsync(codes[0])).ShouldBe($"{CodePage}/recovery");
        (await office.UserAsync(name)).RecoveryCodes.Length.ShouldBe(9);

        office.NextCode();
        var renewed = SignInOffice.CodesOn(await owner.SubmitAsync(await owner.OpenAsync("/account"), "handler=codes", ("Input.Code", app.Code)));
        (await TryAsync(codes[1])).ShouldBe($"{CodePage}/recovery");
        (await TryAsync(renewed[1])).ShouldBe("/");
        (await office.AuditAsync((await office.UserAsync(name)).Id)).ShouldContain("recovery code used");
    }

    [Fact]
    public async Task Wrong_codes_lock_the_account_whatever_password_comes_between()
    {
        var name = await office.AddAsync(Roles.Inspector);
        using var owner = await office.PasswordAsync(name);
        var (app, _) = await office.SetUpAsync(owner);
        office.NextCode();
        using (var guesser = await office.PasswordAsync(name, arrivesAt: CodePage))
        {
            for (var i = 0; i < 4; i++)
                (await guesser.SubmitAsync(await guesser.OpenAsync(CodePage), CodePage, ("Input.Code", "12345"))).Words.ShouldContain("not the code");
        }
        using var again = await office.PasswordAsync(name, arrivesAt: CodePage);
        (await again.SubmitAsync(await again.OpenAsync($"{CodePage}/recovery"), "/recovery", ("Input.Code", "abcd-efgh-jkmn-pqrs"))).Words.ShouldContain("rests for 15 minutes");

        // Now the right ones open nothing either.
        (await again.SubmitAsync(await again.OpenAsync(CodePage), CodePage, ("Input.Code", app.Code))).Path.ShouldBe(CodePage);
        using var late = new Desk(office.Service);
        (await late.PasswordAsync(name, SignInOffice.Password)).Path.ShouldBe("/account/sign-in");
        (await office.AuditAsync((await office.UserAsync(name)).Id))[^6..].ShouldBe([.. Enumerable.Repeat("sign-in refused", 5), "account locked"]);

        office.Wall.Advance(TimeSpan.FromMinutes(15));
        (await late.PasswordAsync(name, SignInOffice.Password)).Path.ShouldBe(CodePage);
        (await late.SubmitAsync(await late.OpenAsync(CodePage), CodePage, ("Input.Code", app.Code))).Path.ShouldBe("/");
    }

    [Fact]
    public async Task Of_many_passwords_tried_at_once_no_more_are_heard_than_of_many_in_turn()
    {
        var name = await office.AddAsync(Roles.Inspector);
        var desks = Enumerable.Range(0, 8).Select(_ => new Desk(office.Service)).ToList();

        await Task.WhenAll(desks.Select(desk => desk.PasswordAsync(name, "Not-the-password-it-has")));

        (await desks[0].PasswordAsync(name, SignInOffice.Password)).Path.ShouldBe("/account/sign-in");
        (await office.AuditAsync((await office.UserAsync(name)).Id)).Count(action => action == "sign-in refused").ShouldBe(5);
        desks.ForEach(desk => desk.Dispose());
    }

    [Fact]
    public async Task Names_that_nobody_has_do_not_fill_the_audit_log()
    {
        using var stranger = new Desk(office.Service);
        for (var i = 0; i < 14; i++)
            (await stranger.PasswordAsync($"nobody.{i}", "Whatever-it-may-be")).Words.ShouldContain("do not match");

        var noted = await office.Service.ReadAsync(db => db.AuditEntries.Where(e => e.Action == "sign-in refused" && e.Summary.Contains("does not exist")).ToListAsync());
        noted.Count.ShouldBeInRange(1, 10);
        noted.ShouldAllBe(entry => !entry.Summary.Contains("nobody."));
    }

    [Fact]
    public async Task A_password_is_changed_by_who_knows_the_old_one_and_ends_other_sessions()
    {
        var name = await office.AddAsync(Roles.Inspector);
        using var here = await office.PasswordAsync(name);
        using var elsewhere = await office.PasswordAsync(name);
        var page = await here.OpenAsync("/account/password");
        Task<Pages.Shown> TryAsync(string old, string wanted, string? again = null) => here.SubmitAsync(page, "/account/password", ("Input.Old", old), ("Input.New", wanted), ("Input.Again", again ?? wanted));

        (await TryAsync("Not-the-old-one-at-all", "Four-grey-stones-8")).Words.ShouldContain("This is not your password.");
        (await TryAsync(SignInOffice.Password, "short")).Words.ShouldContain("at least 12 characters");
        (await TryAsync(SignInOffice.Password, "Password1234")).Words.ShouldContain("tried first");
        (await TryAsync(SignInOffice.Password, $"my-{name}-word")).Words.ShouldContain("the account's name");
        (await TryAsync(SignInOffice.Password, SignInOffice.Password)).Words.ShouldContain("the password that you have");
        (await TryAsync(SignInOffice.Password, "Four-grey-stones-8", "Four-grey-stones-9")).Words.ShouldContain("not the same");
        (await elsewhere.IsSignedInAsync()).ShouldBeTrue();

        (await TryAsync(SignInOffice.Password, "Four-grey-stones-8")).Path.ShouldBe("/account");

        (await here.IsSignedInAsync()).ShouldBeTrue();
        (await elsewhere.IsSignedInAsync()).ShouldBeFalse();
        (await elsewhere.PasswordAsync(name, SignInOffice.Password)).Path.ShouldBe("/account/sign-in");
        (await elsewhere.PasswordAsync(name, "Four-grey-stones-8")).Path.ShouldBe("/");
    }

    [Fact]
    public async Task Sessions_are_listed_and_ended_from_elsewhere()
    {
        var name = await office.AddAsync(Roles.Inspector);
        using var here = await office.PasswordAsync(name);
        using var phone = new Desk(office.Service);
        phone.Says("User-Agent", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1");
        await phone.PasswordAsync(name, SignInOffice.Password);
        using var third = await office.PasswordAsync(name);
        var page = await here.OpenAsync("/account");
        page.Words.ShouldContain("Safari on iPhone");

        // Somebody else cannot end them by their number.
        using var other = await office.PasswordAsync(await office.AddAsync(Roles.Auditor));
        using var mate = await office.PasswordAsync(name);
        var phones = await office.Service.ReadAsync(db => db.Sessions.SingleAsync(s => s.Browser == "Safari on iPhone"));
        var own = await office.UserAsync(name);
        await office.Service.Units.RunAsync(Domain.Actor.Person("auditor"), unit => OwnSessions.EndAsync(unit, Guid.NewGuid(), phones.Id));
        (await phone.IsSignedInAsync()).ShouldBeTrue();

        await office.Service.Units.RunAsync(Domain.Actor.Person(name), unit => OwnSessions.EndAsync(unit, own.Id, phones.Id));
        (await phone.IsSignedInAsync()).ShouldBeFalse();
        (await third.IsSignedInAsync()).ShouldBeTrue();
        await here.SubmitAsync(await here.OpenAsync("/account"), "handler=end");
        (await Task.WhenAll(third.IsSignedInAsync(), mate.IsSignedInAsync())).Count(signedIn => signedIn).ShouldBe(1);
        await here.SubmitAsync(await here.OpenAsync("/account"), "handler=endothers");
        (await Task.WhenAll(third.IsSignedInAsync(), mate.IsSignedInAsync())).ShouldAllBe(signedIn => !signedIn);
        (await here.IsSignedInAsync()).ShouldBeTrue();
        (await other.IsSignedInAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_copied_cookie_opens_nothing_after_signing_out_and_another_session_has_another_key()
    {
        var name = await office.AddAsync(Roles.Inspector);
        using var owner = await office.PasswordAsync(name);
        using var thief = new Desk(office.Service);
        thief.Says("Cookie", $"wtp.session={owner.Key}");
        (await thief.IsSignedInAsync()).ShouldBeTrue();
        (await office.Service.ReadAsync(db => db.Sessions.AnyAsync(s => s.Key == Session.DigestOf(owner.Key)))).ShouldBeTrue();

        await owner.SubmitAsync(await owner.OpenAsync("/account"), "/account/sign-out");
        (await thief.IsSignedInAsync()).ShouldBeFalse();
        (await owner.IsSignedInAsync()).ShouldBeFalse();

        // Who signs in over a session that is there gets a new one, and the one that was there ends.
        await owner.PasswordAsync(name, SignInOffice.Password);
        var former = owner.Key;
        await owner.PasswordAsync(name, SignInOffice.Password);
        owner.Key.ShouldNotBe(former);
        thief.Says("Cookie", $"wtp.session={former}");
        (await thief.IsSignedInAsync()).ShouldBeFalse();
        (await owner.IsSignedInAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_row_that_somebody_writes_is_no_session()
    {
        using var owner = await office.PasswordAsync(await office.AddAsync(Roles.Inspector));
        var digest = Session.DigestOf(owner.Key);
        await office.Service.Units.RunAsync(Domain.Actor.System("test"), unit => unit.Db.Sessions.Where(s => s.Key == digest).ExecuteUpdateAsync(set => set.SetProperty(s => s.Ticket, new byte[] { 1, 2, 3 })));

        (await owner.IsSignedInAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task A_session_ends_when_nobody_uses_it_and_at_the_end_of_the_day()
    {
        var name = await office.AddAsync(Roles.Inspector);
        using var used = await office.PasswordAsync(name);
        using var unused = await office.PasswordAsync(name);
        var seen = await office.Service.ReadAsync(db => db.Sessions.MaxAsync(s => s.SeenAt));

        office.Wall.Advance(TimeSpan.FromMinutes(20));
        (await used.IsSignedInAsync()).ShouldBeTrue();
        var quarter = Session.QuarterOf(office.Wall.Now);
        (await office.Service.ReadAsync(db => db.Sessions.CountAsync(s => s.SeenAt == quarter))).ShouldBe(1);
        quarter.ShouldBeGreaterThan(seen);
        office.Wall.Advance(TimeSpan.FromHours(7.6));
        (await used.IsSignedInAsync()).ShouldBeTrue();
        office.Wall.Advance(TimeSpan.FromMinutes(10));
        (await unused.IsSignedInAsync()).ShouldBeFalse();
        office.Wall.Advance(TimeSpan.FromHours(3.8));
        (await used.IsSignedInAsync()).ShouldBeTrue();
        office.Wall.Advance(TimeSpan.FromMinutes(10));
        (await used.IsSignedInAsync()).ShouldBeFalse();

        var account = (await office.UserAsync(name)).Id;
        (await office.Service.ReadAsync(db => db.Sessions.CountAsync(s => s.UserId == account))).ShouldBe(2);
        (await office.Service.Services.GetRequiredService<SessionSweep>().RemoveNextAsync(CancellationToken.None)).ShouldBeFalse();
        (await office.Service.ReadAsync(db => db.Sessions.CountAsync(s => s.UserId == account))).ShouldBe(0);
    }

    [Fact]
    public async Task Who_replaces_the_second_factor_or_removes_it_shows_that_it_is_theirs()
    {
        var name = await office.AddAsync(Roles.Inspector);
        using var here = await office.PasswordAsync(name);
        using var elsewhere = await office.PasswordAsync(name);
        var (app, _) = await office.SetUpAsync(here);
        (await elsewhere.IsSignedInAsync()).ShouldBeFalse();

        var page = await here.OpenAsync("/account/second-factor/set-up");
        var next = TestAuthenticator.Of(page, office.Wall);
        (await here.SubmitAsync(page, "set-up", ("Input.Password", "Not-the-password-it-has"), ("Input.Code", next.Code))).Words.ShouldContain("This is not your password.");
        (await here.SubmitAsync(page, "set-up", ("Input.Password", SignInOffice.Password), ("Input.Code", "111111"))).Words.ShouldContain("shows another code");
        (await here.SubmitAsync(page, "set-up", ("Input.Password", SignInOffice.Password), ("offer", "of my own making"), ("Input.Code", next.Code))).Words.ShouldNotContain("Keep your recovery codes");
        SignInOffice.CodesOn(await here.SubmitAsync(page, "set-up", ("Input.Password", SignInOffice.Password), ("Input.Code", next.Code)));

        office.NextCode();
        var (_, fields) = (await here.OpenAsync("/account")).Form("handler=codes");
        (await here.PostAsync("/account?handler=remove", fields, ("Input.Code", app.Code))).Words.ShouldContain("not the code");
        (await office.UserAsync(name)).TwoFactorEnabled.ShouldBeTrue();
        (await here.PostAsync("/account?handler=remove", fields, ("Input.Code", next.Code))).Words.ShouldContain("The second factor is removed");
        (await office.UserAsync(name)).AuthenticatorKey.ShouldBeNull();
        (await here.IsSignedInAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task Nothing_secret_is_in_the_audit_log()
    {
        var name = await office.AddAsync(Roles.Inspector);
        using var desk = await office.PasswordAsync(name);
        var (app, codes) = await office.SetUpAsync(desk);
        var user = await office.UserAsync(name);

        var log = (await office.Service.ReadAsync(db => db.AuditEntries.ToListAsync())).ConvertAll(e => e.Summary + e.Evidence + e.Reason);
        foreach (var secret in new[] { SignInOffice.Password, app.Code, codes[0], user.PasswordHash!, user.AuthenticatorKey!, user.RecoveryCodes[0], desk.Key })
            log.ShouldAllBe(entry => !entry.Contains(secret));
    }

    [Fact]
    public async Task An_answer_with_secrets_in_it_is_kept_nowhere()
    {
        using var desk = await office.PasswordAsync(await office.AddAsync(Roles.Inspector));
        var answer = await desk.GetAsync("/account/second-factor/set-up");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldNotContain("unsafe");
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("style=");
    }
}
