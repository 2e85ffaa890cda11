using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using WageTheftPermits.Application.Audit;
using WageTheftPermits.Application.Data;

namespace WageTheftPermits.Web.Commands;

/// <summary><c>./wtp audit</c>: the audit log as evidence. What is hashed and signed is told in <c>docs/audit.md</c>.</summary>
internal static class AuditCommands
{
    /// <summary>Strangers read these files: names of people stay as they are written.</summary>
    private static readonly JsonSerializerOptions s_files = new(Json.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create() => new("audit", "The audit log as evidence: proves it, signs it, gives it away.") { Verify(), Checkpoint(), Export(), Key() };

    /// <summary>A fault as one line.</summary>
    public static string InWords(AuditFault fault) =>
        $"{(fault.EntryId is { } entry ? $"entry {entry}" : "the chain")}{(fault.Position is { } position ? $" (position {position})" : "")}: {fault.Says}";

    private static Command Verify()
    {
        var checkpoint = new Option<FileInfo?>("--checkpoint") { Description = "A checkpoint that was kept elsewhere: proves that the chain still holds what it signed." };
        var key = new Option<FileInfo[]>("--key") { AllowMultipleArgumentsPerToken = true, Description = "The department's public keys (PEM), besides Audit__SigningKey and Audit__TrustedKeys." };
        var json = new Option<bool>("--json");
        var command = new Command("verify", "Recomputes the hash chain; exit code 1 and the first broken entry where it does not hold.") { checkpoint, key, json };
        command.SetAction(async (parsed, ct) =>
        {
            var kept = parsed.GetValue(checkpoint) is { } file ? Read(file) : null;
            await using var host = await ServiceHost.StartAsync(serve: false, ct: ct);
            Trust(host, parsed.GetValue(key) ?? []);
            var report = await host.Services.GetRequiredService<AuditVerifier>().VerifyAsync(kept, Progress(), ct);
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(report, Json.Web));
            else
                Print(report, kept);
            return report.Holds ? 0 : 1;
        });
        return command;
    }

    private static Command Checkpoint()
    {
        var to = new Option<FileInfo?>("--out") { Description = "The file to write; without it, standard output." };
        var command = new Command("checkpoint", "Writes the last signed checkpoint, to be kept where nobody of the department can change it.") { to };
        command.SetAction(async (parsed, ct) =>
        {
            await using var host = await ServiceHost.StartAsync(serve: false, ct: ct);
            var last = await host.Services.GetRequiredService<AuditSealer>().SealAllAsync(ct)
                ?? throw CommandFailed.DoesNotHold("there is no checkpoint yet: nothing was ever sealed, or no service that runs has Audit__SigningKey.");
            await WriteAsync(parsed.GetValue(to), JsonSerializer.Serialize(CheckpointFile.Of(last), s_files), ct);
            return 0;
        });
        return command;
    }

    private static Command Export()
    {
        var reference = new Argument<string>("CASE") { Description = "The case's reference, such as EC-2026-00012, or its id." };
        var to = new Option<FileInfo>("--out") { Required = true, Description = "The file to write (….json), or a folder, in which it is called audit-CASE.json." };
        var command = new Command("export", "Writes all entries of a case with what proves them, for whoever has neither database nor program: docs/audit/verify.py.") { reference, to };
        command.SetAction(async (parsed, ct) =>
        {
            await using var host = await ServiceHost.StartAsync(serve: false, ct: ct);
            await host.Services.GetRequiredService<AuditSealer>().SealAllAsync(ct);
            var export = await host.Services.GetRequiredService<AuditExporter>().ExportAsync(parsed.GetValue(reference)!, ct);
            var file = parsed.GetValue(to)!;
            if (file.Extension != ".json")
                file = new FileInfo(Path.Combine(Directory.CreateDirectory(file.FullName).FullName, $"audit-{export.Case}.json"));
            await WriteAsync(file, JsonSerializer.Serialize(export, s_files), ct);
            Console.WriteLine($"{export.Entries.Count:N0} entries of {export.Case}, {export.Entries.Count(e => e.Seal?.Checkpoint is null):N0} of them not signed yet: {file.FullName}");
            return 0;
        });
        return command;
    }

    private static Command Key()
    {
        var command = new Command("key", "Prints the public key that checkpoints are signed with, to be given to whoever verifies them.");
        command.SetAction(async (_, ct) =>
        {
            await using var host = await ServiceHost.StartAsync(serve: false, ct: ct);
            var keys = host.Services.GetRequiredService<CheckpointKeys>();
            Console.WriteLine(keys.PublicPem ?? throw CommandFailed.DoesNotHold("there is no key here: set Audit__SigningKey to the file of a private key."));
            Console.Error.WriteLine($"Its id: {keys.KeyId}");
            return 0;
        });
        return command;
    }

    private static AuditCheckpoint Read(FileInfo file)
    {
        try
        {
            return CheckpointFile.Read(File.ReadAllText(file.FullName));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw CommandFailed.WrongUse($"{file} is no checkpoint that can be read: {e.Message}");
        }
    }

    private static void Trust(ServiceHost host, IEnumerable<FileInfo> files)
    {
        try
        {
            foreach (var file in files)
                host.Services.GetRequiredService<CheckpointKeys>().Trust(file.FullName);
        }
        catch (FormatException e)
        {
            throw CommandFailed.WrongUse(e.Message);
        }
    }

    private static async Task WriteAsync(FileInfo? file, string text, CancellationToken ct)
    {
        if (file is null)
            Console.WriteLine(text);
        else
            await File.WriteAllTextAsync(file.FullName, text + "\n", ct);
    }

    /// <summary>Only where somebody looks on.</summary>
    private static Action<long, long>? Progress() => Console.IsErrorRedirected ? null : (read, all) => Console.Error.Write(read + 20_000 > all ? "\r\e[K" : $"\r{read:N0} of {all:N0}");

    private static void Print(AuditReport report, AuditCheckpoint? kept)
    {
        foreach (var fault in report.Named)
            Console.WriteLine($"BROKEN  {InWords(fault)}");
        if (report.Faults > report.Named.Count)
            Console.WriteLine($"        and {report.Faults - report.Named.Count:N0} more");
        Console.WriteLine($"{report.Sealed:N0} entries are in the chain{(report.Redacted > 0 ? $", of which {report.Redacted:N0} redacted, as other entries tell" : "")}.");
        Console.WriteLine(report.Unsealed.Count == 0 ? "None waits to be sealed." : $"{report.Unsealed.Count:N0} wait to be sealed, the oldest since {report.Unsealed.Oldest:yyyy-MM-dd HH:mm:ss} UTC.");
        Console.WriteLine(report.Checkpoints.Count == 0
            ? "No checkpoint was signed: that the chain as a whole was not made anew cannot be told from the database alone."
            : $"{report.Checkpoints.Count:N0} checkpoints, the last at position {report.Checkpoints.LastPosition:N0} of {report.Checkpoints.LastAt:yyyy-MM-dd HH:mm:ss} UTC, signed by {string.Join(", ", report.Checkpoints.Keys)}{(report.Checkpoints.KeysKnown ? "" : " (no key is known here to be the department's: give --key)")}.");
        if (kept is not null && report.Holds)
            Console.WriteLine($"The checkpoint of {kept.At:yyyy-MM-dd HH:mm:ss} UTC still holds at position {kept.Position:N0}.");
        if (report.Backdated.Count > 0)
            Console.WriteLine($"{report.Backdated.Count:N0} entries say an earlier time than a checkpoint that they came after; the first is entry {report.Backdated.FirstEntryId}. The chain shows when they came.");
        Console.WriteLine(report.Holds ? "The audit log holds." : $"The audit log does not hold: {report.Faults:N0} faults.");
    }
}
