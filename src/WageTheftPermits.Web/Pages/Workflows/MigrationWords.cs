using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Workflows;

/// <summary>Words for how far a migration has come.</summary>
internal static class MigrationWords
{
    public static string Status(string status) => status switch
    {
        "running" => "On its way",
        "moved" => "Moved: to be decided",
        "committed" => "Final",
        "reverting" => "Being taken back",
        "reverted" => "Taken back",
        _ => status,
    };

    public static Tone ToneOf(string status) => status switch
    {
        "running" or "reverting" => Tone.Info,
        "moved" => Tone.Warning,
        "committed" => Tone.Good,
        _ => Tone.Neutral,
    };
}
