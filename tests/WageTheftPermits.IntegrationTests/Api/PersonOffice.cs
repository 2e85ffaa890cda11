using WageTheftPermits.IntegrationTests.Enforcement;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.IntegrationTests.Api;

/// <summary>One service for the tests of a class: a restaurant whose permit is renewed, a possible match, and a program of each role. All names are invented.</summary>
public sealed class PersonOffice : IAsyncLifetime
{
    internal EnforcementFlow Flow { get; private set; } = null!;

    internal TestService Service => Flow.Service;

    internal IReadOnlyDictionary<string, PersonDoor> Of { get; private set; } = null!;

    /// <summary>Of an account that is both an inspector and a supervisor, narrowed to the former.</summary>
    internal PersonDoor Narrowed { get; private set; } = null!;

    internal AgencyDoor Agency { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Flow = await EnforcementFlow.StartAsync();
        await Flow.IssueAsync();
        await Flow.OpenRenewalAsync();
        var doors = new Dictionary<string, PersonDoor>();
        foreach (var role in Roles.All)
            doors[role] = await PersonDoor.AddAsync(Service, $"program.{role}", role);
        Of = doors;
        (await PersonDoor.AddAsync(Service, "both.roles", Roles.Inspector, Roles.Supervisor)).Dispose();
        Narrowed = await PersonDoor.OfAsync(Service, "both.roles", [Roles.Inspector]);
        Agency = await AgencyDoor.AddAsync(Service, "olse-sf");
    }

    public async Task DisposeAsync()
    {
        foreach (var door in Of.Values)
            door.Dispose();
        Narrowed.Dispose();
        Agency.Dispose();
        await Service.DisposeAsync();
    }
}
