using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using WageTheftPermits.Domain.Documents;
using WageTheftPermits.Domain.Enforcement;

namespace WageTheftPermits.Application.Documents;

/// <summary>A document and what it consists of are one row, so that neither is without the other; a document is read without its bytes.</summary>
internal sealed class DocumentsMapping : IEntityTypeConfiguration<Document>, IEntityTypeConfiguration<DocumentContent>
{
    public void Configure(EntityTypeBuilder<Document> builder)
    {
        builder.ToTable("documents");
        builder.Property(d => d.Id).ValueGeneratedNever();
        builder.HasOne<Case>().WithMany().HasForeignKey(d => d.CaseId);
    }

    public void Configure(EntityTypeBuilder<DocumentContent> builder)
    {
        builder.ToTable("documents");
        builder.HasKey(c => c.DocumentId);
        builder.Property(c => c.DocumentId).HasColumnName("id").ValueGeneratedNever();
        builder.HasOne<Document>().WithOne().HasForeignKey<DocumentContent>(c => c.DocumentId).Metadata.IsRequiredDependent = true;
    }
}
