using System.Text.Json;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain.Policies;

namespace WageTheftPermits.Application.Policies;

public enum ChangeKind
{
    Added,
    Removed,
    Changed,
}

/// <summary>One difference between two policies.</summary>
/// <param name="Pointer">Where, as a JSON pointer: into the new policy, or the old one where it was removed.</param>
/// <param name="Old">Null where it was added.</param>
/// <param name="New">Null where it was removed.</param>
public sealed record PolicyChange(string Pointer, ChangeKind Kind, JsonElement? Old, JsonElement? New);

/// <summary>
/// In what two policies differ, by the values that they come to: a value left out is its default. Lists of words and days are compared as what they hold,
/// lists of steps or phases one by one.
/// </summary>
public static class PolicyDiff
{
    public static IReadOnlyList<PolicyChange> Between(Policy from, Policy to)
    {
        var changes = new List<PolicyChange>();
        Compare(Whole(from), Whole(to), "", changes);
        return changes;
    }

    /// <summary>All of a policy's values, defaults too, without its version.</summary>
    public static JsonElement Whole(Policy policy) => JsonSerializer.SerializeToElement(policy with { Version = "" }, Json.Web);

    private static void Compare(JsonElement from, JsonElement to, string at, List<PolicyChange> changes)
    {
        if (JsonElement.DeepEquals(from, to))
            return;
        if (from.ValueKind == JsonValueKind.Object && to.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in to.EnumerateObject())
                Compare(from.GetProperty(member.Name), member.Value, $"{at}/{member.Name}", changes);
        }
        else if (from.ValueKind == JsonValueKind.Array && to.ValueKind == JsonValueKind.Array)
        {
            CompareLists([.. from.EnumerateArray()], [.. to.EnumerateArray()], at, changes);
        }
        else
        {
            changes.Add(new(at, ChangeKind.Changed, from, to));
        }
    }

    private static void CompareLists(List<JsonElement> from, List<JsonElement> to, string at, List<PolicyChange> changes)
    {
        if (from.Concat(to).Any(item => item.ValueKind == JsonValueKind.Object))
        {
            foreach (var (index, (old, now)) in from.Zip(to).Index())
                Compare(old, now, $"{at}/{index}", changes);
            changes.AddRange(from.Index().Skip(to.Count).Select(item => new PolicyChange($"{at}/{item.Index}", ChangeKind.Removed, item.Item, null)));
            changes.AddRange(to.Index().Skip(from.Count).Select(item => new PolicyChange($"{at}/{item.Index}", ChangeKind.Added, null, item.Item)));
            return;
        }
        var before = changes.Count;
        changes.AddRange(from.Index().Where(item => !Holds(to, item.Item)).Select(item => new PolicyChange($"{at}/{item.Index}", ChangeKind.Removed, item.Item, null)));
        changes.AddRange(to.Index().Where(item => !Holds(from, item.Item)).Select(item => new PolicyChange($"{at}/{item.Index}", ChangeKind.Added, null, item.Item)));
        // The same items in another order: the first language is the foremost.
        if (changes.Count == before)
            changes.Add(new(at, ChangeKind.Changed, JsonSerializer.SerializeToElement(from), JsonSerializer.SerializeToElement(to)));
    }

    private static bool Holds(List<JsonElement> list, JsonElement item) => list.Any(one => JsonElement.DeepEquals(one, item));
}
