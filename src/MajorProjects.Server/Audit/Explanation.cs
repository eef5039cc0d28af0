using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Projects;
using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Audit;

/// <summary>A figure, with every project behind it.</summary>
internal sealed record SeenFigure(Viewpoint Viewpoint, Period Period, Figure Figure, IReadOnlyList<RateProject> Projects)
{
    public ExplainedFigure ToAnswer() => new(
        Viewpoint.AsOf, Viewpoint.KnownAt, Viewpoint.Position, Period, Figure.Numerator, Figure.Denominator, Figure.Rate, Figure.Value, Projects.Count);
}

/// <summary>Opens a figure into facts, by what its metric says that it reads.</summary>
internal sealed class Explanation(Metric metric, City city, ProjectFilter filter, NpgsqlDataSource database)
{
    public async Task<SeenFigure> FigureAsync(Viewpoint viewpoint, Period period, CancellationToken cancellation)
    {
        var question = new MetricQuestion(metric, period, city, viewpoint, filter, database);
        var figure = await question.FigureAsync(cancellation);
        await using var select = question.AskProjects();
        return new(viewpoint, period, figure, await select.ReadAsync(MetricQuestion.ProjectOf, cancellation));
    }

    /// <summary>The first projects behind a figure, each with the facts that make what it adds.</summary>
    public async Task<IReadOnlyList<ExplainedProject>> ProjectsAsync(SeenFigure figure, int limit, CancellationToken cancellation)
    {
        var listed = figure.Projects.Take(limit).ToList();
        var histories = await HistoriesAsync(listed.ConvertAll(p => p.Id), figure.Viewpoint.Position, cancellation);
        return listed.ConvertAll(p => new ExplainedProject(p.Id, p.Name, p.Region, p.Numerator, p.Denominator, FactsOf(figure, [.. histories[p.Id]])));
    }

    /// <summary>What makes the second figure another than the first.</summary>
    public async Task<ExplainedChange> ChangeAsync(SeenFigure first, SeenFigure second, int limit, CancellationToken cancellation)
    {
        var (before, after) = (first.Projects.ToDictionary(p => p.Id), second.Projects.ToDictionary(p => p.Id));
        var differing = before.Keys.Union(after.Keys)
            .Select(id => (Id: id, First: before.GetValueOrDefault(id), Second: after.GetValueOrDefault(id)))
            .Where(d => Addend(d.First) != Addend(d.Second))
            .OrderBy(d => (d.Second ?? d.First)!.Name, StringComparer.Ordinal).ThenBy(d => d.Id).ToList();
        var listed = differing.Take(limit).ToList();
        var ids = listed.ConvertAll(d => d.Id);
        var causes = await new Causes(city, first.Viewpoint, second.Viewpoint, database).OfAsync([.. ids], Logged.Types, cancellation);
        var histories = await HistoriesAsync(ids, Math.Max(first.Viewpoint.Position, second.Viewpoint.Position), cancellation);
        return new(
            Wan.Plain(second.Figure.Numerator - first.Figure.Numerator),
            second.Figure.Denominator - first.Figure.Denominator is { } denominator ? Wan.Plain(denominator) : null,
            differing.Count, ByCalendar(first, second),
            listed.ConvertAll(d => new ExplainedDifference(
                d.Id, (d.Second ?? d.First)!.Name, Addend(d.First), Addend(d.Second), CausesOf(first, second, [.. causes[d.Id]], [.. histories[d.Id]]))));

        static Addend? Addend(RateProject? project) => project is null ? null : new(project.Numerator, project.Denominator);
    }

    private bool ByCalendar(SeenFigure first, SeenFigure second) =>
        first.Period != second.Period || (metric.Reads.ToDate && YearMonth.Of(first.Viewpoint.AsOf) != YearMonth.Of(second.Viewpoint.AsOf));

    private IReadOnlyList<ExplainedFact> FactsOf(SeenFigure figure, IReadOnlyList<Logged> facts) =>
    [
        .. metric.Reads.Behind(SeenFrom(figure.Viewpoint, facts), figure.Viewpoint.AsOf, figure.Period, filter.Attributes).Select(behind =>
        {
            var logged = facts.First(f => f.Version == behind.Version);
            var type = FactType.Of(logged.Fact);
            return new ExplainedFact(
                logged.Version, type.Name, type.Title.Zh, logged.Fact.OccurredOn, logged.RecordedAt, logged.RecordedBy, logged.Position, behind.Gives);
        }),
    ];

    private List<Cause> CausesOf(SeenFigure first, SeenFigure second, IReadOnlyList<CauseOf> causes, IReadOnlyList<Logged> facts)
    {
        string[] attributes = [.. metric.Reads.Attributes, .. filter.Attributes, .. Causes.Counting];
        var (inFirst, inSecond) = (IsInLibrary(first.Viewpoint, facts), IsInLibrary(second.Viewpoint, facts));
        var causing = causes.Where(c => Reads(c) || (inFirst != inSecond && c.Facts.Any(PutsIntoLibrary))).Select(c => c.Cause).ToList();
        // Known to both points, and come by the day of one of them.
        if (inFirst != inSecond && facts[0] is { Fact: ProjectRegistered } registration && !causing.Exists(c => c.Version == registration.Version)
            && registration.Fact.OccurredOn <= (inSecond ? second : first).Viewpoint.AsOf) causing.Insert(0, CauseOf(registration, inSecond));
        return causing;

        bool Reads(CauseOf cause) => cause.Revises(attributes) || cause.Facts.Any(f => metric.Reads.Read(f, first.Period) || metric.Reads.Read(f, second.Period));
    }

    private static bool PutsIntoLibrary(Fact fact) => fact is ProjectRegistered || fact.CountsAs() is not null;

    // From the day of its registration, or from that of the first that happened to it.
    private static bool IsInLibrary(Viewpoint viewpoint, IReadOnlyList<Logged> facts) =>
        SeenFrom(viewpoint, facts) is { Facts: [{ Fact: ProjectRegistered registration }, ..] } history
        && (registration.OccurredOn <= viewpoint.AsOf || history.Standing.Any(f => f.Fact.CountsAs() is not null && f.Fact.OccurredOn <= viewpoint.AsOf));

    private static History SeenFrom(Viewpoint viewpoint, IReadOnlyList<Logged> facts)
    {
        var history = new History { Facts = [.. facts.Where(f => f.Position <= viewpoint.Position).Select(f => new RecordedFact(f.Version, f.Fact, f.RecordedBy))] };
        return viewpoint.Confirmed ? history.Confirmed() : history;
    }

    private static Cause CauseOf(Logged logged, bool seenBySecond)
    {
        var type = FactType.Of(logged.Fact);
        return new(logged.Version, type.Name, type.Title.Zh, logged.Fact.OccurredOn, logged.RecordedAt, logged.RecordedBy, logged.Position, seenBySecond);
    }

    private async Task<ILookup<Guid, Logged>> HistoriesAsync(List<Guid> projects, long position, CancellationToken cancellation) =>
        (await database.HistoriesAsync(city, [.. projects], position, cancellation)).ToLookup(f => f.Project);
}
