using WageTheftPermits.IntegrationTests.Policies;

namespace WageTheftPermits.IntegrationTests.Commands;

public class WorkflowsVerbTests
{
    [Fact]
    public async Task Check_OfWhatIsShipped_IsSound()
    {
        using var wtp = new Wtp();

        var (exit, output, errors) = await wtp.RunAsync([], "workflows", "check");

        exit.ShouldBe(0, errors);
        output.ShouldContain("0 faults.");
        output.ShouldNotContain(" 0 polic");
    }

    [Fact]
    public async Task Check_NamesTheFile_ThePlace_AndTheReason()
    {
        using var wtp = new Wtp();
        var path = wtp.Write("policy.json", When_a_policy_is_changed.With("responseDay", 15));

        var (exit, output, errors) = await wtp.RunAsync([], "workflows", "check", wtp.Folder);

        exit.ShouldBe(1);
        errors.ShouldContain($"{path}: /responseDay: There is no such member. Is responseDays meant?");
        output.ShouldContain("0 definitions, 1 policy, 1 faults.");
    }
}
