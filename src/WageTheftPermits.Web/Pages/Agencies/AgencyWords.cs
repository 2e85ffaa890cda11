using System.Globalization;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Web.Pages.Workflows;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Agencies;

/// <summary>Words for how it stands with an agency.</summary>
internal static class AgencyWords
{
    /// <summary>The worst of it.</summary>
    public static string State(AgencyHealth agency) =>
        agency.SilentBeyond is not null ? "Silent" : agency.LastHeard is null ? "Never heard" : NeedsAttention(agency) ? "Look" : "Heard";

    public static Tone ToneOf(AgencyHealth agency) =>
        agency.SilentBeyond is not null ? Tone.Stop : agency.LastHeard is null ? Tone.Neutral : NeedsAttention(agency) ? Tone.Warning : Tone.Good;

    /// <summary>"12.5 a day"; one place, for an agency that sends three messages a week.</summary>
    public static string Usual(double? perDay) => perDay is { } rate ? rate.ToString("#,0.#", CultureInfo.InvariantCulture) + " a day" : "not known yet";

    /// <summary>"2 days 3 h ago".</summary>
    public static string Ago(DateTimeOffset moment, DateTimeOffset now) => now - moment is { TotalSeconds: >= 1 } ago ? $"{InstanceWords.HowLong(ago)} ago" : "just now";

    private static bool NeedsAttention(AgencyHealth agency) => agency.Quarantined + agency.Gaps + agency.Disputed > 0;
}
