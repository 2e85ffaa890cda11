using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("WageTheftPermits.UnitTests")]
