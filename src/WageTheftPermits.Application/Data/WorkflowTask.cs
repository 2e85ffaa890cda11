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
}

internal sealed class WorkflowTaskMapping : IEntityTypeConfiguration<WorkflowTask>
{
    public void Configure(EntityTypeBuilder<WorkflowTask> builder) => builder.ToView("workflow_tasks").HasKey(t => t.Id);
}
