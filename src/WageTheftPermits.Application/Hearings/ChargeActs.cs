using WageTheftPermits.Application.Data;
using WageTheftPermits.Application.Enforcement;
using WageTheftPermits.Application.Notices;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Hearings;
using WageTheftPermits.Domain.Notices;
using WageTheftPermits.Domain.Policies;

namespace WageTheftPermits.Application.Hearings;

/// <summary>An inspector records that one of the program's warnings was served; the next step waits until its time has run.</summary>
public static class ServeWarning
{
    public const string Task = "ServeWarning";

    public sealed record Command(Guid TaskId, Guid CaseId, DateOnly ServedOn, ServiceMethod Method, string Proof);

    public static async Task<Notice> HandleAsync(UnitOfWork unit, Command command)
    {
        var file = await CaseFile.OpenAsync(unit, command.CaseId);
        file.Eligibility.MustAllow("serve a warning", file.Case.Id);
        var notice = await NoticeService.RecordAsync(unit, file, LetterKinds.Warning, command.ServedOn, command.Method, command.Proof);
        await ServedLetters.AttachFinalAsync(unit, file, notice);
        await unit.CompleteTaskAsync(command.TaskId, Task, file.Key, "Served");
        return notice;
    }
}

/// <summary>An inspector records that the notice of charges was served: the permittee may ask for a hearing.</summary>
public static class ServeCharges
{
    public const string Task = "ServeCharges";

    /// <param name="Charges">What is charged, in words that the permittee reads.</param>
    public sealed record Command(Guid TaskId, Guid CaseId, string Charges, DateOnly ServedOn, ServiceMethod Method, string Proof);

    public static async Task<Hearing> HandleAsync(UnitOfWork unit, Command command)
    {
        var file = await CaseFile.OpenAsync(unit, command.CaseId);
        var hold = await HearingFacts.HoldAsync(unit.Db, file.Case.Id, unit.Cancellation) ?? throw new RuleViolation("hearing.no-hold", "Charges follow a hold that is in force and stops the renewal.");
        var policy = file.Policy;
        var requestBy = new Deadlines(policy).AnswerBy(LetterKinds.NoticeOfCharges, command.ServedOn, command.Method == ServiceMethod.Mail)!.Value;
        var hearing = Hearing.Charge(Guid.CreateVersion7(), await unit.NextReferenceAsync("HR"), file.Case, hold, file.Eligibility,
            await HearingFacts.ServedAsync(unit.Db, file.Case.Id, unit.Cancellation), policy, command.Charges, requestBy, unit.Actor, unit.Now);
        unit.Db.Hearings.Add(hearing);
        await ServedLetters.AttachFinalAsync(unit, file, await NoticeService.RecordAsync(unit, file, LetterKinds.NoticeOfCharges, command.ServedOn, command.Method, command.Proof));
        unit.Audit("charges served", $"Charges {hearing.Reference} against permit {file.Permit.Number}; a hearing can be asked for until {requestBy:yyyy-MM-dd}.",
            [.. file.Subjects, ("hearing", hearing.Id), ("hold", hold.Id)], hearing.Charges, file.Eligibility, policy.Version);
        await unit.CompleteTaskAsync(command.TaskId, Task, file.Key, "Served");
        return hearing;
    }
}

/// <summary>The permittee asked for a hearing; an inspector, or the permittee's own page, records it.</summary>
public static class RequestHearing
{
    public sealed record Command(Guid HearingId, DateOnly ReceivedOn, string Text);

    public static async Task<Hearing> HandleAsync(UnitOfWork unit, Command command)
    {
        var file = await HearingFile.OpenAsync(unit, command.HearingId);
        file.Hearing.Request(command.ReceivedOn, command.Text, unit.Actor, unit.TodayIn(file.File.Policy));
        var late = file.Hearing.Status == HearingStatus.LateRequest;
        file.Audit(unit, late ? "hearing asked for late" : "hearing asked for",
            $"A hearing on {file.Hearing.Reference} was asked for on {command.ReceivedOn:yyyy-MM-dd}{(late ? $", after {file.Hearing.RequestBy:yyyy-MM-dd}; a supervisor decides on the cause" : "")}.", file.Hearing.RequestText);
        await unit.ChangedAsync("case", file.File.Case.Id);
        return file.Hearing;
    }
}

/// <summary>A supervisor decides whether a late request is heard.</summary>
public static class DecideLateRequest
{
    public const string Task = "DecideLateRequest";

    public sealed record Command(Guid TaskId, Guid HearingId, bool Accept, string Reason);

    public static async Task HandleAsync(UnitOfWork unit, Command command)
    {
        var file = await HearingFile.OpenAsync(unit, command.HearingId);
        file.Hearing.DecideLate(command.Accept, command.Reason, file.File.Policy, unit.Actor, unit.TodayIn(file.File.Policy));
        file.Audit(unit, command.Accept ? "late request accepted" : "late request refused", $"The late request of {file.Hearing.Reference} is {(command.Accept ? "heard" : "not heard")}.", command.Reason.Trim());
        await unit.CompleteTaskAsync(command.TaskId, Task, file.File.Key, "Decided");
    }
}

/// <summary>The last day to ask for a hearing has passed; the decision is made on the record.</summary>
internal static class WaiveHearing
{
    public static async Task HandleAsync(UnitOfWork unit, Hearing hearing)
    {
        var file = await HearingFile.OpenAsync(unit, hearing.Id);
        hearing.Waive(file.File.Policy, unit.TodayIn(file.File.Policy));
        file.Audit(unit, "hearing waived", $"Nobody asked for a hearing on {hearing.Reference} by {hearing.RequestBy:yyyy-MM-dd}. A hearing officer decides on the record.");
        await unit.Db.SaveChangesAsync(unit.Cancellation);
    }
}
