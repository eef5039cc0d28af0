using MajorProjects.Domain.Values;

namespace MajorProjects.Domain.Forecasting;

/// <summary>
/// Tells from a city's waits for one kind of step when it is to be expected of those that still wait: from the waits of the same industry
/// where there are enough, else from all of the city's, else not at all.
/// </summary>
/// <remarks>
/// It supposes that works to come take as long as those before them did; that a project that leaves the library would otherwise have gone on
/// as the others; and that what had happened by the day it learns of is on record.
/// </remarks>
public sealed class Forecaster
{
    /// <summary>Version of the rules; a figure that was issued keeps the version it was computed with.</summary>
    public const int RuleVersion = 1;

    /// <summary>
    /// Fewest ended waits of a city. Of n of them the interval from the tenth to the ninetieth percentile covers the next one with a
    /// probability of 0.8·n/(n + 1) on average and a standard deviation of about √(0.16/(n + 2)), as order statistics do (Wilks 1941): with
    /// 20, 76 % ± 9.
    /// </summary>
    public const int FewestEvents = 20;

    /// <summary>Fewest ended waits of an industry: more than of the city, 77 % ± 7, for what it is preferred to rests on many more.</summary>
    public const int FewestEventsOfIndustry = 30;

    /// <summary>Fewest waits that lasted longer than the one in question: of fewer than ten, one in ten is nobody.</summary>
    public const int FewestAtRisk = 10;

    private const double Early = 0.1;
    private const double Half = 0.5;
    private const double Late = 0.9;

    private readonly DateOnly asOf;
    private readonly Dictionary<string, SurvivalCurve> industries;

    private Forecaster(DateOnly asOf, SurvivalCurve city, Dictionary<string, SurvivalCurve> industries) =>
        (this.asOf, City, this.industries) = (asOf, city, industries);

    /// <summary>All of the city's waits.</summary>
    public SurvivalCurve City { get; }

    /// <summary>Whether the city has enough of them for anything to be said.</summary>
    public bool HasEnough => City.Events >= FewestEvents;

    /// <summary>Learns from the waits as they stood at the end of a day.</summary>
    public static Forecaster Learn(IReadOnlyCollection<Wait> waits, DateOnly asOf) => new(
        asOf,
        SurvivalCurve.Of(waits.Select(w => w.Until(asOf))),
        waits.GroupBy(w => w.Industry, w => w.Until(asOf), StringComparer.Ordinal)
            .Select(g => (Industry: g.Key, Curve: SurvivalCurve.Of(g)))
            .Where(i => i.Curve.Events >= FewestEventsOfIndustry)
            .ToDictionary(i => i.Industry, i => i.Curve, StringComparer.Ordinal));

    /// <summary>What is to be expected of a wait that had not ended by the day learnt of, or begins after it.</summary>
    public Forecast For(Wait wait)
    {
        var age = Math.Max(-1, asOf.DayNumber - wait.Since.DayNumber);
        if (!HasEnough) return Nothing(age, new(
            $"本市此类历史记录只有 {City.Events} 例（至少需 {FewestEvents} 例），暂不预测。",
            $"Only {City.Events} waits of the city have ended so far, of {FewestEvents} needed; nothing is forecast."));
        if (industries.TryGetValue(wait.Industry, out var industry) && Read(industry, wait.Since, age, ForecastBasis.Industry) is { } byIndustry) return byIndustry;
        if (Read(City, wait.Since, age, ForecastBasis.City) is { } byCity) return byCity;
        return Nothing(age, City.AtRisk(age + 1) < FewestAtRisk
            ? new(
                $"该项目已等待 {age} 天，历史上等待更久的项目不足 {FewestAtRisk} 个，暂不预测。",
                $"It has waited {age} days, and fewer than {FewestAtRisk} projects were seen to wait longer; nothing is forecast.")
            : new(
                "历史上等待同样久的项目，尚不到一半走到下一步，暂不预测。",
                "Of the projects that waited as long, fewer than half were seen to take the next step; nothing is forecast."));
    }

    private static Forecast.Likely? Read(SurvivalCurve curve, DateOnly since, int age, ForecastBasis basis)
    {
        var atRisk = curve.AtRisk(age + 1);
        if (atRisk < FewestAtRisk || curve.QuantileBeyond(age, Half) is not { } median) return null;
        // A curve that comes down to the median has come down to what lies before it.
        var latest = curve.QuantileBeyond(age, Late);
        return new(MonthAfter(curve.QuantileBeyond(age, Early)!.Value), MonthAfter(median), latest is null ? null : MonthAfter(latest.Value), atRisk, basis);

        YearMonth MonthAfter(int days) => YearMonth.Of(since.AddDays(days));
    }

    private Forecast.Insufficient Nothing(int age, Text why) => new(City.AtRisk(age + 1), why);
}
