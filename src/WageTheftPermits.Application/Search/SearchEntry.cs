using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace WageTheftPermits.Application.Search;

/// <summary>What a permit or a judgment is found by. Kept by the database itself (<c>0023_search.sql</c>), whoever writes the row.</summary>
public sealed class SearchEntry
{
    /// <summary><c>permit</c> or <c>judgment</c>.</summary>
    public string Kind { get; init; } = "";

    public Guid Id { get; init; }

    /// <summary>Each once, without case, accents and punctuation.</summary>
    public string[] Words { get; init; } = [];
}

internal sealed class SearchMapping : IEntityTypeConfiguration<SearchEntry>
{
    public void Configure(EntityTypeBuilder<SearchEntry> builder)
    {
        builder.ToTable("search_entries");
        builder.HasKey(e => new { e.Kind, e.Id });
    }
}
