using System.Text.Json;

namespace WageTheftPermits.IntegrationTests.Commands;

/// <summary><c>./wtp token create|list|revoke</c> as processes: what an administrator is told.</summary>
public sealed class TokenVerbTests : IAsyncLifetime, IDisposable
{
    private readonly Wtp _wtp = new();
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestService.CreateDatabaseAsync();

    public async Task DisposeAsync() => await _database.DisposeAsync();

    public void Dispose() => _wtp.Dispose();

    [Fact]
    public async Task A_token_is_shown_once_listed_without_it_and_revoked()
    {
        (await RunAsync("user", "add", "dana.reyes", "--role", "inspector", "supervisor")).ExitCode.ShouldBe(0);
        var (exitCode, output, errors) = await RunAsync("token", "create", "dana.reyes", "--role", "inspector", "--expires", "30", "--note", "A script", "--json");
        exitCode.ShouldBe(0, errors);
        var made = JsonElement.Parse(output);
        made.GetProperty("account").GetString().ShouldBe("dana.reyes");
        made.GetProperty("token").GetString()!.ShouldStartWith("wtpp_");
        made.GetProperty("roles").EnumerateArray().Select(r => r.GetString()).ShouldBe(["inspector"]);
        (made.GetProperty("expiresAt").GetDateTimeOffset() - DateTimeOffset.UtcNow).TotalDays.ShouldBe(30, 0.1);

        var listed = (await RunAsync("token", "list", "dana.reyes", "--json")).Output;
        listed.ShouldNotContain(made.GetProperty("token").GetString()!);
        JsonElement.Parse(listed)[0].GetProperty("id").GetString().ShouldBe(made.GetProperty("id").GetString());

        (await RunAsync("token", "revoke", made.GetProperty("id").GetString()!)).ExitCode.ShouldBe(0);
        (await RunAsync("token", "revoke", made.GetProperty("id").GetString()!)).ExitCode.ShouldBe(1);
        (await RunAsync("token", "list")).Output.ShouldContain("revoked");
    }

    [Theory]
    [InlineData("there is no account", "nobody")]
    [InlineData("there is no role", "nobody", "--role", "chief")]
    [InlineData("--expires", "nobody", "--expires", "soon")]
    [InlineData("--expires", "nobody", "--expires", "366")]
    public async Task Wrong_use_is_one_line_that_says_what_to_do(string says, params string[] arguments)
    {
        var (exitCode, _, errors) = await RunAsync(["token", "create", .. arguments]);

        exitCode.ShouldBe(2);
        errors.ShouldContain(says, Case.Insensitive);
    }

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) =>
        _wtp.RunAsync([KeyValuePair.Create("ConnectionStrings__Permits", _database.AppConnectionString)], arguments);
}
