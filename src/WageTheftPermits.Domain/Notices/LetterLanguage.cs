using System.Globalization;
using WageTheftPermits.Domain.Enforcement;
using WageTheftPermits.Domain.Hearings;

namespace WageTheftPermits.Domain.Notices;

/// <summary>How letters write dates, money and a few fixed words in one language. Amounts are to the cent, never rounded.</summary>
public sealed class LetterLanguage
{
    private static readonly LetterLanguage[] s_all = [English(), Spanish(), TraditionalChinese()];

    private LetterLanguage(string tag, string name, string culture, string dayPattern, string timePattern)
    {
        (Tag, Name, Culture, DayPattern, TimePattern) = (tag, name, CultureInfo.GetCultureInfo(culture), dayPattern, timePattern);
    }

    /// <summary>BCP 47.</summary>
    public string Tag { get; }

    /// <summary>As its readers call it.</summary>
    public string Name { get; }

    public required string NotStated { get; init; }

    /// <summary>Until the judgment is paid: an order without a last day.</summary>
    public required string UntilPaid { get; init; }

    /// <summary>Until there is a new permit: a revocation.</summary>
    public required string UntilNewPermit { get; init; }

    /// <summary>On the face of a translation that nobody has certified.</summary>
    public required string NotCertified { get; init; }

    /// <summary>Before the statement of whoever certified the translation.</summary>
    public required string Certified { get; init; }

    /// <summary>"Letter L-1" in the footer; {0} is the number.</summary>
    public required string LetterNumber { get; init; }

    /// <summary>"Page 1 of 2" in the footer: the words before the first number, between the two, and after the second.</summary>
    public required (string Before, string Between, string After) Page { get; init; }

    private CultureInfo Culture { get; }

    private string DayPattern { get; }

    private string TimePattern { get; }

    private Func<ServiceMethod, string> Methods { get; init; } = null!;

    /// <summary>In the order of <see cref="HearingOutcome"/>.</summary>
    private string[] Outcomes { get; init; } = [];

    private Func<CloseCause, string> Causes { get; init; } = null!;

    /// <summary>With an address and a code.</summary>
    private Func<string, string, string> AnsweringOnline { get; init; } = null!;

    private string AnsweringByCall { get; init; } = "";

    private Func<string, int, int, bool, string> Counting { get; init; } = null!;

    public static IReadOnlyList<string> Tags { get; } = [.. s_all.Select(one => one.Tag)];

    /// <summary>Null where letters cannot be written in it.</summary>
    /// <param name="tag">BCP 47.</param>
    public static LetterLanguage? Find(string tag) => Array.Find(s_all, one => one.Tag == tag);

    /// <summary>"November 22, 2026".</summary>
    public string Day(DateOnly day) => day.ToString(DayPattern, Culture);

    /// <summary>"1:05 PM".</summary>
    public string Time(TimeOnly time) => time.ToString(TimePattern, Culture);

    /// <summary>"$1,234.50": as amounts are written in this country, whatever the language.</summary>
    public static string Money(decimal dollars) => dollars.ToString("$#,0.00", CultureInfo.InvariantCulture);

    public string Method(ServiceMethod method) => Methods(method);

    public string Cause(CloseCause cause) => Causes(cause);

    /// <summary>What was decided on charges, as a sentence.</summary>
    public string Outcome(HearingOutcome outcome) => Outcomes[(int)outcome];

    /// <summary>How the last day to answer is counted, as a clause.</summary>
    public string Counted(DateOnly from, int days, int mailDays, bool byMail) => Counting(Day(from), days, mailDays, byMail);

    /// <summary>How the permittee sees the case and answers, in whole sentences.</summary>
    public string HowToAnswer(string? address, string? code) => address is null || code is null ? AnsweringByCall : AnsweringOnline(address, code);

    private static LetterLanguage English() => new("en", "English", "en-US", "MMMM d, yyyy", "h:mm tt")
    {
        NotStated = "not stated",
        UntilPaid = "the judgment is paid",
        UntilNewPermit = "a new permit is issued",
        Outcomes = ["The charges are dismissed.", "The permit continues on a condition.", "The permit is suspended.", "The permit is revoked."],
        NotCertified = "Translation for your convenience. It is not certified; the English letter is the one that counts.",
        Certified = "Certified translation:",
        LetterNumber = "Letter {0}",
        Page = ("Page ", " of ", ""),
        Methods = method => method switch
        {
            ServiceMethod.Mail => "by mail",
            ServiceMethod.InPerson => "in person",
            ServiceMethod.Posting => "by posting at the premises",
            _ => "by e-mail",
        },
        Causes = cause => cause switch
        {
            CloseCause.NothingOwed => "nothing is owed on the judgment any more",
            CloseCause.AccordCompleted => "the payment agreement was completed",
            _ => "our case was opened by mistake, for which we apologize",
        },
        AnsweringOnline = (address, code) => $"Open {address} and type the code {code}. There you see what we have on file, the letters and the days that count; you can answer, send papers, and ask for a hearing where there are charges. "
            + "You get a receipt at once. Whoever has the code can read the file: give it only to whom you trust. You may also write or call instead.",
        AnsweringByCall = "Call or write to us: we tell you what we have on file, and take your answer and your papers.",
        Counting = (from, days, mail, byMail) => (byMail
            ? $"{days} calendar days from {from}, the day this letter is mailed, and {mail} more because it comes by mail"
            : $"{days} calendar days from {from}, the day this letter is served") + "; a last day that is a weekend or a holiday moves to the next business day",
    };

    private static LetterLanguage Spanish() => new("es", "Español", "es-US", "d 'de' MMMM 'de' yyyy", "H:mm")
    {
        NotStated = "no se indica",
        UntilPaid = "que se pague la sentencia",
        UntilNewPermit = "se otorgue un permiso nuevo",
        Outcomes = ["Se desestiman los cargos.", "El permiso continúa con una condición.", "Se suspende el permiso.", "Se revoca el permiso."],
        NotCertified = "Traducción de cortesía. No está certificada; la carta en inglés es la que tiene validez.",
        Certified = "Traducción certificada:",
        LetterNumber = "Carta {0}",
        Page = ("Página ", " de ", ""),
        Methods = method => method switch
        {
            ServiceMethod.Mail => "por correo",
            ServiceMethod.InPerson => "en persona",
            ServiceMethod.Posting => "mediante aviso fijado en el local",
            _ => "por correo electrónico",
        },
        Causes = cause => cause switch
        {
            CloseCause.NothingOwed => "ya no se debe nada de la sentencia",
            CloseCause.AccordCompleted => "se cumplió el acuerdo de pago",
            _ => "nuestro expediente se abrió por error, por lo que le pedimos disculpas",
        },
        AnsweringOnline = (address, code) => $"Abra {address} y escriba el código {code}. Allí puede ver lo que consta en su expediente, las cartas y las fechas que cuentan; puede responder, enviar documentos y, si hay cargos, pedir una audiencia. "
            + "Recibirá un comprobante de inmediato. Quien tenga el código puede leer el expediente: déselo solo a quien sea de su confianza. También puede escribirnos o llamarnos.",
        AnsweringByCall = "Llámenos o escríbanos: le diremos lo que consta en su expediente y recibiremos su respuesta y sus documentos.",
        Counting = (from, days, mail, byMail) => (byMail
            ? $"{days} días calendario desde el {from}, día en que se envía esta carta, y {mail} más porque llega por correo"
            : $"{days} días calendario desde el {from}, día en que se notifica esta carta") + "; si el último día es fin de semana o feriado, pasa al siguiente día hábil",
    };

    private static LetterLanguage TraditionalChinese() => new("zh-Hant", "繁體中文", "zh-Hant", "yyyy'年'M'月'd'日'", "HH:mm")
    {
        NotStated = "未註明",
        UntilPaid = "付清判決款項為止",
        UntilNewPermit = "獲發新許可證為止",
        Outcomes = ["指控不成立，予以駁回。", "許可證附條件繼續有效。", "許可證予以暫停。", "許可證予以撤銷。"],
        NotCertified = "本譯文僅供參考，未經認證；以英文信函為準。",
        Certified = "經認證的譯文：",
        LetterNumber = "信函 {0}",
        Page = ("第 ", " 頁，共 ", " 頁"),
        Methods = method => method switch
        {
            ServiceMethod.Mail => "郵寄",
            ServiceMethod.InPerson => "當面送達",
            ServiceMethod.Posting => "張貼於營業場所",
            _ => "電子郵件",
        },
        Causes = cause => cause switch
        {
            CloseCause.NothingOwed => "該判決已無任何欠款",
            CloseCause.AccordCompleted => "付款協議已履行完畢",
            _ => "本案係誤開，我們謹此致歉",
        },
        AnsweringOnline = (address, code) => $"請開啟 {address} 並輸入代碼 {code}。您可在該網頁查看我們的檔案內容、信函及各項期限；可作出答覆、提交文件，如有指控亦可要求聽證。您會立即收到回條。持有代碼者均可閱覽檔案，請只交給您信任的人。您亦可改以書信或電話聯絡我們。",
        AnsweringByCall = "請致電或來函：我們會告知您檔案內容，並接收您的答覆及文件。",
        Counting = (from, days, mail, byMail) => (byMail
            ? $"自 {from}（本信寄出之日）起 {days} 個日曆日，因以郵寄送達再加 {mail} 日"
            : $"自 {from}（本信送達之日）起 {days} 個日曆日") + "；若最後一日為週末或假日，則順延至下一個工作日",
    };
}
