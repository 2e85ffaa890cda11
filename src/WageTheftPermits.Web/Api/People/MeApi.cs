using System.Globalization;
using System.Security.Claims;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Web.Pages;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.Web.Api.People;

/// <param name="Roles">What the token may do now: the account's roles, narrowed to the token's.</param>
public sealed record MeAnswer(string Account, string DisplayName, IReadOnlyList<string> Roles, string Token, DateTimeOffset ExpiresAt);

/// <summary>One thing that waits for the account.</summary>
/// <param name="Page">Where a person does it.</param>
/// <param name="Task">The task to take and release; null for work that is no task.</param>
/// <param name="TakenBy">The name of who has taken it.</param>
public sealed record QueueItem(Work Kind, string What, string About, string? Detail, DateOnly? DueOn, DateTimeOffset Since, string Page, Guid? Task, string? TakenBy, bool IsMine);

/// <summary>Who the token is, and what waits for them.</summary>
internal static class MeApi
{
    public static void Map(PersonRoutes routes)
    {
        routes.One<MeAnswer>("/me", null, "ReadMe", "Whose the token is and what it may do.", (Asking ask) => ask.One(new MeAnswer(
            ask.User.AsActor().Id, ask.User.DisplayName(), [.. Roles.All.Where(ask.User.IsInRole)], ask.TokenId,
            DateTimeOffset.Parse(ask.User.FindFirstValue(PersonTokens.ExpiresClaim)!, CultureInfo.InvariantCulture))));
        routes.List<QueueItem>("/queue", null, "ListQueue", "What waits for the account, what is due first. kind: a kind of work; overdue: true for what is late.", QueueAsync);
    }

    private static async Task<IResult> QueueAsync(string? kind, string? overdue, string? after, string? limit, Asking ask)
    {
        var (only, late, most) = (Asking.Word<Work>("kind", kind), Asking.Flag("overdue", overdue), Asking.Limit(limit));
        QueuePlace? place = null;
        if (after is not null)
            place = Asking.PlaceOf(after) is { } text && QueuePlace.Parse(text) is { } known ? known : throw Asking.NoCursor();
        var queue = new MyQueue(ask.Db, ask.Time);
        await queue.ReadAsync(ask.User, ask.Ct);
        var (rows, next) = await queue.AfterAsync(only, late, place, most, ask.Ct);
        return Asking.List<QueueItem>([.. rows.Select(r => new QueueItem(r.Work, r.What, r.About, r.Detail, r.Due, r.Since, r.Href, r.TaskId, r.HeldBy, r.IsMine))],
            next is null ? null : Asking.Cursor(next.ToString()));
    }
}
