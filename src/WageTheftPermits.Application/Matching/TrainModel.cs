using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Matching;

namespace WageTheftPermits.Application.Matching;

/// <summary>Two files to learn a model from, as <see cref="LinkRequest"/> names them.</summary>
/// <param name="Out">The model file to write.</param>
public sealed record TrainRequest(string Left, string Right, string Out, string? LeftMapping = null, string? RightMapping = null);

/// <summary>Learns a model's weights from records, without labels.</summary>
public static class TrainModel
{
    /// <summary>From two CSV files. <exception cref="LinkRefused">A file cannot be used, or one of them has no rows.</exception></summary>
    public static async Task<MatchModel> RunAsync(TrainRequest request, CancellationToken cancellationToken)
    {
        var permits = await LinkTable.ReadAllAsync(request.Right, request.RightMapping, row => row.Permit(), cancellationToken);
        var judgments = await LinkTable.ReadAllAsync(request.Left, request.LeftMapping, row => row.Judgment(), cancellationToken);
        return await FitAsync(judgments, permits, request.Out, cancellationToken);
    }

    /// <summary>From records at hand. <exception cref="LinkRefused">One side is empty, or the file cannot be written.</exception></summary>
    internal static async Task<MatchModel> FitAsync(IReadOnlyList<MatchRecord> judgments, IReadOnlyList<MatchRecord> permits, string path, CancellationToken cancellationToken)
    {
        try
        {
            var model = ModelTraining.Fit(MatchModel.Current, judgments, permits);
            await ModelFile.WriteAsync(path, model, cancellationToken);
            return model;
        }
        catch (RuleViolation e)
        {
            throw new LinkRefused(e.Message, e);
        }
    }
}
