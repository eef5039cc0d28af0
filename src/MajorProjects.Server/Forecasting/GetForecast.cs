using System.ComponentModel;
using MajorProjects.Domain;
using MajorProjects.Domain.Forecasting;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.RollingViews;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace MajorProjects.Server.Forecasting;

public sealed record ForecastQuery : ViewQuery
{
    [FromQuery(Name = "milestone"), Description("start (of signed projects) or commissioning (of started ones); default: both.")]
    public string? Milestone { get; init; }
}

/// <summary>What is learnt from: waits of the whole city for one kind of step.</summary>
/// <param name="Events">Waits that ended with the step.</param>
/// <param name="Censored">Waits that go on, or ended without it.</param>
/// <param name="Enough">Whether anything is forecast from them.</param>
public sealed record ForecastHistory(int Events, int Censored, bool Enough);

/// <summary>
/// A project that waits for its next step since the day of the one before, and when that step is planned and to be expected. Of one whose
/// works stand still the forecast counts on suspensions as they befell the others, and not on this one.
/// </summary>
public sealed record ForecastProject(
    Guid Id, string Name, string Region, string Industry, ForecastMilestone Milestone, DateOnly Since, int WaitedDays, PlannedDate? Planned, bool Suspended)
{
    /// <summary>The month by which half of the waits like this one had ended.</summary>
    public YearMonth? Median { get; init; }

    /// <summary>The first month of the 80 % interval.</summary>
    public YearMonth? Earliest { get; init; }

    /// <summary>Its last month; null with a median: it is open-ended, as the history does not reach that far.</summary>
    public YearMonth? Latest { get; init; }

    /// <summary>How many waits were seen to last longer than this one has.</summary>
    public required int NumberAtRisk { get; init; }

    /// <summary>Whose waits they are: of its industry, or of the whole city.</summary>
    public ForecastBasis? Basis { get; init; }

    /// <summary>There is too little history for a forecast.</summary>
    public bool Insufficient => Basis is null;

    /// <summary>What is missing, then: Chinese, or English under <c>Accept-Language: en</c>.</summary>
    public string? Detail { get; init; }
}

/// <summary>Of each kind of step by its key: the history, the calibration on the last closed year; and what is to be expected of each project.</summary>
public sealed record ForecastAnswer(
    DateOnly AsOf, DateTimeOffset KnownAt, long Position, bool Confirmed, int RuleVersion,
    IReadOnlyDictionary<string, ForecastHistory> History, IReadOnlyDictionary<string, Calibration> Calibration, IReadOnlyList<ForecastProject> Projects);

/// <summary>
/// <c>GET /forecast</c>: the likely start of each signed project and the likely commissioning of each started one. The filters choose
/// projects; what is learnt from is always the whole city.
/// </summary>
/// <remarks>
/// The caller's asOf is taken for the day up to which the record is complete: who puts knownAt into the past puts asOf there too.
/// </remarks>
public static class GetForecast
{
    public static async Task<ForecastAnswer> Get(
        [AsParameters] ForecastQuery query, HttpRequest request, Caller caller, Viewpoints viewpoints, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var filter = query.Filter(caller);
        var milestones = MilestonesOf(query);
        var viewpoint = await viewpoints.ResolveAsync(caller.City, query, cancellation);
        var year = Calibration.LastClosedYear(viewpoint.AsOf);
        var courses = await CourseReader.ReadAsync(database, caller.City, viewpoint, Calibration.LearntBy(year), filter, cancellation);
        await viewpoints.ConfirmAsync(caller.City, viewpoint, cancellation);

        var english = Problems.ReadsEnglish(request);
        var history = new Dictionary<string, ForecastHistory>(StringComparer.Ordinal);
        var calibration = new Dictionary<string, Calibration>(StringComparer.Ordinal);
        var projects = new List<ForecastProject>();
        foreach (var milestone in milestones)
        {
            var learnt = LearntWaits.Of(courses, milestone, viewpoint.AsOf);
            history[milestone.ToKey()] = new(learnt.Forecaster.City.Events, learnt.Forecaster.City.Censored, learnt.Forecaster.HasEnough);
            calibration[milestone.ToKey()] = Calibration.Of(year, LearntWaits.WaitsOf(courses, p => p.Earlier.WaitFor(milestone)), learnt.Waits);
            projects.AddRange(learnt.Expect(viewpoint.AsOf, english));
        }
        ViewCommand.RefuseBeyondMost(projects);
        return new(viewpoint.AsOf, viewpoint.KnownAt, viewpoint.Position, viewpoint.Confirmed, Forecaster.RuleVersion, history, calibration, projects);
    }

    private static ForecastMilestone[] MilestonesOf(ForecastQuery query)
    {
        var errors = new FieldErrors();
        var asked = QueryText.Key<ForecastMilestone>(errors, "milestone", query.Milestone);
        QueryText.Refuse(errors);
        return [.. Enum.GetValues<ForecastMilestone>().Where(m => asked is null || m.ToKey() == asked)];
    }
}
