using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Audit;

/// <summary>A project that was signed, and that no fact shows to have started.</summary>
/// <param name="Project">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Region">Its region.</param>
/// <param name="Owner">Its owner.</param>
/// <param name="TotalInvestmentWan">Planned total investment, 万元.</param>
/// <param name="SignedOn">The day it was signed.</param>
/// <param name="Days">How many days before asOf that was.</param>
/// <param name="PlannedStart">The last day on which its start would be as planned.</param>
/// <param name="Overdue">Whether that is past its month, with no extension asked for.</param>
/// <param name="Suspended">Whether it stands still.</param>
/// <param name="Withdrawn">Whether it has left the library.</param>
/// <param name="WithdrawnOn">The day on which it left.</param>
public sealed record NeverStartedProject(
    Guid Project, string Name, string Region, string? Owner, decimal? TotalInvestmentWan, DateOnly SignedOn, int Days, DateOnly? PlannedStart, bool Overdue,
    bool Suspended, bool Withdrawn, DateOnly? WithdrawnOn);

/// <summary>Signings that never started, the oldest first.</summary>
public sealed record NeverStartedAnswer(
    DateOnly AsOf, DateTimeOffset KnownAt, long Position, bool Confirmed, int RuleVersion, int Count, decimal InvestmentWan, int Overdue, int Withdrawn,
    IReadOnlyList<NeverStartedProject> Projects);

/// <summary><c>GET /audit/neverStarted</c>: 签而未开, signed and never started; withdrawn ones too, which <c>/backlog</c> leaves out.</summary>
public static class GetNeverStarted
{
    private static readonly string Sql = $"""
        select e.project_id, e.name, e.region, e.details ->> 'owner', e.total_investment_wan, e.signed_on, @asOf::date - e.signed_on, e.planned_start, e.overdue_start,
               e.is_suspended, e.is_withdrawn, e.withdrawn_on
        from ({ProjectStates.Sql}) e
        where e.counted and e.signed_on is not null and {string.Join(" and ", ProjectStates.NotTaken(PlannedMilestone.Start, "e"))} and {ProjectFilter.Condition}
        order by e.signed_on, e.name, e.project_id
        """;

    public static async Task<NeverStartedAnswer> Get(
        [AsParameters] ViewQuery query, Caller caller, Viewpoints viewpoints, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var filter = query.Filter(caller);
        var viewpoint = await viewpoints.ResolveAsync(caller.City, query, cancellation);
        await using var select = database.Ask(Sql, caller.City, viewpoint, filter);
        var projects = await select.ListAsync(RowOf, cancellation);
        await viewpoints.ConfirmAsync(caller.City, viewpoint, cancellation);
        return new(
            viewpoint.AsOf, viewpoint.KnownAt, viewpoint.Position, viewpoint.Confirmed, Metric.RuleVersion, projects.Count,
            Wan.Plain(projects.Sum(p => p.TotalInvestmentWan ?? 0)), projects.Count(p => p.Overdue), projects.Count(p => p.Withdrawn), projects);
    }

    internal static Workbook Workbook(NeverStartedAnswer answer, City city) => new(
        new(answer.AsOf, answer.KnownAt, answer.Position), answer.Confirmed,
        Sheet.Of("签而未开的项目", answer.Projects,
            ("项目", Cells.Text, p => p.Name), ("区域", Cells.Text, p => city.NameOf(p.Region)), ("项目法人", Cells.Text, p => p.Owner),
            ("总投资（万元）", Cells.Wan, p => p.TotalInvestmentWan), ("签约日期", Cells.Day, p => p.SignedOn), ("距签约天数", Cells.Number, p => p.Days),
            ("计划开工", Cells.Day, p => p.PlannedStart), ("逾期", Cells.Text, p => p.Overdue), ("停工", Cells.Text, p => p.Suspended),
            ("已调出", Cells.Text, p => p.Withdrawn), ("调出日期", Cells.Day, p => p.WithdrawnOn), ("项目标识", Cells.Text, p => p.Project)));

    private static NeverStartedProject RowOf(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), row.TextOrNull(3), row.WanOrNull(4), row.GetFieldValue<DateOnly>(5), row.GetInt32(6),
        row.ValueOrNull<DateOnly>(7), row.GetBoolean(8), row.GetBoolean(9), row.GetBoolean(10), row.ValueOrNull<DateOnly>(11));
}
