using WageTheftPermits.Domain.Policies;

namespace WageTheftPermits.Domain.Hearings;

/// <summary>
/// The days on which a hearing can lawfully be held. The state wants it soon after the request (Health and Safety Code 114405(c)), the program wants
/// its notice served some days before and may have a regular day; the three can clash, and then there are two lawful ways out.
/// </summary>
/// <param name="Earliest">The first day that leaves time for the notice, were it served today.</param>
/// <param name="Latest">The last day by the request; null where the permittee postponed it in writing.</param>
/// <param name="Regular">The program's next regular days, lawful or not; empty where it has none.</param>
public sealed record HearingDays(DateOnly Earliest, DateOnly? Latest, IReadOnlyList<DateOnly> Regular)
{
    private const int Months = 4;

    /// <summary>No regular day lies within the limits.</summary>
    public bool RegularClashes => Regular.Count > 0 && !Regular.Any(IsLawful);

    /// <summary>No day at all lies within the limits: only a postponement that the permittee asks for in writing helps.</summary>
    public bool NoDayIsLawful => Latest < Earliest;

    public bool IsLawful(DateOnly day) => day >= Earliest && (Latest is null || day <= Latest);

    /// <param name="requestedOn">The day of the request, or on which a late one was accepted.</param>
    /// <param name="postponed">Whether the permittee asked in writing for a later day.</param>
    public static HearingDays Of(Policy policy, DateOnly requestedOn, bool postponed, DateOnly today)
    {
        var deadlines = new Deadlines(policy);
        var earliest = today.AddDays(policy.Hearing.NoticeDays);
        while (!deadlines.IsWorkingDay(earliest))
            earliest = earliest.AddDays(1);
        DateOnly? latest = postponed ? null : deadlines.After(requestedOn, policy.Hearing.HeldWithinDays);
        return new(earliest, latest, [.. RegularDays(policy, deadlines, today)]);
    }

    /// <summary>Why a day is not lawful, in a sentence that says what can be done; null where it is.</summary>
    public string? WhyNot(DateOnly day, Policy policy)
    {
        if (!new Deadlines(policy).IsWorkingDay(day))
            return $"The department is closed on {day:yyyy-MM-dd}.";
        if (day < Earliest)
            return $"The notice of a hearing is served {policy.Hearing.NoticeDays} days before it: the first day is {Earliest:yyyy-MM-dd}.";
        if (day > Latest)
            return $"It must be held by {Latest:yyyy-MM-dd}, {policy.Hearing.HeldWithinDays} days from the request. Hold a special hearing by then, or record the permittee's written postponement.";
        return null;
    }

    private static IEnumerable<DateOnly> RegularDays(Policy policy, Deadlines deadlines, DateOnly today)
    {
        if (policy.Hearing.Regular is not { } regular)
            yield break;
        for (var month = 0; month <= Months; month++)
        {
            var day = regular.In(new DateOnly(today.Year, today.Month, 1).AddMonths(month));
            if (day > today && deadlines.IsWorkingDay(day))
                yield return day;
        }
    }
}
