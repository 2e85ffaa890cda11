namespace WageTheftPermits.Domain;

/// <summary>What acted: a person who signed in, an agency's system, or this service itself.</summary>
public enum ActorKind
{
    Person,
    Agency,
    System,
}

/// <summary>
/// Who did it. <paramref name="Id"/> is the account's name (unique, never reused) for a person, the agency's key for an agency,
/// and the name of the activity or job for the service. Separation of duties compares <paramref name="Id"/>s.
/// </summary>
public sealed record Actor(ActorKind Kind, string Id)
{
    public static Actor Person(string userName) => new(ActorKind.Person, userName);

    public static Actor Agency(string agency) => new(ActorKind.Agency, agency);

    public static Actor System(string what) => new(ActorKind.System, what);

    public override string ToString() => Kind switch
    {
        ActorKind.Person => Id,
        ActorKind.Agency => $"agency:{Id}",
        _ => $"system:{Id}",
    };

    /// <summary>Refuses an act that the law leaves to a person.</summary>
    public void MustBePerson(string act) => RuleViolation.Unless(Kind == ActorKind.Person, "actor.person-required", $"Only a person can {act}; {this} cannot.");
}
