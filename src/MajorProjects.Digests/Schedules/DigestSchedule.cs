using MajorProjects.Digests.Content;
using MajorProjects.Digests.Delivery;
using MajorProjects.Digests.Forms;
using MajorProjects.Domain.Values;

namespace MajorProjects.Digests.Schedules;

/// <summary>Which digest goes out when, and to whom.</summary>
public sealed record DigestSchedule
{
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

    /// <summary>It moves to the last working day before, at the same time of day.</summary>
    PreviousWorkday,
}

/// <summary>Recorded: a schedule is as it says from now on.</summary>
public sealed record DigestScheduleSet(DigestSchedule Schedule);

/// <summary>Recorded: a schedule ended; set again, it goes on from then.</summary>
public sealed record DigestScheduleEnded(string Reason);
