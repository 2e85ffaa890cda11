using System.Net;
using System.Net.Mail;
using Microsoft.EntityFrameworkCore;
using WageTheftPermits.Application.Data;
using WageTheftPermits.Domain;
using WageTheftPermits.Domain.Notices;

namespace WageTheftPermits.Application.Notices;

/// <summary>The department's mail server: configuration section <c>Mail</c>.</summary>
public sealed class MailSettings
{
    /// <summary>Empty: no e-mail is sent.</summary>
    public string Host { get; set; } = "";

    public int Port { get; set; } = 25;

    /// <summary>The department's own address.</summary>
    public string From { get; set; } = "";

    public string? User { get; set; }

    public string? Password { get; set; }

    /// <summary>Whether the connection is encrypted (STARTTLS) before anything is said.</summary>
    public bool Tls { get; set; }

    public bool IsSet => Host.Length > 0 && From.Length > 0;
}

/// <summary>An inspector sends a final letter to an address at which the permittee consented to be served.</summary>
public static class MailLetter
{
    public sealed record Command(Guid LetterId, string Address, string Consent);

    public static async Task HandleAsync(UnitOfWork unit, MailSettings settings, Command command)
    {
        RuleViolation.Unless(settings.IsSet, "mail.not-set", "No mail server is set up (Mail__Host, Mail__From). An administrator can do it.");
        var file = await LetterFile.OpenAsync(unit, command.LetterId);
        RuleViolation.Unless(!await unit.Db.LetterMails.AnyAsync(m => m.LetterId == command.LetterId && (m.NextAt != null || m.SentAt != null), unit.Cancellation),
            "letter.mailed", $"Letter {file.Letter.Number} is on its way by e-mail already.");
        var mail = new LetterMail(Guid.CreateVersion7(), file.Letter, command.Address, command.Consent, unit.Actor, unit.Now);
        unit.Db.LetterMails.Add(mail);
        file.Audit(unit, "letter e-mailed", $"Letter {file.Letter.Number} goes by e-mail to {mail.Address}.", mail.Consent);
    }
}

/// <summary>
/// Sends letters by e-mail, each attempt outside of any unit and noted in the database before and after. One that was cut off is sent again: the same
/// message, by its id. After the last attempt it is given up, which stands on the letter.
/// </summary>
public sealed class LetterMails(Units units, MailSettings settings)
{
    private static readonly Actor s_actor = Actor.System("letter-mails");

    private sealed record Due(Guid Id, string Address, string Number, string Title, string Department, byte[] Pdf);

    /// <summary>Sends what is due and nobody else is at. False where there is nothing.</summary>
    public async Task<bool> SendNextAsync(CancellationToken ct)
    {
        if (!settings.IsSet || await units.RunAsync(s_actor, BeginAsync, ct) is not { } due)
            return false;
        string? error = null;
        try
        {
            await SendAsync(due, ct);
        }
        catch (Exception e) when (e is SmtpException or InvalidOperationException or FormatException)
        {
            error = e.InnerException is null ? e.Message : $"{e.Message} {e.InnerException.Message}";
        }
        await units.RunAsync(s_actor, unit => EndAsync(unit, due, error), ct);
        return true;
    }

    private static async Task<Due?> BeginAsync(UnitOfWork unit)
    {
        var mail = (await unit.Db.LetterMails.FromSql($"SELECT *, xmin FROM letter_mails WHERE next_at <= {unit.Now} ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED").ToListAsync(unit.Cancellation)).FirstOrDefault();
        if (mail is null)
            return null;
        var letter = await unit.Db.Letters.SingleAsync(l => l.Id == mail.LetterId, unit.Cancellation);
        mail.Begin(unit.Now);
        return new Due(mail.Id, mail.Address, letter.Number, LetterPage.TitleOf(letter), letter.Values.GetValueOrDefault("department.name", ""),
            await unit.Db.LetterDocuments.Where(d => d.LetterId == letter.Id).Select(d => d.Pdf).SingleAsync(unit.Cancellation));
    }

    private async Task SendAsync(Due due, CancellationToken ct)
    {
        using var client = new SmtpClient(settings.Host, settings.Port) { EnableSsl = settings.Tls };
        if (settings.User is not null)
            client.Credentials = new NetworkCredential(settings.User, settings.Password);
        using var message = new MailMessage(settings.From, due.Address)
        {
            Subject = $"{due.Title} – {due.Number}",
            Body = $"{due.Department}\n\n{due.Title}\n\n{due.Number}.pdf",
        };
        message.Headers.Add("Message-ID", $"<{due.Id:N}@{message.From!.Host}>");
        message.Attachments.Add(new Attachment(new MemoryStream(due.Pdf), $"{due.Number}.pdf", "application/pdf"));
        await client.SendMailAsync(message, ct);
    }

    private static async Task EndAsync(UnitOfWork unit, Due due, string? error)
    {
        var mail = await unit.Db.LetterMails.SingleAsync(m => m.Id == due.Id, unit.Cancellation);
        var file = await LetterFile.OpenAsync(unit, mail.LetterId);
        if (error is null)
        {
            mail.Sent(unit.Now);
            file.Audit(unit, "letter e-mail sent", $"The mail server took letter {due.Number} for {mail.Address}.");
            return;
        }
        mail.Failed(error);
        if (mail.WasGivenUp)
            file.Audit(unit, "letter e-mail failed", $"Letter {due.Number} could not be sent to {mail.Address}; it is not tried again.", error);
    }
}
