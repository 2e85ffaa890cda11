namespace WageTheftPermits.Domain.Judgments;

/// <summary>Why a judgment is final towards a party, or is not.</summary>
public enum FinalityReason
{
    Final,

    /// <summary>The judgment does not have the party, or neither its issue nor an amendment has come.</summary>
    PartyUnknown,

    /// <summary>No event has said so.</summary>
    NotFinal,

    /// <summary>An appeal came after the event that said so.</summary>
    Appealed,

    /// <summary>The agency has not given the day on which the right to appeal ends. What is missing is never taken as passed.</summary>
    DeadlineUnknown,

    /// <summary>The deadline, with its days for mailing, has not passed.</summary>
    DeadlineRunning,
}

/// <summary>
/// Whether a judgment is final towards a party: a <c>final</c> event, <em>and</em> the appeal deadline with its mail days passed,
/// <em>and</em> no later appeal.
/// </summary>
/// <param name="Deadline">The last day to appeal with the mail days added, where it is known.</param>
public sealed record Finality(FinalityReason Reason, DateOnly? Deadline)
{
    public bool IsFinal => Reason == FinalityReason.Final;

    /// <param name="today">The day in the department's time zone.</param>
    /// <param name="mailDays">Calendar days that service by mail adds to the time to appeal, by policy; not negative.</param>
    public static Finality Of(JudgmentState state, string partyId, DateOnly today, int mailDays)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(mailDays);
        var deadline = state.Terms?.AppealDeadline is { } stated ? Later(stated, mailDays) : (DateOnly?)null;
        var reason = state.Party(partyId) switch
        {
            null => FinalityReason.PartyUnknown,
            { FinalSequence: null } => FinalityReason.NotFinal,
            { AppealedSince: true } => FinalityReason.Appealed,
            _ when deadline is null => FinalityReason.DeadlineUnknown,
            _ when today <= deadline => FinalityReason.DeadlineRunning,
            _ => FinalityReason.Final,
        };
        return new Finality(reason, deadline);
    }

    // An agency may write 9999-12-31 for "never".
    private static DateOnly Later(DateOnly day, int days) => day.DayNumber > DateOnly.MaxValue.DayNumber - days ? DateOnly.MaxValue : day.AddDays(days);
}
