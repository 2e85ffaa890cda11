namespace WageTheftPermits.Domain.Matching;

/// <summary>What the text says of the party's nature; <see cref="Unknown"/> where it says nothing.</summary>
public enum PartyKind
{
    Unknown,
    Person,
    Organization,
}

/// <summary>One defendant, read from free text.</summary>
/// <param name="Kind">By its legal form or the capacity it is named in.</param>
/// <param name="Name">The name proper, legal form included ("Golden Wok Inc"), without capacity and trade names. Empty where only a trade name is given.</param>
/// <param name="TradeNames">What follows "dba". A trade name given for several parties together is each one's.</param>
/// <param name="OtherNames">What follows "aka", "fka", "formerly".</param>
/// <param name="Written">The passage this was read from.</param>
public sealed record ReadParty(PartyKind Kind, string Name, IReadOnlyList<string> TradeNames, IReadOnlyList<string> OtherNames, string Written);
