using System.Globalization;
using Microsoft.Extensions.Options;

namespace WageTheftPermits.Web.Shared;

/// <summary>The department that runs this service: configuration section <c>Department</c>.</summary>
public sealed class Department
{
    public string Name { get; set; } = "Department of Public Health";

    /// <summary>IANA name of the time zone in which the department's days begin and end.</summary>
    public string TimeZone { get; set; } = "America/Los_Angeles";
}

/// <summary>Moments as the department reads them on its wall.</summary>
public sealed class DepartmentTime(TimeProvider clock, IOptions<Department> department)
{
    private static readonly CultureInfo Words = CultureInfo.GetCultureInfo("en-US");

    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(department.Value.TimeZone);

    public DateTimeOffset Now => clock.GetUtcNow();

    public DateOnly Today => DateOf(clock.GetUtcNow());

    public DateTimeOffset ToLocal(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, _zone);

    public DateOnly DateOf(DateTimeOffset moment) => DateOnly.FromDateTime(ToLocal(moment).DateTime);

    /// <summary>When today began.</summary>
    public DateTimeOffset DayBegan
    {
        get
        {
            var midnight = Today.ToDateTime(TimeOnly.MinValue);
            // Where the clock is put forward at midnight, the day begins when it has been.
            while (_zone.IsInvalidTime(midnight))
                midnight = midnight.AddMinutes(15);
            return new DateTimeOffset(midnight, _zone.GetUtcOffset(midnight)).ToUniversalTime();
        }
    }

    /// <summary>"Nov 22, 2026".</summary>
    public static string InWords(DateOnly date) => date.ToString("MMM d, yyyy", Words);

    /// <summary>"Nov 22, 2026, 1:05 PM", in the department's time zone.</summary>
    public string InWords(DateTimeOffset moment) => ToLocal(moment).ToString("MMM d, yyyy, h:mm tt", Words);
}
