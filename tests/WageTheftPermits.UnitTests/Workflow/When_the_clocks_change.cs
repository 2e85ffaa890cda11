using WageTheftPermits.Domain.Policies;
using WageTheftPermits.Tests.Workflow;
using WageTheftPermits.Workflow.Interpretation;
using static WageTheftPermits.Tests.Workflow.Flow;

namespace WageTheftPermits.UnitTests.Workflow;

/// <summary>
/// The engine knows moments and spans of time, and no zone: a delay of a day is 24 hours, whatever the clocks on the walls do. Days are the department's: a deadline is the
/// moment after its last day in the department's time zone, and its workflow waits for that moment.
/// </summary>
public class When_the_clocks_change
{
    private static readonly Policy s_policy = Enforcement.Given.Policy with { TimeZone = "America/Los_Angeles", OfficeHolidays = [new(2026, 12, 25), new(2027, 1, 1)] };

    private static async Task<Run> WaitingAsync(Flow flow, string from)
    {
        var run = new Run(flow) { Now = DateTimeOffset.Parse(from) };
        await run.StartAsync();
        run.State.Status.ShouldBe(InstanceStatus.Running);
        return run;
    }

    /// <summary>It fires at the moment and not before it.</summary>
    private static async Task FiresAtAsync(Run run, string moment)
    {
        await run.PassAsync(DateTimeOffset.Parse(moment) - run.Now - TimeSpan.FromSeconds(1));
        run.State.Status.ShouldBe(InstanceStatus.Running);
        await run.PassAsync(TimeSpan.FromSeconds(1));
        run.State.Status.ShouldBe(InstanceStatus.Finished);
    }

    private static Flow Delay(string span) => new Flow("delay").Activity("Wait", "Elsa.Delay", ("timeSpan", Literal("TimeSpan", span))).Activity("End", "Elsa.End").Connect("Wait > End");

    private static Flow At(string moment) => new Flow("at").Activity("Wait", "Elsa.StartAt", ("dateTime", Literal("DateTimeOffset", moment))).Activity("End", "Elsa.End").Connect("Wait > End");

    [Theory]
    [InlineData("2026-03-07T12:00:00-08:00", "1.00:00:00", "2026-03-08T13:00:00-07:00")] // forward: an hour later on the wall
    [InlineData("2026-10-31T12:00:00-07:00", "1.00:00:00", "2026-11-01T11:00:00-08:00")] // back: an hour earlier
    [InlineData("2026-03-08T01:30:00-08:00", "01:00:00", "2026-03-08T03:30:00-07:00")] // the hour that is not there
    [InlineData("2026-11-01T01:30:00-07:00", "01:00:00", "2026-11-01T01:30:00-08:00")] // the hour that is there twice
    [InlineData("2028-02-28T12:00:00-08:00", "1.00:00:00", "2028-02-29T12:00:00-08:00")]
    [InlineData("2027-02-28T12:00:00-08:00", "1.00:00:00", "2027-03-01T12:00:00-08:00")]
    [InlineData("2026-12-31T23:30:00-08:00", "01:00:00", "2027-01-01T00:30:00-08:00")]
    [InlineData("2026-01-31T12:00:00-08:00", "30.00:00:00", "2026-03-02T12:00:00-08:00")]
    public async Task A_delay_is_so_much_time(string from, string span, string until) => await FiresAtAsync(await WaitingAsync(Delay(span), from), until);

    [Theory]
    [InlineData("2026-03-08T03:00:00-07:00", "2026-03-08T10:00:00Z")]
    [InlineData("2026-11-01T01:30:00-07:00", "2026-11-01T08:30:00Z")] // which of the two half past ones is said by its offset
    [InlineData("2026-11-01T01:30:00-08:00", "2026-11-01T09:30:00Z")]
    [InlineData("2028-02-29T00:00:00-08:00", "2028-02-29T08:00:00Z")]
    [InlineData("2026-11-01T01:30:00", "2026-11-01T01:30:00Z")] // without an offset it is UTC, on whatever machine
    public async Task A_moment_is_one_moment(string said, string moment) => await FiresAtAsync(await WaitingAsync(At(said), "2026-01-05T09:00:00Z"), moment);

    [Theory]
    [InlineData("2026-03-07", "2026-03-08T08:00:00Z")] // the last midnight of standard time
    [InlineData("2026-03-08", "2026-03-09T07:00:00Z")] // a day of 23 hours
    [InlineData("2026-11-01", "2026-11-02T08:00:00Z")] // a day of 25 hours
    [InlineData("2028-02-28", "2028-02-29T08:00:00Z")]
    [InlineData("2028-02-29", "2028-03-01T08:00:00Z")]
    [InlineData("2026-04-30", "2026-05-01T07:00:00Z")]
    [InlineData("2026-12-31", "2027-01-01T08:00:00Z")]
    public async Task A_day_ends_at_midnight_of_the_department(string day, string moment) =>
        await FiresAtAsync(await WaitingAsync(At(s_policy.EndOf(DateOnly.Parse(day)).ToString("O")), "2026-01-05T09:00:00Z"), moment);

    [Theory]
    [InlineData("2026-03-06", 1, "2026-03-10T07:00:00Z")] // Friday, over the change, to Monday's end
    [InlineData("2026-10-30", 1, "2026-11-03T08:00:00Z")]
    [InlineData("2026-12-24", 2, "2026-12-30T08:00:00Z")] // Christmas and a weekend between
    [InlineData("2026-12-31", 1, "2027-01-05T08:00:00Z")] // New Year's Day and a weekend between
    [InlineData("2028-02-28", 1, "2028-03-01T08:00:00Z")] // a Monday; the leap day is a Tuesday like any
    public async Task Business_days_end_in_the_departments_zone(string from, int days, string moment)
    {
        var last = new Deadlines(s_policy).BusinessDaysAfter(DateOnly.Parse(from), days);
        await FiresAtAsync(await WaitingAsync(At(s_policy.EndOf(last).ToString("O")), "2026-01-05T09:00:00Z"), moment);
    }
}
