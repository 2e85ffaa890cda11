using System.CommandLine;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Matching;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Permits;

namespace WageTheftPermits.Web.Commands;

internal static class MatchingCommands
{
    public static Command Screen()
    {
        var all = new Option<bool>("--all") { Description = "Every judgment against every permit." };
        var permit = new Option<string?>("--permit") { Description = "One permit, by its number." };
        var judgment = new Option<string?>("--judgment") { Description = "One judgment, by its subject." };
        var json = new Option<bool>("--json");
        var command = new Command("screen", "Screens now: finds possible matches for people to review.") { all, permit, judgment, json };
        command.SetAction(async (parsed, ct) =>
        {
            await using var host = await ServiceHost.StartAsync(serve: false, ct: ct);
            var screening = host.Services.GetRequiredService<Screening>();
            var searches = new List<Domain.Matching.JudgmentSearch>();
            if (parsed.GetValue(permit) is { } number)
            {
                searches.Add(await host.Units.RunAsync(Actor.System("screen"), async unit => await screening.ScreenPermitAsync(unit,
                    await unit.Db.Permits.Include(p => p.Permittee).SingleOrDefaultAsync(p => p.Number == number, ct) ?? throw CommandFailed.WrongUse($"there is no permit {number}.")), ct));
            }
            else
            {
                var subject = parsed.GetValue(judgment);
                var ids = await host.Units.ReadAsync(db => db.Judgments.Where(j => subject == null || j.Subject == subject).OrderBy(j => j.FirstReceivedAt).Select(j => j.Id).ToListAsync(ct));
                if (ids.Count == 0 && subject is not null)
                    throw CommandFailed.WrongUse($"there is no judgment {subject}.");
                foreach (var id in ids)
                {
                    searches.Add(await host.Units.RunAsync(Actor.System("screen"), async unit => await screening.ScreenJudgmentAsync(unit,
                        await unit.Db.Judgments.Include(j => j.Parties).SingleAsync(j => j.Id == id, ct)), ct));
                }
            }
            var (compared, proposed, unknown) = (searches.Sum(s => s.Compared), searches.Sum(s => s.Proposed), searches.Count(s => s.Outcome == "unknown"));
            Console.WriteLine(parsed.GetValue(json)
                ? JsonSerializer.Serialize(new { searches = searches.Count, compared, proposed, unknown }, Json.Web)
                : $"{searches.Count} searches: {compared} pairs compared, {proposed} possible matches for people to review, {unknown} that could not be screened in full.");
            return 0;
        });
        return command;
    }

    public static Command Link()
    {
        var left = new Argument<FileInfo>("LEFT") { Description = "Judgments (CSV)." };
        var right = new Argument<FileInfo>("RIGHT") { Description = "Permits (CSV)." };
        var output = new Option<FileInfo>("--out") { Required = true, Description = "Where the pairs are written (CSV)." };
        var leftMapping = new Option<FileInfo?>("--left-mapping");
        var rightMapping = new Option<FileInfo?>("--right-mapping");
        var cutoff = new Option<double>("--cutoff") { DefaultValueFactory = _ => 0.5, Description = "The least probability of a pair that is written." };
        var model = new Option<FileInfo?>("--model") { Description = "A model file, as 'match train' writes one; else the one that ships." };
        var json = new Option<bool>("--json");
        var command = new Command("link", "Links two CSV files without a database.") { left, right, output, leftMapping, rightMapping, cutoff, model, json };
        command.SetAction(async (parsed, ct) =>
        {
            try
            {
                var report = await LinkFiles.RunAsync(new LinkRequest(parsed.GetValue(left)!.FullName, parsed.GetValue(right)!.FullName, parsed.GetValue(output)!.FullName)
                {
                    LeftMapping = parsed.GetValue(leftMapping)?.FullName,
                    RightMapping = parsed.GetValue(rightMapping)?.FullName,
                    Cutoff = parsed.GetValue(cutoff),
                    Model = parsed.GetValue(model)?.FullName,
                }, ct);
                Console.WriteLine(parsed.GetValue(json)
                    ? JsonSerializer.Serialize(report, Json.Web)
                    : $"{report.LeftRows} judgments, {report.RightRows} permits, {report.Compared} pairs compared; {report.Pairs} written, {report.Strong} of them strong."
                        + (report.KeysPassedOver > 0 ? $" {report.KeysPassedOver} blocking keys were passed over: too many permits share each." : ""));
                return 0;
            }
            catch (LinkRefused e)
            {
                throw CommandFailed.WrongUse(e.Message);
            }
        });
        return command;
    }
}
