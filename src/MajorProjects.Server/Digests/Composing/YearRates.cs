using MajorProjects.Digests.Content;
using MajorProjects.Server.RollingViews;

namespace MajorProjects.Server.Digests.Composing;

/// <summary>The rates of a year that a digest tells of, by their metrics, all in one pass over the projects.</summary>
internal static class YearRates
{
    private static readonly Metric[] Metrics =
    [
        .. new[]
        {
            "startRateOfYearPlan", "commissionRateOfYearPlan", "resumeRate", "startAndResumeRate", "investmentRateOfYearPlan", "investmentRateToDate", "timeProgress",
        }.Select(Named),
    ];

    private static readonly string Sql = $"""
        with s as materialized (select e.* from ({ProjectStates.Sql}) e where e.counted and {ProjectFilter.Condition}),
             {string.Join(",\n     ", Metrics.Select((m, i) => $"m{i} as ({m.Rows})"))}
        {string.Join("\nunion all\n", Metrics.Select((_, i) => $"select {i}, coalesce(sum(numerator), 0)::numeric, coalesce(sum(denominator), 0)::numeric from m{i}"))}
        """;

    public static async Task<IReadOnlyDictionary<string, Ratio>> ReadAsync(DigestView view, CancellationToken cancellation)
    {
        await using var select = view.AskOfYear(Sql);
        return (await select.ReadAsync(row => (Metrics[row.GetInt32(0)].Key, Ratio: Ratio.Of(row.GetDecimal(1), row.GetDecimal(2))), cancellation))
            .ToDictionary(r => r.Key, r => r.Ratio, StringComparer.Ordinal);
    }

    /// <summary>What people call a rate.</summary>
    public static string TitleOf(string key) => Named(key).Title.Zh;

    private static Metric Named(string key) => Metric.All.Single(m => m.Key == key);
}
