using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using WageTheftPermits.Domain.Notices;

namespace WageTheftPermits.Application.Notices;

/// <summary>
/// A letter as a whole page: letterhead, addressee, body, and the number on the foot of each page. The preview and the PDF are the same HTML, in which
/// nothing is loaded and nothing is run: its content policy allows its own style sheet, by its hash, and no more.
/// </summary>
public static partial class LetterPage
{
    public static string Of(Letter letter)
    {
        var language = LetterLanguage.Find(letter.Language) ?? throw new InvalidOperationException($"There are no words for letters in '{letter.Language}'.");
        var style = StyleOf(letter, language);
        string Text(string name) => WebUtility.HtmlEncode(letter.Values.GetValueOrDefault(name, ""));
        return $"""
            <!DOCTYPE html>
            <html lang="{language.Tag}">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{PolicyFor(style)}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{WebUtility.HtmlEncode(TitleOf(letter))} – {WebUtility.HtmlEncode(letter.Number)}</title>
            <style>{style}</style>
            </head>
            <body>
            <header><p class="department">{Text("department.name")}</p><p>{Text("department.address")}</p></header>
            {FaceOf(letter, language)}<address>{Text("permittee")}<br>{Text("trade-name")}<br>{Text("site").Replace("\n", "<br>", StringComparison.Ordinal)}</address>
            <p class="day">{Text("today")}</p>
            <main>
            {letter.Body}</main>
            </body>
            </html>
            """;
    }

    /// <summary>The letter's own heading, as plain text.</summary>
    public static string TitleOf(Letter letter) => WebUtility.HtmlDecode(Tag().Replace(Heading().Match(letter.Body).Groups[1].Value, ""));

    /// <summary>The content policy under which a letter may be shown: what stands in its own head.</summary>
    public static string PolicyOf(string html) => Policy().Match(html).Groups[1].Value;

    private static string PolicyFor(string style) => $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)))}'";

    private static string FaceOf(Letter letter, LetterLanguage language) => letter switch
    {
        { IsTranslation: false } => "",
        { CertifiedBy: null } => $"<p class=\"mark\"><strong>{language.NotCertified}</strong></p>\n",
        _ => $"<p class=\"mark\">{language.Certified} {WebUtility.HtmlEncode(letter.Certification)}</p>\n",
    };

    private static string StyleOf(Letter letter, LetterLanguage language) => $$"""

        @page {
          size: letter; margin: 22mm 22mm 24mm;
          @bottom-left { content: "{{string.Format(null, language.LetterNumber, letter.Number)}}"; font: 8.5pt {{FontsOf(language)}}; color: #444; }
          @bottom-right { content: "{{language.Page.Before}}" counter(page) "{{language.Page.Between}}" counter(pages) "{{language.Page.After}}"; font: 8.5pt {{FontsOf(language)}}; color: #444; }
        }
        body { font: 10.5pt/1.45 {{FontsOf(language)}}; color: #111; margin: 0 auto; max-width: 172mm; }
        header { border-bottom: 1.5pt solid #1b3a57; padding-bottom: 2.5mm; margin-bottom: 8mm; }
        header p { margin: 0; font-size: 9pt; color: #333; }
        header .department { font-size: 12.5pt; font-weight: 700; color: #1b3a57; }
        .mark { border: 1pt solid #8a5a00; padding: 2mm 3mm; margin: 0 0 7mm; }
        address { font-style: normal; margin-bottom: 7mm; }
        .day { margin: 0 0 6mm; }
        h1 { font-size: 15pt; line-height: 1.3; margin: 0 0 4mm; color: #1b3a57; }
        h2 { font-size: 11.5pt; margin: 5.5mm 0 1.5mm; color: #1b3a57; break-after: avoid; }
        p, li { orphans: 3; widows: 3; }
        p { margin: 0 0 2.8mm; } ul, ol { margin: 0 0 2.8mm; padding-left: 6mm; } li { margin-bottom: 1.2mm; }
        table { border-collapse: collapse; width: 100%; margin: 0 0 4mm; }
        th, td { text-align: left; vertical-align: top; padding: 1.2mm 3mm 1.2mm 0; border-bottom: .5pt solid #bbb; }
        tr { break-inside: avoid; }
        @media screen { body { padding: 6mm; } }

        """;

    private static string FontsOf(LetterLanguage language) => language.Tag == "zh-Hant" ? "'Noto Sans CJK TC', 'Noto Sans', sans-serif" : "'Noto Sans', sans-serif";

    [GeneratedRegex("<h1>(.*?)</h1>")]
    private static partial Regex Heading();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex("Content-Security-Policy\" content=\"([^\"]*)\"")]
    private static partial Regex Policy();
}
