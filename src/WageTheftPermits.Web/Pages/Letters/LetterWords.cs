using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Web.Pages.Cases;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Letters;

/// <summary>Words for a letter and where it stands.</summary>
internal static class LetterWords
{
    public static string Kind(string kind) => CaseWords.NoticeKind(kind);

    /// <summary>"First notice, Español".</summary>
    public static string Of(Letter letter) => $"{Kind(letter.Kind)}, {Language(letter.Language)}";

    public static string Language(string tag) => LetterLanguage.Find(tag)?.Name ?? tag;

    public static Tone ToneOf(LetterStatus status) => status switch
    {
        LetterStatus.Draft => Tone.Info,
        LetterStatus.Final => Tone.Warning,
        LetterStatus.Served => Tone.Good,
        LetterStatus.Returned => Tone.Stop,
        _ => Tone.Neutral,
    };
}
