using System.Text.Json;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Notices;

namespace WageTheftPermits.Application.Notices;

/// <summary>The letters that a program writes: its templates, and the words of its letterhead in each language.</summary>
/// <param name="FirstLanguage">The policy's first: what counts where a translation differs.</param>
/// <param name="Letterhead">By language, then by the name of the value.</param>
public sealed record ProgramLetters(string FirstLanguage, IReadOnlyList<LetterTemplate> Templates, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Letterhead)
{
    /// <summary>Beside the templates.</summary>
    internal const string LetterheadFile = "letterhead.json";

    /// <summary>Of a program that writes no letters here.</summary>
    public static ProgramLetters None { get; } = new("en", [], new Dictionary<string, IReadOnlyDictionary<string, string>>());

    /// <summary>Whether there is a letter of this kind, so that a notice of it is served with one.</summary>
    public bool Has(string kind) => Templates.Any(template => template.Kind == kind);

    /// <summary>Its languages of one kind, the first one foremost.</summary>
    public IEnumerable<string> LanguagesOf(string kind) =>
        Templates.Where(template => template.Kind == kind).Select(template => template.Language).OrderByDescending(language => language == FirstLanguage).ThenBy(language => language, StringComparer.Ordinal);

    /// <exception cref="RuleViolation">There is no such letter.</exception>
    public LetterTemplate Template(string kind, string language) => Templates.FirstOrDefault(template => template.Kind == kind && template.Language == language)
        ?? throw new RuleViolation("letter.template", $"The program has no {kind.Replace('-', ' ')} in the language '{language}'.");

    /// <summary>Reads a program's <c>letters</c> folder and says everything that is wrong with it. A program without one writes no letters.</summary>
    /// <param name="folder">The program's, such as <c>workflows/san-francisco</c>.</param>
    public static (ProgramLetters Letters, IReadOnlyList<LetterFault> Faults) Read(string folder)
    {
        var letters = Path.Combine(folder, "letters");
        if (!Directory.Exists(letters))
            return (None, []);
        var faults = new List<LetterFault>();
        var languages = PolicyReader.Read(File.ReadAllText(Path.Combine(folder, "policy.json"))).Accepted.Languages;
        var templates = Directory.EnumerateFiles(letters, "*.md").Order(StringComparer.Ordinal).Select(path => LetterTemplate.Of(Path.GetFileName(path), File.ReadAllText(path))).ToList();
        var read = new ProgramLetters(languages[0], templates, ReadLetterhead(Path.Combine(letters, LetterheadFile), faults));
        faults.AddRange(templates.SelectMany(template => template.Faults()));
        faults.AddRange(read.FaultsOfTheWhole(languages));
        return (read, [.. faults.Select(fault => fault with { File = Path.Combine(letters, fault.File) })]);
    }

    private IEnumerable<LetterFault> FaultsOfTheWhole(IReadOnlyList<string> languages)
    {
        foreach (var kind in Templates.Select(template => template.Kind).Distinct().Where(kind => Templates.All(t => t.Kind != kind || t.Language != FirstLanguage)))
            yield return new($"{kind}.{FirstLanguage}.md", null, $"It is missing: the policy's first language is {FirstLanguage}, and a translation alone cannot be served.");
        foreach (var template in Templates.Where(template => !languages.Contains(template.Language)))
            yield return new(template.File, null, $"The policy's languages are {string.Join(", ", languages)}; '{template.Language}' is none of them.");
        foreach (var language in Templates.Select(template => template.Language).Distinct())
            foreach (var name in LetterValues.OfLetterhead.Where(name => !Words(language).ContainsKey(name)))
                yield return new(LetterheadFile, null, $"'{name}' has no words in the language '{language}'.");
    }

    /// <summary>The letterhead's words in a language; none where there are none.</summary>
    public IReadOnlyDictionary<string, string> Words(string language) => Letterhead.TryGetValue(language, out var words) ? words : new Dictionary<string, string>();

    private static Dictionary<string, IReadOnlyDictionary<string, string>> ReadLetterhead(string path, List<LetterFault> faults)
    {
        var byLanguage = new Dictionary<string, IReadOnlyDictionary<string, string>>();
        try
        {
            var read = File.Exists(path) ? JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(File.ReadAllText(path)) ?? [] : [];
            foreach (var (language, words) in read)
            {
                byLanguage[language] = words;
                foreach (var name in words.Keys.Except([.. LetterValues.OfLetterhead, .. LetterValues.MayBeTranslated]))
                    faults.Add(new(LetterheadFile, null, $"'{name}' is no value of the letterhead; those are {string.Join(", ", [.. LetterValues.OfLetterhead, .. LetterValues.MayBeTranslated])}."));
            }
        }
        catch (JsonException e)
        {
            faults.Add(new(LetterheadFile, (int?)e.LineNumber + 1, $"It is no JSON of the form {{ LANGUAGE: {{ NAME: WORDS }} }}: {e.Message}"));
        }
        return byLanguage;
    }
}

/// <summary>Where the programs' letters are read from; each once, because they change only with the software.</summary>
/// <param name="folder">The folder of all programs, such as <c>workflows</c>.</param>
/// <param name="publicAddress">Where permittees reach this service, such as <c>https://permits.example.gov</c>; null where it serves them no page.</param>
public sealed class LetterTemplates(string folder, Uri? publicAddress = null)
{
    /// <summary>The permittee's page, as letters name it; null where there is none.</summary>
    public string? AnswerAddress { get; } = publicAddress is null ? null : $"{publicAddress.ToString().TrimEnd('/')}/permittee";

    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, ProgramLetters> _byProgram = new();

    /// <param name="program">The program's folder name, as its policy states it.</param>
    /// <exception cref="InvalidOperationException">Its letters have faults.</exception>
    public ProgramLetters Of(string program) => _byProgram.GetOrAdd(program, name =>
    {
        var (letters, faults) = ProgramLetters.Read(Path.Combine(folder, name));
        return faults.Count == 0 ? letters : throw new InvalidOperationException($"The letters of {name} have faults; ./wtp workflows check lists them. The first: {faults[0]}");
    });
}
