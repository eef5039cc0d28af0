using MajorProjects.Digests.Content;
using MajorProjects.Domain;
using MajorProjects.Domain.Forecasting;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Forecasting;

namespace MajorProjects.Server.Digests.Composing;

/// <summary>What is to be expected by the end of the next period, where the history is enough to say so.</summary>
internal static class ForecastFigures
{
    public static async Task<IReadOnlyList<ForecastSection>> ReadAsync(DigestView view, Period next, CancellationToken cancellation)
    {
        var courses = await CourseReader.ReadAsync(view.Database, view.City, view.Viewpoint, view.Year.First.AddDays(-1), view.Filter, cancellation);
        var (sections, by) = (new List<ForecastSection>(), YearMonth.Of(next.Last));
        foreach (var milestone in Enum.GetValues<ForecastMilestone>())
        {
            var learnt = LearntWaits.Of(courses, milestone, view.Viewpoint.AsOf);
            if (!learnt.Forecaster.HasEnough) continue;
            var expected = learnt.Expect(view.Viewpoint.AsOf, english: false);
            var within = expected.Where(p => p.Median <= by).OrderBy(p => p.Median).ThenBy(p => p.Id)
                .Select(p => new ForecastLine(new(p.Id, p.Name, p.Region), p.Median!.Value, p.Earliest, p.Latest)).ToList();
            sections.Add(new(milestone is ForecastMilestone.Start ? PlannedMilestone.Start : PlannedMilestone.Commissioning, expected.Count, within.Count, Listed.Of(within)));
        }
        return sections;
    }
}
