using System.Runtime.InteropServices;

namespace MajorProjects.Domain.Forecasting;

/// <summary>How long something was waited for, as far as it was seen.</summary>
/// <param name="Days">Whole days, not negative.</param>
/// <param name="Came">Whether it came at the end of them. If not, the wait is censored: it lasted longer than <paramref name="Days"/>, nobody knows how much.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Waited(int Days, bool Came);

/// <summary>
/// The share of waits that last longer than t days, by the product-limit estimator of E. L. Kaplan and P. Meier, “Nonparametric
/// Estimation from Incomplete Observations”, Journal of the American Statistical Association 53 (1958) 457–481: S(t) is the product of
/// 1 − d/n over the days up to t on which something came, with d the waits that ended so on that day and n those at risk, which had
/// lasted until then. A wait that was censored on a day was still at risk on it, so what comes precedes what is censored.
/// </summary>
/// <remarks>It supposes that a wait that was censored would have gone on as the others do.</remarks>
public sealed class SurvivalCurve
{
    // Equal shares come out of different products a few ulps apart; shares that differ, differ by far more than this.
    private const double RelativeTolerance = 1e-9;

    private readonly int[] durations;
    private readonly int[] days;
    private readonly double[] survival;

    private SurvivalCurve(int[] durations, int[] days, double[] survival, int events) =>
        (this.durations, this.days, this.survival, Events) = (durations, days, survival, events);

    /// <summary>How many of the waits were seen to end.</summary>
    public int Events { get; }

    /// <summary>How many were not.</summary>
    public int Censored => durations.Length - Events;

    public static SurvivalCurve Of(IEnumerable<Waited> waits)
    {
        var all = waits.ToArray();
        Array.Sort(all, (a, b) => a.Days.CompareTo(b.Days));
        if (all is [{ Days: < 0 }, ..]) throw new ArgumentOutOfRangeException(nameof(waits), all[0].Days, "A wait lasts no negative time.");
        var (days, survival, share, events) = (new List<int>(), new List<double>(), 1.0, 0);
        for (int from = 0, to; from < all.Length; from = to)
        {
            var came = 0;
            for (to = from; to < all.Length && all[to].Days == all[from].Days; to++) came += all[to].Came ? 1 : 0;
            if (came == 0) continue;
            var atRisk = all.Length - from;
            share *= (double)(atRisk - came) / atRisk;
            events += came;
            days.Add(all[from].Days);
            survival.Add(share);
        }
        return new(Array.ConvertAll(all, w => w.Days), [.. days], [.. survival], events);
    }

    /// <summary>The share of waits that last longer than <paramref name="day"/> days; 1 before the first that ended.</summary>
    public double Survival(int day)
    {
        var ended = CountUpTo(days, day);
        return ended == 0 ? 1 : survival[ended - 1];
    }

    /// <summary>How many waits were seen to last at least <paramref name="day"/> days.</summary>
    public int AtRisk(int day) => durations.Length - CountUpTo(durations, day - 1);

    /// <summary>
    /// The first day by which the share <paramref name="p"/> of all waits has ended; null where the curve does not come down so far.
    /// </summary>
    /// <param name="p">A share above 0, at most 1.</param>
    public int? Quantile(double p) => QuantileBeyond(-1, p);

    /// <summary>
    /// The same among the waits that lasted longer than <paramref name="age"/> days: the smallest t &gt; age with S(t)/S(age) ≤ 1 − p. Null
    /// where the curve does not come down so far, or no wait was seen beyond that age. Age −1 is that of a wait not yet begun.
    /// </summary>
    /// <param name="age">Whole days already waited, to the end of the last of them.</param>
    /// <param name="p">A share above 0, at most 1.</param>
    public int? QuantileBeyond(int age, double p)
    {
        if (p is not (> 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(p), p, "A share above 0, at most 1, is expected.");
        var most = Survival(age) * (1 - p) * (1 + RelativeTolerance);
        var (low, high) = (CountUpTo(days, age), days.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (survival[middle] <= most) high = middle;
            else low = middle + 1;
        }
        return low < days.Length ? days[low] : null;
    }

    /// <summary>How many of the ascending <paramref name="values"/> are at most <paramref name="limit"/>.</summary>
    private static int CountUpTo(int[] values, int limit)
    {
        var (low, high) = (0, values.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (values[middle] <= limit) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
