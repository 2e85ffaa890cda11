using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using WageTheftPermits.Application.Data;

namespace WageTheftPermits.Application.Imports;

/// <summary>What a file says of one judgment, all its rows taken together. Dates are <c>yyyy-MM-dd</c>, money a plain decimal, as in events.</summary>
/// <param name="Status">In our words, <c>null</c> where the file does not say.</param>
/// <param name="UnknownStatus">A status that the mapping does not know, as it stands.</param>
/// <param name="Contradiction">Where its rows say different things of which only one can be so; what they say of that is left out.</param>
internal sealed record CaseStatement(
    string Subject,
    CaseTerms Terms,
    string? Status,
    string? UnknownStatus,
    string? FinalOn,
    string? Paid,
    string? Balance,
    string? BalanceAsOf,
    CaseContradiction? Contradiction = null)
{
    public string ToJson() => JsonSerializer.Serialize(this, Json.Web);

    public static CaseStatement? FromJson(string? json) => json is null ? null : JsonSerializer.Deserialize<CaseStatement>(json, Json.Web);

    public string Digest() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ToJson())));
}

/// <summary>What no event can say of a case, so that a person must look at it.</summary>
/// <param name="Field">The member of the event's <c>data</c> that it is about.</param>
internal sealed record CaseContradiction(string Field, string Reason);

/// <summary>What an issued or amended event states. Members are named as in the contract.</summary>
internal sealed record CaseTerms(
    string? CaseNumber,
    string? Court,
    string? FiledOn,
    string? IssuedOn,
    string? ServedOn,
    string? AppealDeadline,
    string? Kind,
    string? Amount,
    string? Principal,
    int? Workers,
    string? Naics,
    IReadOnlyList<CaseParty> Parties);

internal sealed record CaseParty(string Id, string Role, string? Kind, string Name, IReadOnlyList<string> TradeNames, IReadOnlyList<CaseAddress> Addresses, IReadOnlyList<string> Phones);

internal sealed record CaseAddress(string? Line1, string? Line2, string? City, string? State, string? PostalCode);
