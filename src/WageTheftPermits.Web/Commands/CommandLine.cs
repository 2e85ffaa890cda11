using System.CommandLine;
using Npgsql;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;

namespace WageTheftPermits.Web.Commands;

/// <summary>What the person at the terminal did wrong or must mend; one line on standard error, and the exit code.</summary>
public sealed class CommandFailed(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>Exit code 1: what was checked does not hold.</summary>
    public static CommandFailed DoesNotHold(string message) => new(1, message);

    /// <summary>Exit code 2: wrong use.</summary>
    public static CommandFailed WrongUse(string message) => new(2, message);

    /// <summary>Exit code 3: something that is needed cannot be reached.</summary>
    public static CommandFailed OutOfReach(string message) => new(3, message);
}

/// <summary>The verbs of <c>./wtp</c>. Exit codes: 0 done, 1 the thing checked does not hold, 2 wrong use, 3 cannot reach what it needs.</summary>
public static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Restaurant permit renewals screened against wage-theft judgments.")
        {
            DemoCommand.Create(),
            RunCommand.Create(),
            DatabaseCommands.Migrate(),
            MatchingCommands.Screen(),
            MatchingCommands.Link(),
            MatchCommand.Create(),
            WorkflowCommands.Create(),
            AccountCommands.User(),
            TokenCommands.Create(),
            ImportCommands.Create(),
            AgencyCommands.Create(),
            CheckCommand.Create(),
            AuditCommands.Create(),
            RenewalCommands.Create(),
            BenchCommand.Create(),
        };
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            await Console.Error.WriteLineAsync($"wtp: {parsed.Errors[0].Message} Try: wtp --help");
            return 2;
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (CommandFailed e)
        {
            await Console.Error.WriteLineAsync($"wtp: {OneLine(e.Message)}");
            return e.ExitCode;
        }
        catch (RuleViolation e)
        {
            await Console.Error.WriteLineAsync($"wtp: {OneLine(e.Message)}");
            return 1;
        }
        catch (Exception e) when (e is PrivatePostgresException or NpgsqlException or TimeoutException)
        {
            await Console.Error.WriteLineAsync($"wtp: cannot reach the database: {OneLine(e.Message)}");
            return 3;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
    }

    private static string OneLine(string text) => string.Join(' ', text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
