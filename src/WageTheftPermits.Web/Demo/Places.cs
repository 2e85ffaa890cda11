using System.Text;

namespace WageTheftPermits.Web.Demo;

/// <summary>Where the made-up county lies. In Santa Clara County the program is in force in some places only, so there the invented towns bear real names.</summary>
internal static class Places
{
    private static readonly (string Town, string In)[] s_santaClara =
    [
        ("Port Alder", "Sunnyvale"), ("94001", "94086"), ("Tern Bay", "Mountain View"), ("94003", "94041"), ("Quince Hollow", "San Jose"), ("94002", "95112"), ("Fallow Creek", "Gilroy"), ("94004", "95020"),
    ];

    public static string Of(string program, string text) =>
        program == "santa-clara" ? s_santaClara.Aggregate(text, (named, place) => named.Replace(place.Town, place.In, StringComparison.Ordinal)) : text;

    public static byte[] Of(string program, byte[] text) => Encoding.UTF8.GetBytes(Of(program, Encoding.UTF8.GetString(text)));
}
