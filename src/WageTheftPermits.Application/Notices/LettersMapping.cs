using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Notices;

namespace WageTheftPermits.Application.Notices;

internal sealed class LettersMapping : IEntityTypeConfiguration<Letter>, IEntityTypeConfiguration<LetterDocument>, IEntityTypeConfiguration<LetterMail>
{
    public void Configure(EntityTypeBuilder<Letter> builder)
    {
        builder.ToTable("letters");
        builder.Property(l => l.Id).ValueGeneratedNever();
        builder.Property(l => l.Values).HasColumnType("jsonb").HasConversion(
            values => JsonSerializer.Serialize(values, Json.Web),
            json => JsonSerializer.Deserialize<Dictionary<string, string>>(json, Json.Web)!,
            // Values are replaced as a whole or not at all.
            new ValueComparer<IReadOnlyDictionary<string, string>>((a, b) => ReferenceEquals(a, b), values => values.Count, values => values));
        builder.HasOne<Case>().WithMany().HasForeignKey(l => l.CaseId);
        builder.HasOne<Notice>().WithMany().HasForeignKey(l => l.NoticeId);
        builder.Property<uint>("xmin").IsRowVersion();
    }

    public void Configure(EntityTypeBuilder<LetterMail> builder)
    {
        builder.ToTable("letter_mails");
        builder.Property(m => m.Id).ValueGeneratedNever();
        builder.HasOne<Letter>().WithMany().HasForeignKey(m => m.LetterId);
        builder.Property<uint>("xmin").IsRowVersion();
    }

    public void Configure(EntityTypeBuilder<LetterDocument> builder)
    {
        builder.ToTable("letter_documents");
        builder.HasKey(d => d.LetterId);
        builder.HasOne<Letter>().WithOne().HasForeignKey<LetterDocument>(d => d.LetterId);
    }
}
