using System.Globalization;
using WageTheftPermits.Application.Policies;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Domain.Policies;

namespace WageTheftPermits.UnitTests.Policies;

/// <summary>
/// A hundred deadlines of the two programs, each counted apart from the code, with the count beside it: weekends, holidays by the rules of the statutes
/// rather than by the policies' lists, mail days, year ends.
/// </summary>
public class DeadlineTableTests
{
    private static readonly Dictionary<string, Policy> s_policies = new[] { "san-francisco", "santa-clara" }
        .ToDictionary(program => program, program => PolicyReader.Read(File.ReadAllText(Repository.PathOf("workflows", program, "policy.json"))).Accepted);

    public static TheoryData<string, string, DateOnly, bool, DateOnly, string> Table()
    {
        var rows = new TheoryData<string, string, DateOnly, bool, DateOnly, string>();
        foreach (var cells in File.ReadLines(Repository.PathOf("tests", "WageTheftPermits.UnitTests", "Policies", "deadlines.csv")).Skip(1).Select(line => line.Split(',')))
            rows.Add(cells[0], cells[1], Day(cells[2]), cells[3] == "mail", Day(cells[4]), cells[5]);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void ADeadline_IsWhatAPersonCounted(string program, string rule, DateOnly from, bool byMail, DateOnly until, string how)
    {
        var policy = s_policies[program];
        var deadlines = new Deadlines(policy);
        var counted = rule switch
        {
            "answer" => deadlines.AnswerBy(LetterKinds.FirstNotice, from, byMail),
            "warning" => deadlines.AnswerBy(LetterKinds.Warning, from, byMail),
            "request" => deadlines.AnswerBy(LetterKinds.NoticeOfCharges, from, byMail),
            "held" => HearingDays.Of(policy, from, postponed: false, from).Latest,
            "notice" => HearingDays.Of(policy, from, postponed: false, from).Earliest,
            "decision" => deadlines.BusinessDaysAfter(from, policy.Hearing.DecisionDays),
            "appeal" => deadlines.AnswerBy(LetterKinds.Decision, from, byMail),
            _ => throw new InvalidOperationException($"The table names a rule '{rule}' that there is not."),
        };
        counted.ShouldBe(until, how);
    }

    [Fact]
    public void TheTable_HasAHundredRows() => Table().Count.ShouldBe(100);

    /// <summary>Pacific time: midnight is 08:00 of UTC in winter and 07:00 in summer; on 8 March and 1 November 2026 the day has 23 and 25 hours.</summary>
    [Theory]
    [InlineData("2026-03-07", "2026-03-08T08:00:00Z")]
    [InlineData("2026-03-08", "2026-03-09T07:00:00Z")]
    [InlineData("2026-10-31", "2026-11-01T07:00:00Z")]
    [InlineData("2026-11-01", "2026-11-02T08:00:00Z")]
    [InlineData("2026-12-31", "2027-01-01T08:00:00Z")]
    public void ADay_EndsAtMidnightOfTheDepartment(string day, string moment) =>
        s_policies["santa-clara"].EndOf(Day(day)).ShouldBe(DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture));

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
