using MajorProjects.Domain.Forecasting;

namespace MajorProjects.Server.Forecasting;

/// <summary>The waits of a city's projects for one kind of step, and what is learnt from them.</summary>
internal sealed record LearntWaits(ForecastMilestone Milestone, List<ProjectCourse> Courses, Dictionary<Guid, Wait> Waits, Forecaster Forecaster)
{
    public static LearntWaits Of(List<ProjectCourse> courses, ForecastMilestone milestone, DateOnly asOf)
    {
        var waits = WaitsOf(courses, p => p.Course.WaitFor(milestone));
        return new(milestone, courses, waits, Forecaster.Learn([.. waits.Values], asOf));
    }

    /// <summary>What is to be expected of each listed project whose wait goes on, the soonest first.</summary>
    public List<ForecastProject> Expect(DateOnly asOf, bool english) =>
    [
        .. Courses.Where(p => p.IsListed && Waits.TryGetValue(p.Id, out var wait) && wait.GoesOn)
            .Select(p => Expect(p, Milestone, Waits[p.Id], Forecaster.For(Waits[p.Id]), asOf, english))
            .OrderBy(p => p.Median is null).ThenBy(p => p.Median).ThenBy(p => p.Since).ThenBy(p => p.Id),
    ];

    public static Dictionary<Guid, Wait> WaitsOf(List<ProjectCourse> courses, Func<ProjectCourse, Wait?> waitOf)
    {
        var waits = new Dictionary<Guid, Wait>(courses.Count);
        foreach (var course in courses)
        {
            if (waitOf(course) is { } wait) waits.Add(course.Id, wait);
        }
        return waits;
    }

    private static ForecastProject Expect(ProjectCourse project, ForecastMilestone milestone, Wait wait, Forecast forecast, DateOnly asOf, bool english)
    {
        var planned = milestone is ForecastMilestone.Start ? project.PlannedStart : project.PlannedCommissioning;
        return forecast switch
        {
            Forecast.Likely f => With(f.AtRisk) with { Median = f.Median, Earliest = f.Earliest, Latest = f.Latest, Basis = f.Basis },
            Forecast.Insufficient f => With(f.AtRisk) with { Detail = english ? f.Why.En : f.Why.Zh },
            _ => throw new ArgumentOutOfRangeException(nameof(forecast), forecast, null),
        };

        ForecastProject With(int atRisk) => new(
            project.Id, project.Name, project.Region, wait.Industry, milestone, wait.Since, asOf.DayNumber - wait.Since.DayNumber, planned, project.IsSuspended)
        {
            NumberAtRisk = atRisk,
        };
    }
}
