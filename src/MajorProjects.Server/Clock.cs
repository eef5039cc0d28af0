namespace MajorProjects.Server;

/// <summary>Business days are those of Asia/Shanghai, wherever the server stands.</summary>
public static class Clock
{
    private static readonly TimeZoneInfo Shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    public static DateOnly Today(this TimeProvider clock) => DayOf(clock.GetUtcNow());

    public static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(TimeOf(instant));

    /// <summary>What a clock in Asia/Shanghai shows.</summary>
    public static DateTime TimeOf(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, Shanghai).DateTime;

    /// <summary>The last instant of a day in Asia/Shanghai, to the microsecond that the store keeps.</summary>
    public static DateTimeOffset EndOf(DateOnly day)
    {
        var midnight = day.AddDays(1).ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, Shanghai.GetUtcOffset(midnight)).ToUniversalTime().AddMicroseconds(-1);
    }

    /// <summary>An instant to the microsecond, as the store keeps it: what is computed with it is computed again with the same.</summary>
    public static DateTimeOffset ToStored(this DateTimeOffset instant) => instant.AddTicks(-(instant.Ticks % TimeSpan.TicksPerMicrosecond));
}
