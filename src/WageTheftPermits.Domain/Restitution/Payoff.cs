namespace WageTheftPermits.Domain.Restitution;

/// <summary>Money by what it is for, in dollars and whole cents.</summary>
/// <param name="Interest">Rounded to the cent, half away from zero.</param>
/// <param name="Principal">Wages.</param>
/// <param name="OtherSums">Penalties, damages and costs within the award.</param>
public sealed record Sums(decimal Interest, decimal Principal, decimal OtherSums)
{
    public static Sums Nothing { get; } = new(0, 0, 0);

    public decimal Total => Interest + Principal + OtherSums;
}

/// <summary>What pays a judgment off where it is received on a day; the day's own payments are in it.</summary>
/// <param name="GoodThrough">The day. A later payment owes <paramref name="PerDiem"/> more for each day.</param>
/// <param name="PerDiem">A day's interest on what is unpaid, rounded to the cent for reading; the ledger itself does not round it.</param>
public sealed record Payoff(DateOnly GoodThrough, Sums Owed, decimal PerDiem)
{
    public decimal Total => Owed.Total;
}
