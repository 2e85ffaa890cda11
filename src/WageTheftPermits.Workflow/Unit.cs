using Npgsql;

namespace WageTheftPermits.Workflow;

/// <summary>
/// One unit of work: the caller's open transaction, which holds all of what happens or none of it. The engine never opens,
/// commits or rolls back a transaction of its own.
/// </summary>
/// <param name="Connection">The connection the transaction is open on.</param>
/// <param name="Transaction">Must be READ COMMITTED: after a lock is got, the next statement has to see what its last holder committed.</param>
/// <param name="Services">The unit's dependency scope; activities are created from it and so share the unit's transaction.</param>
public sealed record Unit(NpgsqlConnection Connection, NpgsqlTransaction Transaction, IServiceProvider Services);
