using WageTheftPermits.Domain.Matching;

namespace WageTheftPermits.UnitTests.Matching;

/// <summary>Short ways to make records. Every name and address in these tests is invented.</summary>
internal static class Invented
{
    internal static MatchRecord Party(string? name, string? address = null, string? tradeName = null) =>
        MatchRecord.FromParty("judgment", name, tradeName is null ? null : [tradeName], PartyKind.Unknown, AddressText.Read(address), null, null);

    internal static MatchRecord Permit(string? name, string? address = null, string? legalName = null, string? owner = null, string id = "permit") =>
        new()
        {
            Id = id,
            TradeNames = Names(name).TradeNames,
            LegalNames = MatchRecord.FromPermit(id, null, legalName, owner, null, null, null, null, null, null, null).LegalNames,
            Persons = MatchRecord.FromPermit(id, null, legalName, owner, null, null, null, null, null, null, null).Persons,
            Addresses = AddressText.Read(address),
        };

    /// <summary>A county of many permits, so that frequencies mean something: a chain, common words and places.</summary>
    internal static IEnumerable<MatchRecord> County()
    {
        for (var i = 0; i < 30; i++)
            yield return Permit("Sandwich Planet", $"{i + 100} Chain Blvd, Springton, CA 90001", id: $"chain-{i}");
        string[] first = ["Golden", "Happy", "Blue", "Royal", "Little"], second = ["Garden", "Dragon", "House", "Wok", "Palace"];
        for (var i = 0; i < 25; i++)
            yield return Permit($"{first[i / 5]} {second[i % 5]} Restaurant", $"{i + 200} Common Ave, Springton, CA 90001", id: $"common-{i}");
        for (var i = 0; i < 400; i++)
            yield return Permit($"Filler{i} Place{i * 7}", $"{i + 300} Filler St, Oakfield, CA 90002", id: $"filler-{i}");
        for (var i = 0; i < 8; i++)
            yield return Permit($"Mall Stall{i}", $"1 Mall Way # {i}, Springton, CA 90001", id: $"mall-{i}");
    }

    private static MatchRecord Names(string? name) => MatchRecord.FromPermit("", name, null, null, null, null, null, null, null, null, null);
}
