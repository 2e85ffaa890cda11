namespace WageTheftPermits.Domain.Matching;

/// <summary>Compares addresses. A post office box is never a site; a missing unit agrees with any; north is not south.</summary>
internal static class SiteComparison
{
    private static readonly string[] Order = [Levels.SameUnit, Levels.Same, Levels.OtherUnit, Levels.OtherCity, Levels.Near, Levels.Other, Levels.OtherRegion];

    /// <summary>The best agreement between any site of one and any of the other.</summary>
    internal static Found Compare(RecordReading party, RecordReading permit, TermFrequencies frequencies)
    {
        var best = Found.Missing;
        foreach (var left in party.Sites)
            foreach (var right in permit.Sites)
            {
                var level = Compare(left, right);
                if (best.IsMissing || Array.IndexOf(Order, level) < Array.IndexOf(Order, best.Level))
                    best = new Found(level, left.Written, right.Written, Commonness(level, right, frequencies));
            }
        return best;
    }

    internal static bool AtSite(Found site) => site.Level is Levels.SameUnit or Levels.Same;

    internal static string Compare(ReadAddress a, ReadAddress b) =>
        Ladder(a, b) is var level && level == Levels.Other && !SameRegion(a, b) ? Levels.OtherRegion : level;

    // Branches of one small employer lie near each other. The first two digits of a ZIP code are about a third of a state;
    // without ZIP codes only the same city is surely near.
    private static bool SameRegion(ReadAddress a, ReadAddress b)
    {
        if (a.Zip is not null && b.Zip is not null)
            return a.Zip[..2] == b.Zip[..2];
        if (a.State is not null && b.State is not null && a.State != b.State)
            return false;
        return a.City is null || b.City is null || SameCity(a.City, b.City) || (a.State is not null && b.State is not null);
    }

    private static string Ladder(ReadAddress a, ReadAddress b)
    {
        var (sameStreet, place) = StreetAndPlace(a, b);
        if (!sameStreet || (a.Direction is not null && b.Direction is not null && a.Direction != b.Direction))
            return Levels.Other;
        // Fifth Street and Fifth Avenue are two streets; Harbor Boulevard and Harbor Avenue are one, keyed twice.
        if (a.Suffix is not null && b.Suffix is not null && a.Suffix != b.Suffix && char.IsAsciiDigit(a.Street![0]))
            return Levels.Other;
        if (a.State is not null && b.State is not null && a.State != b.State)
            return Levels.Other;
        if (a.Number is null || b.Number is null)
            return place == Place.Same ? Levels.Near : Levels.Other;
        if (!SameNumber(a, b))
            return place == Place.Same && CloseNumbers(a.Number, b.Number) ? Levels.Near : Levels.Other;
        if (place == Place.Other)
            return Levels.Other;
        // Another city's name may be a neighbourhood's or a misspelling, but only of what is otherwise one address:
        // 40 Oak Ave in one city is not 40 W Oak in the next.
        if (place == Place.Doubtful)
            return a.Direction == b.Direction || (a.Suffix is not null && a.Suffix == b.Suffix) ? Levels.OtherCity : Levels.Other;
        if (a.Unit is null || b.Unit is null)
            return Levels.Same;
        return a.Unit == b.Unit ? Levels.SameUnit : Levels.OtherUnit;
    }

    private enum Place
    {
        Same,
        Doubtful,
        Other,
    }

    // Many permits at one address (a mall, an airport) make the address alone say less; a unit that agrees says it again.
    private static double Commonness(string level, ReadAddress site, TermFrequencies frequencies) =>
        level is Levels.Same or Levels.OtherUnit && RecordReading.SiteKey(site) is { } key
            ? Math.Min(0, -Math.Log2((frequencies.PermitsAt(key) + 1) / 4.0) * 0.75)
            : 0;

    private static (bool SameStreet, Place Place) StreetAndPlace(ReadAddress a, ReadAddress b)
    {
        var (streetA, streetB) = (a.Street!, b.Street!);
        var (cityA, cityB) = (a.City, b.City);
        // Where only one side has its city apart, the other's stands at the end of the street.
        if (cityA is null && cityB is not null)
            (streetA, cityA) = CutCity(streetA, streetB, cityB);
        else if (cityB is null && cityA is not null)
            (streetB, cityB) = CutCity(streetB, streetA, cityA);
        if (!Alike(streetA, streetB) && !Alike(Whole(a, streetA), Whole(b, streetB)))
            return (false, Place.Other);
        var sameZip = a.Zip is not null && a.Zip == b.Zip;
        var sameCity = cityA is not null && cityB is not null ? SameCity(cityA, cityB) : (bool?)null;
        if (sameZip || sameCity == true)
            return (true, Place.Same);
        if (sameCity is null)
            return (true, a.Zip is null || b.Zip is null ? Place.Same : Place.Other);
        return (true, a.Zip is not null && b.Zip is not null ? Place.Other : Place.Doubtful);
    }

    private static (string Street, string? City) CutCity(string run, string street, string city)
    {
        if (run.EndsWith(" " + city, StringComparison.Ordinal))
            return (run[..^(city.Length + 1)], city);
        if (run.StartsWith(street + " ", StringComparison.Ordinal))
            return (street, StreetParser.City(run[(street.Length + 1)..]));
        return (run, null);
    }

    // "North Point St" read as north on Point Street is still "Northpoint".
    private static string Whole(ReadAddress address, string street) => address.Direction switch
    {
        "n" => "north" + street,
        "s" => "south" + street,
        "e" => "east" + street,
        "w" => "west" + street,
        _ => street,
    };

    // "New York" is "New York City".
    private static bool SameCity(string a, string b) => Alike(a, b) || a + " city" == b || b + " city" == a;

    private static bool Alike(string a, string b)
    {
        if (a == b)
            return true;
        var (plainA, plainB) = (a.Replace(" ", "", StringComparison.Ordinal), b.Replace(" ", "", StringComparison.Ordinal));
        if (plainA == plainB)
            return true;
        // A single letter or a number is a street of its own: B Street is not D Street.
        return plainA.Length >= 5 && plainB.Length >= 5 && !char.IsAsciiDigit(plainA[0]) && !char.IsAsciiDigit(plainB[0]) && Similarity.JaroWinkler(plainA, plainB) >= 0.93;
    }

    private static bool SameNumber(ReadAddress a, ReadAddress b) => a.Number == b.Number || Within(a, b) || Within(b, a);

    private static bool Within(ReadAddress range, ReadAddress one) =>
        range.NumberTo is not null && int.TryParse(range.Number, out var low) && int.TryParse(range.NumberTo, out var high) && int.TryParse(one.Number, out var number)
        && number >= low && number <= high && number % 2 == low % 2;

    private static bool CloseNumbers(string a, string b)
    {
        if (!int.TryParse(a, out var x) || !int.TryParse(b, out var y))
            return false;
        if (Math.Abs(x - y) <= 10)
            return true;
        return a.Length == b.Length && a.Length >= 3 && a.Where((c, i) => c != b[i]).Count() <= 1 || a.Length >= 3 && string.Concat(a.Order()) == string.Concat(b.Order());
    }
}
