using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;

namespace WageTheftPermits.Application.Workflows;

/// <summary>A person takes a task that is offered to their role, or to them. Nobody else can complete it until it is released.</summary>
public static class ClaimTask
{
    public sealed record Command(Guid TaskId);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        unit.Actor.MustBePerson("take a task");
        var task = await TaskOffer.OfAsync(unit, command.TaskId);
        RuleViolation.Unless(await TaskOffer.HasRoleAsync(unit, task.Role), "task.role", $"This task is offered to the role {task.Role}, which you do not hold.");
        await WorkflowActs.InEngineAsync(unit, (engine, at) => engine.ClaimTaskAsync(at, task.Id, unit.Actor.ToString(), unit.Cancellation));
        unit.Audit("task taken", $"{unit.Actor} took the task “{task.Title}”.", await TaskOffer.SubjectsAsync(unit, task));
    }
}

/// <summary>Whoever took a task gives it back; or a supervisor does, saying why, for someone who cannot.</summary>
public static class ReleaseTask
{
    /// <param name="Reason">Needed of a supervisor who releases somebody else's task.</param>
    public sealed record Command(Guid TaskId, string? Reason);

    public const string Supervisor = "supervisor";

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        unit.Actor.MustBePerson("release a task");
        var task = await TaskOffer.OfAsync(unit, command.TaskId);
        var reason = string.IsNullOrWhiteSpace(command.Reason) ? null : command.Reason.Trim();
        RuleViolation.Unless(task.ClaimedBy is null || task.ClaimedBy == unit.Actor.ToString() || await TaskOffer.HasRoleAsync(unit, Supervisor), "task.holder",
            $"{task.ClaimedBy} has this task; only they or a supervisor can release it.");
        await WorkflowActs.InEngineAsync(unit, (engine, at) => engine.ReleaseTaskAsync(at, task.Id, reason, unit.Actor.ToString(), unit.Cancellation));
        unit.Audit("task released", $"{unit.Actor} released the task “{task.Title}”{(task.ClaimedBy == unit.Actor.ToString() ? "" : $", which {task.ClaimedBy} had taken")}.",
            await TaskOffer.SubjectsAsync(unit, task), reason);
    }
}

internal static class TaskOffer
{
    public static async Task<WorkflowTask> OfAsync(UnitOfWork unit, Guid id) =>
        await unit.Db.WorkflowTasks.AsNoTracking().SingleOrDefaultAsync(t => t.Id == id, unit.Cancellation) ?? throw new RuleViolation("workflow.none", $"There is no task {id}.");

    public static Task<bool> HasRoleAsync(UnitOfWork unit, string role)
    {
        var person = unit.Actor.Id.ToUpperInvariant();
        return (from user in unit.Db.Users
                join held in unit.Db.UserRoles on user.Id equals held.UserId
                join known in unit.Db.Roles on held.RoleId equals known.Id
                where user.NormalizedUserName == person && known.Name == role
                select user.Id).AnyAsync(unit.Cancellation);
    }

    public static async Task<(string, Guid)[]> SubjectsAsync(UnitOfWork unit, WorkflowTask task) => [("task", task.Id), .. (await WorkflowActs.OfAsync(unit, task.InstanceId)).Subjects];
}
