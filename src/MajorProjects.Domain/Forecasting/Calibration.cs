namespace MajorProjects.Domain.Forecasting;

/// <summary>
/// How good the forecasts of a year that is over were: those that could have been made from what had happened by the end of the year
/// before, of the projects that waited then, and of those that began to wait within the year, as of their first day.
/// </summary>
/// <remarks>
/// Only steps that were taken within the year are judged, and of the waits that began in it those are the quick ones; a step that comes later
/// than forecast may come after the year and is then not among them. So the share says too much about the early end of the interval and too
/// little about the late one, and it is not to be read as an unbiased 80 %: as a rule it lies above. <see cref="Overdue"/> counts the misses
/// that are already certain although nothing came. Intervals are told in whole months and judged so, which makes them wider. What was
/// recorded late, or corrected since, counts as it is known today, and so does the industry: it is the method that is judged and not
/// the promptness of the records.
/// </remarks>
/// <param name="Year">The last year that was over.</param>
/// <param name="Actuals">Steps taken in it of which there was a forecast.</param>
/// <param name="Inside">Those of them that came in a month of the interval.</param>
/// <param name="NotForecast">Steps taken in it of which, with the history of then, nothing was forecast.</param>
/// <param name="Overdue">Projects that still waited at its end though the whole interval had passed.</param>
public sealed record Calibration(int Year, int Actuals, int Inside, int NotForecast, int Overdue)
{
    /// <summary>The share of actuals inside the interval, percent to two decimals, halves rounded up; null where there is none.</summary>
    public decimal? Share => Actuals == 0 ? null : decimal.Round(100m * Inside / Actuals, 2, MidpointRounding.AwayFromZero);

    /// <summary>The last year whose last day had come by <paramref name="asOf"/>.</summary>
    public static int LastClosedYear(DateOnly asOf) => asOf.AddDays(1).Year - 1;

    /// <summary>The last day before a year, by which its forecasts had to be made; there is none before the first of the calendar.</summary>
    public static DateOnly LearntBy(int year) => DateOnly.FromDayNumber(Math.Max(0, new DateOnly(year, 1, 1).DayNumber - 1));

    /// <summary>Judges the forecasts of a year.</summary>
    /// <param name="year">A year that is over.</param>
    /// <param name="then">The city's waits at the end of the year before, by project.</param>
    /// <param name="now">The same waits at a later day, not before the end of the year.</param>
    public static Calibration Of(int year, IReadOnlyDictionary<Guid, Wait> then, IReadOnlyDictionary<Guid, Wait> now)
    {
        var end = new DateOnly(year, 12, 31);
        var forecaster = Forecaster.Learn([.. then.Values], LearntBy(year));
        var result = new Calibration(year, 0, 0, 0, 0);
        foreach (var (project, waited) in then.Where(w => w.Value.GoesOn).Concat(now.Where(w => w.Value.Since.Year == year)))
        {
            // The day on which its step was taken may have turned out to be unknown.
            if (now.TryGetValue(project, out var wait)) result = result.Judge(forecaster.For(waited), wait, end);
        }
        return result;
    }

    private Calibration Judge(Forecast forecast, Wait wait, DateOnly end) => (forecast, wait.ReachedOn) switch
    {
        (Forecast.Likely likely, { } day) when day <= end => this with { Actuals = Actuals + 1, Inside = Inside + (likely.Holds(day) ? 1 : 0) },
        (Forecast.Insufficient, { } day) when day <= end => this with { NotForecast = NotForecast + 1 },
        (Forecast.Likely { Latest: { } latest }, _) when latest.Last <= end && !(wait.LeftOn <= latest.Last) => this with { Overdue = Overdue + 1 },
        _ => this,
    };
}
