using FsCheck;
using FsCheck.Fluent;
using WageTheftPermits.Contracts.Incoming;
using WageTheftPermits.Domain.Judgments;

namespace WageTheftPermits.UnitTests.Judgments;

/// <summary>The machine of a judgment's party is the contract's, event by event and status by status.</summary>
public class MachineTests
{
    /// <summary>
    /// The contract as a table. I issued, F final, A appealed, S stayed, E expired, P satisfied (paid), V vacated, W withdrawn; a dot: as it was.
    /// Each status but issued came after final: what ends it shows that again.
    /// </summary>
    private static readonly Dictionary<string, string> s_contract = new()
    {
        //                                    I F A S E P V W
        [EventTypes.JudgmentIssued] = ". . . . . . . .",
        [EventTypes.JudgmentAmended] = ". . . . . . . .",
        [EventTypes.JudgmentServed] = ". . . . . . . .",
        [EventTypes.JudgmentFinal] = "F . F . . . . .",
        [EventTypes.JudgmentAppealed] = "A A . . . . . .",
        [EventTypes.JudgmentStayed] = "S S S . . . . .",
        [EventTypes.JudgmentStayLifted] = ". . . F . . . .",
        [EventTypes.JudgmentVacated] = "V V V V V V . .",
        [EventTypes.JudgmentWithdrawn] = "W W W W W W W .",
        [EventTypes.JudgmentReinstated] = ". . . . . . F F",
        [EventTypes.JudgmentAssigned] = ". . . . . . . .",
        [EventTypes.JudgmentRenewed] = ". . . . F . . .",
        [EventTypes.JudgmentSatisfied] = "P P P P P . . .",
        [EventTypes.PaymentReceived] = ". . . . . . . .",
        [EventTypes.PaymentReturned] = ". . . . . F . .",
        [EventTypes.AccordSigned] = ". . . . . . . .",
        [EventTypes.AccordInstallmentMissed] = ". . . . . . . .",
        [EventTypes.AccordCompleted] = ". . . . . . . .",
        [EventTypes.BankruptcyFiled] = ". . . . . . . .",
        [EventTypes.BankruptcyEnded] = ". . . . . . . .",
        [EventTypes.BalanceConfirmed] = ". . . . . . . .",
    };

    private const string Letters = "IFASEPVW";

    /// <summary>The contract's list, read as it stands there: of what holds of a party, the last is its status.</summary>
    private static readonly (PartyStatus Status, Func<Known, bool> Holds)[] s_list =
    [
        (PartyStatus.Issued, _ => true),
        (PartyStatus.Final, life => life.Any<JudgmentEvent.BecameFinal>()),
        (PartyStatus.Appealed, life => life.Any<JudgmentEvent.Appealed>(appeal => !life.Any<JudgmentEvent.BecameFinal>(after: appeal))),
        (PartyStatus.Stayed, life => life.Any<JudgmentEvent.Stayed>(stay => !life.Any<JudgmentEvent.StayLifted>(lift => lift.StayId == stay.StayId, after: stay))),
        (PartyStatus.Expired, life => life.Last<JudgmentEvent.Renewed>() is { } renewed && renewed.Until < Life.Today),
        (PartyStatus.Satisfied, life => life.Any<JudgmentEvent.Satisfied>(satisfied => !life.Returns.Any(at => at > satisfied.Sequence))),
        (PartyStatus.Vacated, life => life.Any<JudgmentEvent.Vacated>(vacated => !life.Any<JudgmentEvent.Reinstated>(after: vacated))),
        (PartyStatus.Withdrawn, life => life.Any<JudgmentEvent.Withdrawn>(withdrawn => !life.Any<JudgmentEvent.Reinstated>(after: withdrawn))),
    ];

    public static TheoryData<PartyStatus, string> EveryPair()
    {
        var pairs = new TheoryData<PartyStatus, string>();
        foreach (var status in Enum.GetValues<PartyStatus>())
        {
            foreach (var type in EventTypes.All.Order(StringComparer.Ordinal))
                pairs.Add(status, type);
        }
        return pairs;
    }

    [Fact]
    public void Table_HasEveryTypeOfTheContract_AndTheDomainKnowsNoOther()
    {
        s_contract.Keys.ShouldBe(EventTypes.All, ignoreOrder: true);
        JudgmentMachine.Events.Select(one => one.Type).ShouldBe(EventTypes.All, ignoreOrder: true);
        JudgmentMachine.Events.Select(one => one.Event(1).GetType()).Append(typeof(JudgmentEvent.SetAside))
            .ShouldBe(typeof(JudgmentEvent).GetNestedTypes(), ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void EveryEvent_InEveryStatus_LeadsWhereTheContractSays(PartyStatus from, string type)
    {
        Life.Fold(JudgmentMachine.LifeTo(from)).Parties.Single().Status.ShouldBe(from);

        var letter = s_contract[type].Split(' ')[(int)from - 1][0];
        JudgmentMachine.Next(from, type).ShouldBe(letter == '.' ? from : (PartyStatus)(Letters.IndexOf(letter, StringComparison.Ordinal) + 1));
    }

    [Fact]
    public void StatusOfEveryParty_InAnyLife_IsTheLastOfTheListThatHolds() =>
        Prop.ForAll(AnyLife.Of(40).ToArbitrary(), events => JudgmentFold.Fold(events, Life.Today).Parties.All(party =>
        {
            var life = Known.Of(events, party.Party.Id);
            return party.Status == s_list.Last(one => one.Holds(life)).Status;
        })).QuickCheckThrowOnFailure();

    /// <summary>What counts of a life as to one party, to be asked in the words of the contract.</summary>
    private sealed record Known(IReadOnlyList<JudgmentEvent> Events, IReadOnlyList<long> Returns)
    {
        public static Known Of(IEnumerable<JudgmentEvent> events, string partyId)
        {
            var counting = events.Distinct().GroupBy(one => one.Sequence).Where(place => place.Count() == 1).Select(place => place.Single()).OrderBy(one => one.Sequence).ToList();
            var received = counting.OfType<JudgmentEvent.PaymentReceived>().Select(one => one.PaymentId).ToHashSet();
            return new Known(
                [.. counting.Where(one => one.Narrowed is not { } ids || ids.Contains(partyId))],
                [.. counting.OfType<JudgmentEvent.PaymentReturned>().Where(one => received.Contains(one.PaymentId)).Select(one => one.Sequence)]);
        }

        public bool Any<T>(Func<T, bool>? which = null, JudgmentEvent? after = null)
            where T : JudgmentEvent => Events.OfType<T>().Any(one => (which is null || which(one)) && one.Sequence > (after?.Sequence ?? 0));

        public T? Last<T>()
            where T : JudgmentEvent => Events.OfType<T>().LastOrDefault();
    }
}
