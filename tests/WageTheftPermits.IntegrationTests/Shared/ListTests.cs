using WageTheftPermits.Web.Shared;

namespace WageTheftPermits.IntegrationTests.Shared;

public sealed class ListTests
{
    [Theory]
    [InlineData(1, 0, 0, 0, 1)]
    [InlineData(1, 50, 1, 50, 1)]
    [InlineData(1, 51, 1, 50, 2)]
    [InlineData(2, 51, 51, 51, 2)]
    [InlineData(3, 1234, 101, 150, 25)]
    [InlineData(-7, 1234, 1, 50, 25)]
    [InlineData(int.MaxValue, 1234, 1201, 1234, 25)]
    public void A_page_says_what_it_shows(int number, long total, long first, long until, int last)
    {
        var paging = new Paging(number, 50, total);

        (paging.First, paging.Until, paging.Last).ShouldBe((first, until, last));
    }

    [Theory]
    [InlineData(null, "dueOn", false)]
    [InlineData("permit", "permit", false)]
    [InlineData("-permit", "permit", true)]
    [InlineData("--permit", "permit", true)]
    [InlineData("password_hash", "dueOn", false)]
    public void Sorting_takes_only_known_columns(string? typed, string column, bool descending) =>
        SortOrder.Parse(typed, "dueOn", "dueOn", "permit").ShouldBe(new SortOrder(column, descending));
}
