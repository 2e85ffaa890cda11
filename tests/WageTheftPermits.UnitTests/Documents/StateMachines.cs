using System.Reflection;
using System.Text;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Judgments;
using WageTheftPermits.UnitTests.Judgments;

namespace WageTheftPermits.UnitTests.Documents;

/// <summary>One way from a status to another, and who opens it on what evidence. Statuses are the code's own names.</summary>
internal sealed record Transition(string From, string Act, string To, string By, string Evidence);

/// <summary>One machine as a diagram shows it; the first status is where it begins.</summary>
internal sealed record Machine(string Name, string About, IReadOnlyList<string> Statuses, IReadOnlyList<Transition> Transitions);

/// <summary>
/// Every state machine of the domain as the code has it: a type with a static <c>Next(status, act)</c>, whose acts say by <see cref="ActAttribute"/>
/// who does them; and the judgment's, whose acts are the agencies' events.
/// </summary>
internal static class StateMachines
{
    public static IReadOnlyList<Machine> All { get; } =
    [
        Judgment(),
        .. Steps.OrderBy(next => next.DeclaringType!.Name, StringComparer.Ordinal).Select(Of),
    ];

    /// <summary>The enumerations of acts, each of whose members needs its <see cref="ActAttribute"/>.</summary>
    public static IEnumerable<Type> Acts => Steps.Select(next => next.GetParameters()[1].ParameterType).Distinct();

    private static IEnumerable<MethodInfo> Steps =>
        typeof(RuleViolation).Assembly.GetExportedTypes().SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => method.Name == "Next" && method.GetParameters() is [var from, var act] && from.ParameterType.IsEnum && act.ParameterType.IsEnum
                && Nullable.GetUnderlyingType(method.ReturnType) == from.ParameterType);

    private static Machine Of(MethodInfo next)
    {
        var (statuses, acts) = (Enum.GetValues(next.GetParameters()[0].ParameterType).Cast<Enum>().ToList(), Enum.GetValues(next.GetParameters()[1].ParameterType).Cast<Enum>());
        var transitions = from act in acts
                          let who = act.GetType().GetField(act.ToString())!.GetCustomAttribute<ActAttribute>()
                          from @from in statuses
                          let to = next.Invoke(null, [@from, act])
                          where to is not null
                          orderby statuses.IndexOf(@from)
                          select new Transition(@from.ToString(), Words(act.ToString()), to.ToString()!, who?.By ?? "", who?.Evidence ?? "");
        return new Machine(Words(next.DeclaringType!.Name), $"`{next.DeclaringType.Name}.Next`. What is not listed is refused.", [.. statuses.Select(s => s.ToString())], [.. transitions]);
    }

    /// <summary>Only what moves a party: the other events leave every status as it is.</summary>
    private static Machine Judgment()
    {
        var transitions = from @from in Enum.GetValues<PartyStatus>()
                          from one in JudgmentMachine.Events
                          let to = JudgmentMachine.Next(@from, one.Type)
                          where to != @from
                          select new Transition(@from.ToString(), one.Type, to.ToString(), "The agency", "The event, kept byte for byte with its receipt");
        return new Machine("Judgment, per party",
            "`JudgmentFold`. One event after another; where something ends (a stay lifted, a judgment reinstated or renewed, a payment returned), what stood beneath shows again: "
            + "here the judgment was final before. The day after the last `until` makes it expired without an event. Events that are not listed move nothing, and none is refused.",
            [.. Enum.GetNames<PartyStatus>()], [.. transitions]);
    }

    internal static string Words(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i == 0 ? $"{c}" : $" {char.ToLowerInvariant(c)}") : $"{c}"));
}

/// <summary>Writes <c>docs/state-machines.md</c>.</summary>
internal static class StateMachineDocument
{
    public static string Write(IEnumerable<Machine> machines)
    {
        var text = new StringBuilder();
        text.Append("# State machines\n\nWritten by the code; a test holds it against the code. After a change: `UPDATE_DOCS=1 ./wtp test unit`.\n");
        foreach (var machine in machines)
        {
            text.Append($"\n## {machine.Name}\n\n{machine.About}\n\n```mermaid\nstateDiagram-v2\n");
            foreach (var status in machine.Statuses)
                text.Append($"    state \"{StateMachines.Words(status)}\" as {status}\n");
            text.Append($"    [*] --> {machine.Statuses[0]}\n");
            foreach (var way in machine.Transitions.GroupBy(t => (t.From, t.To)))
                text.Append($"    {way.Key.From} --> {way.Key.To} : {string.Join(" / ", way.Select(t => t.Act.ToLowerInvariant()))}\n");
            foreach (var end in machine.Statuses.Except(machine.Transitions.Select(t => t.From)))
                text.Append($"    {end} --> [*]\n");
            text.Append("```\n\n| from | act | to | who | evidence |\n|---|---|---|---|---|\n");
            foreach (var one in machine.Transitions)
                text.Append($"| {StateMachines.Words(one.From)} | {one.Act} | {StateMachines.Words(one.To)} | {one.By} | {one.Evidence} |\n");
        }
        return text.ToString();
    }
}
