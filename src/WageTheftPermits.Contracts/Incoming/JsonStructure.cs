using System.Globalization;
using System.Text.Json;

namespace WageTheftPermits.Contracts.Incoming;

/// <summary>What the contract asks of any JSON, whatever it says: no duplicate keys at any depth, no nesting past 64.</summary>
internal sealed class JsonStructure
{
    private readonly FaultFinding _faults;

    // Spelt out only for a fault: a pointer made for each value of a hostile megabyte would be gigabytes.
    private readonly Stack<string> _path = new();

    private JsonStructure(FaultFinding faults) => _faults = faults;

    public static void Check(JsonElement root, FaultFinding faults) => new JsonStructure(faults).Check(root);

    private void Check(JsonElement value)
    {
        if (value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            return;
        if (_path.Count == AgencyEventReader.MaxDepth)
            Fault($"Objects and arrays are nested past {AgencyEventReader.MaxDepth}.");
        else if (value.ValueKind == JsonValueKind.Array)
            CheckItems(value);
        else
            CheckMembers(value);
    }

    private void CheckItems(JsonElement array)
    {
        var index = 0;
        foreach (var item in array.EnumerateArray())
        {
            if (item.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
            {
                _path.Push(index.ToString(CultureInfo.InvariantCulture));
                Check(item);
                _path.Pop();
            }

            if (_faults.Fault is not null)
                return;
            index++;
        }
    }

    private void CheckMembers(JsonElement value)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            var name = Members.NameOf(member);
            _path.Push(name);
            if (!names.Add(name))
                Fault("This key stands twice in one object.");
            Check(member.Value);
            _path.Pop();
            if (_faults.Fault is not null)
                return;
        }
    }

    private void Fault(string reason) => _faults.Add(reason, string.Concat(_path.Reverse().Select(step => $"/{Members.Escape(step)}")));
}
