namespace WageTheftPermits.Web.Bench.Matching;

/// <summary>So many of so many, with the interval that so few leave (E. Wilson, 1927; 95 %).</summary>
internal readonly record struct Share(int Of, int All)
{
    private const double Z = 1.959964;

    public double Value => All == 0 ? 0 : (double)Of / All;

    public (double Low, double High) Interval
    {
        get
        {
            if (All == 0)
                return (0, 1);
            var (p, n) = (Value, (double)All);
            var middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n);
            var half = Z / (1 + Z * Z / n) * Math.Sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
            return (Math.Max(0, middle - half), Math.Min(1, middle + half));
        }
    }

    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Of} of {All} (95 %: {Interval.Low:0.000} to {Interval.High:0.000})");
}
