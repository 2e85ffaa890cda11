using System.Globalization;
using System.Text;
using CsvHelper;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Numbers;
using WageTheftPermits.Web.Security;
using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.Web.Pages.Numbers;

/// <summary>What the program achieves in a period: on the page, to print as the report of a year, and as a file for a spreadsheet.</summary>
[Authorize(Policy = Access.ReadNumbers)]
public sealed class IndexModel(PermitsDbContext db, DepartmentTime time, IOptions<Department> department) : PageModel
{
    /// <summary>A longer period would have a month on each line of several pages.</summary>
    private const int MostYears = 5;

    public DateOnly From { get; private set; }

    public DateOnly Until { get; private set; }

    /// <summary>The calendar year that the period is, where it is one.</summary>
    public int? Year => From is { Month: 1, Day: 1 } && Until == new DateOnly(From.Year, 12, 31) ? From.Year : null;

    /// <summary>Years to choose from, the newest first.</summary>
    public IReadOnlyList<int> Years => [.. Enumerable.Range(0, 3).Select(i => time.Today.Year - i)];

    /// <summary>What is wrong with the period that was asked for; the last twelve months are shown then.</summary>
    public string? Wrong { get; private set; }

    public string DepartmentName => department.Value.Name;

    public IReadOnlyList<NumberTable> Tables { get; private set; } = [];

    public async Task OnGetAsync(string? from, string? until, CancellationToken ct)
    {
        ReadPeriod(from, until);
        Tables = await TablesAsync(ct);
    }

    /// <summary>All tables in one file, a number on each line.</summary>
    public async Task<IActionResult> OnGetCsvAsync(string? from, string? until, CancellationToken ct)
    {
        ReadPeriod(from, until);
        if (Wrong is not null)
            return BadRequest(Wrong);
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text, new CsvWriterOptions { Injection = CsvInjection.Escape }))
        {
            csv.WriteHeader(["table", "row", "measure", "unit", "value", "from", "until"]);
            foreach (var table in await TablesAsync(ct))
            {
                foreach (var row in table.Rows)
                {
                    foreach (var (column, value) in table.Columns.Zip(row.Values))
                    {
                        csv.WriteField(table.Key);
                        csv.WriteField(row.Label);
                        csv.WriteField(column.Title);
                        csv.WriteField(Naming.Word(column.Unit));
                        csv.WriteField(value?.ToString(column.Unit == NumberUnit.Money ? "0.00" : "0.##", CultureInfo.InvariantCulture) ?? "");
                        csv.WriteField(From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                        csv.WriteField(Until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                        csv.EndRecord();
                    }
                }
            }
        }
        return File(Encoding.UTF8.GetBytes(text.ToString()), "text/csv; charset=utf-8", $"numbers-{From:yyyy-MM-dd}-{Until:yyyy-MM-dd}.csv");
    }

    private Task<IReadOnlyList<NumberTable>> TablesAsync(CancellationToken ct) => new ProgramNumbers(db, department.Value.TimeZone, From, Until, time.Today).AllAsync(ct);

    private void ReadPeriod(string? from, string? until)
    {
        var today = time.Today;
        (From, Until) = (new DateOnly(today.Year, today.Month, 1).AddMonths(-11), today);
        if (string.IsNullOrWhiteSpace(from) && string.IsNullOrWhiteSpace(until))
            return;
        var (first, last) = (From, Until);
        if ((!string.IsNullOrWhiteSpace(from) && !DateOnly.TryParseExact(from, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out first))
            || (!string.IsNullOrWhiteSpace(until) && !DateOnly.TryParseExact(until, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out last)))
            Wrong = "One of these is no day. Choose it, or type it as year-month-day, such as " + today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + ".";
        else if (last < first)
            Wrong = "The last day is before the first.";
        else if (last > first.AddYears(MostYears))
            Wrong = $"The period is longer than {MostYears} years.";
        else
            (From, Until) = (first, last);
    }
}
