using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Contracts.Outgoing;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Domain.Policies;

namespace WageTheftPermits.Application.Notices;

/// <summary>What every service of a notice leaves behind, of whatever kind: the notice, its entry in the record, and word to the agency.</summary>
internal static class NoticeService
{
    /// <param name="kind">Which of the program's notices, such as <c>first-notice</c>.</param>
    /// <param name="until">For what asks for no answer: the day that it announces.</param>
    /// <exception cref="Domain.RuleViolation">The day of service is not possible, or nothing proves it.</exception>
    internal static async Task<Notice> RecordAsync(UnitOfWork unit, CaseFile file, string kind, DateOnly servedOn, ServiceMethod method, string proof, DateOnly? until = null)
    {
        var respondBy = until ?? new Deadlines(file.Policy).AnswerBy(kind, servedOn, method == ServiceMethod.Mail)!.Value;
        var notice = new Notice(Guid.CreateVersion7(), await unit.NextReferenceAsync("N"), file.Case, kind, servedOn, method, proof, respondBy, unit.Actor, unit.TodayIn(file.Policy), unit.Now);
        unit.Db.Notices.Add(notice);
        unit.Audit("notice served", $"Notice {notice.Number} ({kind}) served on {notice.ServedOn:yyyy-MM-dd} ({Naming.Word(notice.Method)}); an answer is in time until {respondBy:yyyy-MM-dd}.",
            file.Subjects, evidence: new { Proof = proof, file.Eligibility }, policyVersion: file.Policy.Version);
        file.TellAgency(unit, MessageTypes.NoticeServed, $"Served {notice.ServedOn:yyyy-MM-dd}; the permittee may answer until {respondBy:yyyy-MM-dd}.");
        return notice;
    }
}
