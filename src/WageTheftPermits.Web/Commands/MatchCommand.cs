using System.CommandLine;
using System.Text.Json;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Domain.Matching;

namespace WageTheftPermits.Web.Commands;

/// <summary><c>./wtp match</c>: learns the matching model's weights from records, without labels, and tries a model beside the one in use.</summary>
internal static class MatchCommand
{
    public static Command Create() => new("match", "The matching model.") { Train(), TryModelCommand.Create() };

    private static Command Train()
    {
        var left = new Argument<FileInfo?>("LEFT") { Arity = ArgumentArity.ZeroOrOne, Description = "Judgments (CSV). Without files: what the database holds." };
        var right = new Argument<FileInfo?>("RIGHT") { Arity = ArgumentArity.ZeroOrOne, Description = "Permits (CSV)." };
        var output = new Option<FileInfo>("--out") { Required = true, Description = "Where the model is written (JSON)." };
        var leftMapping = new Option<FileInfo?>("--left-mapping");
        var rightMapping = new Option<FileInfo?>("--right-mapping");
        var json = new Option<bool>("--json");
        var command = new Command("train", "Learns the weights from records, without labels, and writes a model file for 'link --model'.") { left, right, output, leftMapping, rightMapping, json };
        command.SetAction(async (parsed, ct) =>
        {
            var (judgments, permits, path) = (parsed.GetValue(left), parsed.GetValue(right), parsed.GetValue(output)!.FullName);
            if (judgments is null != permits is null)
                throw CommandFailed.WrongUse("name both files, LEFT.csv with judgments and RIGHT.csv with permits, or none to learn from the database.");
            try
            {
                var model = judgments is null
                    ? await FromDatabaseAsync(path, ct)
                    : await TrainModel.RunAsync(new TrainRequest(judgments.FullName, permits!.FullName, path, parsed.GetValue(leftMapping)?.FullName, parsed.GetValue(rightMapping)?.FullName), ct);
                Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(new { model.Version, model.Prior, model.TrainedOn }, Json.Web) : Describe(model, path));
                return 0;
            }
            catch (LinkRefused e)
            {
                throw CommandFailed.WrongUse(e.Message);
            }
        });
        return command;
    }

    private static async Task<MatchModel> FromDatabaseAsync(string path, CancellationToken ct)
    {
        await using var host = await ServiceHost.StartAsync(serve: false, ct: ct);
        return await host.Units.ReadAsync(db => DatabaseTraining.RunAsync(db, path, ct));
    }

    private static string Describe(MatchModel model, string path) =>
        $"{path}: {model.Version}, from {model.TrainedOn!.Judgments} judgments and {model.TrainedOn.Permits} permits; {model.TrainedOn.RandomPairs} random and {model.TrainedOn.BlockedPairs} blocked pairs; about {model.TrainedOn.ExpectedMatches:0} of them related.";
}
