using System.ComponentModel;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.RollingViews;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace MajorProjects.Server.Audit;

/// <summary>Since when projects must have been registered.</summary>
public sealed record UntouchedQuery : ViewQuery
{
    [FromQuery(Name = "days"), Description("Only projects registered at least this many days before asOf, 0 to 36500; default: all.")]
    public string? Days { get; init; }
}

/// <summary>A project of which nobody has recorded anything but its registration.</summary>
/// <param name="Project">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Region">Its region.</param>
/// <param name="Industry">Its industry.</param>
/// <param name="Class">Its class.</param>
/// <param name="Owner">Its owner.</param>
/// <param name="TotalInvestmentWan">Planned total investment, 万元.</param>
/// <param name="RegisteredOn">The day it entered the library.</param>
/// <param name="Days">How many days before asOf that was.</param>
/// <param name="RecordedAt">The instant at which that was recorded.</param>
/// <param name="RecordedBy">Who recorded it.</param>
/// <param name="PlannedStart">The last day on which its start would be as planned.</param>
public sealed record UntouchedProject(
    Guid Project, string Name, string Region, string Industry, string Class, string? Owner, decimal? TotalInvestmentWan, DateOnly RegisteredOn, int Days,
    DateTimeOffset RecordedAt, string? RecordedBy, DateOnly? PlannedStart);

/// <summary>Projects of which nobody has recorded anything but their registration, the longest first.</summary>
public sealed record UntouchedAnswer(
    DateOnly AsOf, DateTimeOffset KnownAt, long Position, int RuleVersion, int Days, int Count, decimal InvestmentWan, IReadOnlyList<UntouchedProject> Projects);

/// <summary>
/// <c>GET /audit/untouched</c>: 从未更新, projects of which nobody recorded anything that had happened by asOf after their registration, the longest first.
/// What the system suspects by itself touches none.
/// </summary>
public static class GetUntouched
{
    private static readonly string Sql = $"""
        select e.project_id, e.name, e.region, e.industry, e.class, e.details ->> 'owner', e.total_investment_wan, e.registered_on, @asOf::date - e.registered_on,
               r.timestamp, r.user_name, e.planned_start
        from project_version e
        join mt_events r on r.tenant_id = @city and r.stream_id = e.project_id and r.version = 1
        where e.city = @city and e.confirmed = @confirmed and e.known_from <= @position and e.known_to > @position and e.valid_from <= @asOf and e.valid_to > @asOf
              and @asOf::date - e.registered_on >= @days and {ProjectFilter.Condition}
              and not exists (
                  select from mt_events f
                  where f.tenant_id = @city and f.stream_id = e.project_id and f.version > 1 and f.seq_id <= @position
                        and (f.data ->> 'occurredOn')::date <= @asOf and {LoggedFacts.ByPerson("f")})
        order by e.registered_on, e.name, e.project_id
        """;

    public static async Task<UntouchedAnswer> Get(
        [AsParameters] UntouchedQuery query, Caller caller, Viewpoints viewpoints, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var filter = query.Filter(caller);
        var errors = new FieldErrors();
        var days = (int)(QueryText.Number(errors, "days", query.Days, 0, 36_500) ?? 0);
        query.RefuseConfirmed(errors);
        QueryText.Refuse(errors);
        var viewpoint = await viewpoints.ResolveAsync(caller.City, query, cancellation);
        await using var select = database.Ask(Sql, caller.City, viewpoint, filter, ("days", days));
        var projects = await select.ListAsync(RowOf, cancellation);
        await viewpoints.ConfirmAsync(caller.City, viewpoint, cancellation);
        return new(
            viewpoint.AsOf, viewpoint.KnownAt, viewpoint.Position, Metric.RuleVersion, days, projects.Count,
            Wan.Plain(projects.Sum(p => p.TotalInvestmentWan ?? 0)), projects);
    }

    internal static Workbook Workbook(UntouchedAnswer answer, City city) => new(
        new(answer.AsOf, answer.KnownAt, answer.Position), Confirmed: false,
        Sheet.Of("从未更新的项目", answer.Projects,
            ("项目", Cells.Text, p => p.Name), ("区域", Cells.Text, p => city.NameOf(p.Region)), ("行业", Cells.Text, p => city.Industries.GetValueOrDefault(p.Industry, p.Industry)),
            ("项目法人", Cells.Text, p => p.Owner), ("总投资（万元）", Cells.Wan, p => p.TotalInvestmentWan), ("入库日期", Cells.Day, p => p.RegisteredOn),
            ("距入库天数", Cells.Number, p => p.Days), ("登记时间", Cells.Instant, p => p.RecordedAt), ("登记人", Cells.Text, p => p.RecordedBy),
            ("计划开工", Cells.Day, p => p.PlannedStart), ("项目标识", Cells.Text, p => p.Project)));

    private static UntouchedProject RowOf(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.TextOrNull(5), row.WanOrNull(6),
        row.GetFieldValue<DateOnly>(7), row.GetInt32(8), row.GetFieldValue<DateTimeOffset>(9), row.TextOrNull(10), row.ValueOrNull<DateOnly>(11));
}
