using System.Text.Json;
using System.Text.Json.Nodes;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Domain.Policies;

namespace WageTheftPermits.UnitTests.Policies;

public class PolicyReaderTests
{
    private const string Least = """
        { "program": "test", "name": "Test", "timeZone": "America/Los_Angeles", "legalBasis": "A clause", "responseDays": 15, "mailDays": 5, "appealMailDays": 5,
          "balanceFreshDays": 30, "deMinimis": 0, "reviewDays": 5, "approvalDays": 3, "renewalWindowDays": 60, "publicDisplay": false }
        """;

    /// <summary>The least policy with one member set, by its path.</summary>
    internal static string With(string path, string json)
    {
        var policy = JsonNode.Parse(Least)!.AsObject();
        var names = path.Split('/');
        var at = policy;
        foreach (var name in names[..^1])
            at = (at[name] ??= new JsonObject()).AsObject();
        at[names[^1]] = JsonNode.Parse(json);
        return policy.ToJsonString();
    }

    [Fact]
    public void Least_IsEnough()
    {
        var reading = PolicyReader.Read(Least);

        reading.Faults.ShouldBeEmpty();
        (reading.Policy!.Version, reading.Policy.Hearing.RequestDays).ShouldBe((reading.Digest, 15));
        reading.Digest.ShouldMatch("^[0-9a-f]{12}$");
    }

    public static TheoryData<string, string, string, string> Faults => new()
    {
        // Member, value; where and what the fault is.
        { "responseDay", "15", "/responseDay", "Is responseDays meant?" },
        { "xyzzy", "1", "/xyzzy", "There is no such member." },
        { "hearing/requestdays", "15", "/hearing/requestdays", "Is requestDays meant?" },
        { "version", "\"1\"", "/version", "There is no such member." },
        { "responseDays", "\"15\"", "/responseDays", "must be a whole number; it is \"15\"" },
        { "responseDays", "1.5", "/responseDays", "must be a whole number" },
        { "responseDays", "null", "/responseDays", "must be a whole number" },
        { "responseDays", "-1", "/responseDays", "must be 0 or more; it is -1" },
        { "responseDays", "99999", "/responseDays", "must be 3650 or less" },
        { "accord/graceDays", "-3", "/accord/graceDays", "must be 0 or more" },
        { "deMinimis", "-0.01", "/deMinimis", "must be 0 or more" },
        { "interest/rate", "10", "/interest/rate", "must be 1 or less" },
        { "publicDisplay", "\"no\"", "/publicDisplay", "must be true or false" },
        { "name", "\"  \"", "/name", "This is empty." },
        { "program", "\"San Francisco\"", "/program", "has not the form" },
        { "timeZone", "\"America/Atlantis\"", "/timeZone", "There is no time zone" },
        { "renewalsDue", "\"02-30\"", "/renewalsDue", "is no month and day" },
        { "renewalsDue", "\"31 March\"", "/renewalsDue", "has not the form" },
        { "area", "[\"94102\", \"941\"]", "/area/1", "has not the form" },
        { "area", "[\"94102\", \"94102\"]", "/area/1", "stands here twice" },
        { "courtHolidays", "[\"2026-02-16\", \"2026-01-01\"]", "/courtHolidays/1", "write the days in their order" },
        { "officeHolidays", "[\"2026-01-01\", \"2026-01-01\"]", "/officeHolidays/1", "stands here twice" },
        { "officeHolidays", "[\"2026-02-30\"]", "/officeHolidays/0", "is no day" },
        { "courtHolidays", "[20260101]", "/courtHolidays/0", "must be a text" },
        { "languages", "[\"english\"]", "/languages/0", "has not the form" },
        { "suspension/ladder", "[{ \"action\": \"close\" }]", "/suspension/ladder/0/action", "none of suspend, revoke" },
        { "suspension/ladder", "[{ \"days\": 5 }]", "/suspension/ladder/0/action", "This is missing." },
        { "phases", "[{ \"name\": \"One\", \"from\": \"soon\" }]", "/phases/0/from", "is no day" },
        { "triggers", "[]", "/triggers", "must be an object; it is a list" },
        { "toBeConfirmed", "[\"responseDays\", \"hearing/noticeDays\", \"responseDay\"]", "/toBeConfirmed/2", "no member “responseDay”" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Fault_IsNamed_WithItsPlace(string member, string value, string pointer, string reason)
    {
        var reading = PolicyReader.Read(With(member, value));

        reading.Policy.ShouldBeNull();
        var fault = reading.Faults.ShouldHaveSingleItem();
        (fault.Pointer, fault.Reason).ShouldSatisfyAllConditions(one => one.Pointer.ShouldBe(pointer), one => one.Reason.ShouldContain(reason));
        Should.Throw<PolicyRefused>(() => reading.Accepted).Faults.ShouldBe(reading.Faults);
    }

    [Theory]
    [InlineData("{ \"name\": \"A\", \"name\": \"B\" }")]
    [InlineData("not JSON")]
    [InlineData("")]
    [InlineData("{ \"name\": ")]
    public void WhatIsNotJson_IsOneFault(string text) => PolicyReader.Read(text).Faults.ShouldHaveSingleItem().Reason.ShouldContain("not JSON");

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("5")]
    public void WhatIsNoObject_IsOneFault(string text) => PolicyReader.Read(text).Faults.ShouldHaveSingleItem().ToString().ShouldContain("(the file): This must be an object");

    [Fact]
    public void AllFaults_AreFoundAtOnce() =>
        PolicyReader.Read("""{ "program": "test", "responseDays": -1, "warnDay": 7 }""").Faults.Select(fault => fault.Pointer)
            .ShouldBe(["/responseDays", "/warnDay", "/name", "/timeZone", "/legalBasis", "/mailDays", "/appealMailDays", "/balanceFreshDays", "/deMinimis", "/reviewDays",
                "/approvalDays", "/renewalWindowDays", "/publicDisplay"]);

    [Fact]
    public void Digest_IsOfTheContent_NotOfItsWriting()
    {
        var turned = JsonNode.Parse(Least)!.AsObject().Reverse().Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()));
        var reordered = new JsonObject(turned) { ["$schema"] = "../policy.schema.json" };

        PolicyReader.Read(reordered.ToJsonString(new JsonSerializerOptions { WriteIndented = true })).Digest.ShouldBe(PolicyReader.Read(Least).Digest);
        PolicyReader.Read(With("mailDays", "6")).Digest.ShouldNotBe(PolicyReader.Read(Least).Digest);
    }

    /// <summary>Everything that the policy has stands in the schema, and nothing else; so does what is required.</summary>
    [Fact]
    public void Schema_AndPolicy_HaveTheSameMembers()
    {
        var whole = PolicyDiff.Whole(PolicyReader.Read(With("phases", """[{ "name": "One", "from": "2026-01-01" }]""")).Policy! with { Hearing = new() { Regular = new(DayOfWeek.Thursday, 3, new(13, 0)) } });

        Members(PolicySchema.Root).Except(["/$schema"]).ShouldBe(Values(whole).Except(["/version"]), ignoreOrder: true);
        PolicySchema.Root.GetProperty("required").EnumerateArray().Select(name => name.GetString()).ShouldBe(
            typeof(Policy).GetProperties().Where(member => member.IsDefined(typeof(System.Runtime.CompilerServices.RequiredMemberAttribute), false) && member.Name != "Version")
                .Select(member => JsonNamingPolicy.CamelCase.ConvertName(member.Name)), ignoreOrder: true);
    }

    [Fact]
    public void EveryMember_HasATitle_AndEveryNumberAUnit()
    {
        foreach (var pointer in Members(PolicySchema.Root))
            PolicySchema.Describe(pointer)!.Title.ShouldNotBe(pointer);
        foreach (var pointer in Members(PolicySchema.Root).Where(pointer => pointer.EndsWith("Days", StringComparison.Ordinal) || pointer.EndsWith("/days", StringComparison.Ordinal)))
            PolicySchema.Describe(pointer)!.Unit.ShouldNotBeNull(pointer);
    }

    private static IEnumerable<string> Values(JsonElement value, string at = "") => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().SelectMany(member => Values(member.Value, $"{at}/{member.Name}").Prepend($"{at}/{member.Name}")),
        JsonValueKind.Array when value.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } first => Values(first, $"{at}/0"),
        _ => [],
    };

    private static IEnumerable<string> Members(JsonElement schema, string at = "")
    {
        if (schema.TryGetProperty("properties", out var properties))
            return properties.EnumerateObject().SelectMany(member => Members(member.Value, $"{at}/{member.Name}").Prepend($"{at}/{member.Name}"));
        return schema.TryGetProperty("items", out var items) ? Members(items, $"{at}/0") : [];
    }
}
