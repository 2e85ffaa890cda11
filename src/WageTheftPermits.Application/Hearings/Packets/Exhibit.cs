using WageTheftPermits.Application.Notices.Printing;
using WageTheftPermits.Domain.Documents;
using WageTheftPermits.Domain.Notices;

namespace WageTheftPermits.Application.Hearings.Packets;

/// <summary>A paper of the case as it is, page for page, in a packet.</summary>
/// <param name="Number">Counted through the packet, from 1.</param>
/// <param name="Title">What it is, for the index.</param>
/// <param name="Day">When it was served or brought.</param>
/// <param name="About">Under its heading: the number, from whom, what tells that it is the very paper.</param>
/// <param name="Language">BCP 47, of its words.</param>
/// <param name="Pages">As pictures: data addresses, and the words of each.</param>
/// <param name="Missing">What is not shown, and where it is to be found; null where all of it is.</param>
internal sealed record Exhibit(int Number, string Title, DateOnly Day, string About, string Language, IReadOnlyList<(string Picture, string Text)> Pages, string? Missing)
{
    public string Anchor => $"exhibit-{Number}";

    /// <summary>A paper of more pages is shown so far, and the packet says where the rest is.</summary>
    private const int MostPages = 80;

    /// <summary>Of a served letter, by its frozen PDF.</summary>
    public static async Task<Exhibit> OfLetterAsync(int number, Letter letter, byte[] pdf, string words, DateOnly servedOn, CancellationToken ct)
    {
        var (pages, missing) = await PicturesAsync(pdf, $"letter {letter.Number}", ct);
        return new(number, $"Letter {letter.Number}: {words}", servedOn, $"The letter as it was served, page for page. SHA-256 of its PDF: {Sha256(pdf)}", letter.Language, pages, missing);
    }

    public static async Task<Exhibit> OfDocumentAsync(int number, Document document, byte[] bytes, DateOnly day, CancellationToken ct)
    {
        var (pages, missing) = document.MediaType == "application/pdf"
            ? await PicturesAsync(bytes, $"document {document.Number}", ct)
            : ([($"data:{document.MediaType};base64,{Convert.ToBase64String(bytes)}", $"{document.About}: a picture without text that a machine could read.")], null);
        var from = document.Source == DocumentSource.Permittee ? "the permittee" : "the department";
        return new(number, $"Document {document.Number}: {document.About}", day, $"From {from}. File {document.FileName}. SHA-256: {document.Sha256}", "en", pages, missing);
    }

    private static async Task<(IReadOnlyList<(string, string)> Pages, string? Missing)> PicturesAsync(byte[] pdf, string what, CancellationToken ct)
    {
        try
        {
            var (pages, of) = await Poppler.PicturesAsync(pdf, MostPages, ct);
            return ([.. pages.Select(page => ($"data:image/jpeg;base64,{Convert.ToBase64String(page.Jpeg)}", page.Text.Length > 0 ? page.Text : "A page without text that a machine could read."))],
                of > pages.Count ? $"Pages {pages.Count + 1} to {of} are not in this packet; they are in the file of {what}." : null);
        }
        catch (PrintingFailed failed)
        {
            // A paper that cannot be shown is named all the same: leaving it out would look as if there were none.
            return ([], $"It could not be shown here ({failed.Message}). The file of {what} is kept as it is and can be opened from the case.");
        }
    }

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
}
