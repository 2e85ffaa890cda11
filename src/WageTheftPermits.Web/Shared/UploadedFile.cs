using Microsoft.AspNetCore.Mvc;
using WageTheftPermits.Domain.Documents;

namespace WageTheftPermits.Web.Shared;

/// <summary>Files that come in with a form, and files that are given out.</summary>
internal static class UploadedFile
{
    /// <summary>What was sent, and no more of it than tells that it is too large. Empty where nothing was.</summary>
    public static async Task<byte[]> ReadAsync(IFormFile? file, CancellationToken ct)
    {
        if (file is null)
            return [];
        await using var sent = file.OpenReadStream();
        var bytes = new byte[Math.Min(file.Length, DocumentFile.MostBytes + 1)];
        await sent.ReadExactlyAsync(bytes, ct);
        return bytes;
    }

    /// <summary>A file that somebody else made: to be kept and not shown, and where a browser shows it all the same, it can run and reach nothing.</summary>
    public static FileContentResult GiveOut(HttpResponse response, byte[] bytes, string mediaType, string name)
    {
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        response.Headers.CacheControl = "private, no-store";
        return new FileContentResult(bytes, mediaType) { FileDownloadName = name };
    }
}
