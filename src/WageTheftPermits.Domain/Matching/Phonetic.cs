using System.Text;

namespace WageTheftPermits.Domain.Matching;

/// <summary>
/// A short code that spellings of one sound share: consonant classes as in Soundex, but the first letter is coded by sound as well
/// ("Krispy" is "Crispy"), and doubled letters and vowels after the first are dropped.
/// </summary>
internal static class Phonetic
{
    internal static string Key(string word)
    {
        var code = new StringBuilder(6);
        var last = '\0';
        for (var i = 0; i < word.Length && code.Length < 6; i++)
        {
            var c = word[i];
            if (c == 'p' && i + 1 < word.Length && word[i + 1] == 'h')
                c = 'f';
            var sound = c switch
            {
                'b' or 'p' => 'p',
                'f' or 'v' => 'f',
                'c' or 'k' or 'q' or 'g' or 'x' => 'k',
                's' or 'z' => 's',
                'j' => 'j',
                'd' or 't' => 't',
                'l' => 'l',
                'm' or 'n' => 'm',
                'r' => 'r',
                'a' or 'e' or 'i' or 'o' or 'u' or 'y' or 'h' or 'w' => i == 0 ? 'a' : '\0',
                _ => c,
            };
            if (sound != '\0' && sound != last)
                code.Append(sound);
            last = sound;
        }
        return code.ToString();
    }
}
