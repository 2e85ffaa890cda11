using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace WageTheftPermits.IntegrationTests.Data;

/// <summary>Cuts once, at the chosen moment: before a command or a commit, or after a commit.</summary>
/// <param name="failure">What happens then; the power goes out where none is given.</param>
internal sealed class Knife(Exception? failure = null) : DbCommandInterceptor, IDbTransactionInterceptor
{
    private int _left = -1;

    public bool HasCut { get; private set; }

    public void CutAt(int moment) => (_left, HasCut) = (moment, false);

    public void Rest() => _left = -1;

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Pass();
        return new(result);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Pass();
        return new(result);
    }

    public ValueTask<InterceptionResult> TransactionCommittingAsync(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        Pass();
        return new(result);
    }

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Pass();
        return Task.CompletedTask;
    }

    private void Pass()
    {
        if (_left < 0 || _left-- > 0)
            return;
        HasCut = true;
        throw failure ?? new IOException("The power went out.");
    }
}
