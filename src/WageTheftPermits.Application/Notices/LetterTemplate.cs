using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Notices;

namespace WageTheftPermits.Application.Notices;

/// <summary>What is wrong with a program's letters, and where.</summary>
/// <param name="Line">From 1; null where the file as a whole is meant.</param>
public sealed record LetterFault(string File, int? Line, string Message)
{
    public override string ToString() => Line is null ? $"{File}: {Message}" : $"{File}:{Line}: {Message}";
}

/// <summary>
/// One letter's wording in one language: Markdown with <c>{{placeholders}}</c> of <see cref="LetterValues"/>. Markup in it, and in the values, is text:
/// nothing that a template or a record says becomes an element of the page.
/// </summary>
/// <param name="File">The file's name, <c>kind.language.md</c>.</param>
/// <param name="Digest">SHA-256 of the text, hexadecimal.</param>
public sealed partial record LetterTemplate(string Kind, string Language, string File, string Digest, string Text)
{
    private static readonly MarkdownPipeline s_markdown = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().Build();

    /// <param name="file">The file's name, of which kind and language are read.</param>
    public static LetterTemplate Of(string file, string text)
    {
        var parts = file.Split('.');
        return new(parts[0], parts.Length == 3 ? parts[1] : "", file, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), text.ReplaceLineEndings("\n"));
    }

    /// <summary>The placeholders that it asks for.</summary>
    public IEnumerable<string> Asked => Placeholder().Matches(Text).Select(match => match.Groups[1].Value).Distinct();

    /// <summary>The letter's body as HTML, with every value as plain text; a line feed in a value is a line break.</summary>
    /// <exception cref="RuleViolation">Something that the letter must state is not known.</exception>
    public string Fill(IReadOnlyDictionary<string, string> values)
    {
        var missing = Asked.Where(name => !values.ContainsKey(name)).ToList();
        RuleViolation.Unless(missing.Count == 0, "letter.value",
            $"The letter states what is not known yet: {string.Join(", ", missing.Select(name => LetterValues.All.FirstOrDefault(v => v.Name == name)?.Meaning ?? name))}. It can be prepared once that is recorded.");
        // Into the HTML and not into the Markdown, so that no value can be a heading, a link or a list.
        return Placeholder().Replace(Markdown.ToHtml(Text, s_markdown), match => WebUtility.HtmlEncode(values[match.Groups[1].Value]).Replace("\n", "<br>", StringComparison.Ordinal));
    }

    /// <summary>Everything that is wrong with it.</summary>
    public IEnumerable<LetterFault> Faults()
    {
        if (!LetterKinds.All.Contains(Kind) || File.Split('.').Length != 3)
            yield return new(File, null, $"A letter's file is named KIND.LANGUAGE.md, and KIND is one of {string.Join(", ", LetterKinds.All)}.");
        else if (LetterLanguage.Find(Language) is null)
            yield return new(File, null, $"Letters can be written in {string.Join(", ", LetterLanguage.Tags)}; '{Language}' is none of them.");
        if (!Text.StartsWith("# ", StringComparison.Ordinal))
            yield return new(File, 1, "A letter begins with a line '# …': its title, which screen readers and file lists show.");
        foreach (var fault in FaultsByLine())
            yield return fault;
        foreach (var name in LetterKinds.MustState(Kind).Except(Asked))
            yield return new(File, null, $"A {Kind.Replace('-', ' ')} must state {{{{{name}}}}}: {LetterValues.All.First(v => v.Name == name).Meaning}.");
    }

    private IEnumerable<LetterFault> FaultsByLine()
    {
        foreach (var (line, number) in Text.Split('\n').Select((line, i) => (line, i + 1)))
        {
            foreach (Match match in Placeholder().Matches(line))
                if (!LetterValues.Has(match.Groups[1].Value))
                    yield return new(File, number, $"There is no value '{match.Groups[1].Value}'. docs/letters.md lists those there are.");
            if (Placeholder().Replace(line, "") is var rest && (rest.Contains("{{", StringComparison.Ordinal) || rest.Contains("}}", StringComparison.Ordinal)))
                yield return new(File, number, "A placeholder is {{name}} on one line, with both pairs of braces; a name is of small letters, dots and hyphens.");
        }
        foreach (var link in Markdown.Parse(Text, s_markdown).Descendants<LinkInline>())
            yield return new(File, link.Line + 1, "A letter has no images and no links: write the address out.");
    }

    [GeneratedRegex(@"\{\{ *([a-z.-]+) *\}\}")]
    private static partial Regex Placeholder();
}
