using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Html;
using QRCoder;

namespace WageTheftPermits.Web.Security;

/// <summary>A QR code as one path of SVG: no style, no script and no image, so that the content security policy has nothing to say.</summary>
internal static class QrCode
{
    /// <param name="says">What a phone reads in it.</param>
    /// <param name="label">What it is, for who cannot see it.</param>
    public static HtmlString Svg(string says, string label)
    {
        using var code = QRCodeGenerator.GenerateQrCode(says, QRCodeGenerator.ECCLevel.M);
        var rows = code.ModuleMatrix;
        var path = new StringBuilder();
        for (var y = 0; y < rows.Count; y++)
        {
            for (var x = 0; x < rows[y].Length; x++)
            {
                if (rows[y][x])
                    path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
            }
        }
        return new HtmlString(string.Create(CultureInfo.InvariantCulture,
            $"""<svg class="qr-code" role="img" aria-label="{label}" viewBox="0 0 {rows.Count} {rows.Count}" shape-rendering="crispEdges"><rect width="100%" height="100%" fill="#fff"/><path fill="#000" d="{path}"/></svg>"""));
    }
}
