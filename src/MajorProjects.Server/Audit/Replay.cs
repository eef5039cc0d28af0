using System.Runtime.CompilerServices;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.Projects;
using MajorProjects.Server.RollingViews;
using Marten;
using Npgsql;

namespace MajorProjects.Server.Audit;

/// <summary>A part of a city's log.</summary>
/// <param name="After">From the first fact after this position.</param>
/// <param name="To">To this position, included.</param>
/// <param name="Project">Only the facts of this project, or null.</param>
/// <param name="Filter">Only facts of projects that it takes, as they were before the fact or as they are after it; of such cells they are told to move.</param>
/// <param name="By">How long the periods of the cells are.</param>
/// <param name="Confirmed">Whether states and cells are those of confirmed facts alone.</param>
internal sealed record ReplayRange(long After, long To, Guid? Project, ProjectFilter Filter, PeriodKind By, bool Confirmed);

/// <summary>
/// Tells a part of a city's log again, a fact at a time in the order of recording, each with what was known of its project before and after. It
/// goes by the log alone, a page at a time; of the projects that it has met it keeps the histories until their last fact has passed, or there
/// are too many of them.
/// </summary>
internal sealed class Replay(Caller caller, ReplayRange range, NpgsqlDataSource database, IDocumentStore store)
{
    private static readonly string Facts = $"""
        select {Logged.Columns("f")} from mt_events f
        where f.tenant_id = @city and f.seq_id > @after and f.seq_id <= @to and f.type = any(@types)
        """;

    private static readonly string FactsOfProject = $"{Facts} and f.stream_id = @project";

    private readonly Dictionary<Guid, ReplayedProject> held = [];

    /// <summary>How many facts are read at once.</summary>
    public int PageLength { get; init; } = 500;

    /// <summary>Beyond how many facts all that are held are forgotten; a project is then read again with its next fact.</summary>
    public int MostHeld { get; init; } = 200_000;

    /// <summary>How many facts are held.</summary>
    public int Held { get; private set; }

    /// <summary>How many facts it goes through, those of other projects than the filter takes included.</summary>
    public async Task<long> CountAsync(CancellationToken cancellation)
    {
        await using var count = Ask($"select count(*) from ({Log}) f", range.After);
        return (long)(await count.ExecuteScalarAsync(cancellation))!;
    }

    /// <param name="passed">Told after each page how many facts it went through.</param>
    /// <param name="cancellation">Ends it.</param>
    public async IAsyncEnumerable<ReplayedFact> FactsAsync(Action<int>? passed = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        for (var after = range.After; ;)
        {
            var page = await PageAsync(after, cancellation);
            if (page.Count == 0) yield break;
            await HoldAsync(page, cancellation);
            var seen = await SeenAsync(page, cancellation);
            foreach (var logged in page)
            {
                var project = held[logged.Project];
                if (Line(logged, project, seen) is { } line) yield return line;
                if (project.LastVersion == logged.Version) Forget(logged.Project);
            }
            after = page[^1].Position;
            passed?.Invoke(page.Count);
        }
    }

    private ReplayedFact? Line(Logged logged, ReplayedProject project, IReadOnlyCollection<Guid> seen)
    {
        var (before, after) = (project.At(logged.Version - 1), project.At(logged.Version));
        if (!Takes(before) && !Takes(after)) return null;
        var type = FactType.Of(logged.Fact);
        return new(
            logged.Position, logged.Project, (after.Details ?? before.Details)?.Name, logged.Version, type.Name, type.Title.Zh, FactData.Of(logged.Fact, seen),
            logged.Fact.OccurredOn, logged.RecordedAt, logged.RecordedBy, logged.RecordedByName, logged.Role,
            project.VoidedBy.TryGetValue(logged.Version, out var by) ? by : null, Shown(before), Shown(after),
            [.. CellMove.Between(Taken(before), Taken(after), range.By)]);
    }

    private bool Takes(KnownState known) => range.Filter.IsOpen || (known.Details is { } details && range.Filter.Takes(Filing.Of(details)));

    private List<BatchEntry> Taken(KnownState known) => [.. known.Entries.Where(e => range.Filter.Takes(e.Filing))];

    private ReplayedState? Shown(KnownState known) =>
        known.Details is { } details && caller.Covers(details.Region.ToString()) ? ReplayedState.Of(known.Project, details) : null;

    private async Task<List<Logged>> PageAsync(long after, CancellationToken cancellation)
    {
        await using var select = Ask($"{Log} order by f.seq_id limit {PageLength}", after);
        return await select.ReadAsync(Logged.Of, cancellation);
    }

    /// <summary>Reads the histories of a page's projects that are not held.</summary>
    private async Task HoldAsync(List<Logged> page, CancellationToken cancellation)
    {
        if (Held > MostHeld) Forget([.. held.Keys]);
        var missing = page.Select(f => f.Project).Where(project => !held.ContainsKey(project)).Distinct().ToArray();
        if (missing.Length == 0) return;
        foreach (var facts in (await database.HistoriesAsync(caller.City, missing, range.To, cancellation)).GroupBy(f => f.Project))
        {
            var project = new ReplayedProject(facts.Key, [.. facts], range.Confirmed);
            held.Add(facts.Key, project);
            Held += project.Length;
        }
    }

    private void Forget(params ReadOnlySpan<Guid> projects)
    {
        foreach (var project in projects)
            if (held.Remove(project, out var forgotten)) Held -= forgotten.Length;
    }

    /// <summary>The other projects that a page's facts speak of and the caller may see.</summary>
    private async Task<IReadOnlyCollection<Guid>> SeenAsync(List<Logged> page, CancellationToken cancellation)
    {
        await using var session = store.QuerySession(caller.City.Code.ToString());
        return await session.CoveredAsync(caller, page.Select(f => f.Fact.Concerns()).OfType<Guid>(), cancellation);
    }

    private string Log => range.Project is null ? Facts : FactsOfProject;

    private NpgsqlCommand Ask(string sql, long after)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.AddWithValue("city", caller.City.Code.ToString());
        command.Parameters.AddWithValue("after", after);
        command.Parameters.AddWithValue("to", range.To);
        command.Parameters.AddWithValue("types", Logged.Types);
        if (range.Project is { } project) command.Parameters.AddWithValue("project", project);
        return command;
    }
}
