using MajorProjects.Domain;
using MajorProjects.Domain.Facts;

namespace MajorProjects.Server.RollingViews;

/// <summary>
/// The one definition, in SQL, of where each project stands: its attributes, the first day of each step, its stage and what is overdue, by
/// the facts that had happened by <c>@asOf</c> and stood at <c>@position</c>, in the edition that <c>@confirmed</c> says. The same as the domain's fold of those facts.
/// </summary>
internal static class ProjectStates
{
    /// <summary>The steps whose first day views ask for, each in a column <c>…_on</c>.</summary>
    private static readonly (string Column, string Kind)[] Steps =
    [
        ("reserved", ProjectReserved.Kind), ("signed", ContractSigned.Kind), ("started", ConstructionStarted.Kind),
        ("entered_statistics", EnteredStatistics.Kind), ("trial_production", TrialProductionStarted.Kind), ("commissioned_part", ProjectCommissioned.PartKind),
        ("commissioned", ProjectCommissioned.Kind), ("completed", ProjectCompleted.Kind), ("full_capacity", FullCapacityReached.Kind),
    ];

    private static readonly string StageNames = string.Join(", ", Enum.GetValues<Stage>().Select(s => $"'{s.ToKey()}'"));

    /// <summary>
    /// One row for each project that was in the library, or had facts, by then: the columns of <c>project_version</c>, <c>signed_on</c>
    /// and the like, <c>withdrawn_on</c> while it is out of the library, <c>is_suspended</c>, <c>is_under_way</c> where a start or a stop shows that
    /// the works have begun, <c>stage</c>, and <c>overdue_start</c>, <c>pending_start</c> and <c>delayed_start</c> for each planned step.
    /// </summary>
    public static string Sql { get; } = Of(among: false);

    /// <summary>The same of the projects <c>@projects</c> alone, without looking at the others.</summary>
    public static string Among { get; } = Of(among: true);

    /// <summary>The same as of another day, <paramref name="asOf"/>.</summary>
    public static string At(string asOf) => Sql.Replace("@asOf", asOf, StringComparison.Ordinal);

    private static string Of(bool among)
    {
        string OneOf(string row) => among ? $" and {row}.project_id = any(@projects)" : "";
        return $"""
            select v.*, {Join(Steps, s => $"m.{s.Column}_on")}, coalesce(m.is_withdrawn, false) as is_withdrawn, coalesce(m.is_suspended, false) as is_suspended,
                   case when m.is_withdrawn then m.last_withdrawn_on end as withdrawn_on, coalesce(m.is_under_way, false) as is_under_way,
                   case when m.is_withdrawn then 'withdrawn' when m.is_suspended then 'suspended' else (array[{StageNames}])[coalesce(m.reached, 0) + 1] end as stage,
                   {Join(PlannedMilestones.All, p => $"coalesce(m.pending_{p.ToKey()}, false) as pending_{p.ToKey()}, coalesce(m.delayed_{p.ToKey()}, false) as delayed_{p.ToKey()}")},
                   {Join(PlannedMilestones.All, p => $"{Overdue(p)} as overdue_{p.ToKey()}")}
            from project_version v
            left join (
                select f.project_id, max(f.reaches) as reached,
                       {Join(Steps, s => $"min(f.occurred_on) filter (where f.kind = '{s.Kind}') as {s.Column}_on")},
                       {Last(ProjectWithdrawn.Kind)} > coalesce({Last(ProjectRestored.Kind)}, 0) as is_withdrawn,
                       {Last(ProjectSuspended.Kind)} > coalesce({Last(ProjectResumed.Kind)}, 0) as is_suspended,
                       max(f.occurred_on) filter (where f.kind = '{ProjectWithdrawn.Kind}') as last_withdrawn_on,
                       bool_or(f.kind in ({string.Join(", ", PlannedMilestone.Start.ShownBy().Append(ProjectSuspended.Kind).Select(kind => $"'{kind}'"))})) as is_under_way,
                       {Join(PlannedMilestones.All, p => $"""
                           {Last(ExtensionRequested.Kind, p)} > greatest({Last(ExtensionGranted.Kind, p)}, {Last(ExtensionRefused.Kind, p)}, 0) as pending_{p.ToKey()},
                           bool_or(f.kind = '{ProjectDelayed.Kind}' and f.subject = '{p.ToKey()}') as delayed_{p.ToKey()}
                           """)}
                from milestone_fact f
                where f.city = @city and f.confirmed = @confirmed and f.known_from <= @position and f.known_to > @position and f.occurred_on <= @asOf{OneOf("f")}
                group by f.project_id) m on m.project_id = v.project_id
            where v.city = @city and v.confirmed = @confirmed and v.known_from <= @position and v.known_to > @position and v.valid_from <= @asOf and v.valid_to > @asOf
                  and (v.registered_on <= @asOf or m.project_id is not null){OneOf("v")}
            """;
    }

    /// <summary>Conditions on a row that has the steps' first days: the step was not taken, and no later one shows that it was.</summary>
    public static IEnumerable<string> NotTaken(PlannedMilestone step, string row) => step.ShownBy().Select(kind => $"{row}.{Steps.First(s => s.Kind == kind).Column}_on is null");

    // The last of a kind, by the day and, within one, by the order of recording.
    private static string Last(string kind, PlannedMilestone? of = null) => $"""
        max((f.occurred_on - date '0001-01-01')::bigint * 1000000 + f.version) filter (where f.kind = '{kind}'{(of is null ? "" : $" and f.subject = '{of.Value.ToKey()}'")})
        """;

    // Past its month, neither taken nor asked to be put off, and no later step shows that it was taken; nobody has to report it.
    private static string Overdue(PlannedMilestone step) => $"""
        (v.planned_{step.ToKey()} < date_trunc('month', @asOf::date) and {string.Join(" and ", NotTaken(step, "m"))}
         and not coalesce(m.pending_{step.ToKey()}, false) and not coalesce(m.is_withdrawn, false)) is true
        """;

    private static string Join<T>(IEnumerable<T> parts, Func<T, string> sql) => string.Join(",\n                   ", parts.Select(sql));
}
