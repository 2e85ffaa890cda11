using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Workflows;
using WageTheftPermits.Web.Pages;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.Web.Api.People;

public sealed record TaskMoved(Guid Id, string? TakenBy);

public sealed record ReleaseBody
{
    /// <summary>Needed of a supervisor who releases somebody else's task.</summary>
    [StringLength(2000)]
    public string? Reason { get; init; }
}

/// <summary>Tasks: taking one, and giving it back.</summary>
internal static class TasksApi
{
    public static void Map(PersonRoutes routes)
    {
        routes.Move<Nothing, TaskMoved>("/tasks/{id:guid}/taking", null, "TakeTask", "Takes an open task: nobody else can complete it until it is released.", TakeAsync);
        routes.Move<ReleaseBody, TaskMoved>("/tasks/{id:guid}/release", null, "ReleaseTask", "Gives a task back; a supervisor can release somebody else's, with a reason.", ReleaseAsync);
    }

    /// <summary>Whom a task is offered to is a role of the account; a token that is narrowed to other roles may not take it either.</summary>
    private static Task<IResult> TakeAsync(Guid id, Acts acts, Asking ask) => acts.RunAsync<Nothing>(null, async (unit, _) =>
    {
        var task = await TaskAsync(unit, id);
        if (!MyQueue.HasTasks(ask.User) || !ask.User.IsInRole(task.Role))
            throw ApiRefusal.Of(StatusCodes.Status403Forbidden, $"This task is offered to the role {task.Role}.");
        await ClaimTask.HandleAsync(unit, new(id));
        return new(new TaskMoved(id, unit.Actor.ToString()));
    });

    private static Task<IResult> ReleaseAsync(Guid id, Acts acts, Asking ask) => acts.RunAsync<ReleaseBody>(null, async (unit, body) =>
    {
        var task = await TaskAsync(unit, id);
        if (!MyQueue.HasTasks(ask.User) || (task.ClaimedBy is { } holder && holder != unit.Actor.ToString() && !ask.User.May(Access.ReleaseTasks)))
            throw ApiRefusal.Of(StatusCodes.Status403Forbidden, "Only who has taken it, or a supervisor, can release this task.");
        await ReleaseTask.HandleAsync(unit, new(id, body.Reason));
        return new(new TaskMoved(id, null));
    });

    private static async Task<WorkflowTask> TaskAsync(UnitOfWork unit, Guid id) =>
        await unit.Db.WorkflowTasks.AsNoTracking().SingleOrDefaultAsync(t => t.Id == id, unit.Cancellation) ?? throw ApiRefusal.NotThere();
}
