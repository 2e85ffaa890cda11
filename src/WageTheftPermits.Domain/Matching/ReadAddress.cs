namespace WageTheftPermits.Domain.Matching;

/// <summary>
/// One address, read. Everything but <paramref name="Written"/> is folded to lower case in the forms of USPS Publication 28.
/// Where a one-line address runs its street and city together with nothing between, the city stays at the end of <paramref name="Street"/>
/// and <paramref name="City"/> is null: guessing would need a gazetteer, comparing does not.
/// </summary>
/// <param name="Written">As it was written.</param>
/// <param name="Number">House number, or the lower end of a range; null where there is none.</param>
/// <param name="NumberTo">Upper end of a range such as 1841-43, else null.</param>
/// <param name="Direction">n, s, e, w, ne, nw, se, sw; before or after the street.</param>
/// <param name="Street">The street's own name, without direction and suffix.</param>
/// <param name="Suffix">ave, st, blvd …</param>
/// <param name="Unit">Suite, unit, apartment, floor: the value only, without its designator.</param>
/// <param name="Box">Post office box. A box is where mail goes, never a site.</param>
/// <param name="City">City.</param>
/// <param name="State">Two letters.</param>
/// <param name="Zip">Five digits.</param>
/// <param name="CareOf">Who is named on a c/o or attention line.</param>
public sealed record ReadAddress(
    string Written, string? Number, string? NumberTo, string? Direction, string? Street, string? Suffix, string? Unit, string? Box,
    string? City, string? State, string? Zip, string? CareOf)
{
    /// <summary>True where a business could stand: there is a street.</summary>
    public bool IsSite => Street is not null;
}
