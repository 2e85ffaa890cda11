using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WageTheftPermits.Domain.Documents;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Notices;

namespace WageTheftPermits.Application.Notices;

/// <summary>A letter's code, by its digest alone.</summary>
/// <param name="Digest">Of <see cref="AnswerCode.DigestOf"/>.</param>
public sealed record LetterCode(Guid LetterId, string Digest, DateTimeOffset MadeAt);

internal sealed class AnswerMapping : IEntityTypeConfiguration<Answer>, IEntityTypeConfiguration<LetterCode>
{
    public void Configure(EntityTypeBuilder<Answer> builder)
    {
        builder.ToTable("answers");
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.HasOne<Case>().WithMany().HasForeignKey(a => a.CaseId);
        builder.HasOne<Letter>().WithMany().HasForeignKey(a => a.LetterId);
        builder.HasOne<Document>().WithMany().HasForeignKey(a => a.DocumentId);
        builder.Property<uint>("xmin").IsRowVersion();
    }

    public void Configure(EntityTypeBuilder<LetterCode> builder)
    {
        builder.ToTable("answer_codes");
        builder.HasKey(c => c.LetterId);
        builder.HasOne<Letter>().WithOne().HasForeignKey<LetterCode>(c => c.LetterId);
    }
}
