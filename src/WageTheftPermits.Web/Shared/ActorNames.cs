using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;

namespace WageTheftPermits.Web.Shared;

/// <summary>Who acted, in words: a person by their name, the service, the permittee, an agency.</summary>
internal sealed class ActorNames
{
    private readonly Dictionary<string, string> _people;

    private ActorNames(Dictionary<string, string> people) => _people = people;

    public string this[string actor] =>
        _people.TryGetValue(actor, out var name) ? name
        : actor.StartsWith("system:", StringComparison.Ordinal) ? "this service"
        : actor.StartsWith("permittee:", StringComparison.Ordinal) ? "the permittee"
        : actor.StartsWith("agency:", StringComparison.Ordinal) ? $"agency {actor["agency:".Length..]}"
        : actor;

    public static async Task<ActorNames> OfAsync(PermitsDbContext db, IEnumerable<string> actors, CancellationToken ct)
    {
        var named = actors.Distinct().Where(actor => !actor.Contains(':', StringComparison.Ordinal)).ToList();
        return new(await db.Users.AsNoTracking().Where(u => named.Contains(u.UserName!)).ToDictionaryAsync(u => u.UserName!, u => u.DisplayName, ct));
    }
}
