using Microsoft.EntityFrameworkCore;

namespace WageTheftPermits.IntegrationTests;

public sealed class TestServiceTests
{
    [Fact]
    public async Task It_starts_migrated_with_its_program_and_with_nothing_to_do()
    {
        await using var service = await TestService.StartAsync();

        await service.SettleAsync();

        (await service.ReadAsync(db => db.Policies.Select(p => p.Program).SingleAsync())).ShouldBe("san-francisco");
        using var client = service.CreateClient();
        (await client.GetStringAsync("/healthz/live")).ShouldBe("live");
    }
}
