namespace WageTheftPermits.Workflow;

/// <summary>A definition was not deployed; nothing has changed.</summary>
public sealed class DefinitionRefused(IReadOnlyList<DefinitionFault> faults) : Exception(string.Join(Environment.NewLine, faults))
{
    public IReadOnlyList<DefinitionFault> Faults { get; } = faults;
}

/// <summary>There is no such definition, instance or task.</summary>
public sealed class WorkflowNotFound(string message) : Exception(message);

/// <summary>The inputs given do not fit what the definition declares.</summary>
public sealed class WorkflowInputRefused(string message) : Exception(message);

/// <summary>The instance is not in a state in which this can be asked of it.</summary>
public sealed class WorkflowStateRefused(string message) : Exception(message);

/// <summary>The task was completed or closed before. Nothing has changed.</summary>
public sealed class TaskNoLongerOpen(Guid taskId, string status, string closedBy, DateTimeOffset closedAt)
    : Exception($"This task is no longer open: it was {status} by {closedBy} at {closedAt:u}.")
{
    public Guid TaskId { get; } = taskId;

    /// <summary><c>completed</c> or <c>cancelled</c>.</summary>
    public string Status { get; } = status;

    public string ClosedBy { get; } = closedBy;

    public DateTimeOffset ClosedAt { get; } = closedAt;
}

/// <summary>Somebody else has taken the task and not released it. Nothing has changed.</summary>
public sealed class TaskClaimed(Guid taskId, string claimedBy, DateTimeOffset claimedAt)
    : Exception($"{claimedBy} took this task at {claimedAt:u} and has not released it.")
{
    public Guid TaskId { get; } = taskId;

    public string ClaimedBy { get; } = claimedBy;

    public DateTimeOffset ClaimedAt { get; } = claimedAt;
}

/// <summary>An activity threw. The unit must be rolled back, and the failure recorded in another one.</summary>
public sealed class ActivityFailed(string activityId, string activityType, Exception cause)
    : Exception($"Activity '{activityId}' ({activityType}) failed: {cause.Message}", cause)
{
    public string ActivityId { get; } = activityId;

    public string ActivityType { get; } = activityType;
}

/// <summary>A burst took more steps than it may: most likely a loop that nothing waits in.</summary>
public sealed class TooManySteps(string activityId, int limit) : Exception($"More than {limit} steps without a wait; the last was activity '{activityId}'.")
{
    public string ActivityId { get; } = activityId;
}
