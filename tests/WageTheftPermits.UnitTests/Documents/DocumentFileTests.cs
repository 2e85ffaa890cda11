using System.Text;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Documents;

namespace WageTheftPermits.UnitTests.Documents;

public class DocumentFileTests
{
    private static readonly byte[] s_pdf = "%PDF-1.7\n1 0 obj\n%%EOF\n"u8.ToArray();
    private static readonly byte[] s_png = [0x89, .. "PNG\r\n"u8, 0x1a, 0x0a, .. "…IEND…"u8];
    private static readonly byte[] s_jpeg = [0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 0xff, 0xd9];

    [Fact]
    public void Type_IsThatOfTheContent_WhateverTheNameSays()
    {
        DocumentFile.Read("a.png", s_pdf).MediaType.ShouldBe("application/pdf");
        DocumentFile.Read("a.pdf", s_png).MediaType.ShouldBe("image/png");
        DocumentFile.Read("a.html", s_jpeg).MediaType.ShouldBe("image/jpeg");
        DocumentFile.Read("a", s_pdf).Sha256.ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(s_pdf)));
    }

    [Theory]
    [InlineData("", "document.empty")]
    [InlineData("<html><script>alert(1)</script></html>", "document.type")]
    [InlineData(" %PDF-1.7 %%EOF", "document.type")]
    [InlineData("GIF89a", "document.type")]
    [InlineData("%PDF-1.7\n1 0 obj", "document.cut-off")]
    public void WhatIsNoWholePdfPngOrJpeg_IsRefused(string content, string rule) =>
        Should.Throw<RuleViolation>(() => DocumentFile.Read("proof.pdf", Encoding.UTF8.GetBytes(content))).Rule.ShouldBe(rule);

    [Fact]
    public void TenMegabytes_AreTaken_AndOneByteMoreIsNot()
    {
        var largest = new byte[DocumentFile.MostBytes];
        "%PDF-"u8.CopyTo(largest);
        "%%EOF"u8.CopyTo(largest.AsSpan()[^5..]);
        DocumentFile.Read("a.pdf", largest).Bytes.Length.ShouldBe(10 * 1024 * 1024);
        Should.Throw<RuleViolation>(() => DocumentFile.Read("a.pdf", [.. largest, 0])).Rule.ShouldBe("document.too-large");
    }

    [Theory]
    [InlineData("receipt.pdf", "receipt.pdf")]
    [InlineData("RECEIPT.PDF", "RECEIPT.pdf")]
    [InlineData(@"C:\Users\x\receipt.pdf", "receipt.pdf")]
    [InlineData("../../etc/passwd", "passwd.pdf")]
    [InlineData("invoice.html", "invoice.html.pdf")]
    [InlineData("fdp\u202Egpj.exe", "fdpgpj.exe.pdf")]
    [InlineData("a\r\nContent-Type: text.pdf", "aContent-Type- text.pdf")]
    [InlineData("收據 〈正本〉.pdf", "收據 〈正本〉.pdf")]
    [InlineData("...", "document.pdf")]
    [InlineData("", "document.pdf")]
    public void Name_IsCleaned_AndHasTheExtensionOfItsContent(string given, string kept) =>
        DocumentFile.Read(given, s_pdf).Name.ShouldBe(kept);

    [Fact]
    public void Name_IsOfBoundedLength() => DocumentFile.Read(new string('x', 5000) + ".pdf", s_pdf).Name.Length.ShouldBe(124);
}
