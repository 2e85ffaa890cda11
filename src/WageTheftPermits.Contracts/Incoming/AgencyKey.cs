namespace WageTheftPermits.Contracts.Incoming;

/// <summary>An agency's key, which stands in exchange names, paths and the <c>source</c> of its events: 1 to 100 small letters, digits and hyphens.</summary>
public static class AgencyKey
{
    public const int MostCharacters = 100;

    /// <summary>Stands for the key where a message names none. It is no key, so that no <c>source</c> agrees with it.</summary>
    public const string Placeholder = "<your key>";

    public static bool IsValid(string key) => key.Length is > 0 and <= MostCharacters && key.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');
}
