namespace MajorProjects.Domain.Forecasting;

/// <summary>One project's wait for its next step, by all that had happened by some day.</summary>
/// <param name="Industry">The project's industry.</param>
/// <param name="Since">The day of the step before: the wait begins.</param>
/// <param name="ReachedOn">The day on which the step was taken.</param>
/// <param name="LeftOn">The day on which the project left the library without it, where it has not come back.</param>
public sealed record Wait(string Industry, DateOnly Since, DateOnly? ReachedOn = null, DateOnly? LeftOn = null)
{
    public bool GoesOn => ReachedOn is null && LeftOn is null;

    /// <summary>What it teaches by the end of <paramref name="asOf"/>: it ended, or it was censored where the project left or on that day.</summary>
    public Waited Until(DateOnly asOf) => new((ReachedOn ?? LeftOn ?? asOf).DayNumber - Since.DayNumber, ReachedOn is not null);
}

/// <summary>
/// The days in a project's life from which its waits follow, by all that had happened by some day.
/// </summary>
/// <remarks>
/// Days are counted by the calendar, whatever came between. A suspended project goes on waiting: suspensions lengthened the waits of the
/// past too, and what is asked for is a month of the calendar. So does a withdrawn one that was restored; one that was not is censored
/// where it left.
/// </remarks>
/// <param name="Industry">The project's industry.</param>
/// <param name="SignedOn">Its first formal signing.</param>
/// <param name="StartedOn">Its start.</param>
/// <param name="CommissionedOn">Its commissioning as a whole.</param>
/// <param name="WithdrawnOn">When it left the library, where it has not come back.</param>
/// <param name="IsUnderWay">Whether anything shows that its works had begun, on record or not.</param>
public sealed record Course(
    string Industry, DateOnly? SignedOn = null, DateOnly? StartedOn = null, DateOnly? CommissionedOn = null, DateOnly? WithdrawnOn = null, bool IsUnderWay = false)
{
    /// <summary>
    /// Its wait for a step, or null: where the day on which the wait began is not on record, a framework agreement being none; and where the
    /// step was taken on a day that is not.
    /// </summary>
    public Wait? WaitFor(ForecastMilestone milestone) => milestone switch
    {
        ForecastMilestone.Start => StartedOn is null && IsUnderWay ? null : Between(SignedOn, StartedOn),
        _ => Between(StartedOn, CommissionedOn),
    };

    // A day before the wait began, as records of a project taken over midway may have it, measures nothing.
    private Wait? Between(DateOnly? since, DateOnly? reached)
    {
        var left = reached is null ? WithdrawnOn : null;
        return since is null || reached < since || left < since ? null : new(Industry, since.Value, reached, left);
    }
}
