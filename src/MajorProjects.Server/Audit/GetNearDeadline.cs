using System.ComponentModel;
using MajorProjects.Domain;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.RollingViews;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace MajorProjects.Server.Audit;

/// <summary>Which deadlines, and how shortly before them.</summary>
public sealed record NearDeadlineQuery : RecordingsQuery
{
    [FromQuery(Name = "days"), Description("Facts recorded on the day of a reporting deadline, or at most this many days before it, 0 to 27; default: 5.")]
    public string? Days { get; init; }

    [FromQuery(Name = "deadline"), Description("The day of the month by which the month before is reported, 1 to 31; default: as the server is set, usually 5.")]
    public string? Deadline { get; init; }
}

/// <summary>A fact recorded shortly before a reporting deadline, or on its day.</summary>
public sealed record NearDeadlineFact(
    Guid Project, string Name, string Region, string Type, string Title, int Version, DateOnly OccurredOn, DateTimeOffset RecordedAt,
    string? RecordedBy, string? RecorderName, long Position, DateOnly Deadline, int DaysBefore);

/// <summary>How many of the facts of one recorder, or of one region's projects, were recorded shortly before a deadline.</summary>
/// <param name="Key">The recorder's subject, or the region's code; null where it is not known who recorded them.</param>
/// <param name="Name">What he or it is called.</param>
/// <param name="Count">The facts recorded shortly before a deadline.</param>
/// <param name="Of">All facts in the same time.</param>
/// <param name="Share">The one in percent of the other.</param>
public sealed record DeadlineShare(string? Key, string? Name, int Count, int Of, decimal? Share);

/// <summary>What was recorded shortly before reporting deadlines, the latest first, and how much of everything that is.</summary>
public sealed record NearDeadlineAnswer(
    DateOnly AsOf, DateTimeOffset KnownAt, long Position, bool Confirmed, int RuleVersion, int Deadline, int Days,
    int Count, int Of, decimal? Share, IReadOnlyList<DeadlineShare> ByRecorder, IReadOnlyList<DeadlineShare> ByRegion, IReadOnlyList<NearDeadlineFact> Facts);

/// <summary><c>GET /audit/nearDeadline</c>: 临期填报, what people recorded in the last days before a reporting deadline.</summary>
public static class GetNearDeadline
{
    private const int UsualDays = 5;

    private static readonly string From = $"""
        from {LoggedFacts.From}
        left join unnest(@near, @deadlines) near (day, deadline) on near.day = f.recorded_on
        where {LoggedFacts.ByPerson("f")} and f.occurred_on <= @asOf and {RecordingsQuery.Condition} and {ProjectFilter.Condition}
        """;

    private static readonly string Listed = $"""
        select {LoggedFacts.Columns}, near.deadline, near.deadline - f.recorded_on
        {From} and near.day is not null
        order by f.seq_id desc
        """;

    private static readonly string Counted = $"""
        select f.user_name, max(f.recorder_name), e.region, count(near.day)::int, count(*)::int
        {From}
        group by f.user_name, e.region
        """;

    public static async Task<NearDeadlineAnswer> Get(
        [AsParameters] NearDeadlineQuery query, Caller caller, Viewpoints viewpoints, NpgsqlDataSource database, ReportingDeadline usual, TimeProvider clock,
        CancellationToken cancellation)
    {
        var filter = query.Filter(caller);
        var viewpoint = await viewpoints.ResolveAsync(caller.City, query, cancellation);
        var errors = new FieldErrors();
        var days = (int)(QueryText.Number(errors, "days", query.Days, 0, ReportingDeadline.MostDaysBefore) ?? UsualDays);
        var deadline = usual.Asked(errors, query.Deadline);
        var (from, to) = query.RecordedWithin(errors);
        QueryText.Refuse(errors);

        var today = clock.Today();
        var near = deadline.DaysNear(days, from, to < today ? to : today).ToList();
        await using var list = Ask(Listed);
        var facts = await list.ListAsync(RowOf, cancellation);
        await using var count = Ask(Counted);
        var counts = await count.ReadAsync(row => new Tally(row.TextOrNull(0), row.TextOrNull(1), row.GetString(2), row.GetInt32(3), row.GetInt32(4)), cancellation);
        await viewpoints.ConfirmAsync(caller.City, viewpoint, cancellation);
        var all = Share(null, null, counts);
        return new(
            viewpoint.AsOf, viewpoint.KnownAt, viewpoint.Position, viewpoint.Confirmed, Metric.RuleVersion, deadline.Day, days,
            all.Count, all.Of, all.Share, By(t => t.Recorder, of => of.Max(t => t.Name)), By(t => t.Region, of => caller.City.NameOf(of.First().Region)), facts);

        NpgsqlCommand Ask(string sql) => database.Ask(sql, caller.City, viewpoint, filter,
            ("near", near.ConvertAll(n => n.Day)), ("deadlines", near.ConvertAll(n => n.Deadline)),
            ("from", from), ("to", to));

        IReadOnlyList<DeadlineShare> By(Func<Tally, string?> key, Func<IEnumerable<Tally>, string?> name) =>
            [.. counts.GroupBy(key, StringComparer.Ordinal).Select(g => Share(g.Key, name(g), g)).OrderByDescending(s => s.Count).ThenBy(s => s.Key, StringComparer.Ordinal)];
    }

    internal static Workbook Workbook(NearDeadlineAnswer answer, City city)
    {
        return new(
            new(answer.AsOf, answer.KnownAt, answer.Position), answer.Confirmed,
            Sheet.Of("临期填报记录", answer.Facts,
                ("项目", Cells.Text, f => f.Name), ("区域", Cells.Text, f => city.NameOf(f.Region)), ("记录类型", Cells.Text, f => f.Title),
                ("发生日期", Cells.Day, f => f.OccurredOn), ("登记时间", Cells.Instant, f => f.RecordedAt), ("填报期限", Cells.Day, f => f.Deadline),
                ("距期限天数", Cells.Number, f => f.DaysBefore), ("登记人", Cells.Text, f => f.RecordedBy), ("登记人姓名", Cells.Text, f => f.RecorderName),
                ("版本", Cells.Number, f => f.Version), ("记录位置", Cells.Number, f => f.Position), ("项目标识", Cells.Text, f => f.Project)),
            Shares("按登记人", "登记人", "登记人姓名", answer.ByRecorder), Shares("按区域", "区域代码", "区域", answer.ByRegion));

        static Sheet Shares(string sheet, string key, string name, IReadOnlyList<DeadlineShare> shares) => Sheet.Of(sheet, shares,
            (key, Cells.Text, s => s.Key), (name, Cells.Text, s => s.Name), ("临期条数", Cells.Number, s => s.Count), ("全部条数", Cells.Number, s => s.Of), ("占比（%）", Cells.Number, s => s.Share));
    }

    private static DeadlineShare Share(string? key, string? name, IEnumerable<Tally> tallies)
    {
        var (count, of) = tallies.Aggregate((Count: 0, Of: 0), (sum, t) => (sum.Count + t.Count, sum.Of + t.Of));
        return new(key, name, count, of, new Rate(count, of).Percent);
    }

    private static NearDeadlineFact RowOf(NpgsqlDataReader row)
    {
        var fact = LoggedFacts.RowOf(row);
        return new(
            fact.Project, fact.Name, fact.Region, fact.Type, fact.Title, fact.Version, fact.OccurredOn, fact.RecordedAt, fact.RecordedBy, fact.RecorderName, fact.Position,
            row.GetFieldValue<DateOnly>(LoggedFacts.Width), row.GetInt32(LoggedFacts.Width + 1));
    }

    private sealed record Tally(string? Recorder, string? Name, string Region, int Count, int Of);
}
