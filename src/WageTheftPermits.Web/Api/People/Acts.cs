using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Renewals;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.Web.Api.People;

/// <summary>What came of an act, and what moves on because of it.</summary>
/// <param name="Answer">What the caller is told.</param>
/// <param name="Location">Where to read what was made.</param>
internal sealed record Acted(object Answer, string? Location = null)
{
    public IReadOnlyList<Guid> Cases { get; init; } = [];

    public IReadOnlyList<Guid> Renewals { get; init; } = [];

    /// <summary>The permit whose open renewal looks again at what blocks it.</summary>
    public Guid? Permit { get; init; }
}

/// <summary>What an act is on.</summary>
/// <param name="Lock">Takes the locks that whoever changes it takes first; false where there is no such thing.</param>
/// <param name="Read">As the caller could have read it.</param>
internal sealed record Target(Func<UnitOfWork, Task<bool>> Lock, Func<PermitsDbContext, Task<object?>> Read)
{
    /// <summary>Something that belongs to a permit: what is done about one permit is done one after another.</summary>
    public static Target OfPermit(Func<PermitsDbContext, IQueryable<Guid>> permit, Func<PermitsDbContext, Task<object?>> read) => new(async unit =>
    {
        var ids = await permit(unit.Db).Take(1).ToListAsync(unit.Cancellation);
        foreach (var id in ids)
            await unit.LockPermitAsync(id);
        return ids.Count == 1;
    }, read);
}

/// <summary>
/// Carries out acts as the pages do: one unit, by the person whose token it is, with what the caller's headers ask. A request with a key of its own is carried out once;
/// an act on something that has changed since it was read is refused (If-Match).
/// </summary>
internal sealed class Acts(Asking asking, Units units, WorkflowRunner workflows)
{
    public const string KeyHeader = "Idempotency-Key";

    private const int LongestKey = 100;

    private sealed record Told(int Status, string? Location, byte[] Body, Acted? Acted);

    /// <param name="on">Null where it is on nothing that can be read.</param>
    public async Task<IResult> RunAsync<TBody>(Target? on, Func<UnitOfWork, TBody, Task<Acted>> act) where TBody : class
    {
        var body = await asking.BodyAsync<TBody>();
        var key = Key();
        var told = await units.RunAsync(asking.User.AsActor(), async unit =>
        {
            unit.Through = $"token:{asking.TokenId}";
            if (key is not null && await ApiRequests.BeginAsync(unit, key, Fingerprint()) is { } earlier)
                return new Told(earlier.Status, earlier.Location, earlier.Body, null);
            if (on is not null)
                await ExpectUnchangedAsync(unit, on);
            var acted = await act(unit, body);
            var (answer, _) = Asking.Written(acted.Answer);
            if (key is not null)
                await ApiRequests.KeepAsync(unit, key, Status, acted.Location, answer);
            return new Told(Status, acted.Location, answer, acted);
        }, asking.Ct);

        if (told.Acted is { } done)
            await AdvanceAsync(done);
        else
            asking.Http.Response.Headers["Idempotency-Replayed"] = "true";
        if (told.Location is not null)
            asking.Http.Response.Headers.Location = told.Location;
        asking.Http.Response.StatusCode = told.Status;
        return Results.Bytes(told.Body, "application/json; charset=utf-8");
    }

    private int Status => asking.Http.GetEndpoint()!.Metadata.GetRequiredMetadata<PersonEndpoint>().Makes ? StatusCodes.Status201Created : StatusCodes.Status200OK;

    private async Task ExpectUnchangedAsync(UnitOfWork unit, Target on)
    {
        if (!await on.Lock(unit))
            throw ApiRefusal.NotThere();
        var expected = asking.Http.Request.Headers.IfMatch.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (expected.Length > 0 && !expected.Contains("*") && (await on.Read(unit.Db) is not { } now || !expected.Contains(Asking.Written(now).Tag)))
            throw ApiRefusal.Of(StatusCodes.Status412PreconditionFailed, "This has changed since you read it. Read it again, and see whether you still want this.");
    }

    /// <summary>The next step is to be seen at once, as on the pages; where it cannot be taken now, the workers take it.</summary>
    private async Task AdvanceAsync(Acted done)
    {
        foreach (var one in done.Cases)
            await workflows.AdvanceNowAsync($"case:{one}", asking.Ct);
        var renewals = done.Permit is { } permit
            ? await asking.Db.Renewals.Where(r => r.PermitId == permit && r.Status == RenewalStatus.Open).Select(r => r.Id).ToListAsync(asking.Ct)
            : [];
        foreach (var renewal in renewals.Union(done.Renewals))
            await workflows.AdvanceNowAsync($"renewal:{renewal}", asking.Ct);
    }

    private string? Key()
    {
        var sent = asking.Http.Request.Headers[KeyHeader];
        if (sent.Count == 0)
            return null;
        return sent is [{ Length: >= 1 and <= LongestKey } key] && key.All(c => c is >= '!' and <= '~')
            ? key
            : throw ApiRefusal.Invalid(KeyHeader, $"It has 1 to {LongestKey} visible ASCII characters, and none of them is a space.");
    }

    private byte[] Fingerprint() => SHA256.HashData([.. Encoding.UTF8.GetBytes($"{asking.Http.Request.Method} {asking.Http.Request.Path.Value}\n"), .. asking.Body]);
}
