using System.CommandLine;
using System.Text.Json;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Matching;

namespace WageTheftPermits.Web.Commands;

/// <summary><c>./wtp match try</c>: a model beside the one in use, on what the department holds.</summary>
internal static class TryModelCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("MODEL") { Description = "A model file, as 'match train' writes one." };
        var json = new Option<bool>("--json");
        var command = new Command("try", "Screens everything with a model that is not in use and shows what would change; an administrator adopts it on the page /matches/models.") { file, json };
        command.SetAction(async (parsed, ct) =>
        {
            var path = parsed.GetValue(file)!.FullName;
            if (!File.Exists(path))
                throw CommandFailed.WrongUse($"there is no file {path}.");
            await using var host = await ServiceHost.StartAsync(serve: false, ct: ct);
            var progress = Console.IsErrorRedirected ? null : new Progress<(int Done, int All)>(p => Console.Error.Write($"\r{p.Done} of {p.All} judgments "));
            var trial = await host.Services.GetRequiredService<TryModel>().RunAsync(MatchModel.Parse(await File.ReadAllTextAsync(path, ct)), Actor.System("match try"), progress, ct);
            if (progress is not null)
                Console.Error.WriteLine();
            Console.WriteLine(parsed.GetValue(json)
                ? JsonSerializer.Serialize(new { trial.Version, trial.Against, trial.Judgments, trial.Pairs, trial.Changed, againstVerdicts = trial.Changes.Count(c => c.AgainstAVerdict) }, Json.Web)
                : $"{trial.Version} beside {trial.Against}: {trial.Judgments} judgments, {trial.Pairs} pairs compared, {trial.Changed} seen otherwise, "
                    + $"{trial.Changes.Count(c => c.AgainstAVerdict)} of them against a person's verdict. Nothing was changed. An administrator reads and adopts it on /matches/models.");
            return 0;
        });
        return command;
    }
}
