using System.CommandLine;
using WageTheftPermits.Application.Audit;
using WageTheftPermits.Web.Security;

namespace WageTheftPermits.Web.Commands;

internal static class RunCommand
{
    public static Command Create()
    {
        var command = new Command("run", "Runs the service, as in production.");
        command.SetAction(async (_, ct) =>
        {
            await using var host = await ServiceHost.StartAsync(serve: true, ct: ct);
            if (host.Services.GetRequiredService<DemonstrationSignIn>().EnvironmentAllows)
                await DemonstrationAccounts.EnsureAsync(host.Services);
            await host.App.StartAsync(ct);
            if (host.Services.GetRequiredService<CheckpointKeys>().KeyId is null)
                await Console.Error.WriteLineAsync("wtp: the audit log is chained, but no checkpoint of it is signed: set Audit__SigningKey to the file of a private key. See docs/audit.md.");
            Console.WriteLine($"Ready at {string.Join(", ", host.App.Urls)}. Stop with Ctrl-C.");
            await host.App.WaitForShutdownAsync(ct);
            return 0;
        });
        return command;
    }
}

internal static class DatabaseCommands
{
    public static Command Migrate()
    {
        var command = new Command("migrate", "Brings the database up to date, as its owner (ConnectionStrings__Migrations).");
        command.SetAction(async (_, ct) =>
        {
            var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
            var owner = configuration.GetConnectionString("Migrations")
                ?? throw CommandFailed.WrongUse("set ConnectionStrings__Migrations to the connection string of the database's owner.");
            var running = configuration.GetConnectionString("Permits") is { } permits ? new Npgsql.NpgsqlConnectionStringBuilder(permits).Username : null;
            var applied = await Application.Data.Database.MigrateAsync(owner, running, ct);
            Console.WriteLine(applied.Count == 0 ? "The database is up to date." : $"Applied: {string.Join(", ", applied)}.");
            return 0;
        });
        return command;
    }
}
