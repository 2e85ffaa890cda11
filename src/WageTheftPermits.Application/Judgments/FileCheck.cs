using System.Globalization;
using WageTheftPermits.Contracts.Incoming;
using WageTheftPermits.Domain.Judgments;

namespace WageTheftPermits.Application.Judgments;

/// <summary>What the events of a file say of one judgment when they are taken together, and what is wrong with them as a whole.</summary>
/// <param name="First">The lowest sequence in the file; where it is above 1, those before it are taken to have been sent.</param>
/// <param name="Status">In the contract's words; <c>unknown</c> where the file has neither the issue nor an amendment.</param>
/// <param name="Balance">Dollars with two places; <c>null</c> while unknown.</param>
/// <param name="Gaps">Ranges of missing sequences within the file, both ends included.</param>
/// <param name="Faults">What keeps the department from anything adverse on it, each with what to do.</param>
public sealed record JudgmentOfFile(
    string Agency, string Subject, int Events, long First, long Last, string Status, string? Balance, IReadOnlyList<long[]> Gaps, IReadOnlyList<string> Faults);

/// <summary>Folds the events of a file by the same rules as the service, reading nothing else.</summary>
public static class FileCheck
{
    /// <param name="today">The day on which it is asked: a judgment may have expired by then.</param>
    public static IReadOnlyList<JudgmentOfFile> Of(IEnumerable<CheckedEvent> events, DateOnly today) =>
    [
        .. events.Where(one => one.Event is not null).GroupBy(one => (one.Event!.Agency, one.Event.Subject))
            .Select(judgment => Of(judgment.Key.Agency, judgment.Key.Subject, [.. judgment], today)),
    ];

    private static JudgmentOfFile Of(string agency, string subject, List<CheckedEvent> events, DateOnly today)
    {
        var state = JudgmentFold.Fold(
            events.Select(one => one.Verdict == EventVerdict.Quarantined ? new JudgmentEvent.SetAside(one.Event!.Sequence) : one.Event!.ToDomain()), today);
        var first = events.Min(one => one.Event!.Sequence);
        var gaps = state.Gaps.Where(gap => gap.First >= first).ToList();
        return new JudgmentOfFile(
            agency, subject, events.Count, first, state.LastSequence, state.Status.ToWire(), state.Balance?.ToString("0.00", CultureInfo.InvariantCulture),
            [.. gaps.Select(gap => new[] { gap.First, gap.Last })],
            [.. Missing(gaps), .. state.Disputes.Select(dispute => Words(dispute, state)).OfType<string>()]);
    }

    private static IEnumerable<string> Missing(List<SequenceRange> gaps)
    {
        if (gaps.Count > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"Missing from the sequence: {string.Join(", ", gaps.Select(gap => gap.First == gap.Last ? $"{gap.First}" : $"{gap.First} to {gap.Last}"))}. Send what belongs there; sequences are not skipped.");
        }
    }

    private static string? Words(Dispute dispute, JudgmentState state)
    {
        var at = dispute.Sequences.Select(sequence => sequence.ToString(CultureInfo.InvariantCulture)).ToList();
        return dispute.Kind switch
        {
            DisputeKind.Conflict => $"Two events claim sequence {at[0]} or one id with other content: neither counts until a later amendment lists {at[0]} under \"settles\".",
            DisputeKind.PaymentAmounts =>
                $"Payment {dispute.About} comes with one amount at sequence {at[0]} and another at {at[1]}. Give each payment an id of its own, or settle it by an amendment that lists {at[1]}.",
            DisputeKind.PaymentAfterReturn =>
                $"Payment {dispute.About} is returned at sequence {at[0]} and received again at {at[1]}. A new payment has a new id; or settle it by an amendment that lists {at[1]}.",
            // Without its terms the file does not say who the parties are.
            DisputeKind.UnknownParty when state.Terms is not null =>
                $"Sequence {at[0]} names the party {dispute.About}, which the judgment did not have. Correct it, or send an amendment that brings the party.",
            _ => null,
        };
    }
}
