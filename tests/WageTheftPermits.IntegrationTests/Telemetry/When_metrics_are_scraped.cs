using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Application.Telemetry;
using WageTheftPermits.Domain;
using WageTheftPermits.IntegrationTests.Pages;
using WageTheftPermits.Tests.Workflow;
using static WageTheftPermits.Tests.Workflow.Flow;

namespace WageTheftPermits.IntegrationTests.Telemetry;

public partial class When_metrics_are_scraped
{
    private static readonly Actor s_test = Actor.System("test");

    private static async Task<Dictionary<string, double>> ScrapeAsync(TestService service)
    {
        // A reading is kept for some seconds.
        service.Clock.Advance(TimeSpan.FromMinutes(10));
        using var client = service.CreateClient();
        using var response = await client.GetAsync("/metrics");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        return Parse(await response.Content.ReadAsStringAsync());
    }

    /// <summary>Reads the text format 0.0.4: each family is introduced by its help and type, once, and each line is a sample of it.</summary>
    private static Dictionary<string, double> Parse(string page)
    {
        page.ShouldEndWith("\n");
        var (samples, families, family) = (new Dictionary<string, double>(), new HashSet<string>(), "");
        foreach (var line in page[..^1].Split('\n'))
        {
            if (Help().Match(line) is { Success: true } help)
            {
                family = help.Groups[1].Value;
                families.Add(family).ShouldBeTrue($"{family} is introduced twice");
            }
            else if (line.StartsWith('#'))
            {
                line.ShouldMatch($"^# TYPE {family} (counter|gauge|histogram)$");
            }
            else
            {
                var sample = Sample().Match(line);
                sample.Success.ShouldBeTrue(line);
                HistogramPart().Replace(sample.Groups["name"].Value, "").ShouldBe(HistogramPart().Replace(family, ""));
                samples.TryAdd(sample.Groups["name"].Value + sample.Groups["labels"].Value, double.Parse(sample.Groups["value"].Value.Replace("+Inf", "Infinity"), CultureInfo.InvariantCulture))
                    .ShouldBeTrue($"told twice: {line}");
            }
        }

        return samples;
    }

    [GeneratedRegex(@"^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) .*$")]
    private static partial Regex Help();

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?<labels>\{[a-zA-Z_]\w*="([^"\\\n]|\\["\\n])*"(,[a-zA-Z_]\w*="([^"\\\n]|\\["\\n])*")*\})? (?<value>[-+]?(\d[\d.eE+-]*|Inf)|NaN)$""")]
    private static partial Regex Sample();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex HistogramPart();

    /// <summary>A person's task whose time is past, and a timer, side by side.</summary>
    private static Flow AsksAndWaits() => new Flow("asks-and-waits")
        .Activity("Fork", "Elsa.FlowFork", ("branches", Object("Object", new[] { "Person", "Clock" })))
        .Activity("Ask", "Elsa.RunTask", ("taskName", Literal("String", "Look")), ("payload", Object("Object", new Dictionary<string, string> { ["role"] = "inspector", ["dueAt"] = "2026-03-02T18:00:00Z" })))
        .Activity("Delay", "Elsa.Delay", ("timeSpan", Literal("TimeSpan", "02:00:00"))).Activity("End", "Elsa.End")
        .Connect("Fork.Person > Ask", "Fork.Clock > Delay", "Ask > End", "Delay > End");

    private static async Task StartAsync(TestService service, Flow flow, string definition, string about)
    {
        await service.Units.RunAsync(s_test, unit => unit.Workflows.DeployAsync(unit.ForWorkflow(), flow.File(), "test", "For a test."));
        await service.Units.RunAsync(s_test, unit => unit.Workflows.StartAsync(unit.ForWorkflow(), definition, about, new Dictionary<string, object?>(), "test"));
    }

    [Fact]
    public async Task It_tells_what_waits_and_for_how_long()
    {
        await using var service = await TestService.StartAsync();
        await StartAsync(service, AsksAndWaits(), "asks-and-waits", "matter:1");
        await StartAsync(service, WorkflowOffice.Stuck("stuck"), "stuck", "matter:2");
        await service.Units.RunAsync(s_test, unit => unit.Workflows.RaiseEventAsync(unit.ForWorkflow(), "Signed", "matter:9", null, "test"));

        var begun = await ScrapeAsync(service);
        begun["wtp_backlog_up"].ShouldBe(1);
        begun["wtp_workflow_instances{definition=\"asks-and-waits\",state=\"running\"}"].ShouldBe(1, "its start is to be done");
        begun["wtp_queue_items{queue=\"stimuli\"}"].ShouldBe(2);
        begun["wtp_queue_oldest_age_seconds{queue=\"stimuli\"}"].ShouldBe(600);

        await service.SettleAsync();
        var resting = await ScrapeAsync(service);
        resting["wtp_workflow_instances{definition=\"asks-and-waits\",state=\"waiting\"}"].ShouldBe(1);
        resting["wtp_workflow_instances{definition=\"asks-and-waits\",state=\"running\"}"].ShouldBe(0);
        resting["wtp_workflow_instances{definition=\"stuck\",state=\"faulted\"}"].ShouldBe(1);
        resting["wtp_workflow_incidents_open{kind=\"fault\"}"].ShouldBe(1);
        resting["wtp_workflow_incidents_oldest_age_seconds{kind=\"fault\"}"].ShouldBe(600);
        resting["wtp_workflow_incidents_open{kind=\"unanswered\"}"].ShouldBe(0);
        resting["wtp_workflow_tasks_open{role=\"inspector\"}"].ShouldBe(1);
        resting["wtp_workflow_tasks_overdue{role=\"inspector\"}"].ShouldBe(0);
        resting["wtp_workflow_events_kept"].ShouldBe(1);
        resting["wtp_queue_items{queue=\"timers\"}"].ShouldBe(0);
        resting["wtp_queue_oldest_age_seconds{queue=\"timers\"}"].ShouldBe(0);
        resting.Keys.ShouldContain(key => key.StartsWith("wtp_workflow_activity_duration_seconds_bucket{activity_type=\"Elsa.Delay\",outcome=\"waiting\",le=\"0.001\"}"));

        // The timer was set at 9:10; at 11:10 it is due.
        service.Clock.Advance(TimeSpan.FromMinutes(115));
        var due = await ScrapeAsync(service);
        due["wtp_queue_items{queue=\"timers\"}"].ShouldBe(1);
        due["wtp_queue_oldest_age_seconds{queue=\"timers\"}"].ShouldBe(15 * 60);
        due["wtp_workflow_tasks_overdue{role=\"inspector\"}"].ShouldBe(1);
        due["wtp_workflow_instances{definition=\"asks-and-waits\",state=\"running\"}"].ShouldBe(1);
    }

    [Fact]
    public async Task It_tells_of_messages_that_wait_and_of_those_in_quarantine()
    {
        await using var service = await TestService.StartAsync();
        await service.Units.RunAsync(s_test, unit => AddAgency.HandleAsync(unit, "dlse", "Labor Standards"));
        await service.Services.GetRequiredService<Intake>().StoreAsync("dlse", "http", ["not an event"u8.ToArray()], default);
        (await ScrapeAsync(service))["wtp_queue_items{queue=\"intake\"}"].ShouldBe(1);

        await service.Services.GetRequiredService<Intake>().UnderstandNextAsync(default);
        var understood = await ScrapeAsync(service);
        understood["wtp_queue_items{queue=\"intake\"}"].ShouldBe(0);
        understood["wtp_queue_items{queue=\"quarantine\"}"].ShouldBe(1);
        understood["wtp_queue_oldest_age_seconds{queue=\"quarantine\"}"].ShouldBe(20 * 60);
        understood["wtp_queue_items{queue=\"outbox\"}"].ShouldBe(1, "the agency's receipt");
        understood["wtp_queue_oldest_age_seconds{queue=\"outbox\"}"].ShouldBe(10 * 60);
        understood.ContainsKey("wtp_queue_items{queue=\"screening\"}").ShouldBeTrue();
    }

    [Fact]
    public async Task The_database_is_asked_once_however_many_ask()
    {
        await using var service = await TestService.StartAsync();
        var backlog = service.Services.GetRequiredService<Backlog>();
        var first = await backlog.CurrentAsync();
        (await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => backlog.CurrentAsync()))).ShouldAllBe(one => ReferenceEquals(one, first));
        service.Clock.Advance(TimeSpan.FromHours(1));
        (await backlog.CurrentAsync()).At.ShouldBe(service.Clock.Now);
    }

    [Fact]
    public async Task Without_the_database_nothing_is_said_to_be_empty()
    {
        using var backlog = new Backlog(new Units(new NoDatabase(), NullLogger<Units>.Instance), new TestClock(), NullLogger<Backlog>.Instance);
        var unknown = await backlog.CurrentAsync();
        unknown.Known.ShouldBeFalse();
        unknown.Lines.ShouldBeEmpty();
    }

    private sealed class NoDatabase : IServiceScopeFactory
    {
        public IServiceScope CreateScope() => throw new InvalidOperationException("The database is away.");
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.9")]
    [InlineData("Host", "permits.example")]
    public async Task The_public_face_is_refused(string header, string value)
    {
        await using var service = await TestService.StartAsync();
        using var client = service.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.Add(header, value);
        using var response = await client.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await response.Content.ReadAsStringAsync()).ShouldNotContain("wtp_");
    }

    [Fact]
    public async Task With_a_token_whoever_has_it_may_read_from_anywhere_and_nobody_else()
    {
        await using var service = await TestService.StartAsync();
        service.Services.GetRequiredService<IConfiguration>()["Metrics:Token"] = "a-token-for-scrapers";
        using var client = service.CreateClient();
        using (var refused = await client.GetAsync("/metrics"))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, "this machine is no exception any more");
            refused.Headers.WwwAuthenticate.ShouldHaveSingleItem().Scheme.ShouldBe("Bearer");
        }

        client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.9");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "another");
        (await client.GetAsync("/metrics")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "a-token-for-scrapers");
        (await client.GetAsync("/metrics")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
