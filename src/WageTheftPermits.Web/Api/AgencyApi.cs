using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.OpenApi;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Judgments;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Contracts.Incoming;
using WageTheftPermits.Domain.Judgments;

namespace WageTheftPermits.Web.Api;

/// <summary>
/// The HTTP door of labor agencies: events in, and what we hold and say back. An agency sees its own paths only; any other is not there,
/// however it is spelt.
/// </summary>
internal static class AgencyApi
{
    private const int MessagesAtOnce = 200;

    private const int SlashesBeforeSubject = 6; // /api/v1/agencies/{agency}/judgments/

    private static readonly string[] EventTypes = ["application/cloudevents+json", "application/cloudevents-batch+json", "application/json"];

    /// <summary>Names are shown as they are: what is answered is JSON and never part of a page.</summary>
    private static readonly JsonSerializerOptions Readable = new(Json.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void MapAgencyApi(this WebApplication app)
    {
        var agency = app.MapGroup("/api/v1/agencies/{agency}").RequireAuthorization(AgencyTokens.Policy).AddEndpointFilter(OwnPathsOnly).WithTags("Agencies");
        agency.MapPost("events", SendAsync).WithName("SendEvents").WithSummary("Sends one event, or an array of at most 1,000; answered once they are durable.")
            .WithMetadata(new RequestSizeLimitAttribute(EventBatch.MaxBytes))
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                // Not by Accepts: routing would turn another type away before it can be told what is wrong.
                operation.RequestBody = new OpenApiRequestBody { Required = true, Content = EventTypes.ToDictionary(type => type, _ => new OpenApiMediaType()) };
                return Task.CompletedTask;
            })
            .Produces<StoredEvent[]>(202).Refuses(400, 401, 404, 413, 415);
        agency.MapGet("messages", MessagesAsync).WithName("ReadMessages").WithSummary("Receipts and news, in order, after a cursor.")
            .Produces<MessagesAnswer>().Refuses(400, 401, 404);
        agency.MapGet("judgments/{**subject}", JudgmentAsync).WithName("ReadJudgment").WithSummary("What we hold of one judgment.")
            .Produces<JudgmentAnswer>().Refuses(401, 404);
        agency.MapGet("receipts/{receipt}", ReceiptAsync).WithName("ReadReceipt").WithSummary("What became of one delivery.")
            .Produces<ReceiptAnswer>().Refuses(401, 404);
        agency.MapGet("receipts", ReceiptOfEventAsync).WithName("FindReceipt").WithSummary("What became of the event with this id.")
            .Produces<ReceiptAnswer>().Refuses(400, 401, 404);
        foreach (var (path, method) in new[] { ("events", "POST"), ("messages", "GET"), ("judgments/{**subject}", "GET"), ("receipts/{receipt}", "GET"), ("receipts", "GET") })
            agency.Map(path, (HttpResponse response) => NotThisWay(response, method)).ExcludeFromDescription();
    }

    private static async ValueTask<object?> OwnPathsOnly(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        return string.Equals(http.User.FindFirst(AgencyTokens.AgencyClaim)?.Value, (string?)http.GetRouteValue("agency"), StringComparison.Ordinal)
            ? await next(context)
            : NotThere();
    }

    private static async Task<IResult> SendAsync(string agency, HttpRequest request, Intake intake, CancellationToken ct)
    {
        if (!IsEvents(request))
            return ApiProblems.Of(415, $"Send the events as {string.Join(", ", EventTypes)}, in UTF-8 and not compressed.");
        if (request.ContentLength > EventBatch.MaxBytes)
            return ApiProblems.Of(413, "The body is larger than 1,000 events of 1 MiB.");
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, ct);
        var batch = EventBatch.Split(body.GetBuffer().AsMemory(0, (int)body.Length));
        if (batch.Refusal != BatchRefusal.None)
            return ApiProblems.Of(batch.Refusal == BatchRefusal.TooLarge ? 413 : 400, batch.Reason);

        var stored = await intake.StoreAsync(agency, "http", batch.Events, ct);
        return Results.Json(stored.Select(d => new StoredEvent(d.EventId, d.Receipt.ToString(), Naming.Word(d.State))).ToArray(), Readable, statusCode: 202);
    }

    private static async Task<IResult> MessagesAsync(string agency, string? after, PermitsDbContext db, CancellationToken ct)
    {
        if (!long.TryParse(string.IsNullOrEmpty(after) ? "0" : after, NumberStyles.None, CultureInfo.InvariantCulture, out var cursor))
            return ApiProblems.Of(400, "\"after\" is no cursor of ours; leave it out to begin at the beginning.");
        var messages = await db.Outbox.AsNoTracking().Where(m => m.Agency == agency && m.Id > cursor).OrderBy(m => m.Id).Take(MessagesAtOnce)
            .Select(m => new { m.Id, m.Body }).ToListAsync(ct);
        var next = messages.Count == 0 ? cursor : messages[^1].Id;
        return Results.Json(new MessagesAnswer([.. messages.Select(m => JsonElement.Parse(m.Body))], next.ToString(CultureInfo.InvariantCulture)), Readable);
    }

    private static async Task<IResult> JudgmentAsync(string agency, string subject, HttpContext http, PermitsDbContext db, CurrentPolicy policies, TimeProvider clock)
    {
        var ct = http.RequestAborted;
        var written = WrittenPath.Tail(http, subject, SlashesBeforeSubject);
        var judgment = written.Contains('\0', StringComparison.Ordinal) ? null
            : await db.Judgments.AsNoTracking().SingleOrDefaultAsync(j => j.Agency == agency && j.Subject == written, ct);
        if (judgment is null)
            return NotThere();

        var today = (await policies.GetAsync(db, null, ct)).DayOf(clock.GetUtcNow());
        var state = await JudgmentHistory.FoldAsync(db, judgment, today, ct);
        var cases = await (from one in db.Cases
                           join permit in db.Permits on one.PermitId equals permit.Id
                           join party in db.JudgmentParties on one.JudgmentPartyId equals party.Id
                           where one.JudgmentId == judgment.Id
                           orderby one.OpenedAt, one.Id
                           select new { permit.Number, party.PartyId, one.Status }).AsNoTracking().ToListAsync(ct);
        return Results.Json(JudgmentAnswer.Of(judgment.Subject, state, [.. cases.Select(c => new CaseAnswer(c.Number, c.PartyId, Naming.Word(c.Status)))]), Readable);
    }

    private static async Task<IResult> ReceiptAsync(string agency, string receipt, PermitsDbContext db, CancellationToken ct)
    {
        var delivery = Guid.TryParse(receipt, out var id) ? await db.Deliveries.AsNoTracking().SingleOrDefaultAsync(d => d.Receipt == id && d.Agency == agency, ct) : null;
        return delivery is null ? NotThere() : Results.Json(ReceiptAnswer.Of(delivery), Readable);
    }

    /// <summary>
    /// One event may have been delivered several times: what took effect says most, then what may yet take effect, then why it did not.
    /// A duplicate is told by its own receipt.
    /// </summary>
    private static async Task<IResult> ReceiptOfEventAsync(string agency, string? eventId, PermitsDbContext db, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(eventId))
            return ApiProblems.Of(400, "Name a receipt in the path, or an event: ?eventId=…");
        if (eventId.Contains('\0', StringComparison.Ordinal))
            return NotThere();
        var delivery = await db.Deliveries.AsNoTracking().Where(d => d.Agency == agency && d.EventId == eventId)
            .OrderBy(d => d.State == DeliveryState.Accepted ? 0 : d.State == DeliveryState.Stored ? 1 : d.State == DeliveryState.Quarantined || d.State == DeliveryState.Rejected ? 2 : 3)
            .ThenByDescending(d => d.Arrival).FirstOrDefaultAsync(ct);
        return delivery is null ? NotThere() : Results.Json(ReceiptAnswer.Of(delivery), Readable);
    }

    private static IResult NotThisWay(HttpResponse response, string method)
    {
        response.Headers.Allow = method;
        return ApiProblems.Of(StatusCodes.Status405MethodNotAllowed, $"Only {method} is answered here.");
    }

    private static bool IsEvents(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && EventTypes.Contains(type.MediaType, StringComparer.OrdinalIgnoreCase)
        && (type.CharSet is null || type.CharSet.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        && request.Headers.ContentEncoding.Count == 0;

    private static IResult NotThere() => ApiProblems.Of(StatusCodes.Status404NotFound, "There is nothing here.");

    private static void Refuses(this RouteHandlerBuilder endpoint, params int[] statuses)
    {
        foreach (var status in statuses)
            endpoint.ProducesProblem(status);
    }
}
