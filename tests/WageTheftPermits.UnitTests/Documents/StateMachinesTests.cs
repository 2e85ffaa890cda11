using System.Reflection;
using WageTheftPermits.Domain;

namespace WageTheftPermits.UnitTests.Documents;

/// <summary>The diagrams show what the code does, because the code draws them.</summary>
public class StateMachinesTests
{
    public static TheoryData<string> Acts => [.. StateMachines.Acts.SelectMany(type => Enum.GetNames(type).Select(name => $"{type.FullName}.{name}"))];

    [Theory]
    [MemberData(nameof(Acts))]
    public void EveryAct_SaysWhoDoesItOnWhatEvidence(string act)
    {
        var dot = act.LastIndexOf('.');
        var who = typeof(RuleViolation).Assembly.GetType(act[..dot])!.GetField(act[(dot + 1)..])!.GetCustomAttribute<ActAttribute>().ShouldNotBeNull();
        who.By.ShouldNotBeEmpty();
        who.Evidence.ShouldNotBeEmpty();
    }

    [Fact]
    public void EveryStatus_CanBeReached()
    {
        foreach (var machine in StateMachines.All)
        {
            var reached = new HashSet<string> { machine.Statuses[0] };
            while (machine.Transitions.Where(t => reached.Contains(t.From)).Aggregate(false, (any, t) => reached.Add(t.To) || any))
            {
            }
            // A judgment expires by a day that passes, not by an event.
            machine.Statuses.Except(reached).ShouldBe(machine.Name.StartsWith("Judgment", StringComparison.Ordinal) ? ["Expired"] : [], machine.Name);
        }
    }

    [Fact]
    public void Document_IsWhatTheCodeSays()
    {
        var path = Repository.PathOf("docs", "state-machines.md");
        var written = StateMachineDocument.Write(StateMachines.All);
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            File.WriteAllText(path, written);
        (File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "").ShouldBe(written, "docs/state-machines.md is not what the code says any more. Run: UPDATE_DOCS=1 ./wtp test unit");
    }
}
