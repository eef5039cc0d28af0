using System.ComponentModel;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Rounds;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.Digests.Reading;
using MajorProjects.Server.Http;
using MajorProjects.Server.RollingViews;
using MajorProjects.Server.Rounds;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace MajorProjects.Server.Audit;

/// <summary>Which reported figures are compared with what is known now.</summary>
public sealed record ChangedFiguresQuery : ViewQuery
{
    [FromQuery(Name = "source"), Description("Only figures said in these: report, round or digest; default: all.")]
    public string? Source { get; init; }

    [FromQuery(Name = "by"), Description("Reports on each month (default), quarter, half, year or plan.")]
    public string? By { get; init; }

    [FromQuery(Name = "from"), Description("The first period reported on, of the kind that `by` names; default: five years before the one that asOf lies in.")]
    public string? From { get; init; }

    [FromQuery(Name = "to"), Description("The last period reported on; default: the one that asOf lies in.")]
    public string? To { get; init; }

    [FromQuery(Name = "deadline"), Description("The day of the next month by which a period is reported, 1 to 31; default: as the server is set, usually 5.")]
    public string? Deadline { get; init; }
}

/// <summary>A project that makes a figure another one.</summary>
/// <param name="Project">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Changes">What became of it in the figure: entered, left, moved, amounts, reclassified.</param>
/// <param name="Then">Its place as it was seen then; null where it had none.</param>
/// <param name="Now">Its place as it is known now; null where it has none.</param>
/// <param name="Causes">The facts that make the difference.</param>
public sealed record ChangedProject(Guid Project, string Name, IReadOnlyList<string> Changes, Place? Then, Place? Now, IReadOnlyList<Cause> Causes);

/// <summary>A figure that is not what was said.</summary>
/// <param name="Source">Where it was said.</param>
/// <param name="Reference">In which: the period reported on, the number of the round, or the digest's id.</param>
/// <param name="Kind">signed, started or commissioned.</param>
/// <param name="AsOf">The day up to which it counts.</param>
/// <param name="SaidAt">The instant up to which facts were known when it was said.</param>
/// <param name="SaidPosition">The position of the log up to which they were.</param>
/// <param name="Published">What was published, where that was not computed; null otherwise.</param>
/// <param name="Then">What was computed from there.</param>
/// <param name="Now">What is computed for the same day by what is known now.</param>
/// <param name="Change">Now less then.</param>
/// <param name="Projects">The projects that make the change.</param>
public sealed record ChangedFigure(
    SaidIn Source, string Reference, string Kind, DateOnly AsOf, DateTimeOffset SaidAt, long SaidPosition, PublishedBatch? Published, BatchCell Then, BatchCell Now,
    BatchCell Change, IReadOnlyList<ChangedProject> Projects);

/// <summary>Figures that are not what was said; <paramref name="Compared"/> is how many figures were looked at.</summary>
public sealed record ChangedFiguresAnswer(
    DateOnly AsOf, DateTimeOffset KnownAt, long Position, bool Confirmed, int RuleVersion, int Deadline, int Compared, int Count, IReadOnlyList<ChangedFigure> Figures);

/// <summary>
/// <c>GET /audit/changedFigures</c>: 数字变动. What the batches of each period were for whoever looked at the end of its reporting deadline, and what rounds
/// published, and what digests said, against what is known now: each figure that differs, with the projects and the facts that make it so. Rounds concern the
/// whole city, so they are compared only where all of it is asked about; of digests those of exactly the region and industry that are.
/// </summary>
public static class GetChangedFigures
{
    public static async Task<ChangedFiguresAnswer> Get(
        [AsParameters] ChangedFiguresQuery query, Caller caller, Viewpoints viewpoints, BatchMemory memory, NpgsqlDataSource database, ReportingDeadline usual,
        CancellationToken cancellation)
    {
        var filter = query.Filter(caller);
        var viewpoint = await viewpoints.ResolveAsync(caller.City, query, cancellation);
        var errors = new FieldErrors();
        var source = QueryText.Key<SaidIn>(errors, "source", query.Source);
        var deadline = usual.Asked(errors, query.Deadline);
        QueryText.Refuse(errors);
        var periods = ViewPeriods.Range(query.By, query.From, query.To, viewpoint.AsOf, byDefault: "month");

        var said = new List<Said>();
        if (source is null || source == SaidIn.Report.ToKey()) said.AddRange(await ReportsAsync());
        if (filter.IsOpen && (source is null || source == SaidIn.Round.ToKey())) said.AddRange(await RoundsAsync());
        if (source is null || source == SaidIn.Digest.ToKey()) said.AddRange(await DigestsAsync());
        var batches = await memory.ReachingAsync(caller.City, viewpoint, cancellation);
        var figures = new List<ChangedFigure>();
        foreach (var one in said)
        {
            var changes = await new Comparison(caller.City, one.Then, one.Now, filter, batches, database, one.Within).OfAsync(ViewCommand.MostListed, cancellation);
            figures.AddRange(changes.Select(change => FigureOf(one, change, batches, filter)).Where(Differs));
            ViewCommand.RefuseBeyondMost([.. figures.SelectMany(f => f.Projects)]);
        }
        await viewpoints.ConfirmAsync(caller.City, viewpoint, cancellation);
        return new(
            viewpoint.AsOf, viewpoint.KnownAt, viewpoint.Position, viewpoint.Confirmed, GetBatches.RuleVersion, deadline.Day,
            said.Count * Batch.Kinds.Count, figures.Count, figures);

        async Task<List<Said>> ReportsAsync()
        {
            var reports = new List<Said>();
            foreach (var period in periods)
            {
                var due = deadline.For(period);
                if (due > viewpoint.AsOf || Clock.EndOf(due) > viewpoint.KnownAt) continue;
                var then = await viewpoints.ResolveAsync(
                    caller.City, new() { AsOf = $"{period.Last:yyyy-MM-dd}", KnownAt = $"{due:yyyy-MM-dd}", Confirmed = query.Confirmed }, cancellation);
                // What is pinned to a position may end before the deadline came.
                then = then with { Position = Math.Min(then.Position, viewpoint.Position) };
                reports.Add(new(SaidIn.Report, period.ToString(), then, viewpoint with { AsOf = period.Last }, e => period.Contains(e.OccurredOn), _ => null));
            }
            return reports;
        }

        async Task<IEnumerable<Said>> DigestsAsync() => (await database.DigestsOfAsync(caller.City, filter, viewpoint, cancellation))
            .Where(d => query.Confirmed is null or "false" && (d.Round is not null || (d.Period.First >= periods[0].First && d.Period.Last <= periods[^1].Last)))
            .Select(d => new Said(
                SaidIn.Digest, $"{d.Id}", viewpoint with { AsOf = d.AsOf, KnownAt = d.IssuedAt, Position = d.Position }, viewpoint with { AsOf = d.AsOf },
                e => d.Round is null ? d.Period.Contains(e.OccurredOn) : e.Round == d.Round, _ => null));

        async Task<IEnumerable<Said>> RoundsAsync() => (await database.PublishedAsync(caller.City, viewpoint, cancellation)).Select(p => new Said(
            SaidIn.Round, p.Round.Number, viewpoint with { KnownAt = p.RecordedAt.ToUniversalTime(), Position = p.Position }, viewpoint, e => e.Round == p.Round.Number,
            kind => kind switch
            {
                ContractSigned.Kind => p.Round.Signed.Figures(),
                ConstructionStarted.Kind => p.Round.Started.Figures(),
                _ => p.Round.Commissioned.Figures(),
            }));
    }

    internal static Workbook Workbook(ChangedFiguresAnswer answer, City city) => new(
        new(answer.AsOf, answer.KnownAt, answer.Position), answer.Confirmed,
        Sheet.Of("变动的数字", answer.Figures,
            ("来源", Cells.Text, f => TitleOf(f.Source)), ("期间或活动", Cells.Text, f => f.Reference), ("批次", Cells.Text, f => Batch.Title(f.Kind).Zh),
            ("截至", Cells.Day, f => f.AsOf), ("当时掌握至", Cells.Instant, f => f.SaidAt), ("当时记录位置", Cells.Number, f => f.SaidPosition),
            ("公布数", Cells.Number, f => f.Published?.Count), ("公布总投资（万元）", Cells.Wan, f => f.Published?.InvestmentWan?.Amount),
            ("当时数", Cells.Number, f => f.Then.Count), ("当时总投资（万元）", Cells.Wan, f => f.Then.InvestmentWan),
            ("现在数", Cells.Number, f => f.Now.Count), ("现在总投资（万元）", Cells.Wan, f => f.Now.InvestmentWan),
            ("变动", Cells.Number, f => f.Change.Count), ("总投资变动（万元）", Cells.Wan, f => f.Change.InvestmentWan), ("变动项目数", Cells.Number, f => f.Projects.Count)),
        Sheet.Of("变动的项目和原因", answer.Figures.SelectMany(f => f.Projects.SelectMany(p => p.Causes.DefaultIfEmpty<Cause?>(null).Select(c => (Figure: f, Project: p, Cause: c)))).ToList(),
            ("来源", Cells.Text, r => TitleOf(r.Figure.Source)), ("期间或活动", Cells.Text, r => r.Figure.Reference), ("批次", Cells.Text, r => Batch.Title(r.Figure.Kind).Zh),
            ("项目", Cells.Text, r => r.Project.Name), ("变动情况", Cells.Text, r => string.Join('、', r.Project.Changes.Select(TitleOf))),
            ("当时发生日期", Cells.Day, r => r.Project.Then?.OccurredOn), ("当时总投资（万元）", Cells.Wan, r => r.Project.Then?.Filing.TotalInvestmentWan),
            ("现在发生日期", Cells.Day, r => r.Project.Now?.OccurredOn), ("现在总投资（万元）", Cells.Wan, r => r.Project.Now?.Filing.TotalInvestmentWan),
            ("原因记录", Cells.Text, r => r.Cause?.Title), ("原因发生日期", Cells.Day, r => r.Cause?.OccurredOn), ("登记时间", Cells.Instant, r => r.Cause?.RecordedAt),
            ("登记人", Cells.Text, r => r.Cause?.RecordedBy), ("版本", Cells.Number, r => r.Cause?.Version), ("记录位置", Cells.Number, r => r.Cause?.Position),
            ("项目标识", Cells.Text, r => r.Project.Project)));

    private static ChangedFigure FigureOf(Said said, KindDifference change, CityBatches batches, ProjectFilter filter)
    {
        return new(
            said.In, said.Reference, change.Kind, said.Then.AsOf, said.Then.KnownAt, said.Then.Position, said.Published(change.Kind),
            Cell(said.Then), Cell(said.Now), new(change.Count, change.InvestmentWan), ProjectsOf(change));

        BatchCell Cell(Viewpoint viewpoint) => BatchCell.Of(batches.List(viewpoint, filter, e => e.Kind == change.Kind && said.Within(e)));
    }

    private static bool Differs(ChangedFigure figure) =>
        figure.Projects.Count > 0
        || (figure.Published?.Count is { } count && count != figure.Now.Count)
        || (figure.Published?.InvestmentWan is { } wan && wan.Amount != figure.Now.InvestmentWan);

    private static IReadOnlyList<ChangedProject> ProjectsOf(KindDifference kind) =>
    [
        .. new (string Change, IReadOnlyList<Difference> Projects)[]
        {
            ("entered", kind.Entered), ("left", kind.Left), ("moved", kind.Moved), ("amounts", kind.Amounts), ("reclassified", kind.Reclassified),
        }.SelectMany(sort => sort.Projects.Select(difference => (sort.Change, Difference: difference))).GroupBy(d => d.Difference.Project).Select(project =>
        {
            var difference = project.First().Difference;
            return new ChangedProject(
                project.Key, difference.Name, [.. project.Select(d => d.Change)], difference.First, difference.Second,
                [.. project.SelectMany(d => d.Difference.Causes).DistinctBy(c => c.Version).OrderBy(c => c.Position)]);
        }).OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Project),
    ];

    private static string TitleOf(SaidIn source) => source switch
    {
        SaidIn.Report => "报告期",
        SaidIn.Round => "三个一批",
        _ => "通报",
    };

    private static string TitleOf(string change) => change switch
    {
        "entered" => "进入",
        "left" => "退出",
        "moved" => "日期变动",
        "amounts" => "金额变动",
        _ => "归类变动",
    };
}
