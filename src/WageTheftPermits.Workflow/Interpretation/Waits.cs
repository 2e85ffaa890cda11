namespace WageTheftPermits.Workflow.Interpretation;

/// <summary>Brings an execution's waits to what it asks for now.</summary>
internal static class Waits
{
    /// <summary>
    /// What was asked for before and is asked for again stays as it is: a person's open task keeps its id, though its title and
    /// due date may change. What is not asked for again is withdrawn.
    /// </summary>
    public static void Reconcile(InstanceState state, Execution execution, IReadOnlyList<Wait> asked, DateTimeOffset now)
    {
        if (asked.Count == 0)
            throw new ActivityFailed(execution.ActivityId, execution.ActivityType, new InvalidOperationException("The activity waits for nothing, so it would wait for ever."));
        var before = state.Waits.Where(wait => wait.ExecutionId == execution.Id).ToList();
        foreach (var wait in asked)
        {
            if (before.FirstOrDefault(other => Same(other, wait)) is { } kept)
            {
                before.Remove(kept);
                kept.DueAt = DueOf(wait);
                kept.Task = wait.Task;
                continue;
            }

            state.Waits.Add(new LiveWait(Guid.CreateVersion7(now), execution.Id, wait.Kind, wait.Name, wait.Key)
            {
                DueAt = DueOf(wait),
                TaskId = wait.Task is null ? null : Guid.CreateVersion7(now),
                Task = wait.Task,
            });
        }

        foreach (var withdrawn in before)
            state.Withdraw(withdrawn);
    }

    // A task's due date is for the person who does it; only a timer wakes the instance.
    private static DateTimeOffset? DueOf(Wait wait) => wait.Kind == WaitKind.Timer ? wait.DueAt : null;

    private static bool Same(LiveWait before, Wait asked) =>
        before.Kind == asked.Kind && before.Name == asked.Name && before.Key == asked.Key
        && (asked.Task is not { } task || (before.Task is { } open && open.Role == task.Role
            && open.Subject.Count == task.Subject.Count && open.Subject.All(part => task.Subject.TryGetValue(part.Key, out var value) && value == part.Value)));
}
