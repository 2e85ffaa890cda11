using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Imports;
using WageTheftPermits.Application.Judgments;
using WageTheftPermits.Contracts.Incoming;

namespace WageTheftPermits.Web.Commands;

/// <summary><c>./wtp agency check FILE</c>: what would become of an agency's messages. It reads the file and nothing else.</summary>
internal static class AgencyCheck
{
    private static readonly JsonSerializerOptions Printed = new(Json.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "One event, an array of events, or JSON Lines; or a CSV file (*.csv) of the CSV door." };
        var agency = new Option<string?>("--agency") { Description = "By whose door they would come. Default: whom each event's source names." };
        var mapping = new Option<FileInfo?>("--mapping") { Description = "For CSV: a mapping file that names the columns. Default: a known layout is recognised by its header." };
        var json = new Option<bool>("--json");
        var check = new Command("check", "Tests messages against the contract and each other, without sending them anywhere.") { file, agency, mapping, json };
        check.SetAction(async (parsed, ct) =>
        {
            var path = parsed.GetValue(file)!;
            if (!path.Exists)
                throw CommandFailed.WrongUse($"there is no file {path}.");
            var key = parsed.GetValue(agency);
            if (key is not null && !AgencyKey.IsValid(key))
                throw CommandFailed.WrongUse($"\"{key}\" is no agency's key: it has small letters, digits and hyphens only.");
            var read = path.Extension.Equals(".csv", StringComparison.OrdinalIgnoreCase)
                ? Snapshot(path, parsed.GetValue(mapping), key)
                : new(Events(await File.ReadAllBytesAsync(path.FullName, ct)), [], []);

            var messages = EventChecks.Of(read.Events, key);
            var judgments = FileCheck.Of(messages, Today);
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(Report(messages, judgments, read), Printed));
            else
                Lines(messages, judgments, read).ToList().ForEach(Console.WriteLine);
            return messages.All(one => one.Verdict != EventVerdict.Quarantined) && judgments.All(one => one.Faults.Count == 0) && read.Refused.Count + read.SetAside.Count == 0 ? 0 : 1;
        });
        return check;
    }

    private static DateOnly Today => DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().DateTime);

    private static IReadOnlyList<ReadOnlyMemory<byte>> Events(byte[] bytes)
    {
        var batch = EventBatch.SplitFile(bytes);
        return batch.Refusal == BatchRefusal.None ? batch.Events : throw CommandFailed.DoesNotHold(batch.Reason);
    }

    private static SnapshotCheck.Outcome Snapshot(FileInfo file, FileInfo? mapping, string? agency)
    {
        try
        {
            return SnapshotCheck.Of(
                agency ?? throw CommandFailed.WrongUse("a CSV file names no agency; say whose it is: --agency A."),
                ImportSource.Open(file.FullName, mapping?.FullName, ImportKind.Judgments, ImportKind.Leads), Today);
        }
        catch (ImportRefused refused)
        {
            throw CommandFailed.WrongUse($"{file.Name}: {refused.Message}");
        }
    }

    private static object Report(IReadOnlyList<CheckedEvent> messages, IReadOnlyList<JudgmentOfFile> judgments, SnapshotCheck.Outcome read) => new
    {
        messages = messages.Select(one => new
        {
            one.Place,
            one.Seen.Id,
            one.Seen.Subject,
            one.Seen.Sequence,
            one.Seen.Type,
            one.Verdict,
            one.Fault?.Reason,
            one.Fault?.Pointer,
            one.Found,
            one.Remedy,
        }),
        judgments,
        refused = read.Refused,
        read.SetAside,
    };

    private static IEnumerable<string> Lines(IReadOnlyList<CheckedEvent> messages, IReadOnlyList<JudgmentOfFile> judgments, SnapshotCheck.Outcome read)
    {
        foreach (var row in read.Refused)
            yield return $"Line {row.Line}: refused\n   {row.Reason}";
        foreach (var reason in read.SetAside)
            yield return $"{reason}\n   It would wait in quarantine. Correct the file, or the mapping where it lacks a status.";
        foreach (var one in messages)
        {
            yield return $"{one.Place}. {one.Seen.Type ?? "?"}, {one.Seen.Subject ?? "?"}, sequence {one.Seen.Sequence?.ToString(CultureInfo.InvariantCulture) ?? "?"}: {Naming.Word(one.Verdict)}";
            if (one.Fault is { } fault)
                yield return $"   {(fault.Pointer.Length == 0 ? "" : $"{fault.Pointer}{(one.Found is null ? "" : $" is {one.Found}")}. ")}{fault.Reason}\n   {one.Remedy}";
        }

        foreach (var judgment in judgments)
        {
            yield return $"Judgment {judgment.Subject}: {(judgment.First > 1 ? $"its events from {judgment.First} (those before are taken to have been sent)" : "its events")} to {judgment.Last}; "
                + $"{judgment.Status}{(judgment.Balance is null ? "" : $", balance {judgment.Balance}")}";
            foreach (var fault in judgment.Faults)
                yield return $"   {fault}";
        }

        yield return string.Join(", ", messages.GroupBy(one => one.Verdict).OrderBy(group => group.Key).Select(group => $"{group.Count()} {Naming.Word(group.Key)}").DefaultIfEmpty("no events"))
            + $"; {judgments.Count(one => one.Faults.Count == 0)} of {judgments.Count} judgments without gap or dispute.";
    }
}
