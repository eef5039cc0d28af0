using System.Text.Json;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Rounds;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.RollingViews;
using MajorProjects.Server.Rounds;
using Npgsql;

namespace MajorProjects.Server.Audit;

/// <summary>The corrections of one recorder, or of one region's projects.</summary>
/// <param name="Key">The recorder's subject, or the region's code; null for corrections of rounds, which have no region.</param>
/// <param name="Name">What he or it is called.</param>
/// <param name="Count">How many corrections.</param>
/// <param name="Moving">How many of them moved a figure.</param>
/// <param name="Voided">Voidings.</param>
/// <param name="Returned">Returns.</param>
/// <param name="Revised">Revisions that reach back.</param>
/// <param name="Refiled">Months filed again.</param>
/// <param name="Rounds">Corrections of rounds.</param>
public sealed record CorrectionShare(string? Key, string? Name, int Count, int Moving, int Voided, int Returned, int Revised, int Refiled, int Rounds);

/// <summary>Corrections, the latest first.</summary>
public sealed record CorrectionsAnswer(
    DateOnly AsOf, DateTimeOffset KnownAt, long Position, int RuleVersion, int Count, IReadOnlyList<CorrectionShare> ByRecorder, IReadOnlyList<CorrectionShare> ByRegion,
    IReadOnlyList<Correction> Corrections);

/// <summary>
/// <c>GET /audit/corrections</c>: 更正情况. What was voided, returned, revised from before the day of recording, filed again or, of rounds, published
/// again; and which cells of the rolling view each moved. Rounds concern the whole city, so theirs are listed only where all of it is asked about.
/// </summary>
public static class GetCorrections
{
    private static readonly string Voiding = NameOf<FactVoided>(), Returning = NameOf<FactReturned>(), Revising = NameOf<DetailsRevised>();

    // A report takes the place of that which stood for its month until then, unless it tells of an earlier day.
    private static readonly string Sql = $"""
        with refiled as (
            select distinct on (p.project_id, p.version) p.project_id, p.version, q.version as earlier
            from progress_fact p
            join progress_fact q on q.city = p.city and q.confirmed = p.confirmed and q.project_id = p.project_id and q.month = p.month
                 and q.version < p.version and q.known_to > p.known_from and q.occurred_on <= p.occurred_on
            where p.city = @city and p.confirmed = @confirmed and p.known_from <= @position and p.known_from > @after
            order by p.project_id, p.version, q.occurred_on desc, q.version desc)
        select {LoggedFacts.Columns}, f.data::text, r.earlier
        from {LoggedFacts.From}
        left join refiled r on r.project_id = f.stream_id and r.version = f.version
        where (f.type in ('{Voiding}', '{Returning}')
               or f.occurred_on <= @asOf and (f.type = '{Revising}' and (f.occurred_on < f.recorded_on or f.occurred_on <= e.registered_on) or r.earlier is not null))
              and f.seq_id > @after and {RecordingsQuery.Condition} and {ProjectFilter.Condition}
        order by f.seq_id desc
        """;

    private const string Corrected = """
        select f.stream_id, f.version::int, f.type, (f.data ->> 'occurredOn')::date, f.timestamp, f.user_name, f.data::text
        from unnest(@projects, @versions) c (project, version)
        join mt_events f on f.tenant_id = @city and f.stream_id = c.project and f.version = c.version
        """;

    public static async Task<CorrectionsAnswer> Get(
        [AsParameters] RecordingsQuery query, Caller caller, Viewpoints viewpoints, BatchMemory memory, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var filter = query.Filter(caller);
        var errors = new FieldErrors();
        var (from, to) = query.RecordedWithin(errors);
        query.RefuseConfirmed(errors);
        QueryText.Refuse(errors);
        var viewpoint = await viewpoints.ResolveAsync(caller.City, query, cancellation);

        var all = await ReadAsync(caller.City, viewpoint, filter, after: 0, from, to, memory, database, cancellation);
        await viewpoints.ConfirmAsync(caller.City, viewpoint, cancellation);
        ViewCommand.RefuseBeyondMost(all);
        return new(
            viewpoint.AsOf, viewpoint.KnownAt, viewpoint.Position, Metric.RuleVersion, all.Count,
            By(c => c.RecordedBy, of => of.Max(c => c.RecorderName)), By(c => c.Region, of => of.First().Region is { } region ? caller.City.NameOf(region) : null), all);

        IReadOnlyList<CorrectionShare> By(Func<Correction, string?> key, Func<IEnumerable<Correction>, string?> name) =>
            [.. all.GroupBy(key, StringComparer.Ordinal).Select(g => Share(g.Key, name(g), [.. g])).OrderByDescending(s => s.Count).ThenBy(s => s.Key, StringComparer.Ordinal)];
    }

    /// <summary>The corrections, the latest first.</summary>
    /// <param name="city">The city.</param>
    /// <param name="viewpoint">From where they are seen.</param>
    /// <param name="filter">Of which projects; those of rounds, where it is open.</param>
    /// <param name="after">Only those after this position of the log.</param>
    /// <param name="from">Only those recorded on this day or later.</param>
    /// <param name="to">Only those recorded on this day or earlier.</param>
    /// <param name="memory">The batches that they move.</param>
    /// <param name="database">Where the log is.</param>
    /// <param name="cancellation">Ends the reading.</param>
    internal static async Task<List<Correction>> ReadAsync(
        City city, Viewpoint viewpoint, ProjectFilter filter, long after, DateOnly from, DateOnly to, BatchMemory memory, NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var select = database.Ask(Sql, city, viewpoint, filter, ("after", after), ("from", from), ("to", to));
        var correcting = await select.ReadAsync(Read, cancellation);
        var of = correcting.SelectMany(c => c.Versions.Select(version => (c.Logged.Project, Version: (long)version))).Distinct().ToList();
        await using var selectCorrected = database.Ask(Corrected, city, viewpoint, filter,
            ("projects", of.ConvertAll(c => c.Project)), ("versions", of.ConvertAll(c => c.Version)));
        var corrected = (await selectCorrected.ReadAsync(CorrectedOf, cancellation)).ToDictionary(c => (c.Project, c.Seen.Version), c => (c.Seen, c.Fact));
        var moving = (await memory.ReachingAsync(city, viewpoint, cancellation)).Moving(correcting.Select(c => c.Logged.Position).ToHashSet(), viewpoint.AsOf, filter);
        var rounds = filter.IsOpen ? await database.PublicationsAsync(city, viewpoint, cancellation) : [];
        return
        [
            .. correcting.Select(c => CorrectionOf(c, [.. c.Versions.Select(version => corrected[(c.Logged.Project, version)])], CellsOf(moving[c.Logged.Position])))
                .Concat(rounds.SelectMany(round => round.Zip(round.Skip(1), CorrectionOf)).Where(c => c.Position > after && from <= Clock.DayOf(c.RecordedAt) && Clock.DayOf(c.RecordedAt) <= to))
                .OrderByDescending(c => c.Position),
        ];
    }

    internal static Workbook Workbook(CorrectionsAnswer answer, City city)
    {
        return new(
            new(answer.AsOf, answer.KnownAt, answer.Position), Confirmed: false,
            Sheet.Of("更正记录", answer.Corrections,
                ("更正方式", Cells.Text, c => TitleOf(c.Kind)), ("项目或活动", Cells.Text, c => c.Name), ("区域", Cells.Text, c => c.Region is null ? null : city.NameOf(c.Region)),
                ("发生日期", Cells.Day, c => c.OccurredOn), ("登记时间", Cells.Instant, c => c.RecordedAt), ("登记人", Cells.Text, c => c.RecordedBy), ("登记人姓名", Cells.Text, c => c.RecorderName),
                ("理由", Cells.Text, c => c.Reason),
                ("被更正的记录", Cells.Text, c => string.Join('；', c.Corrected.Select(f => $"{f.Title} {f.OccurredOn:yyyy-MM-dd}（版本 {f.Version}，{f.RecordedBy}）"))),
                ("更正内容", Cells.Text, c => string.Join('；', c.Values.Select(v => $"{v.Field}：{v.Old ?? "（空）"} → {v.New ?? "（空）"}"))),
                ("影响数字个数", Cells.Number, c => c.Cells.Count), ("版本", Cells.Number, c => c.Version), ("记录位置", Cells.Number, c => c.Position),
                ("标识", Cells.Text, c => c.Round ?? c.Project?.ToString())),
            Sheet.Of("影响的数字", answer.Corrections.SelectMany(c => c.Cells.Select(cell => (Correction: c, Cell: cell))).ToList(),
                ("项目或活动", Cells.Text, r => r.Correction.Name), ("更正方式", Cells.Text, r => TitleOf(r.Correction.Kind)), ("批次", Cells.Text, r => Batch.Title(r.Cell.Kind).Zh),
                ("月份", Cells.Text, r => r.Cell.Period.ToString()), ("项目数变动", Cells.Number, r => r.Cell.Count), ("总投资变动（万元）", Cells.Wan, r => r.Cell.InvestmentWan),
                ("登记时间", Cells.Instant, r => r.Correction.RecordedAt), ("登记人", Cells.Text, r => r.Correction.RecordedBy), ("记录位置", Cells.Number, r => r.Correction.Position)),
            Shares("按登记人", "登记人", "登记人姓名", answer.ByRecorder), Shares("按区域", "区域代码", "区域", answer.ByRegion));

        static Sheet Shares(string sheet, string key, string name, IReadOnlyList<CorrectionShare> shares) => Sheet.Of(sheet, shares,
            (key, Cells.Text, s => s.Key), (name, Cells.Text, s => s.Name), ("更正次数", Cells.Number, s => s.Count), ("影响数字的次数", Cells.Number, s => s.Moving),
            ("作废", Cells.Number, s => s.Voided), ("退回", Cells.Number, s => s.Returned), ("信息更正", Cells.Number, s => s.Revised), ("月报重报", Cells.Number, s => s.Refiled),
            ("活动更正", Cells.Number, s => s.Rounds));
    }

    private static CorrectionShare Share(string? key, string? name, List<Correction> corrections)
    {
        return new(
            key, name, corrections.Count, corrections.Count(c => c.Cells.Count > 0), Of(CorrectionKind.Voided), Of(CorrectionKind.Returned), Of(CorrectionKind.Revised),
            Of(CorrectionKind.Refiled), Of(CorrectionKind.RoundCorrected));

        int Of(CorrectionKind kind) => corrections.Count(c => c.Kind == kind);
    }

    private static IReadOnlyList<MovedCell> CellsOf(IEnumerable<(BatchEntry Entry, bool Comes)> moving) =>
    [
        .. moving.GroupBy(m => (m.Entry.Kind, Period: Period.Of(PeriodKind.Month, m.Entry.OccurredOn)))
            .Select(cell => new MovedCell(
                cell.Key.Kind, cell.Key.Period, cell.Sum(m => m.Comes ? 1 : -1),
                Wan.Plain(cell.Sum(m => (m.Comes ? 1 : -1) * (m.Entry.Filing.TotalInvestmentWan ?? 0)))))
            .Where(cell => cell.Count != 0 || cell.InvestmentWan != 0)
            .OrderBy(cell => Batch.Kinds.ToList().IndexOf(cell.Kind)).ThenBy(cell => cell.Period.First),
    ];

    private static Correction CorrectionOf(Correcting correcting, List<(CorrectedFact Seen, Fact Fact)> corrected, IReadOnlyList<MovedCell> cells)
    {
        var ((logged, fact, _), (kind, reason, values)) = (correcting, correcting.Fact switch
        {
            FactVoided voided => (CorrectionKind.Voided, voided.Reason, []),
            FactReturned returned => (CorrectionKind.Returned, returned.Reason, []),
            DetailsRevised revised => (CorrectionKind.Revised, revised.Reason, revised.Changes.Select(c => new CorrectedValue(c.Attribute, c.Old?.Text, c.New?.Text))),
            _ => (CorrectionKind.Refiled, correcting.Fact.Note, ValuesOf(ReportOf(corrected[0].Fact), ReportOf(correcting.Fact))),
        });
        return new(
            kind, logged.Project, null, logged.Name, logged.Region, logged.Version, fact.OccurredOn, logged.RecordedAt, logged.RecordedBy, logged.RecorderName,
            logged.Position, reason, corrected.ConvertAll(c => c.Seen), [.. values], cells);
    }

    private static Correction CorrectionOf(Publication before, Publication after) => new(
        CorrectionKind.RoundCorrected, null, after.Round.Number, after.Round.Name, null, after.Version, after.Round.HeldOn, after.RecordedAt, after.RecordedBy, after.RecorderName,
        after.Position, after.Round.Source,
        [new(before.Version, Round.PublishedType, "三个一批公布", before.Round.HeldOn, before.RecordedAt, before.RecordedBy)],
        [.. ValuesOf(FiguresOf(before.Round), FiguresOf(after.Round))], []);

    private static IEnumerable<CorrectedValue> ValuesOf(IEnumerable<(string Field, string? Value)> before, IEnumerable<(string Field, string? Value)> after) =>
        before.Zip(after).Where(pair => pair.First.Value != pair.Second.Value).Select(pair => new CorrectedValue(pair.First.Field, pair.First.Value, pair.Second.Value));

    private static IEnumerable<(string Field, string? Value)> ReportOf(Fact fact) => fact is not ProgressReported report ? [] :
    [
        ("completedWan", report.CompletedWan?.ToString()), ("outputWan", report.OutputWan?.ToString()),
        ("percent", report.Percent is { } percent ? Wan.Plain(percent).ToString(System.Globalization.CultureInfo.InvariantCulture) : null), ("text", report.Text),
    ];

    private static IEnumerable<(string Field, string? Value)> FiguresOf(RoundPublished round) =>
        new[] { ("signed", round.Signed), ("started", round.Started), ("commissioned", round.Commissioned), ("total", round.Total) }.SelectMany(kind => new[]
        {
            ($"{kind.Item1}.count", kind.Item2.Count?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ($"{kind.Item1}.investmentWan", kind.Item2.InvestmentWan?.ToString()),
            ($"{kind.Item1}.projects", kind.Item2.Projects is { } projects ? string.Join('、', projects.Select(p => p.Name)) : null),
        });

    private static string NameOf<T>() => FactType.All.First(t => t.Class == typeof(T)).Name;

    private static string TitleOf(CorrectionKind kind) => kind switch
    {
        CorrectionKind.Voided => "作废",
        CorrectionKind.Returned => "退回",
        CorrectionKind.Revised => "信息更正",
        CorrectionKind.Refiled => "月报重报",
        _ => "活动更正",
    };

    private static Correcting Read(NpgsqlDataReader row)
    {
        var (logged, fact) = (LoggedFacts.RowOf(row), FactOf(row.GetString(3), row.GetString(LoggedFacts.Width)));
        return new(logged, fact, fact is ITakesBack back ? [.. back.Versions()] : row.ValueOrNull<int>(LoggedFacts.Width + 1) is { } earlier ? [earlier] : []);
    }

    private static (Guid Project, CorrectedFact Seen, Fact Fact) CorrectedOf(NpgsqlDataReader row) => (
        row.GetGuid(0),
        new(row.GetInt32(1), row.GetString(2), LoggedFacts.TitleOf(row.GetString(2)), row.GetFieldValue<DateOnly>(3), row.GetFieldValue<DateTimeOffset>(4), row.TextOrNull(5)),
        FactOf(row.GetString(2), row.GetString(6)));

    private static Fact FactOf(string type, string data) => (Fact)JsonSerializer.Deserialize(data, FactType.Named(type)!.Class, Json.Stored)!;

    /// <summary>A fact that corrects, with the versions that it takes back or takes the place of.</summary>
    private sealed record Correcting(LoggedFact Logged, Fact Fact, IReadOnlyList<int> Versions);
}
