using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Matching;

namespace WageTheftPermits.Application.Matching;

/// <summary>Model files outside the service.</summary>
internal static class ModelFile
{
    /// <exception cref="LinkRefused">There is no such file, or it is no usable model.</exception>
    internal static MatchModel Read(string path)
    {
        try
        {
            return MatchModel.Parse(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or RuleViolation)
        {
            throw new LinkRefused($"The model {path} cannot be used: {e.Message}", e);
        }
    }

    /// <exception cref="LinkRefused">The file cannot be written.</exception>
    internal static async Task WriteAsync(string path, MatchModel model, CancellationToken cancellationToken)
    {
        try
        {
            await File.WriteAllTextAsync(path, model.ToJson() + "\n", cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LinkRefused($"Cannot write {path}: {e.Message}", e);
        }
    }
}
