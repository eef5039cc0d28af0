using MajorProjects.Domain;
using MajorProjects.Domain.Values;

namespace MajorProjects.Digests;

/// <summary>What a digest (通报) is about: a period of a length, or a round.</summary>
public enum DigestKind { Weekly, Monthly, Quarterly, Yearly, Round }

/// <summary>What follows from a digest's kind.</summary>
public static class DigestKinds
{
    /// <summary>What people call it.</summary>
    public static Text Title(this DigestKind kind) => kind switch
    {
        DigestKind.Weekly => new("周报", "weekly digest"),
        DigestKind.Monthly => new("月报", "monthly digest"),
        DigestKind.Quarterly => new("季报", "quarterly digest"),
        DigestKind.Yearly => new("年报", "yearly digest"),
        _ => new("“三个一批”活动通报", "digest of a round"),
    };

    /// <summary>The length of the periods that it is about; null for a round, whose days are those since the one before.</summary>
    public static PeriodKind? Length(this DigestKind kind) => kind switch
    {
        DigestKind.Weekly => PeriodKind.Week,
        DigestKind.Monthly => PeriodKind.Month,
        DigestKind.Quarterly => PeriodKind.Quarter,
        DigestKind.Yearly => PeriodKind.Year,
        _ => null,
    };

    /// <summary>The last period that was over before a day: what a digest of that day is about.</summary>
    /// <exception cref="ArgumentOutOfRangeException">for a round.</exception>
    public static Period LastBefore(this DigestKind kind, DateOnly day) =>
        Period.Of(kind.Length() ?? throw new ArgumentOutOfRangeException(nameof(kind), kind, "A round has no calendar."), day).Previous();
}
