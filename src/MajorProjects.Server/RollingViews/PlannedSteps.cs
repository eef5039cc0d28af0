using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;
using Npgsql;

namespace MajorProjects.Server.RollingViews;

/// <summary>A planned step of a counted project, as it stands.</summary>
/// <param name="Project">The project's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Region">Its region.</param>
/// <param name="Step">The step.</param>
/// <param name="Baseline">As planned before the first delay.</param>
/// <param name="Planned">As planned now.</param>
/// <param name="IsOverdue">Whether it is past its month with neither a fact nor a request for an extension.</param>
/// <param name="IsWaiting">Whether it is still to be taken.</param>
internal sealed record PlannedStep(Guid Project, string Name, string Region, PlannedMilestone Step, DateOnly? Baseline, DateOnly? Planned, bool IsOverdue, bool IsWaiting);

/// <summary>The steps that were put off, are past their month or are due within a time, and the delays themselves: one pass over the projects for all of them.</summary>
internal sealed class PlannedSteps
{
    private static readonly string StepsSql = $"{RowsOf($"({ProjectStates.Sql})")} and {ProjectFilter.Condition}";

    private const string DelaysSql = $"""
        select d.project_id, d.version, d.occurred_on, d.subject, d.reason, d.to_date
        from milestone_fact d
        where d.city = @city and d.confirmed = @confirmed and d.kind = '{ProjectDelayed.Kind}' and d.known_from <= @position and d.known_to > @position
              and d.occurred_on <= @asOf
        order by d.occurred_on, d.known_from
        """;

    private PlannedSteps(IEnumerable<PlannedStep> steps, IReadOnlyList<Delay> delays)
    {
        // Not left to the database, whose order of names is another one where its locale is.
        Steps = [.. steps.OrderBy(s => s.Planned ?? DateOnly.MaxValue).ThenBy(s => s.Name, StringComparer.Ordinal).ThenBy(s => s.Project).ThenBy(s => s.Step)];
        Delays = delays;
    }

    public IReadOnlyList<PlannedStep> Steps { get; }

    /// <summary>Every delay of them, by the day.</summary>
    public IReadOnlyList<Delay> Delays { get; }

    /// <summary>What is past its month, by the month that it was planned for.</summary>
    public IEnumerable<PlannedStep> Overdue => Steps.Where(s => s.IsOverdue);

    /// <summary>What is to be taken in a period, by its day.</summary>
    public IEnumerable<PlannedStep> DueIn(Period period) =>
        Steps.Where(s => s.IsWaiting && s.Planned is { } day && period.Contains(day)).OrderBy(s => s.Planned).ThenBy(s => s.Project).ThenBy(s => s.Step.ToKey(), StringComparer.Ordinal);

    /// <summary>The last delay of each step that is still to be taken, with the plan as it is now, which may have been revised since.</summary>
    public IEnumerable<Delay> Running
    {
        get
        {
            var waiting = Steps.Where(s => s is { IsWaiting: true, Planned: not null }).ToDictionary(s => (s.Project, s.Step.ToKey()), s => s.Planned!.Value);
            return Delays.GroupBy(d => (d.Project, d.Milestone)).Where(g => waiting.ContainsKey(g.Key))
                .Select(g => AsPlanned(g.MaxBy(d => (d.OccurredOn, d.Version))!, waiting[g.Key]))
                .OrderBy(d => d.OccurredOn).ThenBy(d => d.Project).ThenBy(d => d.Milestone, StringComparer.Ordinal);
        }
    }

    private static Delay AsPlanned(Delay delay, DateOnly planned) => delay with { To = planned, SlipDays = planned.DayNumber - delay.Baseline?.DayNumber };

    /// <param name="database">The read tables.</param>
    /// <param name="city">The city.</param>
    /// <param name="viewpoint">As of when, and as known when.</param>
    /// <param name="filter">Which projects.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<PlannedSteps> ReadAsync(NpgsqlDataSource database, City city, Viewpoint viewpoint, ProjectFilter filter, CancellationToken cancellation)
    {
        await using var select = database.Ask(StepsSql, city, viewpoint, filter, ("dueFrom", DateOnly.MaxValue), ("dueTo", DateOnly.MinValue));
        return await WithDelaysAsync(await select.ReadAsync(StepOf, cancellation), database, city, viewpoint, cancellation);
    }

    /// <summary>The steps that were read, with their delays.</summary>
    public static async Task<PlannedSteps> WithDelaysAsync(List<PlannedStep> steps, NpgsqlDataSource database, City city, Viewpoint viewpoint, CancellationToken cancellation)
    {
        await using var select = database.Ask(DelaysSql, city, viewpoint, ProjectFilter.Open);
        var of = steps.ToDictionary(s => (s.Project, s.Step.ToKey()));
        return new(steps, (await select.ReadAsync(row => DelayOf(row, of.GetValueOrDefault((row.GetGuid(0), row.GetString(3)))), cancellation)).OfType<Delay>().ToList());
    }

    /// <summary>
    /// Rows for <see cref="StepOf"/>, of the counted projects of <paramref name="states"/>: what was put off, is past its month, or waits and is planned between
    /// <c>@dueFrom</c> and <c>@dueTo</c>.
    /// </summary>
    /// <param name="states">Where the rows of <see cref="ProjectStates"/> come from.</param>
    public static string RowsOf(string states) => $"""
        select e.project_id, e.name, e.region, b.step, b.baseline, b.planned, b.overdue, b.waits
        from {states} e
        cross join lateral (values {string.Join(", ", PlannedMilestones.All.Select(RowOf))}) b (step, baseline, planned, overdue, delayed, waits)
        where e.counted and (b.overdue or b.delayed or b.waits and b.planned between @dueFrom and @dueTo)
        """;

    private static string RowOf(PlannedMilestone step)
    {
        var key = step.ToKey();
        return $"('{key}', e.baseline_{key}, e.planned_{key}, e.overdue_{key}, e.delayed_{key}, not e.is_withdrawn and {string.Join(" and ", ProjectStates.NotTaken(step, "e"))})";
    }

    private static PlannedStep StepOf(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), PlannedMilestones.All.Single(m => m.ToKey() == row.GetString(3)), row.ValueOrNull<DateOnly>(4), row.ValueOrNull<DateOnly>(5), row.GetBoolean(6), row.GetBoolean(7));

    // A delay of a project that the filter leaves out, or that counts no longer, has no step here.
    private static Delay? DelayOf(NpgsqlDataReader row, PlannedStep? step)
    {
        if (step is null) return null;
        var to = row.GetFieldValue<DateOnly>(5);
        return new(
            step.Project, step.Name, step.Region, row.GetInt32(1), row.GetFieldValue<DateOnly>(2), step.Step.ToKey(), row.TextOrNull(4),
            step.Baseline, to, to.DayNumber - step.Baseline?.DayNumber);
    }
}
