using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Contracts.Incoming;
using WageTheftPermits.Domain;

namespace WageTheftPermits.Application.Messaging;

/// <summary>Makes an agency and the token of its system. The token is given once; only its SHA-256 is kept.</summary>
public static class AddAgency
{
    /// <param name="key"><c>[a-z0-9-]+</c>; it stands in exchange names, paths and event sources.</param>
    /// <returns>The bearer token.</returns>
    /// <exception cref="RuleViolation">The key is not of that form, or there is already an agency with it.</exception>
    public static async Task<string> HandleAsync(UnitOfWork unit, string key, string name)
    {
        RuleViolation.Unless(AgencyKey.IsValid(key), "agency.key",
            $"An agency's key has small letters, digits and hyphens only, at most {AgencyKey.MostCharacters}, not '{key}'.");
        RuleViolation.Unless(!await unit.Db.Agencies.AnyAsync(a => a.Key == key, unit.Cancellation), "agency.exists", $"There is already an agency '{key}'.");
        unit.Db.Agencies.Add(new Agency(key, name, unit.Now));
        await unit.Db.SaveChangesAsync(unit.Cancellation);

        var token = AgencyTokenActs.Make(unit, key);
        unit.Audit("agency added", $"The agency {name} ({key}) was added, and a token for its system.", []);
        return token;
    }
}
