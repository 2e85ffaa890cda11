using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Hearings;

namespace WageTheftPermits.Domain.Notices;

/// <summary>Everything that a letter may state, as it stands at one moment. Money in dollars; null: not known, or not of this stage.</summary>
public sealed record LetterFacts
{
    public required DateOnly Today { get; init; }

    public required string LetterNumber { get; init; }

    public required string CaseReference { get; init; }

    /// <summary>The program's name, such as <c>San Francisco</c>.</summary>
    public required string Program { get; init; }

    public required string LegalBasis { get; init; }

    public required string Permittee { get; init; }

    public required string TradeName { get; init; }

    public required string PermitNumber { get; init; }

    /// <summary>The site's address; one line, or several divided by line feeds.</summary>
    public required string Site { get; init; }

    /// <summary>The judgment's party, by the agency's spelling.</summary>
    public required string Debtor { get; init; }

    public required string Agency { get; init; }

    public string? Court { get; init; }

    /// <summary>The court's number, or the agency's own key where it gave none.</summary>
    public required string CaseNumber { get; init; }

    public DateOnly? IssuedOn { get; init; }

    /// <summary>What is left to pay.</summary>
    public decimal? Owed { get; init; }

    /// <summary>The day for which that holds: the agency confirmed it, or a payment came after.</summary>
    public DateOnly? OwedAsOf { get; init; }

    /// <summary>Interest that the agency stated beside it.</summary>
    public decimal? Interest { get; init; }

    /// <summary>Whom to pay: the agency, or to whom the judgment was assigned.</summary>
    public required string PayTo { get; init; }

    public required ServicePlan Service { get; init; }

    /// <summary>Calendar days to answer, from service.</summary>
    public required int ResponseDays { get; init; }

    /// <summary>Calendar days more where it is mailed.</summary>
    public required int MailDays { get; init; }

    /// <summary>Why the case is released; null while it is not.</summary>
    public CloseCause? Released { get; init; }

    /// <summary>What the permittee is charged with.</summary>
    public string? Charges { get; init; }

    /// <summary>The last day to ask for a hearing.</summary>
    public DateOnly? RequestBy { get; init; }

    public DateOnly? HearingOn { get; init; }

    public TimeOnly? HearingTime { get; init; }

    public string? HearingPlace { get; init; }

    public string? DecisionFindings { get; init; }

    public HearingOutcome? DecisionOutcome { get; init; }

    public DateOnly? OrderEffective { get; init; }

    /// <summary>The order's last day; null also where it stands until the judgment is paid, or revokes the permit.</summary>
    public DateOnly? OrderUntil { get; init; }

    public DateOnly? AppealBy { get; init; }

    public string? AppealBody { get; init; }

    /// <summary>Where the permittee's page is; null where the department serves none.</summary>
    public string? AnswerAddress { get; init; }

    /// <summary>The letter's own code for that page; null where there is none.</summary>
    public string? AnswerCode { get; init; }
}
