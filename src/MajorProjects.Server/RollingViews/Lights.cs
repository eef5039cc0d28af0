using MajorProjects.Domain;

namespace MajorProjects.Server.RollingViews;

/// <summary>A traffic light: nothing to see, a warning, or blame.</summary>
public enum Light { Green, Yellow, Red }

/// <summary>
/// The rules by which a project has a light, as data. An extension that was granted has moved the planned date, and so stops the clock by itself.
/// </summary>
/// <param name="Version">A light that was given keeps the version it was given by.</param>
/// <param name="StartYellow">Months past the planned start from which it is yellow.</param>
/// <param name="StartRed">Months past the planned start from which it is red.</param>
/// <param name="ProgressYellow">Percentage points below schedule from which it is yellow.</param>
/// <param name="ProgressRed">Percentage points below schedule beyond which it is red.</param>
/// <param name="StatisticsYellow">Months since the start beyond which a missing entry in the statistics is yellow.</param>
/// <param name="StatisticsRed">The same for red.</param>
internal sealed record LightRules(
    int Version, int StartYellow, int StartRed, int ProgressYellow, int ProgressRed, int StatisticsYellow, int StatisticsRed)
{
    /// <summary>The defaults, as the README has them under “The figures”.</summary>
    public static LightRules Default { get; } = new(Version: 1, StartYellow: 1, StartRed: 3, ProgressYellow: 10, ProgressRed: 30, StatisticsYellow: 1, StatisticsRed: 2);

    /// <summary>
    /// A lateral join that gives the light <c>l.light</c> of a row of <see cref="ProjectStates"/>, and in <c>l.start_light</c>,
    /// <c>l.progress_light</c> and <c>l.statistics_light</c> what it comes from (0 green, 1 yellow, 2 red). The schedule of the works runs
    /// evenly from the planned start, or the start where none was planned, to the planned commissioning; they are compared with it at the end
    /// of the last month whose report says how far they are. Without such a schedule there is nothing to be below.
    /// </summary>
    public string Join(string states) => $"""
        cross join lateral (
            select case when {string.Join(" and ", ProjectStates.NotTaken(PlannedMilestone.Start, states))} then {Grade(MonthsSince($"{states}.planned_start"), StartYellow, StartRed)} else 0 end as start_light,
                   case when {states}.started_on is not null and {states}.commissioned_on is null and {states}.entered_statistics_on is null
                        then {Grade(MonthsSince($"{states}.started_on"), StatisticsYellow + 1, StatisticsRed + 1)} else 0 end as statistics_light,
                   case when {states}.started_on is not null and {states}.commissioned_on is null then coalesce((
                        select case when below > {ProgressRed} * days then 2 when below >= {ProgressYellow} * days then 1 else 0 end
                        from (select schedule.days, 100 * least(greatest((latest.month + interval '1 month')::date - schedule.first, 0), schedule.days) - latest.percent * schedule.days as below
                              from (select coalesce({states}.planned_start, {states}.started_on) as first,
                                           {states}.planned_commissioning - coalesce({states}.planned_start, {states}.started_on) as days) schedule
                              cross join lateral (
                                  select standing.month, standing.percent
                                  from (select distinct on (report.month) report.month, report.percent
                                        from progress_fact report
                                        where report.city = @city and report.confirmed = @confirmed and report.project_id = {states}.project_id and report.known_from <= @position and report.known_to > @position
                                              and report.occurred_on <= @asOf
                                        order by report.month desc, report.occurred_on desc, report.version desc) standing
                                  where standing.percent is not null order by standing.month desc limit 1) latest
                              where schedule.days > 0) compared), 0) else 0 end as progress_light) lights
        cross join lateral (
            select case when {states}.is_withdrawn then 0 else greatest(start_light, progress_light, statistics_light) end as light,
                   start_light, progress_light, statistics_light) l
        """;

    private static string MonthsSince(string day) =>
        $"((extract(year from @asOf::date) - extract(year from {day})) * 12 + extract(month from @asOf::date) - extract(month from {day}))";

    private static string Grade(string months, int yellow, int red) => $"(case when {months} >= {red} then 2 when {months} >= {yellow} then 1 else 0 end)";
}
