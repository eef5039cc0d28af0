using MajorProjects.Domain.Values;

namespace MajorProjects.Server.RollingViews;

/// <summary>
/// Every entry that a city's batches ever had, in memory, so that the board of any viewpoint and any filter is one pass over them. A prefix
/// of the log never changes, so what is held up to a position is right for ever; what comes after it is added.
/// </summary>
internal sealed class CityBatches(long rewinds = 0)
{
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, (int At, int Count)> places = [];
    private readonly List<Slice> slices = [];
    private int dead;

    /// <summary>The position of the log up to which it reaches.</summary>
    public long Reach { get; private set; }

    /// <summary>How often the tables that it was read from had been taken back.</summary>
    public long Rewinds => rewinds;

    /// <summary>Takes the entries of those projects that changed on the way to a position.</summary>
    public void Extend(long reach, IEnumerable<(Guid Project, IEnumerable<SeenEntry> Entries)> changed)
    {
        lock (gate)
        {
            foreach (var (project, entries) in changed)
            {
                Remove(project);
                var at = slices.Count;
                slices.AddRange(entries.Select(Slice.Of));
                if (slices.Count > at) places[project] = (at, slices.Count - at);
            }
            if (dead > slices.Count / 2) Compact();
            Reach = reach;
        }
    }

    /// <summary>How many projects, of how much investment, are in each batch.</summary>
    public IReadOnlyDictionary<(string Kind, Period Period), BatchCell> Count(Viewpoint viewpoint, ProjectFilter filter, IReadOnlyList<Period> periods)
    {
        var (first, last) = (periods[0].First.DayNumber, periods[^1].Last.DayNumber);
        var periodOf = new int[last - first + 1];
        for (var i = 0; i < periods.Count; i++) Array.Fill(periodOf, i, periods[i].First.DayNumber - first, periods[i].Days);
        var (asOf, position, open) = (viewpoint.AsOf.DayNumber, viewpoint.Position, filter.IsOpen);
        var cells = new (int Count, Int128 Micro)[Batch.Kinds.Count * periods.Count];
        lock (gate)
        {
            foreach (ref readonly var slice in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(slices))
            {
                if (!slice.IsSeenFrom(asOf, position) || slice.Day < first || slice.Day > last || (!open && !filter.Takes(slice.Entry.Filing))) continue;
                ref var cell = ref cells[slice.Kind * periods.Count + periodOf[slice.Day - first]];
                cell.Count++;
                cell.Micro += slice.Micro;
            }
        }
        return Batch.Kinds.SelectMany((kind, k) => periods.Select((period, p) => (Key: (kind, period), Cell: cells[k * periods.Count + p])))
            .ToDictionary(c => c.Key, c => new BatchCell(c.Cell.Count, (decimal)c.Cell.Micro / Slice.MicroPerWan));
    }

    /// <summary>The entries that a viewpoint sees, or those of them that are <paramref name="wanted"/>, in the order of their days.</summary>
    public List<BatchEntry> List(Viewpoint viewpoint, ProjectFilter filter, Func<BatchEntry, bool>? wanted = null)
    {
        var (asOf, position) = (viewpoint.AsOf.DayNumber, viewpoint.Position);
        lock (gate)
            return
            [
                .. slices.Where(s => s.IsSeenFrom(asOf, position) && filter.Takes(s.Entry.Filing) && wanted?.Invoke(s.Entry) != false).Select(s => s.Entry)
                    .OrderBy(e => e.OccurredOn).ThenBy(e => e.KnownFrom),
            ];
    }

    /// <summary>The entries that one viewpoint sees and the other does not, as each sees them.</summary>
    public (List<BatchEntry> First, List<BatchEntry> Second) Differing(Viewpoint first, Viewpoint second, ProjectFilter filter)
    {
        var differing = (First: new List<BatchEntry>(), Second: new List<BatchEntry>());
        lock (gate)
        {
            foreach (ref readonly var slice in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(slices))
            {
                var (a, b) = (slice.IsSeenFrom(first.AsOf.DayNumber, first.Position), slice.IsSeenFrom(second.AsOf.DayNumber, second.Position));
                if (a != b && filter.Takes(slice.Entry.Filing)) (a ? differing.First : differing.Second).Add(slice.Entry);
            }
        }
        return differing;
    }

    /// <summary>The entries that come, or go, at each of these positions, as a day sees them: what differs there from the position before.</summary>
    public ILookup<long, (BatchEntry Entry, bool Comes)> Moving(IReadOnlySet<long> positions, DateOnly asOf, ProjectFilter filter)
    {
        var moving = new List<(long Position, BatchEntry Entry, bool Comes)>();
        lock (gate)
        {
            foreach (ref readonly var slice in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(slices))
            {
                if (slice.From > asOf.DayNumber || slice.To <= asOf.DayNumber || slice.KnownFrom >= slice.KnownTo || !filter.Takes(slice.Entry.Filing)) continue;
                if (positions.Contains(slice.KnownFrom)) moving.Add((slice.KnownFrom, slice.Entry, true));
                if (positions.Contains(slice.KnownTo)) moving.Add((slice.KnownTo, slice.Entry, false));
            }
        }
        return moving.ToLookup(m => m.Position, m => (m.Entry, m.Comes));
    }

    private void Remove(Guid project)
    {
        if (!places.Remove(project, out var place)) return;
        for (var i = place.At; i < place.At + place.Count; i++) slices[i] = Slice.None;
        dead += place.Count;
    }

    private void Compact()
    {
        var live = slices.FindAll(s => s.KnownFrom < s.KnownTo);
        slices.Clear();
        slices.AddRange(live);
        places.Clear();
        for (var i = 0; i < live.Count; i++)
        {
            var project = live[i].Entry.Project;
            places[project] = places.TryGetValue(project, out var place) ? (place.At, place.Count + 1) : (i, 1);
        }
        dead = 0;
    }

    /// <summary>An entry with what a pass looks at beside it, so that it does not follow a reference for each.</summary>
    private readonly record struct Slice(long KnownFrom, long KnownTo, int From, int To, int Day, int Kind, long Micro, BatchEntry Entry)
    {
        public const decimal MicroPerWan = 1_000_000;

        public static Slice None { get; } = new(0, 0, 0, 0, 0, 0, 0, null!);

        public static Slice Of(SeenEntry seen) => new(
            seen.KnownFrom, seen.KnownTo, seen.From.DayNumber, seen.To.DayNumber, seen.Entry.OccurredOn.DayNumber,
            Batch.Kinds.ToList().IndexOf(seen.Entry.Kind), (long)((seen.Entry.Filing.TotalInvestmentWan ?? 0) * MicroPerWan), seen.Entry);

        public bool IsSeenFrom(int asOf, long position) => KnownFrom <= position && position < KnownTo && From <= asOf && asOf < To;
    }
}
