using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using WageTheftPermits.Domain;

namespace WageTheftPermits.Application.Hearings.Packets;

/// <summary>One part of a packet, with its own line in the index.</summary>
/// <param name="Anchor">Of its heading, within the page.</param>
/// <param name="Number">As the index and the heading have it.</param>
/// <param name="Detail">Beside the title in the index; empty where there is nothing to say.</param>
internal sealed record PacketPart(string Anchor, string Number, string Title, string Detail, string Html);

/// <summary>
/// A packet as one page of HTML: cover, index, parts, exhibits. Nothing is loaded and nothing is run; its pictures are in it. The hearing's reference and
/// "Page n of N" stand on each sheet.
/// </summary>
internal sealed class PacketPage(PacketFile file, IReadOnlyList<Exhibit> exhibits, Actor by, IReadOnlyDictionary<string, string> letterhead)
{
    private readonly IReadOnlyList<PacketPart> _parts = [.. PacketParts.Of(file, exhibits), .. exhibits.Select(PartOf)];

    /// <param name="begins">On which page each part begins, by its anchor; null while that is not known, which takes the same room.</param>
    public string Of(IReadOnlyDictionary<string, int>? begins)
    {
        var title = $"Hearing packet {file.Hearing.Reference}, version {file.Version}";
        var html = new StringBuilder($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'">
            <title>{E(title)}</title>
            <style>{Style}</style>
            </head>
            <body>

            """);
        html.Append(Cover()).Append(Index(begins));
        foreach (var part in _parts)
            html.Append(CultureInfo.InvariantCulture, $"<section><h1 id=\"{part.Anchor}\"><span class=\"number\">{E(part.Number)}</span> {E(part.Title)}</h1>\n{part.Html}</section>\n");
        return html.Append("</body>\n</html>\n").ToString();
    }

    internal static string E(string? text) => WebUtility.HtmlEncode(text ?? "");

    private string Cover()
    {
        var (hearing, slot) = (file.Hearing, file.Hearing.Slot);
        var rows = new Rows()
            .Add("Permittee", file.Permittee.LegalName ?? file.Permittee.OwnerName)
            .Add("Establishment", $"{file.Permit.TradeName}, {file.Permit.Site}")
            .Add("Permit", file.Permit.Number)
            .Add("Case", file.Case.Reference)
            .Add("Judgment", $"{file.Judgment.Court ?? "Court not stated"}, {file.Judgment.CaseNumber ?? file.Judgment.Subject}, {file.AgencyName}")
            .Add("Hearing", slot is null ? "No day has been set." : $"{slot.Day.ToString("dddd", CultureInfo.InvariantCulture)}, {PacketWords.Day(slot.Day)}, {slot.At.ToString("h:mm tt", CultureInfo.InvariantCulture)}")
            .Add("Place", slot?.Place)
            .Add("The charges stand", PacketWords.Status(hearing.Status))
            .Add("The record as of", Moment(file.AsOf))
            .Add("Put together by", by.Id);
        return $"""
            <div class="cover">
            <p class="department">{E(letterhead.GetValueOrDefault("department.name", file.Policy.Name))}</p>
            <p class="address">{E(letterhead.GetValueOrDefault("department.address", ""))}</p>
            <p class="kind">Packet for the hearing on charges</p>
            <p class="reference">{E(hearing.Reference)}</p>
            <p class="version">Version {file.Version}</p>
            {rows}
            <p class="note">Every statement in this packet is taken from the department's record as it stood at the moment above; what came later is in the next version. Letters and documents are shown page for page as they
            were served or brought. The department's internal notes, and whatever concerns other permits, are not part of it. A hearing officer decides on what both sides have seen: give the permittee the same packet.</p>
            </div>

            """;
    }

    private string Index(IReadOnlyDictionary<string, int>? begins)
    {
        var html = new StringBuilder("<nav class=\"index\"><h1>Index</h1>\n<table><thead><tr><th scope=\"col\" class=\"no\">No.</th><th scope=\"col\">Part</th><th scope=\"col\" class=\"page\">Page</th></tr></thead><tbody>\n");
        foreach (var part in _parts)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td class=\"no\">{E(part.Number)}</td><th scope=\"row\"><a href=\"#{part.Anchor}\">{E(part.Title)}</a>{(part.Detail.Length > 0 ? $"<br><span class=\"detail\">{E(part.Detail)}</span>" : "")}</th>")
                .Append(CultureInfo.InvariantCulture, $"<td class=\"page\">{(begins is null ? "000" : begins[part.Anchor])}</td></tr>\n");
        }
        return html.Append("</tbody></table></nav>\n").ToString();
    }

    private static PacketPart PartOf(Exhibit exhibit)
    {
        var html = new StringBuilder($"<p class=\"about\">{E(exhibit.About)}</p>\n");
        if (exhibit.Missing is not null)
            html.Append(CultureInfo.InvariantCulture, $"<p class=\"missing\"><strong>{E(exhibit.Missing)}</strong></p>\n");
        foreach (var ((picture, text), index) in exhibit.Pages.Select((page, index) => (page, index)))
        {
            html.Append(CultureInfo.InvariantCulture, $"<figure{(index > 0 ? " class=\"further\"" : "")} lang=\"{exhibit.Language}\"><img src=\"{picture}\" alt=\"{E(text)}\">")
                .Append(CultureInfo.InvariantCulture, $"<figcaption lang=\"en\">Exhibit {exhibit.Number}, page {index + 1} of {exhibit.Pages.Count}</figcaption></figure>\n");
        }
        return new(exhibit.Anchor, $"Exhibit {exhibit.Number}", exhibit.Title, PacketWords.Day(exhibit.Day), html.ToString());
    }

    private string Moment(DateTimeOffset moment) => $"{PacketWords.Day(file.Day(moment))}, {file.Policy.TimeOf(moment).ToString("h:mm tt", CultureInfo.InvariantCulture)}";

    private string Style => $$"""

        @page {
          size: letter; margin: 20mm 20mm 20mm 22mm;
          @top-left { content: "{{file.Hearing.Reference}}"; font: 700 8.5pt 'Noto Sans', sans-serif; color: #333; }
          @top-right { content: "Packet, version {{file.Version}}"; font: 8.5pt 'Noto Sans', sans-serif; color: #333; }
          @bottom-left { content: "Hearing {{file.Hearing.Reference}}"; font: 8.5pt 'Noto Sans', sans-serif; color: #333; }
          @bottom-right { content: "Page " counter(page) " of " counter(pages); font: 8.5pt 'Noto Sans', sans-serif; color: #333; }
        }
        body { font: 10pt/1.45 'Noto Sans', 'Noto Sans CJK TC', sans-serif; color: #111; margin: 0; }
        .cover { padding-top: 18mm; }
        .cover p { margin: 0; } .cover .department { font-size: 14pt; font-weight: 700; color: #1b3a57; }
        .cover .address { color: #333; border-bottom: 1.5pt solid #1b3a57; padding-bottom: 4mm; margin-bottom: 22mm; }
        .cover .kind { font-size: 20pt; font-weight: 700; line-height: 1.25; color: #1b3a57; } .cover .reference { font-size: 20pt; margin-top: 2mm; }
        .cover .version { font-size: 12pt; color: #333; margin-bottom: 14mm; } .cover .note { margin-top: 14mm; font-size: 9pt; color: #333; border-top: .5pt solid #999; padding-top: 4mm; }
        nav.index, section { break-before: page; }
        h1 { font-size: 15pt; line-height: 1.3; margin: 0 0 4mm; color: #1b3a57; border-bottom: 1pt solid #1b3a57; padding-bottom: 1.5mm; }
        h1 .number { color: #555; margin-right: 2mm; }
        h2 { font-size: 11.5pt; margin: 6mm 0 2mm; color: #1b3a57; break-after: avoid; }
        p { margin: 0 0 2.8mm; orphans: 3; widows: 3; } .about, .detail { color: #444; font-size: 9pt; overflow-wrap: anywhere; }
        blockquote { margin: 0 0 3mm; padding: 1mm 0 1mm 4mm; border-left: 2pt solid #8aa4bd; white-space: pre-line; }
        table { border-collapse: collapse; width: 100%; margin: 0 0 4mm; }
        th, td { text-align: left; vertical-align: top; padding: 1.3mm 3mm 1.3mm 0; border-bottom: .5pt solid #bbb; font-weight: 400; overflow-wrap: break-word; }
        thead { display: table-header-group; } thead th { font-weight: 700; border-bottom: 1pt solid #555; } tr { break-inside: avoid; }
        .facts th { width: 44mm; font-weight: 700; } .money, .page { text-align: right; font-variant-numeric: tabular-nums; } td.money, th.money { white-space: nowrap; }
        .index table { table-layout: fixed; } .index .no { width: 26mm; white-space: nowrap; } .index .page { width: 16mm; padding-right: 0; } .index tbody th { font-weight: 600; } .index a { color: inherit; text-decoration: none; }
        .numbered tbody th { white-space: nowrap; }
        figure { margin: 0; text-align: center; break-inside: avoid; } figure.further { break-before: page; }
        figure img { max-width: 100%; max-height: 205mm; border: .5pt solid #777; } figcaption { font-size: 8.5pt; color: #333; margin-top: 1mm; }
        .missing { border: 1pt solid #8a5a00; padding: 2mm 3mm; }

        """;
}

/// <summary>A table of facts: what is not known is left out.</summary>
internal sealed class Rows
{
    private readonly StringBuilder _rows = new();

    public Rows Add(string label, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value))
            _rows.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{PacketPage.E(label)}</th><td>{PacketPage.E(value).Replace("\n", "<br>", StringComparison.Ordinal)}</td></tr>\n");
        return this;
    }

    public override string ToString() => $"<table class=\"facts\"><tbody>\n{_rows}</tbody></table>\n";
}
