using WageTheftPermits.Application.Policies;
using WageTheftPermits.Domain.Policies;
using WageTheftPermits.UnitTests.Enforcement;

namespace WageTheftPermits.UnitTests.Policies;

public class PolicyDiffTests
{
    private static IEnumerable<(string, ChangeKind, string?, string?)> Changes(Policy to) => Changes(Given.Policy, to);

    private static IEnumerable<(string, ChangeKind, string?, string?)> Changes(Policy from, Policy to) =>
        PolicyDiff.Between(from, to).Select(change => (change.Pointer, change.Kind, change.Old?.GetRawText(), change.New?.GetRawText()));

    [Fact]
    public void TheSame_HasNoChanges_WhateverItsVersion() => Changes(Given.Policy with { Version = "other", DeMinimis = 0.00m }).ShouldBeEmpty();

    [Fact]
    public void Value_IsChanged_AtItsPlace() =>
        Changes(Given.Policy with { ResponseDays = 20, Hearing = new() { NoticeDays = 12 }, RenewalsDue = null }).ShouldBe(
        [
            ("/responseDays", ChangeKind.Changed, "15", "20"),
            ("/renewalsDue", ChangeKind.Changed, "\"03-31\"", "null"),
            ("/hearing/noticeDays", ChangeKind.Changed, "10", "12"),
        ]);

    [Fact]
    public void Days_AreAddedAndRemoved() =>
        Changes(Given.Policy with { CourtHolidays = [new(2026, 1, 1), new(2026, 3, 31), new(2026, 5, 25)], OfficeHolidays = [] }).ShouldBe(
        [
            ("/courtHolidays/0", ChangeKind.Added, null, "\"2026-01-01\""),
            ("/courtHolidays/2", ChangeKind.Added, null, "\"2026-05-25\""),
            ("/officeHolidays/0", ChangeKind.Removed, "\"2026-02-16\"", null),
        ]);

    [Fact]
    public void Steps_AreComparedOneByOne() =>
        Changes(Given.Policy with { Suspension = new() { Ladder = [new(SuspensionAction.Suspend, 5), new(SuspensionAction.Revoke)] } }).ShouldBe(
        [
            ("/suspension/ladder/0/days", ChangeKind.Changed, "null", "5"),
            ("/suspension/ladder/1", ChangeKind.Added, null, """{"action":"revoke","days":null}"""),
        ]);

    [Fact]
    public void Order_OfAList_IsAChange() =>
        Changes(Given.Policy with { Languages = ["en", "es"] }, Given.Policy with { Languages = ["es", "en"] }).ShouldBe(
            [("/languages", ChangeKind.Changed, """["en","es"]""", """["es","en"]""")]);
}
