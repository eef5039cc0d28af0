using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;
using Npgsql;

namespace MajorProjects.Server.RollingViews;

/// <summary>A point on the two clocks.</summary>
public sealed record PointView(DateOnly AsOf, DateTimeOffset KnownAt, long Position)
{
    internal static PointView Of(Viewpoint viewpoint) => new(viewpoint.AsOf, viewpoint.KnownAt, viewpoint.Position);
}

/// <summary>A project's place in a batch, as one of the two points sees it.</summary>
public sealed record Place(DateOnly OccurredOn, int Version, Filing Filing);

/// <summary>A project of which the two points differ, with the facts that cause it.</summary>
public sealed record Difference(Guid Project, string Name, Place? First, Place? Second, IReadOnlyList<Cause> Causes);

/// <summary>
/// What differs in one kind of batch from the first point to the second. <paramref name="Count"/> and <paramref name="InvestmentWan"/> are what
/// its figures changed by: entered less left, and the investment with them.
/// </summary>
/// <param name="Kind">signed, started or commissioned.</param>
/// <param name="Count">By how many projects it grew.</param>
/// <param name="InvestmentWan">By how much investment it grew, 万元.</param>
/// <param name="Differences">How many projects differ, listed or not.</param>
/// <param name="Counts">How many differences there are of each sort, listed or not.</param>
/// <param name="Entered">In it at the second point alone.</param>
/// <param name="Left">In it at the first point alone.</param>
/// <param name="Moved">In it at both, on different days.</param>
/// <param name="Amounts">In it at both, with different investment.</param>
/// <param name="Reclassified">In it at both, under another region, industry, class or sector.</param>
public sealed record KindDifference(
    string Kind, int Count, decimal InvestmentWan, int Differences, DifferenceCounts Counts, IReadOnlyList<Difference> Entered, IReadOnlyList<Difference> Left,
    IReadOnlyList<Difference> Moved, IReadOnlyList<Difference> Amounts, IReadOnlyList<Difference> Reclassified);

/// <summary>How many differences there are of each sort; a project that both moved and changed its amount is in both.</summary>
public sealed record DifferenceCounts(int Entered, int Left, int Moved, int Amounts, int Reclassified);

public sealed record ComparisonAnswer(PointView First, PointView Second, bool Confirmed, int RuleVersion, IReadOnlyList<KindDifference> Kinds);

/// <summary>
/// What differs between the batches as two viewpoints see them; or only between what of them is <paramref name="within"/> a figure, such as that
/// of one period, which a project then enters or leaves.
/// </summary>
internal sealed class Comparison(
    City city, Viewpoint first, Viewpoint second, ProjectFilter filter, CityBatches batches, NpgsqlDataSource database, Func<BatchEntry, bool>? within = null)
{
    private const string Names = """
        select p.id, v.name from unnest(@projects) p (id)
        cross join lateral (
            select v.name from project_version v
            where v.city = @city and v.confirmed = @confirmed and v.project_id = p.id and v.known_from <= greatest(@position, @position2) and v.valid_from <= greatest(@asOf, @asOf2)
            order by v.known_from desc, v.valid_from desc limit 1) v
        """;

    private static readonly string[] Amount = ["totalInvestmentWan"];

    private static readonly string[] Classes = ["region", "industry", "class", "sector"];

    // What decides whether a project is counted, and by which filters.
    private static readonly string[] Standing = [.. Causes.Counting, .. Classes];

    // A delay moves a plan and no batch. A registration puts no project into a batch: what does comes after it, but may be confirmed before it.
    private static readonly string[] Causing = [.. Causes.TakingBack, .. Causes.Types(t => new[]
    {
        typeof(ContractSigned), typeof(SigningUpgraded), typeof(ConstructionStarted), typeof(ProjectCommissioned),
        typeof(DetailsRevised), typeof(InvestmentIncreased), typeof(DuplicateConfirmed),
    }.Contains(t.Class))];

    /// <summary>Every difference, of each kind; of each sort as many as <paramref name="limit"/> with their causes.</summary>
    public async Task<IReadOnlyList<KindDifference>> OfAsync(int limit, CancellationToken cancellation)
    {
        var (seenFirst, seenSecond) = batches.Differing(first, second, filter);
        var differing = seenFirst.Select(e => (Entry: e, IsFirst: true)).Concat(seenSecond.Select(e => (Entry: e, IsFirst: false)))
            .Where(e => within?.Invoke(e.Entry) != false)
            .GroupBy(e => (e.Entry.Kind, e.Entry.Project))
            .Select(g => (g.Key.Kind, Difference: new Difference(g.Key.Project, "", PlaceOf(g.Where(e => e.IsFirst)), PlaceOf(g.Where(e => !e.IsFirst)), [])))
            // Another fact that says the same, or the same in another row, is no difference.
            .Where(d => !Says(d.Difference.First, d.Difference.Second))
            .OrderBy(d => d.Difference.Project)
            .ToLookup(d => d.Kind, d => d.Difference, StringComparer.Ordinal);
        var kinds = Batch.Kinds.Select(kind => Sort(kind, [.. differing[kind]], limit)).ToList();
        var projects = kinds.SelectMany(Listed).Select(d => d.Project).Distinct().ToArray();
        var names = await NamesAsync(projects, cancellation);
        var causes = await new Causes(city, first, second, database).OfAsync(projects, first.Confirmed ? [.. Causing, .. Causes.Registering] : Causing, cancellation);
        return kinds.ConvertAll(kind => Explain(kind, names, causes));

        static Place? PlaceOf(IEnumerable<(BatchEntry Entry, bool IsFirst)> seen) =>
            seen.Select(s => new Place(s.Entry.OccurredOn, s.Entry.Version, s.Entry.Filing)).SingleOrDefault();

        static bool Says(Place? a, Place? b) => a?.OccurredOn == b?.OccurredOn && a?.Filing == b?.Filing;
    }

    private async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(Guid[] projects, CancellationToken cancellation)
    {
        await using var select = database.Ask(Names, city, first, filter, ("asOf2", second.AsOf), ("position2", second.Position), ("projects", projects));
        return (await select.ReadAsync(row => (Project: row.GetGuid(0), Name: row.GetString(1)), cancellation)).ToDictionary(n => n.Project, n => n.Name);
    }

    private static KindDifference Sort(string kind, List<Difference> differing, int limit)
    {
        var entered = differing.FindAll(d => d.First is null);
        var left = differing.FindAll(d => d.Second is null);
        var moved = differing.FindAll(d => d is { First: { } a, Second: { } b } && a.OccurredOn != b.OccurredOn);
        var amounts = differing.FindAll(d => d is { First: { } a, Second: { } b } && a.Filing.TotalInvestmentWan != b.Filing.TotalInvestmentWan);
        var reclassified = differing.FindAll(d => d is { First: { } a, Second: { } b } && a.Filing != b.Filing with { TotalInvestmentWan = a.Filing.TotalInvestmentWan });
        return new(
            kind, entered.Count - left.Count,
            Wan.Plain(differing.Sum(d => (d.Second?.Filing.TotalInvestmentWan ?? 0) - (d.First?.Filing.TotalInvestmentWan ?? 0))),
            differing.Count, new(entered.Count, left.Count, moved.Count, amounts.Count, reclassified.Count),
            [.. entered.Take(limit)], [.. left.Take(limit)], [.. moved.Take(limit)], [.. amounts.Take(limit)], [.. reclassified.Take(limit)]);
    }

    private static KindDifference Explain(KindDifference kind, IReadOnlyDictionary<Guid, string> names, ILookup<Guid, CauseOf> causes)
    {
        return kind with
        {
            Entered = By(kind.Entered, c => c.Counts(kind.Kind) || c.Revises(Standing)),
            Left = By(kind.Left, c => c.Counts(kind.Kind) || c.Revises(Standing)),
            Moved = By(kind.Moved, c => c.Counts(kind.Kind)),
            Amounts = By(kind.Amounts, c => c.Revises(Amount)),
            Reclassified = By(kind.Reclassified, c => c.Revises(Classes)),
        };

        IReadOnlyList<Difference> By(IReadOnlyList<Difference> differences, Func<CauseOf, bool> sort) =>
            [.. differences.Select(d => d with { Name = names[d.Project], Causes = [.. causes[d.Project].Where(sort).Select(c => c.Cause)] })];
    }

    private static IEnumerable<Difference> Listed(KindDifference kind) => [.. kind.Entered, .. kind.Left, .. kind.Moved, .. kind.Amounts, .. kind.Reclassified];
}
