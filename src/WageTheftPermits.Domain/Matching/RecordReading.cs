namespace WageTheftPermits.Domain.Matching;

/// <summary>A record in the form it is compared in; computed once a record.</summary>
internal sealed class RecordReading
{
    private const int MostNames = 12;

    internal RecordReading(MatchRecord record)
    {
        Sites = [.. record.Addresses.Where(a => a.IsSite).Take(MostNames)];
        Trades = Names(record.TradeNames);
        Legals = Names(record.LegalNames);
        Businesses = [.. Trades.Concat(Legals).DistinctBy(n => n.FullKey)];
        Persons = [.. record.Persons.Select(PersonName.Read).OfType<PersonName>().DistinctBy(p => p.Key + '|' + string.Join(' ', p.Given)).Take(MostNames)];
        SiteKeys = [.. Sites.Select(SiteKey).OfType<string>().Distinct()];
        Phones = [.. record.Phones.Select(Digits).OfType<string>().Distinct()];
        TaxIdLast4 = record.TaxIdLast4;
        HolderKnown = record.LegalNames.Count > 0 || record.Persons.Count > 0;
    }

    internal BusinessName[] Trades { get; }

    internal BusinessName[] Legals { get; }

    internal BusinessName[] Businesses { get; }

    internal PersonName[] Persons { get; }

    internal ReadAddress[] Sites { get; }

    internal string[] SiteKeys { get; }

    internal string[] Phones { get; }

    internal string? TaxIdLast4 { get; }

    internal bool HolderKnown { get; }

    /// <summary>House number and street, without what is often left out. Not the place: that is misspelt or misassigned too often to count by.</summary>
    internal static string? SiteKey(ReadAddress address)
    {
        if (address.Number is null || address.Street is null)
            return null;
        // Where the city may trail the street, only the first words are sure.
        var words = address.Street.Split(' ');
        var first = Array.Find(words, w => !NoiseWords.Articles.Contains(w)) ?? words[0];
        return $"{address.Number}|{first}";
    }

    private BusinessName[] Names(IReadOnlyList<string> written) =>
        [.. written.Select(w => BusinessName.Read(w, InSites)).OfType<BusinessName>().DistinctBy(n => n.FullKey).Take(MostNames)];

    // "Golden Wok San Jose" in San Jose is Golden Wok.
    private bool InSites(string place) =>
        Array.Exists(Sites, s => s.City == place || (s.City is null && s.Street!.EndsWith(place, StringComparison.Ordinal) && s.Street.Length > place.Length && s.Street[^(place.Length + 1)] == ' '));

    private static string? Digits(string phone)
    {
        var digits = string.Concat(phone.Where(char.IsAsciiDigit));
        if (digits.Length > 10 && digits[0] == '1')
            digits = digits[1..];
        return digits.Length >= 10 ? digits[..10] : null;
    }
}
