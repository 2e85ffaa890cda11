using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace WageTheftPermits.Application.Data;

/// <summary>A human task as the workflow engine keeps it, read here so that queues can be joined with what the tasks are about. Never written through this.</summary>
public sealed class WorkflowTask
{
    public Guid Id { get; init; }

    public Guid InstanceId { get; init; }

    public string Name { get; init; } = "";

    public string Title { get; init; } = "";

    public string Role { get; init; } = "";

    public string Status { get; init; } = "";

    public DateTimeOffset? DueAt { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The case or renewal that it is about, <c>case:…</c>.</summary>
    public string CorrelationId { get; init; } = "";

    /// <summary>The person it is offered to; null where it is offered to the whole role.</summary>
    public string? AssignedTo { get; init; }

    /// <summary>The person who took it and has not released it; null where nobody did.</summary>
    public string? ClaimedBy { get; init; }

    public DateTimeOffset? ClaimedAt { get; init; }
}

internal sealed class WorkflowTaskMapping : IEntityTypeConfiguration<WorkflowTask>
{
    public void Configure(EntityTypeBuilder<WorkflowTask> builder) => builder.ToView("workflow_tasks").HasKey(t => t.Id);
}
