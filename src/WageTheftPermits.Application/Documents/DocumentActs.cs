using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Documents;

namespace WageTheftPermits.Application.Documents;

/// <summary>A document is brought to a case, by a person of the department or by its permittee.</summary>
public static class AddDocument
{
    /// <param name="FileName">As the sender's machine has it; it is cleaned.</param>
    /// <param name="About">What it is, in a few words.</param>
    /// <param name="Source">From whom it is; who enters it is the unit's actor.</param>
    public sealed record Command(Guid CaseId, string FileName, byte[] Bytes, string About, DocumentSource Source);

    /// <exception cref="RuleViolation">The file is of no type that is kept, or too large, or cut off.</exception>
    public static async Task<Document> HandleAsync(UnitOfWork unit, Command command)
    {
        var file = await CaseFile.OpenAsync(unit, command.CaseId);
        var brought = DocumentFile.Read(command.FileName, command.Bytes);
        var document = new Document(Guid.CreateVersion7(), await unit.NextReferenceAsync("D"), file.Case, brought, command.About, command.Source, unit.Actor, unit.Now);
        unit.Db.Documents.Add(document);
        unit.Db.DocumentContents.Add(new DocumentContent(document.Id, brought.Bytes));
        unit.Audit("document added", $"Document {document.Number} ({document.About}) was added to case {file.Case.Reference}.", [.. file.Subjects, ("document", document.Id)],
            evidence: new { document.FileName, document.MediaType, document.Size, document.Sha256, Source = Naming.Word(document.Source) }, policyVersion: file.Policy.Version);
        return document;
    }
}

/// <summary>Somebody takes a document out to read it. Who did, and when, stands in the record.</summary>
public static class TakeOutDocument
{
    /// <returns>The document and its bytes; null where there is none.</returns>
    public static async Task<(Document Document, byte[] Bytes)?> HandleAsync(UnitOfWork unit, Guid documentId)
    {
        if (await unit.Db.Documents.AsNoTracking().SingleOrDefaultAsync(d => d.Id == documentId, unit.Cancellation) is not { } document)
            return null;
        var bytes = await unit.Db.DocumentContents.Where(c => c.DocumentId == documentId).Select(c => c.Bytes).SingleAsync(unit.Cancellation);
        unit.Audit("document read", $"Document {document.Number} ({document.About}) was taken out.", [("case", document.CaseId), ("document", document.Id)], evidence: new { document.Sha256 });
        return (document, bytes);
    }
}
