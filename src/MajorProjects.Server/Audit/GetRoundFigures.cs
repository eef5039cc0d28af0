using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Rounds;
using MajorProjects.Server.Access;
using MajorProjects.Server.RollingViews;
using MajorProjects.Server.Rounds;
using Npgsql;

namespace MajorProjects.Server.Audit;

/// <summary>One kind of batch of a round, or all three together: published beside computed.</summary>
/// <param name="Number">The round.</param>
/// <param name="Name">What it is called.</param>
/// <param name="HeldOn">The day.</param>
/// <param name="Source">Where it was published.</param>
/// <param name="Corrected">Whether what was first published has been corrected since.</param>
/// <param name="Kind">signed, started, commissioned, or total.</param>
/// <param name="Published">The figures as published.</param>
/// <param name="Computed">The figures by the facts that name the round.</param>
/// <param name="Difference">Published less computed; null where nothing was published.</param>
/// <param name="Notes">What to know of the comparison: <c>noList</c>, <c>countDiffersFromList</c>.</param>
/// <param name="Differences">Each project that makes the difference, with its reason.</param>
public sealed record RoundFigure(
    string Number, string Name, DateOnly HeldOn, string Source, bool Corrected, string Kind, PublishedBatch Published, BatchCell Computed,
    FiguresDifference Difference, IReadOnlyList<RoundNote> Notes, IReadOnlyList<RoundDifference> Differences)
{
    /// <summary>Whether what was published is not what is computed, or not of the same projects.</summary>
    public bool Differs => Difference.Count is not (null or 0) || Difference.InvestmentWan is not (null or 0) || Differences.Count > 0;
}

/// <summary>The figures of every round, the latest first; <paramref name="Count"/> counts the rounds, <paramref name="Differing"/> the figures that differ.</summary>
public sealed record RoundFiguresAnswer(
    DateOnly AsOf, DateTimeOffset KnownAt, long Position, bool Confirmed, int RuleVersion, int Count, int Differing, IReadOnlyList<RoundFigure> Figures);

/// <summary><c>GET /audit/rounds</c>: 三个一批对照, what every round published against what the facts that name it add up to.</summary>
public static class GetRoundFigures
{
    private const string Total = "total";

    public static async Task<RoundFiguresAnswer> Get(
        [AsParameters] ViewQuery query, Caller caller, Viewpoints viewpoints, BatchMemory memory, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var filter = query.Filter(caller);
        var viewpoint = await viewpoints.ResolveAsync(caller.City, query, cancellation);
        var entries = (await memory.ReachingAsync(caller.City, viewpoint, cancellation)).List(viewpoint, ProjectFilter.Open);
        var (rounds, figures) = (await database.PublicationsAsync(caller.City, viewpoint, cancellation), new List<RoundFigure>());
        foreach (var publications in rounds)
            figures.AddRange(FiguresOf(await GetRound.CompareAsync(publications, caller.City, viewpoint, filter, entries, database, cancellation)));
        await viewpoints.ConfirmAsync(caller.City, viewpoint, cancellation);
        ViewCommand.RefuseBeyondMost([.. figures.SelectMany(f => f.Differences)]);
        return new(
            viewpoint.AsOf, viewpoint.KnownAt, viewpoint.Position, viewpoint.Confirmed, GetBatches.RuleVersion, rounds.Count, figures.Count(f => f.Differs), figures);
    }

    internal static Workbook Workbook(RoundFiguresAnswer answer, City city) => new(
        new(answer.AsOf, answer.KnownAt, answer.Position), answer.Confirmed,
        Sheet.Of("公布与系统", answer.Figures,
            ("活动", Cells.Text, f => f.Number), ("名称", Cells.Text, f => f.Name), ("举办日期", Cells.Day, f => f.HeldOn), ("批次", Cells.Text, f => TitleOf(f.Kind)),
            ("公布数", Cells.Number, f => f.Published.Count), ("公布总投资（万元）", Cells.Wan, f => f.Published.InvestmentWan?.Amount),
            ("系统数", Cells.Number, f => f.Computed.Count), ("系统总投资（万元）", Cells.Wan, f => f.Computed.InvestmentWan),
            ("相差", Cells.Number, f => f.Difference.Count), ("总投资相差（万元）", Cells.Wan, f => f.Difference.InvestmentWan),
            ("差异项目数", Cells.Number, f => f.Differences.Count), ("曾更正", Cells.Text, f => f.Corrected), ("来源", Cells.Text, f => f.Source),
            ("备注", Cells.Text, f => string.Join(' ', f.Notes.Select(n => n.Detail.Zh)))),
        Sheet.Of("差异项目", answer.Figures.SelectMany(f => f.Differences.Select(d => (Figure: f, Difference: d))).ToList(),
            ("活动", Cells.Text, r => r.Figure.Number), ("批次", Cells.Text, r => TitleOf(r.Figure.Kind)), ("项目", Cells.Text, r => r.Difference.Name),
            ("公布名单有", Cells.Text, r => r.Difference.Published), ("原因", Cells.Text, r => r.Difference.Detail.Zh),
            ("总投资（万元）", Cells.Wan, r => r.Difference.TotalInvestmentWan), ("发生日期", Cells.Day, r => r.Difference.Fact?.OccurredOn),
            ("登记时间", Cells.Instant, r => r.Difference.Fact?.RecordedAt), ("登记人", Cells.Text, r => r.Difference.Fact?.RecordedBy),
            ("项目标识", Cells.Text, r => r.Difference.Project)));

    private static IEnumerable<RoundFigure> FiguresOf(RoundAnswer round)
    {
        foreach (var (kind, batch) in new[] { (ContractSigned.Kind, round.Signed), (ConstructionStarted.Kind, round.Started), (ProjectCommissioned.Kind, round.Commissioned) })
            yield return Of(kind, batch.Published, batch.Computed, batch.Difference, batch.Notes, batch.Differences);
        yield return Of(Total, round.Total.Published, round.Total.Computed, round.Total.Difference, [], []);

        RoundFigure Of(
            string kind, PublishedBatch published, BatchCell computed, FiguresDifference difference, IReadOnlyList<RoundNote> notes, IReadOnlyList<RoundDifference> differences) =>
            new(round.Number, round.Name, round.HeldOn, round.Source, round.Corrected, kind, published, computed, difference, notes, differences);
    }

    private static string TitleOf(string kind) => kind == Total ? "合计" : Batch.Title(kind).Zh;
}
