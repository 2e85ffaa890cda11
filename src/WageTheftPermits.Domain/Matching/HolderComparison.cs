namespace WageTheftPermits.Domain.Matching;

/// <summary>Compares who holds: registered names with registered names, persons with persons. A permit is its holder's, not its address's.</summary>
internal static class HolderComparison
{
    internal static Found Registered(RecordReading party, RecordReading permit, TermFrequencies frequencies)
    {
        if (party.Legals.Length == 0)
            return Found.Missing;
        var best = Found.Missing;
        foreach (var left in party.Legals)
            foreach (var right in permit.Legals)
                best = NameComparison.Better(best, NameComparison.Compare(left, right, frequencies));
        if (!best.IsMissing)
            return best.Level switch
            {
                // Registered names are unique in a state: their commonness as names over doors does not matter.
                Levels.Exact or Levels.Core => best with { Level = Levels.Same, Adjustment = 0 },
                Levels.Near => best with { Level = Levels.Similar },
                _ => best with { Level = Levels.Differs, Adjustment = 0 },
            };
        // No registered name on the permit. A company called like the business is more often its owner than a company that is not.
        foreach (var left in party.Legals)
            foreach (var right in permit.Trades)
                if (left.Key == right.Key && NameComparison.SameKind(left, right))
                    return new Found(Levels.NamedFor, left.Written, right.Written);
        return Found.Missing;
    }

    internal static Found Individuals(RecordReading party, RecordReading permit, TermFrequencies frequencies)
    {
        if (party.Persons.Length == 0 || permit.Persons.Length == 0)
            return Found.Missing;
        var best = new Found(Levels.Differs, party.Persons[0].Written, permit.Persons[0].Written);
        foreach (var left in party.Persons)
            foreach (var right in permit.Persons)
            {
                var level = Compare(left, right);
                if (level == Levels.Same || (level == Levels.Similar && best.Level == Levels.Differs))
                    best = new Found(level, left.Written, right.Written, Math.Min(0, frequencies.PersonInformation(right) - frequencies.UniqueInformation));
                if (level == Levels.Same)
                    return best;
            }
        return best;
    }

    private static string Compare(PersonName a, PersonName b)
    {
        if (!SameWord(a.Family, b.Family))
            // "Ana Li Chen" and "Chen Ana Li": family names come first in half of the world.
            return a.Given.Append(a.Family).Order().SequenceEqual(b.Given.Append(b.Family).Order()) ? Levels.Same : Levels.Differs;
        if (SameWord(a.Given[0], b.Given[0]))
            return MiddlesConflict(a, b) ? Levels.Similar : Levels.Same;
        var initial = a.Given[0].Length == 1 || b.Given[0].Length == 1;
        return initial && a.Given[0][0] == b.Given[0][0] ? Levels.Similar : Levels.Differs;
    }

    private static bool MiddlesConflict(PersonName a, PersonName b) =>
        a.Given.Length > 1 && b.Given.Length > 1 && a.Given[1][0] != b.Given[1][0];

    private static bool SameWord(string a, string b) => a == b || (a.Length >= 5 && b.Length >= 5 && Similarity.JaroWinkler(a, b) >= 0.95);
}
