namespace WageTheftPermits.Domain;

/// <summary>What acted: a person who signed in, an agency's system, the permittee of a case, or this service itself.</summary>
public enum ActorKind
{
    Person,
    Agency,
    Permittee,
    System,
}

/// <summary>
/// Who did it. <paramref name="Id"/> is the account's name (unique, never reused) for a person, the agency's key for an agency, the
/// case's reference for its permittee, and the name of the activity or job for the service. Separation of duties compares <paramref name="Id"/>s.
/// </summary>
public sealed record Actor(ActorKind Kind, string Id)
{
    public static Actor Person(string userName) => new(ActorKind.Person, userName);

    public static Actor Agency(string agency) => new(ActorKind.Agency, agency);

    /// <summary>Whoever holds a code of the case: the permittee, or who acts for them.</summary>
    public static Actor Permittee(string caseReference) => new(ActorKind.Permittee, caseReference);

    public static Actor System(string what) => new(ActorKind.System, what);

    public override string ToString() => Kind switch
    {
        ActorKind.Person => Id,
        ActorKind.Agency => $"agency:{Id}",
        ActorKind.Permittee => $"permittee:{Id}",
        _ => $"system:{Id}",
    };

    /// <summary>Refuses an act that the law leaves to a person.</summary>
    public void MustBePerson(string act) => RuleViolation.Unless(Kind == ActorKind.Person, "actor.person-required", $"Only a person can {act}; {this} cannot.");
}
