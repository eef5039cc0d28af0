using MajorProjects.Server.RollingViews;

namespace MajorProjects.Server.Tests.RollingViews;

/// <summary>What became of those signed in each period.</summary>
public class CohortLawsTests(TestPostgres postgres)
{
    [Fact]
    public Task rows_are_those_of_the_definition_and_sum_to_the_totals() => CityLaws.HoldAsync(postgres, cities: 3, questions: 25, async asked =>
    {
        var query = $"{asked.Question.Range}&{asked.Point}";
        var cohorts = await asked.Client.ReadAsync<Cohorts>($"/cohorts{query}");
        var board = await asked.Client.BatchesAsync(query);
        var projects = asked.Counted;

        cohorts.Position.ShouldBe(asked.Position);
        cohorts.Rows.Select(r => (r.Period!.Value, r.Signed)).ShouldBe(board.Rows.Select(r => (r.Period, r.Signed)));
        foreach (var row in cohorts.Rows) HoldsOf(row, projects.Where(p => p.Signed is { } day && row.Period!.Value.Contains(day)));
        var (first, last) = (asked.Question.From.First, asked.Question.To.Last);
        HoldsOf(cohorts.Totals, projects.Where(p => p.Signed >= first && p.Signed <= last));
        cohorts.Totals.Period.ShouldBeNull();
        cohorts.Totals.Signed.ShouldBe(cohorts.Rows.Select(r => r.Signed).Aggregate(BatchCell.Empty, (a, b) => a + b));
        foreach (var rate in new Func<Cohort, RateView>[] { c => c.Started, c => c.Commissioned, c => c.Withdrawn })
            (rate(cohorts.Totals).Numerator, rate(cohorts.Totals).Denominator).ShouldBe((cohorts.Rows.Sum(r => rate(r).Numerator), cohorts.Rows.Sum(r => rate(r).Denominator)));
    });

    private static void HoldsOf(Cohort row, IEnumerable<FoldedProject> those)
    {
        var signed = those.ToList();
        row.ShouldBe(new(
            row.Period, new(signed.Count, signed.Sum(p => p.InvestmentWan)),
            RateView.Of(signed.Count(p => p.Started is not null), signed.Count),
            RateView.Of(signed.Count(p => p.Commissioned is not null), signed.Count),
            RateView.Of(signed.Count(p => p.State.IsWithdrawn), signed.Count),
            Median(signed.Select(p => p.Started?.DayNumber - p.Signed!.Value.DayNumber)),
            Median(signed.Select(p => p.Commissioned?.DayNumber - p.Started?.DayNumber))));
    }

    private static decimal? Median(IEnumerable<int?> days)
    {
        var known = days.OfType<int>().Order().ToList();
        return known.Count == 0 ? null : (known[(known.Count - 1) / 2] + known[known.Count / 2]) / 2m;
    }
}
