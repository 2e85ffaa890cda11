using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace WageTheftPermits.Application.Workflows;

// The workflow engine's tables as pages read them. Nothing is written through these: changes are the engine's.

/// <summary>One version of a definition, as it was deployed.</summary>
public sealed class WorkflowDefinition
{
    public string DefinitionId { get; init; } = "";

    public int Version { get; init; }

    public string Name { get; init; } = "";

    public string File { get; init; } = "";

    /// <summary>The file's JSON.</summary>
    public string Source { get; init; } = "";

    public string ContentHash { get; init; } = "";

    public DateTimeOffset DeployedAt { get; init; }

    public string DeployedBy { get; init; } = "";

    public string? Reason { get; init; }
}

public sealed class WorkflowInstance
{
    public Guid Id { get; init; }

    public string DefinitionId { get; init; } = "";

    public int DefinitionVersion { get; init; }

    /// <summary>What it is about, such as <c>case:…</c>.</summary>
    public string CorrelationId { get; init; } = "";

    /// <summary><c>running</c>, <c>blocked</c>, <c>finished</c> or <c>cancelled</c>.</summary>
    public string Status { get; init; } = "";

    /// <summary>JSON, by input name.</summary>
    public string Inputs { get; init; } = "{}";

    /// <summary>JSON, by variable id.</summary>
    public string Variables { get; init; } = "{}";

    /// <summary>JSON, by output name.</summary>
    public string Outputs { get; init; } = "{}";

    public DateTimeOffset StartedAt { get; init; }

    public string StartedBy { get; init; } = "";

    public DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Failed bursts since the last that succeeded.</summary>
    public int Attempts { get; init; }

    /// <summary>Before this moment there is no further try; null where it rests for no failure.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    public Guid? ParentInstanceId { get; init; }
}

public sealed class WorkflowExecution
{
    public Guid Id { get; init; }

    public Guid InstanceId { get; init; }

    public string ActivityId { get; init; } = "";

    /// <summary><c>running</c>, <c>waiting</c>, <c>completed</c>, <c>faulted</c> or <c>cancelled</c>.</summary>
    public string Status { get; init; } = "";

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }
}

/// <summary>Something that is waited for now.</summary>
public sealed class WorkflowWait
{
    public Guid Id { get; init; }

    public Guid InstanceId { get; init; }

    public Guid ExecutionId { get; init; }

    /// <summary><c>fact</c>, <c>event</c>, <c>timer</c>, <c>task</c> or <c>child</c>.</summary>
    public string Kind { get; init; } = "";

    public string Name { get; init; } = "";

    public string Key { get; init; } = "";

    /// <summary>When the timer fires; null for other kinds.</summary>
    public DateTimeOffset? DueAt { get; init; }

    public Guid? TaskId { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>Something that may move an instance on, or did.</summary>
public sealed class WorkflowStimulus
{
    public long Id { get; init; }

    public Guid? InstanceId { get; init; }

    public string Kind { get; init; } = "";

    public string Name { get; init; } = "";

    public string Key { get; init; } = "";

    public string Actor { get; init; } = "";

    public DateTimeOffset RaisedAt { get; init; }

    /// <summary>Kept until something waits for it.</summary>
    public bool Parked { get; init; }

    public DateTimeOffset? ConsumedAt { get; init; }
}

public sealed class WorkflowJournalLine
{
    public long Id { get; init; }

    public Guid InstanceId { get; init; }

    public Guid? ExecutionId { get; init; }

    public string? ActivityId { get; init; }

    /// <summary><c>started</c>, <c>waiting</c>, <c>resumed</c>, <c>completed</c> and so on.</summary>
    public string Event { get; init; } = "";

    public string? Outcome { get; init; }

    public string Actor { get; init; } = "";

    public DateTimeOffset At { get; init; }

    /// <summary>JSON: the evaluated inputs, a message, how late a timer was. Personal inputs are not in it.</summary>
    public string? Detail { get; init; }
}

public sealed class WorkflowIncident
{
    public Guid Id { get; init; }

    /// <summary>Null for an event from outside that nothing answered.</summary>
    public Guid? InstanceId { get; init; }

    public Guid? ExecutionId { get; init; }

    public string? ActivityId { get; init; }

    /// <summary><c>fault</c>: the activity said that it cannot go on. <c>failure</c>: it threw, as often as is allowed. <c>unanswered</c>: an event that nothing waited for in its time.</summary>
    public string Kind { get; init; } = "";

    public string Message { get; init; } = "";

    public DateTimeOffset OpenedAt { get; init; }

    public DateTimeOffset? ResolvedAt { get; init; }

    public string? ResolvedBy { get; init; }

    public string? Resolution { get; init; }

    public string? Reason { get; init; }

    /// <summary>The event that nothing answered.</summary>
    public long? StimulusId { get; init; }
}

internal sealed class WorkflowRowsMapping :
    IEntityTypeConfiguration<WorkflowDefinition>, IEntityTypeConfiguration<WorkflowInstance>, IEntityTypeConfiguration<WorkflowExecution>,
    IEntityTypeConfiguration<WorkflowWait>, IEntityTypeConfiguration<WorkflowStimulus>, IEntityTypeConfiguration<WorkflowJournalLine>,
    IEntityTypeConfiguration<WorkflowIncident>
{
    private const string Schema = "workflow";

    public void Configure(EntityTypeBuilder<WorkflowDefinition> builder) => builder.ToView("definitions", Schema).HasKey(d => new { d.DefinitionId, d.Version });

    public void Configure(EntityTypeBuilder<WorkflowInstance> builder)
    {
        builder.ToView("instances", Schema).HasKey(i => i.Id);
        builder.Property(i => i.Inputs).HasColumnType("jsonb");
        builder.Property(i => i.Variables).HasColumnType("jsonb");
        builder.Property(i => i.Outputs).HasColumnType("jsonb");
    }

    public void Configure(EntityTypeBuilder<WorkflowExecution> builder) => builder.ToView("executions", Schema).HasKey(e => e.Id);

    public void Configure(EntityTypeBuilder<WorkflowWait> builder) => builder.ToView("waits", Schema).HasKey(w => w.Id);

    public void Configure(EntityTypeBuilder<WorkflowStimulus> builder) => builder.ToView("stimuli", Schema).HasKey(s => s.Id);

    public void Configure(EntityTypeBuilder<WorkflowJournalLine> builder)
    {
        builder.ToView("journal", Schema).HasKey(l => l.Id);
        builder.Property(l => l.Detail).HasColumnType("jsonb");
    }

    public void Configure(EntityTypeBuilder<WorkflowIncident> builder) => builder.ToView("incidents", Schema).HasKey(i => i.Id);
}
