using System.Reflection;

namespace WageTheftPermits.Workflow;

/// <summary>
/// The DDL of the engine's own schema, <c>workflow</c>. The application's migrations run it as the owning role and grant the
/// running role USAGE on the schema and SELECT, INSERT, UPDATE and DELETE on its tables (on <c>journal</c> and <c>definitions</c> only SELECT and INSERT).
/// </summary>
public static class WorkflowSchema
{
    /// <summary>The newest version there is.</summary>
    public const int Latest = 3;

    /// <summary>The statements that lead from the version before to <paramref name="version"/>; 1 creates the schema.</summary>
    public static string Sql(int version)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(version, Latest);
        var assembly = Assembly.GetExecutingAssembly();
        using var stream = assembly.GetManifestResourceStream($"WageTheftPermits.Workflow.Schema.{version:000}.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
