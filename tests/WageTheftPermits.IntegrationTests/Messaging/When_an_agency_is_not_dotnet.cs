using System.Diagnostics;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Messaging;
using WageTheftPermits.Application.Messaging.Transport;
using WageTheftPermits.Domain;
using WageTheftPermits.Web.Commands;

namespace WageTheftPermits.IntegrationTests.Messaging;

/// <summary>The service as <c>./wtp run</c> starts it, with a real PostgreSQL and a real RabbitMQ, and an agency's program in Python.</summary>
public class When_an_agency_is_not_dotnet
{
    [Fact]
    public async Task Its_judgment_is_taken_in_and_the_receipt_comes_back()
    {
        await using var database = await TestPostgres.CreateDatabaseAsync();
        var rabbit = await TestRabbit.StartedAsync();
        await using var host = await ServiceHost.StartAsync(serve: true, configure: builder =>
        {
            builder.Configuration["ConnectionStrings:Permits"] = database.AppConnectionString;
            builder.Configuration["ConnectionStrings:Migrations"] = database.OwnerConnectionString;
            builder.Configuration["Bus:Uri"] = rabbit.Uri;
            builder.Configuration["urls"] = "http://127.0.0.1:0";
            builder.Logging.ClearProviders();
        });
        await host.App.StartAsync();
        const string agency = "python-agency";
        await host.Units.RunAsync(Actor.System("test"), unit =>
        {
            unit.Db.Agencies.Add(new Agency(agency, "An agency in Python", unit.Now));
            return Task.CompletedTask;
        });
        await host.Services.GetRequiredService<AgencyBus>().ConnectAgencyAsync(agency, default);
        await rabbit.AddUserAsync("agency-" + agency, "secret-of-the-agency", "^$", @"^agency\.python-agency\.in$", @"^agency\.python-agency\.out$");

        var answer = await PublishAsync(rabbit.UriFor("agency-" + agency, "secret-of-the-agency"), agency,
            """
            { "specversion": "1.0", "id": "py-1", "source": "urn:agency:python-agency", "type": "judgment.issued.v1", "subject": "PY-1", "sequence": 1,
              "data": { "amount": "18250.00", "parties": [ { "id": "p1", "name": "Golden Lantern Foods Inc" } ] } }
            """);

        var receipt = JsonDocument.Parse(answer).RootElement;
        receipt.GetProperty("type").GetString().ShouldBe("receipt.accepted.v1");
        receipt.GetProperty("subject").GetString().ShouldBe("PY-1");
        receipt.GetProperty("data").GetProperty("eventId").GetString().ShouldBe("py-1");
        (await host.Units.ReadAsync(db => db.Judgments.Where(j => j.Agency == agency).Select(j => j.Balance).SingleAsync())).ShouldBe(18250.00m);
    }

    private static async Task<string> PublishAsync(string uri, string agency, string message)
    {
        using var client = Process.Start(new ProcessStartInfo("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "Messaging", "agency_client.py"), uri, agency])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await client.StandardInput.WriteAsync(message);
        client.StandardInput.Close();
        var (output, errors) = (client.StandardOutput.ReadToEndAsync(), client.StandardError.ReadToEndAsync());
        await client.WaitForExitAsync();
        client.ExitCode.ShouldBe(0, await errors);
        return await output;
    }
}
