using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;

namespace WageTheftPermits.Application.Messaging;

/// <summary>
/// Tokens of an agency's system. One is replaced with an overlap: a second is made, the agency begins to use it, the first is revoked once it is not used any more.
/// Running instances ask the database at each request, so both take effect at once.
/// </summary>
public static class AgencyTokenActs
{
    /// <summary>Makes a further token; those there are stay in force.</summary>
    /// <returns>The bearer token, which is given this once; only its SHA-256 is kept.</returns>
    /// <exception cref="RuleViolation">There is no such agency.</exception>
    public static async Task<string> IssueAsync(UnitOfWork unit, string agency)
    {
        RuleViolation.Unless(await unit.Db.Agencies.AnyAsync(a => a.Key == agency, unit.Cancellation), "agency.none", $"There is no agency '{agency}'.");
        var token = Make(unit, agency);
        unit.Audit("agency token made", $"A further token for the system of {agency} was made ({SecretToken.MarkOf(SecretToken.HashOf(token))}).", []);
        return token;
    }

    /// <summary>Revokes a token: from the next request on it is not known.</summary>
    /// <param name="mark">Its <see cref="AgencyToken.Mark"/>.</param>
    /// <exception cref="RuleViolation">The agency has no such token, or it is revoked.</exception>
    public static async Task RevokeAsync(UnitOfWork unit, string agency, string mark)
    {
        var known = await unit.Db.AgencyTokens.Where(t => t.Agency == agency).ToListAsync(unit.Cancellation);
        var token = known.SingleOrDefault(t => t.Mark == mark) ?? throw new RuleViolation("token.none", $"The agency '{agency}' has no token '{mark}'.");
        RuleViolation.Unless(token.RevokedAt is null, "token.revoked", $"The token '{mark}' is revoked already.");
        token.RevokedAt = unit.Now;
        var left = known.Count(t => t.RevokedAt is null);
        unit.Audit("agency token revoked", $"The token {mark} of {agency} was revoked; {left} {(left == 1 ? "is" : "are")} in force.", []);
    }

    internal static string Make(UnitOfWork unit, string agency)
    {
        var token = SecretToken.Make("wtp_");
        unit.Db.AgencyTokens.Add(new AgencyToken { Hash = SecretToken.HashOf(token), Agency = agency, CreatedAt = unit.Now });
        return token;
    }
}
