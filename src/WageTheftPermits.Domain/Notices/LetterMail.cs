using System.Text.RegularExpressions;

namespace WageTheftPermits.Domain.Notices;

/// <summary>
/// A final letter on its way by e-mail, to an address at which the permittee has consented to be served. That the mail server took it is evidence;
/// that it was served is recorded by a person, as with any other way.
/// </summary>
public sealed partial class LetterMail
{
    /// <summary>After so many attempts a person must look: some five hours.</summary>
    public const int MostAttempts = 9;

    private static readonly TimeSpan s_longest = TimeSpan.FromHours(1);

    private LetterMail()
    {
    }

    /// <param name="consent">How and when the permittee consented to be served by e-mail.</param>
    public LetterMail(Guid id, Letter letter, string address, string consent, Actor by, DateTimeOffset now)
    {
        by.MustBePerson("send a letter by e-mail");
        RuleViolation.Unless(letter.Status == LetterStatus.Final, "letter.not-final", $"Letter {letter.Number} is {letter.Status.ToString().ToLowerInvariant()}; only a final letter is sent.");
        RuleViolation.Unless(OneAddress().IsMatch(address.Trim()), "letter.address", "Type one e-mail address, such as owner@example.com.");
        RuleViolation.Unless(!string.IsNullOrWhiteSpace(consent), "letter.consent", "Say how and when the permittee consented to be served by e-mail: it is kept as evidence.");
        Id = id;
        LetterId = letter.Id;
        Address = address.Trim();
        Consent = consent.Trim();
        RequestedBy = by.Id;
        RequestedAt = now;
        NextAt = now;
    }

    public Guid Id { get; private set; }

    public Guid LetterId { get; private set; }

    public string Address { get; private set; } = "";

    public string Consent { get; private set; } = "";

    public string RequestedBy { get; private set; } = "";

    public DateTimeOffset RequestedAt { get; private set; }

    /// <summary>Attempts that were begun.</summary>
    public int Attempts { get; private set; }

    /// <summary>When it is tried next; null once it was sent or given up.</summary>
    public DateTimeOffset? NextAt { get; private set; }

    /// <summary>When the mail server took it.</summary>
    public DateTimeOffset? SentAt { get; private set; }

    /// <summary>Why the last attempt failed; null where none did since.</summary>
    public string? LastError { get; private set; }

    public bool WasGivenUp => NextAt is null && SentAt is null;

    /// <summary>An attempt begins. Whoever dies over it leaves it to be tried again, twice as late each time.</summary>
    public void Begin(DateTimeOffset now)
    {
        Attempts++;
        var pause = TimeSpan.FromMinutes(Math.Pow(2, Attempts));
        NextAt = now + (pause < s_longest ? pause : s_longest);
    }

    public void Sent(DateTimeOffset now) => (SentAt, NextAt, LastError) = (now, null, null);

    /// <summary>The attempt failed; after the last one it is given up, and a person must look.</summary>
    public void Failed(string error)
    {
        LastError = error;
        if (Attempts >= MostAttempts)
            NextAt = null;
    }

    /// <summary>One address and nothing beside it; whether it exists is the mail server's to say.</summary>
    [GeneratedRegex("""^[^\s@,;:<>"()]{1,64}@[^\s@,;:<>"()]+\.[^\s@,;:<>"()]+\z""")]
    private static partial Regex OneAddress();
}
