namespace WageTheftPermits.Web.Security;

/// <summary>What a browser says of itself (<c>User-Agent</c>), in words that its owner knows it by.</summary>
internal static class BrowserWords
{
    // In this order: nearly all of them claim to be Safari, and many to be Chrome.
    private static readonly (string Part, string Name)[] s_browsers =
        [("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];

    private static readonly (string Part, string Name)[] s_machines =
        [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "Chromebook"), ("Mac OS X", "Mac"), ("Linux", "Linux")];

    public static string Of(string? userAgent)
    {
        var browser = Find(s_browsers, userAgent) ?? "Another program";
        return Find(s_machines, userAgent) is { } machine ? $"{browser} on {machine}" : browser;
    }

    private static string? Find((string Part, string Name)[] known, string? userAgent) =>
        known.FirstOrDefault(k => userAgent?.Contains(k.Part, StringComparison.Ordinal) == true).Name;
}
