using System.CommandLine;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Imports;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Application.Permits;
using WageTheftPermits.Domain;

namespace WageTheftPermits.Web.Commands;

internal static class ImportCommands
{
    private static readonly Actor s_actor = Actor.System("import");

    public static Command Create() => new("import", "Reads a CSV file.") { Permits(), Judgments() };

    private static Command Permits()
    {
        var (file, mapping, json) = Arguments();
        var command = new Command("permits", "Brings the permits up to date with a file of the permit system.") { file, mapping, json };
        command.SetAction(async (parsed, ct) =>
        {
            var source = Open(parsed.GetValue(file)!, parsed.GetValue(mapping), ImportKind.Permits);
            await using var host = await ServiceHost.StartAsync(serve: false, ct: ct);
            var outcome = await host.Units.RunAsync(s_actor, unit => ImportPermits.HandleAsync(unit, source), ct);
            var list = RefusedRows.Write(parsed.GetValue(file)!.FullName, outcome.Refused);
            Report(parsed.GetValue(json), source, list,
                new { outcome.Read, outcome.Added, outcome.Changed, outcome.Unchanged, refused = outcome.Refused.Count, refusedRows = list },
                $"{outcome.Read} rows read: {outcome.Added} permits added, {outcome.Changed} changed, {outcome.Unchanged} unchanged, {outcome.Refused.Count} refused.");
            return outcome.Refused.Count == 0 ? 0 : 1;
        });
        return command;
    }

    private static Command Judgments()
    {
        var (file, mapping, json) = Arguments();
        var agency = new Option<string>("--agency") { Required = true, Description = "The agency whose judgments they are." };
        var command = new Command("judgments", "Takes in an agency's file of judgments, as a snapshot.") { file, agency, mapping, json };
        command.SetAction(async (parsed, ct) =>
        {
            var source = Open(parsed.GetValue(file)!, parsed.GetValue(mapping), ImportKind.Judgments, ImportKind.Leads);
            await using var host = await ServiceHost.StartAsync(serve: false, ct: ct);
            var outcome = await ImportAsync(host, parsed.GetValue(agency)!, source, ct);
            var quarantined = await UnderstandAsync(host, outcome.Receipts, ct);
            var list = RefusedRows.Write(parsed.GetValue(file)!.FullName, outcome.Refused);
            foreach (var note in outcome.Notes.Concat(outcome.Respelled))
                await Console.Error.WriteLineAsync($"wtp: {note}");
            Report(parsed.GetValue(json), source, list,
                new { outcome.Read, outcome.Cases, outcome.Events, quarantined, outcome.Unchanged, keptDefendants = outcome.Notes.Count, respelled = outcome.Respelled.Count, refused = outcome.Refused.Count, refusedRows = list },
                $"""
                 {outcome.Read} rows read: {outcome.Cases} cases, {outcome.Unchanged} of them unchanged, {outcome.Refused.Count} rows refused.
                 Events: {(outcome.Events.Count == 0 ? "none" : string.Join(", ", outcome.Events.Select(e => $"{e.Value} {e.Key}")))}. Quarantined: {quarantined}.
                 """);
            return outcome.Refused.Count == 0 ? 0 : 1;
        });
        return command;
    }

    private static async Task<ImportJudgments.Outcome> ImportAsync(ServiceHost host, string agency, ImportSource source, CancellationToken ct)
    {
        try
        {
            return await host.Units.RunAsync(s_actor, unit => ImportJudgments.HandleAsync(unit, agency, source), ct);
        }
        catch (Exception refused) when (refused is ImportRefused or RuleViolation)
        {
            throw CommandFailed.WrongUse(refused.Message);
        }
    }

    /// <summary>Understands what is stored, whoever stored it; a service that runs beside does the same. Returns how much of the import was quarantined.</summary>
    private static async Task<int> UnderstandAsync(ServiceHost host, IReadOnlyList<Guid> receipts, CancellationToken ct)
    {
        var intake = host.Services.GetRequiredService<Intake>();
        while (await intake.UnderstandNextAsync(ct))
        {
        }
        return await host.Units.ReadAsync(db => db.Deliveries.CountAsync(d => receipts.Contains(d.Receipt) && d.State == DeliveryState.Quarantined, ct));
    }

    private static ImportSource Open(FileInfo file, FileInfo? mapping, params ImportKind[] kinds)
    {
        try
        {
            return ImportSource.Open(file.FullName, mapping?.FullName, kinds);
        }
        catch (ImportRefused refused)
        {
            throw CommandFailed.WrongUse($"{file.Name}: {refused.Message}");
        }
    }

    private static (Argument<FileInfo> File, Option<FileInfo?> Mapping, Option<bool> Json) Arguments() => (
        new Argument<FileInfo>("FILE") { Description = "The CSV file." },
        new Option<FileInfo?>("--mapping") { Description = "A mapping file that names the columns. Default: a known layout is recognised by its header." },
        new Option<bool>("--json"));

    private static void Report(bool json, ImportSource source, string? list, object counts, string words)
    {
        foreach (var note in source.Rows.Notes)
            Console.Error.WriteLine($"wtp: {note}");
        Console.WriteLine(json ? JsonSerializer.Serialize(counts, Json.Web) : words);
        if (list is not null && !json)
            Console.WriteLine($"Refused rows, with reasons: {list}");
    }
}
