using WageTheftPermits.Domain.Documents;

namespace WageTheftPermits.Web.Pages.Documents;

/// <summary>Words for a document.</summary>
internal static class DocumentWords
{
    public static string Source(DocumentSource source) => source == DocumentSource.Permittee ? "The permittee" : "The department";

    public static string MediaType(string type) => type switch
    {
        "application/pdf" => "PDF",
        "image/png" => "PNG picture",
        _ => "JPEG picture",
    };

    /// <summary><c>1,234 KB</c>.</summary>
    public static string Size(int bytes) => bytes < 1024 ? $"{bytes} bytes" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(bytes + 1023) / 1024:N0} KB");
}
