using WageTheftPermits.Domain.Notices;

namespace WageTheftPermits.Domain.Policies;

/// <summary>
/// A program's parameters, as its <c>policy.json</c> states them. A case keeps the version under which it began.
/// Values that the sources do not settle are marked there as to be confirmed by counsel.
/// </summary>
public sealed record Policy
{
    /// <summary>The program's folder name, such as <c>san-francisco</c>.</summary>
    public required string Program { get; init; }

    /// <summary>Changes with every change of content.</summary>
    public required string Version { get; init; }

    public required string Name { get; init; }

    /// <summary>IANA name of the department's time zone; deadlines end at midnight there.</summary>
    public required string TimeZone { get; init; }

    /// <summary>The rule under which the department acts, as it stands on notices.</summary>
    public required string LegalBasis { get; init; }

    /// <summary>Calendar days to answer the first notice, from service.</summary>
    public required int ResponseDays { get; init; }

    /// <summary>Calendar days added where notice was served by mail.</summary>
    public required int MailDays { get; init; }

    /// <summary>Calendar days added to the appeal deadline of an award served by mail (Code of Civil Procedure 1013(a)).</summary>
    public required int AppealMailDays { get; init; }

    /// <summary>An agency's confirmation of the balance older than this forbids an adverse step.</summary>
    public required int BalanceFreshDays { get; init; }

    /// <summary>A balance at or below this is not worth a permit, in dollars.</summary>
    public required decimal DeMinimis { get; init; }

    /// <summary>Business days within which a possible match should have its verdict.</summary>
    public required int ReviewDays { get; init; }

    /// <summary>Business days within which a proposed hold should be decided.</summary>
    public required int ApprovalDays { get; init; }

    /// <summary>Month and day (<c>MM-dd</c>) on which renewals are due; null where each is due at the end of its term.</summary>
    public string? RenewalsDue { get; init; }

    /// <summary>Days before the end of a term on which the renewal opens.</summary>
    public required int RenewalWindowDays { get; init; }

    /// <summary>Calendar days after the due day in which a renewal is late but not yet lapsed.</summary>
    public int RenewalGraceDays { get; init; } = 30;

    /// <summary>Calendar days before a deadline on which whoever must meet it is warned.</summary>
    public int WarnDays { get; init; } = 7;

    /// <summary>Days for which an event that no workflow waits for is kept; then it is an incident, which an administrator dismisses or raises again.</summary>
    public int EventKeepDays { get; init; } = 365;

    /// <summary>Days after which the bytes of an understood message are removed, and what became of it stays; null: they are kept without end.</summary>
    public int? RawMessageDays { get; init; }

    public TriggerRules Triggers { get; init; } = new();

    public ReferralRules Referral { get; init; } = new();

    public WarningRules Warnings { get; init; } = new();

    public HearingRules Hearing { get; init; } = new();

    public SuspensionRules Suspension { get; init; } = new();

    public AppealRules Appeal { get; init; } = new();

    public DisplayRules Display { get; init; } = new();

    public AccordRules Accord { get; init; } = new();

    public NewOwnerRules NewOwner { get; init; } = new();

    public InterestRules Interest { get; init; } = new();

    /// <summary>Whether the public look-up says that a renewal is held.</summary>
    public required bool PublicDisplay { get; init; }

    /// <summary>Postal codes in which the program is in force; with no <see cref="Phases"/> either, empty means everywhere.</summary>
    public IReadOnlyList<string> Area { get; init; } = [];

    /// <summary>Places where the program begins on a day.</summary>
    public IReadOnlyList<AreaPhase> Phases { get; init; } = [];

    /// <summary>In which notices are written (BCP 47), the first one foremost.</summary>
    public IReadOnlyList<string> Languages { get; init; } = ["en"];

    /// <summary>Days on which courts are closed: a deadline that ends on one rolls on.</summary>
    public IReadOnlyList<DateOnly> CourtHolidays { get; init; } = [];

    /// <summary>Days on which the department's offices are closed.</summary>
    public IReadOnlyList<DateOnly> OfficeHolidays { get; init; } = [];

    /// <summary>Names of the values above that counsel has not yet confirmed, as <c>responseDays</c> or <c>hearing/noticeDays</c>.</summary>
    public IReadOnlyList<string> ToBeConfirmed { get; init; } = [];

    /// <summary>Whether a paper of this kind, about these violations, supports enforcement. A lead never does, and what the agency did not say is never taken as covered.</summary>
    /// <param name="kind">In the agency's words, such as <c>order-decision-award</c>; null: it did not say.</param>
    public bool Covers(string? kind, IReadOnlyCollection<string> violations) =>
        kind != "lead"
        && (Triggers.Kinds.Count == 0 || Triggers.Kinds.Contains(kind, StringComparer.OrdinalIgnoreCase))
        && (Triggers.Violations.Count == 0 || Triggers.Violations.Intersect(violations, StringComparer.OrdinalIgnoreCase).Any());

    /// <summary>Whether the program is in force at a place on a day. A place that is not known is outside, where it is not in force everywhere.</summary>
    /// <param name="postalCode">Its first five digits count.</param>
    public bool InArea(string? postalCode, string? city, DateOnly today)
    {
        if (Area.Count == 0 && Phases.Count == 0)
            return true;
        var code = postalCode?.Trim() is { Length: >= 5 } known ? known[..5] : null;
        return (code is not null && Area.Contains(code)) || Phases.Any(phase => phase.From <= today && phase.Includes(code, city?.Trim()));
    }

    /// <summary>The day of a moment in the department's time zone.</summary>
    public DateOnly DayOf(DateTimeOffset moment) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, Zone).DateTime);

    /// <summary>The hour of a moment in the department's time zone.</summary>
    public TimeOnly TimeOf(DateTimeOffset moment) => TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, Zone).DateTime);

    /// <summary>The first moment of a day in the department's time zone.</summary>
    public DateTimeOffset StartOf(DateOnly day) => EndOf(day.AddDays(-1));

    /// <summary>The first moment after a day in the department's time zone: when a deadline on that day has passed.</summary>
    public DateTimeOffset EndOf(DateOnly day)
    {
        var midnight = day.AddDays(1).ToDateTime(TimeOnly.MinValue);
        // Where the clock is put forward at midnight, the day begins when it has been.
        while (Zone.IsInvalidTime(midnight))
            midnight = midnight.AddMinutes(15);
        return new DateTimeOffset(midnight, Zone.GetUtcOffset(midnight)).ToUniversalTime();
    }

    /// <summary>
    /// The last day on which a renewal is in time: the program's day of renewals where the term is still running on it and the renewal, opened
    /// in its window and not after that day, can still meet it; otherwise the term's own last day. So a renewal that is opened today is late
    /// from the beginning only where its term has really ended.
    /// </summary>
    public DateOnly RenewalDueOn(DateOnly termEnd, DateOnly openedOn)
    {
        var window = termEnd.AddDays(-RenewalWindowDays);
        return NextRenewalsDay(openedOn > window ? openedOn : window) is { } day && day <= termEnd ? day : termEnd;
    }

    /// <summary>The program's first day of renewals on or after a day; null where each is due at the end of its term.</summary>
    public DateOnly? NextRenewalsDay(DateOnly from)
    {
        if (RenewalsDue is null)
            return null;
        var monthDay = DateOnly.ParseExact($"2000-{RenewalsDue}", "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        DateOnly In(int year) => new(year, monthDay.Month, Math.Min(monthDay.Day, DateTime.DaysInMonth(year, monthDay.Month)));
        return In(from.Year) >= from ? In(from.Year) : In(from.Year + 1);
    }

    private TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);
}

/// <summary>
/// Counting days as the Code of Civil Procedure does (12, 12a, 12b): the first day is left out, the last is counted,
/// and a deadline that ends on a weekend, a court holiday or a closure of the office rolls to the next day that is none.
/// </summary>
public sealed class Deadlines(Policy policy)
{
    private readonly HashSet<DateOnly> _rollsPast = [.. policy.CourtHolidays, .. policy.OfficeHolidays];
    private readonly HashSet<DateOnly> _officeClosed = [.. policy.OfficeHolidays];

    /// <summary>The last day of a period of calendar days that begins with an event on <paramref name="from"/>.</summary>
    public DateOnly After(DateOnly from, int calendarDays) => Roll(from.AddDays(calendarDays));

    /// <summary>The day that is so many working days of the department after <paramref name="from"/>.</summary>
    public DateOnly BusinessDaysAfter(DateOnly from, int days)
    {
        var day = from;
        while (days > 0)
        {
            day = day.AddDays(1);
            if (IsWorkingDay(day))
                days--;
        }
        return day;
    }

    /// <summary>Whether the department's offices are open.</summary>
    public bool IsWorkingDay(DateOnly day) => !IsWeekend(day) && !_officeClosed.Contains(day);

    /// <summary>The last day to answer a notice served on <paramref name="servedOn"/>, to ask for a hearing on charges, or to appeal from a decision; null for what asks for no answer.</summary>
    /// <param name="kind">Of <see cref="LetterKinds"/>.</param>
    public DateOnly? AnswerBy(string kind, DateOnly servedOn, bool byMail)
    {
        var mailDays = byMail ? policy.MailDays : 0;
        return kind switch
        {
            LetterKinds.FirstNotice => After(servedOn, policy.ResponseDays + mailDays),
            LetterKinds.Warning => After(servedOn, policy.Warnings.DaysBetween + mailDays),
            LetterKinds.NoticeOfCharges => After(servedOn, policy.Hearing.RequestDays + mailDays),
            LetterKinds.Decision => After(servedOn, policy.Appeal.Days),
            _ => null,
        };
    }

    private DateOnly Roll(DateOnly day)
    {
        while (IsWeekend(day) || _rollsPast.Contains(day))
            day = day.AddDays(1);
        return day;
    }

    private static bool IsWeekend(DateOnly day) => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
}
