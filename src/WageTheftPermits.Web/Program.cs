using WageTheftPermits.Web.Commands;

return await CommandLine.RunAsync(args);
