using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace WageTheftPermits.Application.Data;

/// <summary>A form that was posted and acted on. The same form posted again does nothing and says so.</summary>
public sealed class FormPost
{
    public Guid Id { get; init; }

    public string Actor { get; init; } = "";

    public DateTimeOffset At { get; init; }
}

/// <summary>The form was already acted on; nothing happened now.</summary>
public sealed class FormAlreadyPosted(DateTimeOffset at) : Exception($"This form was already recorded at {at:u}.")
{
    public DateTimeOffset At { get; } = at;
}

internal sealed class FormPostMapping : IEntityTypeConfiguration<FormPost>
{
    public void Configure(EntityTypeBuilder<FormPost> builder)
    {
        builder.ToTable("form_posts");
        builder.Property(p => p.Id).ValueGeneratedNever();
    }
}
