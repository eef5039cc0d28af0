using JasperFx.Events;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;

namespace MajorProjects.Server.RollingViews;

/// <summary>A row of <c>project_version</c>: attributes, the days on which they hold, the positions at which that was believed.</summary>
internal sealed record ProjectVersion(
    bool Confirmed, Guid Project, ProjectDetails Details, DateOnly RegisteredOn, DateOnly ValidFrom, DateOnly ValidTo, long KnownFrom)
{
    public long KnownTo { get; set; } = ReadTables.Open;

    public bool SaysSameAs(ProjectVersion other) => Confirmed == other.Confirmed && ValidFrom == other.ValidFrom && ValidTo == other.ValidTo && Details == other.Details;
}

/// <summary>
/// Follows the attributes of the projects of one page, in both editions. Each fact that may revise them is answered with the project's whole
/// timeline as it is now believed; what the timeline no longer says is closed at that position, what it newly says begins there.
/// </summary>
internal sealed class ProjectVersions
{
    private readonly Dictionary<Guid, Timeline> timelines = [];
    private readonly List<ProjectVersion> closed = [];

    public ProjectVersions(IEnumerable<IEvent> earlier)
    {
        foreach (var e in earlier) Follow(e);
        foreach (var timeline in timelines.Values) timeline.Stored.UnionWith(timeline.Rows);
        closed.Clear();
    }

    /// <summary>Rows that the page brings; some may be closed again within it.</summary>
    public IEnumerable<ProjectVersion> Begun =>
        timelines.Values.SelectMany(t => t.Rows.Where(r => !t.Stored.Contains(r)))
            .Concat(closed.Where(r => !timelines[r.Project].Stored.Contains(r)));

    /// <summary>Rows from before the page that it closes.</summary>
    public IEnumerable<ProjectVersion> Ended => closed.Where(r => timelines[r.Project].Stored.Contains(r));

    public void Add(IEvent e)
    {
        if (e.Data is IRevisesDetails or ITakesBack or FactConfirmed) Follow(e);
    }

    private void Follow(IEvent e)
    {
        // That another fact was confirmed, which is none of these, changes nothing.
        if (e.Data is FactConfirmed confirmation && !(timelines.TryGetValue(e.StreamId, out var followed) && followed.Tells(confirmation.Version))) return;
        if (!timelines.TryGetValue(e.StreamId, out var timeline)) timelines.Add(e.StreamId, timeline = new());
        timeline.History = timeline.History with { Facts = timeline.History.Facts.Add(new((int)e.Version, (Fact)e.Data)) };
        var now = RowsOf(e.StreamId, timeline.History, e.Sequence);
        foreach (var row in timeline.Rows.Where(row => !now.Exists(row.SaysSameAs)))
        {
            row.KnownTo = e.Sequence;
            closed.Add(row);
        }
        timeline.Rows = now.ConvertAll(row => timeline.Rows.Find(row.SaysSameAs) ?? row);
    }

    private static List<ProjectVersion> RowsOf(Guid project, History history, long position) =>
        [.. RowsOf(false, project, history, position), .. RowsOf(true, project, history.Confirmed(), position)];

    private static List<ProjectVersion> RowsOf(bool confirmed, Guid project, History history, long position)
    {
        // What was confirmed of a project whose registration is not tells of nothing yet.
        if (history.Facts is not [{ Fact: ProjectRegistered { OccurredOn: var registeredOn } }, ..]) return [];
        // Of several revisions on one day the last one holds.
        var versions = history.Versions().GroupBy(v => v.From).Select(day => day.Last()).ToList();
        return versions.ConvertAll(v => new ProjectVersion(confirmed, project, v.Details, registeredOn, v.From, DateOnly.MaxValue, position))
            .Select((row, i) => i + 1 < versions.Count ? row with { ValidTo = versions[i + 1].From } : row)
            .ToList();
    }

    private sealed class Timeline
    {
        public History History { get; set; } = History.Empty;

        public bool Tells(int version) => History.Facts.Exists(f => f.Version == version);

        /// <summary>The rows believed now.</summary>
        public List<ProjectVersion> Rows { get; set; } = [];

        /// <summary>Those that the table holds already.</summary>
        public HashSet<ProjectVersion> Stored { get; } = new(ReferenceEqualityComparer.Instance);
    }
}
