using Cronos;
using MajorProjects.Digests.Content;
using MajorProjects.Digests.Delivery;
using MajorProjects.Digests.Forms;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;

namespace MajorProjects.Digests.Schedules;

/// <summary>Which digest goes out when, and to whom.</summary>
public sealed record DigestSchedule
{
    private const int LongestKey = 40;

    private static readonly DateTime SomeDay = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>What it is called in addresses: letters, digits and hyphens, at most 40; unique in the city.</summary>
    public required string Key { get; init; }

    /// <summary>What people call it, at most 60 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Which digest; a round has no calendar and is issued by hand.</summary>
    public required DigestKind Kind { get; init; }

    /// <summary>When, as five fields of cron: minute, hour, day, month, day of the week. Each occurrence is about the last period that was over before its day.</summary>
    public required string Cron { get; init; }

    /// <summary>In which time zone (IANA).</summary>
    public string TimeZone { get; init; } = "Asia/Shanghai";

    /// <summary>Of which projects.</summary>
    public DigestScope Scope { get; init; } = DigestScope.City;

    /// <summary>What happens to an occurrence that falls on a day off.</summary>
    public DaysOffRule DaysOff { get; init; } = DaysOffRule.Run;

    /// <summary>To whom; none: it is issued, to be read here.</summary>
    public ValueList<Recipient> Recipients { get; init; } = [];

    /// <summary>What is attached to a mail or put into a folder.</summary>
    public ValueList<DigestForm> Attachments { get; init; } = [DigestForm.Docx, DigestForm.Xlsx];

    /// <summary>Names the fields whose values make no schedule of a city.</summary>
    public void CheckShape(FieldErrors errors, City city)
    {
        if (!IsKey(Key)) errors.Add("key", $"应为 1 到 {LongestKey} 个英文字母、数字或连字符，如 weekly。", $"1 to {LongestKey} letters, digits or hyphens are expected, such as weekly.");
        errors.Name("name", Name);
        if (Kind is DigestKind.Round) errors.Add("kind", "活动通报没有固定日期，请逐次人工印发。", "A round has no calendar; its digest is issued by hand.");
        CheckTimes(errors);
        if (Scope.Region is { } region && !(RegionCode.TryParse(region, out var code) && city.Has(code)))
            errors.Add("scope.region", $"{city.Name}没有这个县（市、区），请核对行政区划代码。", $"{city.Name} ({city.Code}) has no such region; check the code.");
        if (Scope.Industry is { } industry && !city.Industries.ContainsKey(industry))
            errors.Add("scope.industry", $"{city.Name}的行业目录中没有这个行业，请从目录中选择。", $"It is not among the industries of {city.Name} ({city.Code}); choose one of them.");
        errors.Recipients("recipients", Recipients);
        errors.Attachments("attachments", Attachments);
    }

    private static bool IsKey(string key) => key.Length is > 0 and <= LongestKey && key.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private void CheckTimes(FieldErrors errors)
    {
        // The library knows macros and seconds too, which are none of a schedule's.
        if (Cron.Length > 100 || Cron.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length != 5 || !CronExpression.TryParse(Cron, CronFormat.Standard, out var cron))
            errors.Add("cron", "应为五段 cron：分 时 日 月 星期，如 0 8 * * 1 表示每周一 8:00。", "Five fields of cron are expected: minute, hour, day, month, day of the week, such as 0 8 * * 1, Mondays at 8:00.");
        else if (cron.GetNextOccurrence(SomeDay) is null)
            errors.Add("cron", "没有这样的日期，永远不会印发，请核对日和月。", "There is no such day, so nothing would ever be issued; check day and month.");
        if (TimeZone.Length > 60 || !TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var zone) || !zone.HasIanaId)
            errors.Add("timeZone", "应为 IANA 时区，如 Asia/Shanghai。", "A time zone of IANA is expected, such as Asia/Shanghai.");
    }
}

/// <summary>What happens to an occurrence that falls on a day off (周末、法定节假日; not on a 调休 working day).</summary>
public enum DaysOffRule
{
    /// <summary>It takes place.</summary>
    Run,

    /// <summary>It does not take place.</summary>
    Skip,

    /// <summary>It moves to the next working day, at the same time of day.</summary>
    NextWorkday,

    /// <summary>It moves to the last working day before, at the same time of day; where its period would not be over then, to the next one.</summary>
    PreviousWorkday,
}

/// <summary>Recorded: a schedule is as it says from now on.</summary>
public sealed record DigestScheduleSet(DigestSchedule Schedule)
{
    /// <summary>The event's name for ever.</summary>
    public const string Type = "digestScheduleSet";
}

/// <summary>Recorded: a schedule ended; set again, it goes on from then.</summary>
public sealed record DigestScheduleEnded(string Reason)
{
    /// <summary>The event's name for ever.</summary>
    public const string Type = "digestScheduleEnded";
}
