using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace WageTheftPermits.Workflow;

/// <summary>A definition's file: its path, for messages, and its JSON.</summary>
public sealed record WorkflowFile(string Path, string Json)
{
    public static WorkflowFile Read(string path) => new(path, File.ReadAllText(path));

    /// <summary>SHA-256 of the JSON with properties sorted and blanks left out, so that reformatting a file does not make a new version.</summary>
    public string ContentHash()
    {
        using var document = JsonDocument.Parse(Json);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            Canonical(document.RootElement, writer);
        return Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan));
    }

    private static void Canonical(JsonElement element, Utf8JsonWriter writer)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in element.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(property.Name);
                    Canonical(property.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                    Canonical(item, writer);
                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}
