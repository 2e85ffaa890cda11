using WageTheftPermits.Domain.Policies;
using WageTheftPermits.UnitTests.Enforcement;

namespace WageTheftPermits.UnitTests.Policies;

public class PolicyTests
{
    private static readonly DateOnly s_today = new(2026, 3, 2);

    public static TheoryData<string[], string[], string?, string[], bool> Papers => new()
    {
        // Kinds and violations of the policy; kind and violations of the paper; whether it is covered.
        { [], [], "order-decision-award", ["wages"], true },
        { [], [], null, [], true },
        { [], [], "lead", ["wages"], false },
        { ["lead"], [], "lead", [], false },
        { ["order-decision-award", "court-judgment"], [], "Court-Judgment", [], true },
        { ["order-decision-award"], [], "citation", [], false },
        { ["order-decision-award"], [], null, [], false },
        { [], ["wages", "retaliation"], "citation", ["meal-breaks", "Retaliation"], true },
        { [], ["wages"], "citation", ["meal-breaks"], false },
        { [], ["wages"], "citation", [], false },
        { ["citation"], ["wages"], "citation", ["wages"], true },
        { ["citation"], ["wages"], "order-decision-award", ["wages"], false },
    };

    [Theory]
    [MemberData(nameof(Papers))]
    public void Covers_WhatItsTriggersName_AndNeverALead(string[] kinds, string[] violations, string? kind, string[] found, bool covered) =>
        (Given.Policy with { Triggers = new() { Kinds = kinds, Violations = violations } }).Covers(kind, found).ShouldBe(covered);

    public static TheoryData<string, Policy, string?, string?, bool> Places => new()
    {
        { "everywhere", Given.Policy, null, null, true },
        { "its postal code", Given.Policy with { Area = ["94102"] }, "94102-1234", null, true },
        { "another", Given.Policy with { Area = ["94102"] }, "94103", "San Francisco", false },
        { "unknown", Given.Policy with { Area = ["94102"] }, null, null, false },
        { "too short", Given.Policy with { Area = ["94102"] }, "941", null, false },
        { "a phase by code", Phased(s_today, ["95112"], []), "95112", null, true },
        { "a phase by city", Phased(s_today, ["95112"], ["Sunnyvale"]), "94085", " SUNNYVALE ", true },
        { "a phase to come", Phased(s_today.AddDays(1), ["95112"], []), "95112", null, false },
        { "outside the phase", Phased(s_today, [], ["Sunnyvale"]), "95112", "San Jose", false },
        { "a phase everywhere", Phased(s_today, [], []), null, null, true },
        { "in the area before the phase", Phased(s_today.AddDays(1), ["95112"], []) with { Area = ["94102"] }, "94102", null, true },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public void InArea_ByPostalCodeOrPhase(string place, Policy policy, string? code, string? city, bool inside) => policy.InArea(code, city, s_today).ShouldBe(inside, place);

    private static Policy Phased(DateOnly from, string[] codes, string[] cities) =>
        Given.Policy with { Phases = [new AreaPhase { Name = "One", From = from, PostalCodes = codes, Cities = cities }] };
}
