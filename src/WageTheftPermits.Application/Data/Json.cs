using System.Text.Json;
using System.Text.Json.Serialization;

namespace WageTheftPermits.Application.Data;

/// <summary>How JSON is written to jsonb columns and answered over HTTP.</summary>
public static class Json
{
    public static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };
}
