using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.IntegrationTests.Agencies;
using WageTheftPermits.IntegrationTests.Commands;
using WageTheftPermits.IntegrationTests.Enforcement;
using WageTheftPermits.UnitTests;

namespace WageTheftPermits.IntegrationTests.Audit;

/// <summary>The verbs at a terminal, and a stranger with Python who has neither the database nor this program.</summary>
public class When_the_record_is_given_away
{
    [Fact]
    public async Task A_stranger_verifies_a_case_and_finds_whatever_was_changed()
    {
        var flow = await EnforcementFlow.StartAsync();
        await using var service = flow.Service;
        await flow.NoticeAsync();
        using var wtp = new Wtp();
        var settings = new Dictionary<string, string> { ["ConnectionStrings__Permits"] = service.ConnectionString, ["Audit__SigningKey"] = wtp.Write("key.pem", AuditRecord.NewKey()) };
        var reference = (await flow.CaseAsync()).Reference;

        var exported = await wtp.RunAsync(settings, "audit", "export", reference, "--out", "case.json");
        exported.ExitCode.ShouldBe(0, exported.Errors);
        var key = await wtp.RunAsync(settings, "audit", "key");
        var published = wtp.Write("public.pem", key.Output);
        var good = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(wtp.Folder, "case.json")))!;
        var subject = $"case:{flow.CaseId}";
        good["entries"]!.AsArray().Count.ShouldBe(await service.ReadAsync(db => db.AuditEntries.CountAsync(e => e.Subjects.Contains(subject))));

        var told = await VerifyAsync(Path.Combine(wtp.Folder, "case.json"), "--key", published);
        told.ExitCode.ShouldBe(0, told.Output);
        told.Output.ShouldContain("0 not sealed, 0 sealed and not signed");
        told.Output.ShouldNotContain("NOT CHECKED");
        (await VerifyAsync(Path.Combine(wtp.Folder, "case.json"), "--key", wtp.Write("other.pem", Other()))).ExitCode.ShouldBe(1);

        foreach (var (what, change) in Changes())
        {
            var bad = good.DeepClone();
            change(bad["entries"]!.AsArray());
            var answer = await VerifyAsync(wtp.Write("bad.json", bad.ToJsonString()), "--key", published);
            answer.ExitCode.ShouldBe(1, $"{what}: {answer.Output}");
            answer.Output.ShouldContain($"BROKEN  entry {bad["entries"]![1]!["id"]}", customMessage: what);
        }
        foreach (var part in new[] { "at", "root", "hash", "signature" })
        {
            var bad = good.DeepClone();
            var (checkpoint, other) = (bad["checkpoints"]![0]!, part == "at" ? "2026-01-01T00:00:00.000001Z" : part == "signature" ? "MAYCAQECAQE=" : new string('0', 64));
            checkpoint[part] = other;
            var answer = await VerifyAsync(wtp.Write("bad.json", bad.ToJsonString()));
            (answer.ExitCode, answer.Output.Contains("its signature does not fit it")).ShouldBe((1, true), $"{part}: {answer.Output}");
        }
        var redacted = good.DeepClone();
        (redacted["entries"]![1]!["summary"], redacted["entries"]![1]!["reason"], redacted["entries"]![1]!["evidence"], redacted["entries"]![1]!["seal"]!["salt"]) = ("(redacted)", null, null, null);
        (await VerifyAsync(wtp.Write("redacted.json", redacted.ToJsonString()))).Output.ShouldContain("1 redacted");
    }

    [Fact]
    public async Task The_verbs_say_by_their_exit_code_what_holds()
    {
        await using var record = await AuditRecord.StartAsync();
        await record.WriteAsync(3);
        using var wtp = new Wtp();
        var settings = new Dictionary<string, string> { ["ConnectionStrings__Permits"] = record.Service.ConnectionString, ["Audit__SigningKey"] = wtp.Write("key.pem", AuditRecord.NewKey()) };
        (await wtp.RunAsync(settings, "audit", "checkpoint", "--out", "kept.json")).ExitCode.ShouldBe(0);

        var holds = await wtp.RunAsync(settings, "audit", "verify", "--json", "--checkpoint", "kept.json");
        holds.ExitCode.ShouldBe(0, holds.Output + holds.Errors);
        JsonDocument.Parse(holds.Output).RootElement.GetProperty("checkpoints").GetProperty("lastPosition").GetInt64().ShouldBe(await record.LengthAsync());

        await record.DisarmAsync();
        var entry = await record.EntryAtAsync(2);
        await record.AsOwnerAsync($"UPDATE audit_entries SET summary = 'nothing' WHERE id = {entry}");
        var broken = await wtp.RunAsync(settings, "audit", "verify");
        broken.ExitCode.ShouldBe(1, broken.Errors);
        broken.Output.ShouldStartWith($"BROKEN  entry {entry} (position 2): its summary, reason or evidence is not what was sealed");

        settings["ConnectionStrings__Permits"] = "Host=127.0.0.1;Port=1;Database=permits;Username=nobody";
        (await wtp.RunAsync(settings, "audit", "verify")).ExitCode.ShouldBe(3);
    }

    private static IEnumerable<(string What, Action<JsonArray> Change)> Changes()
    {
        foreach (var field in new[] { "actor", "action", "summary", "reason", "evidence", "definition", "policyVersion" })
            yield return (field, entries => entries[1]![field] = $"{entries[1]![field]}x");
        yield return ("number", entries => entries[1]!["id"] = 4711);
        yield return ("time", entries => entries[1]!["at"] = "2026-01-01T00:00:00.000001Z");
        yield return ("subjects", entries => entries[1]!["subjects"]!.AsArray().Add("case:other"));
        yield return ("position", entries => entries[1]!["seal"]!["position"] = 1_000_000);
        yield return ("another entry's proof", entries => entries[1]!["seal"] = entries[2]!["seal"]!.DeepClone());
        yield return ("path", entries => entries[1]!["seal"]!["path"]!.AsArray().RemoveAt(0));
    }

    private static string Other()
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        return key.ExportSubjectPublicKeyInfoPem();
    }

    private static async Task<(int ExitCode, string Output)> VerifyAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(SampleProgram.Python, [Repository.PathOf("docs", "audit", "verify.py"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        return (process.ExitCode, await output + await errors);
    }
}
