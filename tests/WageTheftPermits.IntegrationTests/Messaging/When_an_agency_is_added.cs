using System.Text.Json;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using WageTheftPermits.IntegrationTests.Commands;
using WageTheftPermits.Web.Bench;
using WageTheftPermits.Web.Commands;

namespace WageTheftPermits.IntegrationTests.Messaging;

/// <summary><c>./wtp agency add</c> as a process, beside a real PostgreSQL and a real RabbitMQ; the agency then uses what was printed.</summary>
public sealed class When_an_agency_is_added : IAsyncLifetime, IDisposable
{
    /// <summary>Nobody listens there.</summary>
    private const string Nowhere = "http://127.0.0.1:1";

    private readonly Wtp _wtp = new();
    private TestDatabase _database = null!;
    private PrivateRabbit _rabbit = null!;

    public async Task InitializeAsync()
    {
        _database = await TestService.CreateDatabaseAsync();
        _rabbit = await TestRabbit.StartedAsync();
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    public void Dispose() => _wtp.Dispose();

    [Fact]
    public async Task It_publishes_at_once_and_the_service_that_starts_later_answers()
    {
        var added = await AddAsync("lantern-county", new(_rabbit.Terminal) { ["Bus__Management"] = Nowhere });
        await using var agency = await ConnectedAgency.ConnectAsync(added.Uri);
        added.Uri.ShouldStartWith("amqp://agency-lantern-county:");
        added.Uri.ShouldEndWith($"@127.0.0.1:{_rabbit.Port}/");
        Directory.GetFiles(_wtp.Folder).ShouldBeEmpty();
        await agency.PublishAsync(added.Exchange, Issued("lantern-county"));

        await using var host = await ServeAsync();

        Receipt(await agency.NextAsync(added.Queue)).ShouldBe(("receipt.accepted.v1", "LC-1", "e-1"));
    }

    [Fact]
    public async Task A_service_that_runs_already_answers_it()
    {
        await using var host = await ServeAsync();
        var added = await AddAsync("harbor-county", new(_rabbit.Terminal) { ["Bus__Management"] = Nowhere });
        await using var agency = await ConnectedAgency.ConnectAsync(added.Uri);

        await agency.PublishAsync(added.Exchange, Issued("harbor-county"));

        Receipt(await agency.NextAsync(added.Queue)).ShouldBe(("receipt.accepted.v1", "LC-1", "e-1"));
    }

    [Fact]
    public async Task It_reaches_its_own_exchange_and_queue_and_nothing_else()
    {
        var terminal = new Dictionary<string, string>(_rabbit.Terminal) { ["Bus__Management"] = Nowhere };
        var other = await AddAsync("quiet-county", terminal);
        await using var agency = await ConnectedAgency.ConnectAsync((await AddAsync("prying-county", terminal)).Uri);

        await RefusedAsync(agency, channel => channel.BasicPublishAsync(other.Exchange, "x", mandatory: true, new BasicProperties(), new byte[] { 1 }).AsTask());
        await RefusedAsync(agency, channel => channel.BasicPublishAsync("", other.Queue, mandatory: true, new BasicProperties(), new byte[] { 1 }).AsTask());
        await RefusedAsync(agency, channel => channel.BasicGetAsync(other.Queue, autoAck: true));
        await RefusedAsync(agency, channel => channel.BasicGetAsync("agency.prying-county.intake", autoAck: true));
        await RefusedAsync(agency, channel => channel.QueueDeleteAsync(other.Queue));
        await RefusedAsync(agency, channel => channel.QueueDeclareAsync("mine", durable: false, exclusive: true, autoDelete: true));
        await RefusedAsync(agency, channel => channel.QueueBindAsync("agency.prying-county.out", other.Exchange, "#"));
    }

    [Fact]
    public async Task The_management_interface_makes_its_account_where_it_answers()
    {
        var added = await AddAsync("managed-county", new() { ["Bus__Management"] = await _rabbit.ManagementAsync(), ["RABBITMQ_NODENAME"] = "nobody@localhost" });

        await using var agency = await ConnectedAgency.ConnectAsync(added.Uri);
        await agency.PublishAsync(added.Exchange, Issued("managed-county"));
        await RefusedAsync(agency, channel => channel.QueueDeclareAsync("mine", durable: false, exclusive: true, autoDelete: true));
    }

    [Fact]
    public async Task Where_the_account_cannot_be_made_from_here_the_broker_imports_it_from_a_file()
    {
        var added = await AddAsync("distant-county", new() { ["Bus__Management"] = Nowhere, ["RABBITMQ_NODENAME"] = "nobody@localhost" });
        await Should.ThrowAsync<BrokerUnreachableException>(() => ConnectedAgency.ConnectAsync(added.Uri));
        var file = Directory.GetFiles(_wtp.Folder).ShouldHaveSingleItem();
        added.Notes.ShouldContain($"rabbitmqctl import_definitions {file}");

        await _rabbit.ControlAsync("import_definitions", file);

        await using var agency = await ConnectedAgency.ConnectAsync(added.Uri);
        await agency.PublishAsync(added.Exchange, Issued("distant-county"));
    }

    [Fact]
    public async Task Definitions_alone_make_all_that_it_needs_and_its_account_and_tokens_are_replaced()
    {
        var file = Path.Combine(_wtp.Folder, "broker.json");
        var (exitCode, output, notes) = await _wtp.RunAsync(Environment(new() { ["Bus__Management"] = Nowhere }), "agency", "add", "paper-county", "--definitions", file, "--json");
        exitCode.ShouldBe(0, notes);
        notes.ShouldContain(file);
        var first = JsonElement.Parse(output).GetProperty("amqp").GetProperty("uri").GetString()!;
        await Should.ThrowAsync<BrokerUnreachableException>(() => ConnectedAgency.ConnectAsync(first));
        (await _rabbit.QueuesAsync()).ShouldNotContain("agency.paper-county.intake");

        await _rabbit.ControlAsync("import_definitions", file);
        await using (var agency = await ConnectedAgency.ConnectAsync(first))
        {
            // Mandatory: it fails where no queue takes it.
            await agency.PublishAsync("agency.paper-county.in", Issued("paper-county"));
            await RefusedAsync(agency, channel => channel.BasicGetAsync("agency.paper-county.intake", autoAck: true));
        }

        var second = await PrintedAsync("agency", "account", "paper-county", "--json");
        await Should.ThrowAsync<BrokerUnreachableException>(() => ConnectedAgency.ConnectAsync(first));
        await using (await ConnectedAgency.ConnectAsync(second.GetProperty("amqp").GetProperty("uri").GetString()!))
        {
        }

        var token = await PrintedAsync("agency", "token", "paper-county", "--json");
        token.GetProperty("inForce").GetArrayLength().ShouldBe(2);
        var mark = token.GetProperty("mark").GetString()!;
        (await _wtp.RunAsync(Environment([]), "agency", "revoke", "paper-county", mark)).ExitCode.ShouldBe(0);
        var (again, _, refused) = await _wtp.RunAsync(Environment([]), "agency", "revoke", "paper-county", mark);
        again.ShouldBe(1);
        refused.ShouldContain("revoked already");
    }

    [Fact]
    public async Task Authorities_that_cannot_be_read_are_said_in_one_line()
    {
        var (exitCode, _, errors) = await _wtp.RunAsync(Environment(new() { ["Bus__Authorities"] = "/nowhere.pem" }), "agency", "add", "dlse");
        exitCode.ShouldBe(2);
        errors.Trim().ShouldStartWith("wtp: Bus__Authorities: The certificates in /nowhere.pem cannot be read");
        errors.Trim().ShouldNotContain('\n');
    }

    [Fact]
    public async Task An_address_of_the_bus_that_is_none_is_said_before_anything_is_made()
    {
        var (exitCode, _, errors) = await _wtp.RunAsync(Environment(new() { ["Bus__Uri"] = "localhost:5672" }), "agency", "add", "dlse");
        exitCode.ShouldBe(2);
        errors.ShouldContain("Bus__Uri");

        await AddAsync("dlse", new(_rabbit.Terminal) { ["Bus__Management"] = Nowhere });
    }

    private sealed record Added(string Uri, string Exchange, string Queue, string Notes);

    private async Task<Added> AddAsync(string agency, Dictionary<string, string> environment)
    {
        var (exitCode, output, errors) = await _wtp.RunAsync(Environment(environment), "agency", "add", agency, "--json");
        exitCode.ShouldBe(0, errors);
        var printed = JsonDocument.Parse(output).RootElement;
        printed.GetProperty("agency").GetString().ShouldBe(agency);
        printed.GetProperty("http").GetProperty("token").GetString().ShouldNotBeNullOrEmpty();
        var amqp = printed.GetProperty("amqp");
        return new(amqp.GetProperty("uri").GetString()!, amqp.GetProperty("exchange").GetString()!, amqp.GetProperty("queue").GetString()!, errors);
    }

    private async Task<JsonElement> PrintedAsync(params string[] arguments)
    {
        var (exitCode, output, errors) = await _wtp.RunAsync(Environment(new(_rabbit.Terminal) { ["Bus__Management"] = Nowhere }), arguments);
        exitCode.ShouldBe(0, errors);
        return JsonElement.Parse(output);
    }

    private Dictionary<string, string> Environment(Dictionary<string, string> more) => new(new Dictionary<string, string>
    {
        ["ConnectionStrings__Permits"] = _database.AppConnectionString,
        ["ConnectionStrings__Migrations"] = _database.OwnerConnectionString,
        ["Bus__Uri"] = _rabbit.Uri,
    }.Concat(more).GroupBy(v => v.Key).Select(v => v.Last()));

    private async Task<ServiceHost> ServeAsync()
    {
        var host = await ServiceHost.StartAsync(serve: true, configure: builder =>
        {
            builder.Configuration["ConnectionStrings:Permits"] = _database.AppConnectionString;
            builder.Configuration["ConnectionStrings:Migrations"] = _database.OwnerConnectionString;
            builder.Configuration["Bus:Uri"] = _rabbit.Uri;
            builder.Configuration["urls"] = "http://127.0.0.1:0";
            builder.Logging.ClearProviders();
        });
        await host.App.StartAsync();
        return host;
    }

    /// <summary>The broker closes the channel with 403.</summary>
    private static async Task RefusedAsync(ConnectedAgency agency, Func<IChannel, Task> act)
    {
        await using var channel = await agency.OpenAsync();
        await Should.ThrowAsync<Exception>(() => act(channel));
        channel.CloseReason.ShouldNotBeNull().ReplyCode.ShouldBe((ushort)403);
    }

    private static (string?, string?, string?) Receipt(JsonElement message) =>
        (message.GetProperty("type").GetString(), message.GetProperty("subject").GetString(), message.GetProperty("data").GetProperty("eventId").GetString());

    private static string Issued(string agency) => $$"""
        { "specversion": "1.0", "id": "e-1", "source": "urn:agency:{{agency}}", "type": "judgment.issued.v1", "subject": "LC-1", "sequence": 1,
          "data": { "amount": "18250.00", "parties": [ { "id": "p1", "name": "Golden Lantern Foods Inc" } ] } }
        """;
}
