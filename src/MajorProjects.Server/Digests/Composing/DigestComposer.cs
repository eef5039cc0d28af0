using MajorProjects.Digests;
using MajorProjects.Digests.Content;
using MajorProjects.Domain;
using MajorProjects.Domain.Forecasting;
using MajorProjects.Domain.Values;
using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Digests.Composing;

/// <summary>Computes what a digest says from the views, each figure by its one definition, at the point that it is pinned to.</summary>
internal sealed class DigestComposer(Viewpoints viewpoints, BatchMemory memory, NpgsqlDataSource database)
{
    private const int DaysAfterRound = 30;

    private static readonly SortedDictionary<string, int> Rules = new(StringComparer.Ordinal)
    {
        ["batches"] = GetBatches.RuleVersion, ["metrics"] = Metric.RuleVersion, ["forecast"] = Forecaster.RuleVersion,
    };

    /// <exception cref="ScheduleBrokenException">the identity of planned and actual does not hold.</exception>
    /// <exception cref="Http.RefusedException">the read tables do not reach the position in time, or were rebuilt meanwhile.</exception>
    public async Task<DigestContent> ComposeAsync(City city, DigestPins pins, CancellationToken cancellation)
    {
        var viewpoint = await viewpoints.ResolveAsync(
            city, new() { AsOf = $"{pins.Viewpoint.AsOf:yyyy-MM-dd}", Position = FormattableString.Invariant($"{pins.Viewpoint.Position}") }, cancellation);
        var view = new DigestView(
            city, viewpoint with { KnownAt = pins.Viewpoint.KnownAt }, ProjectFilter.Open with { Region = pins.Scope.Region, Industry = pins.Scope.Industry }, database);
        var subject = SubjectOf(city, pins);
        var entries = await memory.ReachingAsync(city, viewpoint, cancellation);
        var batches = new BatchFigures(view, entries, subject, pins.Round);
        // Each is a pass or two over the city's projects: all at once they take as many processors as the database has.
        var reading = YearFigures.ReadAsync(view, subject.Next, cancellation);
        var sections = batches.SectionsAsync(cancellation);
        var duplicates = DuplicateFigures.ReadAsync(view, subject.Period, cancellation);
        var corrections = Corrections.ReadAsync(view, pins.Last, entries, memory, cancellation);
        var forecasts = ForecastFigures.ReadAsync(view, subject.Next, cancellation);
        var round = RoundFigures.ReadAsync(view, pins.Round, entries, cancellation);
        await Task.WhenAll(reading, sections, duplicates, corrections, forecasts, round);
        var year = await reading;
        var steps = await StepLists.ReadAsync(view, year, subject.Period, subject.Next, cancellation);
        var content = new DigestContent(
            DigestContent.Shape, subject, new(view.Viewpoint.AsOf, view.Viewpoint.KnownAt, view.Viewpoint.Position, pins.Last, Rules),
            await sections, batches.Trend(), YearSchedules.Of(view, year, batches), WorksFigures.Of(year), InvestmentFigures.Of(view, year),
            pins.Scope == DigestScope.City ? CountyFigures.Of(city, year, batches) : [], steps.Delays, steps.Overdue, steps.Upcoming,
            await duplicates, await corrections, await forecasts, await round, pins.Checkpoint);
        await viewpoints.ConfirmAsync(city, viewpoint, cancellation);
        return content;
    }

    private static DigestSubject SubjectOf(City city, DigestPins pins)
    {
        var ofPeriod = pins.Kind.Length() is not null;
        // A part of a period cannot be held against whole ones.
        var isOver = ofPeriod && pins.Viewpoint.AsOf >= pins.Period.Last;
        return new(
            pins.Kind, $"{city.Code}", city.Name, pins.Scope, pins.Period, isOver ? pins.Period.Previous() : null, isOver ? pins.Period.YearBefore() : null,
            ofPeriod ? pins.Period.Next() : Period.Trailing(DaysAfterRound, pins.Period.Last.AddDays(DaysAfterRound)),
            Sorted(city.Regions.Append(new($"{city.Code}", city.Name))), Sorted(city.Industries), city.Code.IsSimulated);
    }

    private static SortedDictionary<string, string> Sorted(IEnumerable<KeyValuePair<string, string>> names) => new(names.ToDictionary(n => n.Key, n => n.Value, StringComparer.Ordinal), StringComparer.Ordinal);
}
