namespace MajorProjects.Digests.Delivery;

/// <summary>When a delivery that failed is tried again.</summary>
public static class RetryRule
{
    /// <summary>How long after each failed try the next one is; after the last there is none.</summary>
    public static IReadOnlyList<TimeSpan> Waits { get; } =
        [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(6)];

    /// <summary>The instant of the next try; null: it is a dead letter, until somebody replays it.</summary>
    /// <param name="attempt">Which try failed, from 1.</param>
    /// <param name="isPermanent">Whether the receiver refused for good.</param>
    /// <param name="failedAt">When.</param>
    public static DateTimeOffset? Next(int attempt, bool isPermanent, DateTimeOffset failedAt)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(attempt);
        return isPermanent || attempt > Waits.Count ? null : failedAt + Waits[attempt - 1];
    }
}
