using MajorProjects.Domain.Values;
using MajorProjects.Server.RollingViews;

namespace MajorProjects.Server.Tests.RollingViews;

/// <summary>The batches of a city in memory: pure, of facts and attributes that make no history but may well be in the tables of one.</summary>
public class CityBatchesTests
{
    private const long Last = 60;

    private static readonly DateOnly Day0 = new(2024, 1, 1);

    private static readonly ProjectFilter[] Filters = [ProjectFilter.Open, new("990101", null, null, null), new(null, "coal", "annual", null)];

    private static readonly Gen<(long From, long To)> Known = Gen.Select(Gen.Long[1, Last], Gen.Long[1, Last].Nullable(0.5), (from, length) => (from, length is null ? ReadTables.Open : from + length.Value));

    private static readonly Gen<CountedFact> Facts = Gen.Select(
        Gen.OneOf("signed", "started", "commissioned"), Gen.Int[0, 400], Known, (kind, day, known) => new CountedFact(kind, 0, Day0.AddDays(day), null, known.From, known.To));

    private static readonly Gen<Filing?> Filings = Gen.Frequency((1, Gen.Const((Filing?)null)), (4, Gen.Select(
        Gen.OneOf("990101", "990102"), Gen.OneOf("coal", "power"), Gen.Int[0, 3],
        (region, industry, wan) => (Filing?)new Filing(region, industry, "annual", "public", wan == 0 ? null : wan * 1.25m))));

    // Attributes change at a few positions; from each on, a few of them hold one after the other, from the beginning of time to its end.
    private static readonly Gen<List<FiledVersion>> Versions = Gen.Select(
        Gen.Long[1, Last].HashSet[1, 4], Gen.Select(Gen.Int[1, 500].HashSet[0, 3], Filings.Array[4]).Array[4], (positions, timelines) =>
        {
            var changes = positions.Order().Append(ReadTables.Open).ToList();
            return changes.Zip(changes.Skip(1)).SelectMany((known, n) =>
            {
                var days = timelines[n].Item1.Order().Select(Day0.AddDays).Prepend(DateOnly.MinValue).Append(DateOnly.MaxValue).ToList();
                return days.Zip(days.Skip(1)).Select((valid, i) => new FiledVersion(timelines[n].Item2[i], valid.First, valid.Second, known.First, known.Second));
            }).ToList();
        });

    private static readonly Gen<(Guid Id, List<CountedFact> Facts, List<FiledVersion> Versions)[]> Cities = Gen.Select(Facts.List[0, 6], Versions, (facts, versions) => (
        Guid.CreateVersion7(), facts.Select((f, n) => f with { Version = n + 2 }).ToList(), versions)).Array[0, 12];

    private static readonly Gen<(DateOnly AsOf, long Position, int Filter)[]> Questions =
        Gen.Select(Gen.Int[-10, 520], Gen.Long[0, Last], Gen.Int[0, Filters.Length - 1], (day, position, filter) => (Day0.AddDays(day), position, filter)).Array[10];

    private static readonly List<Period> Quarters = [.. Period.Range(Period.Parse("2024Q1"), Period.Parse("2025Q2"))];

    [Fact]
    public void what_is_counted_and_listed_is_what_the_definition_says() => Gen.Select(Cities, Questions).Sample((projects, questions) =>
    {
        var batches = new CityBatches();
        batches.Extend(Last, projects.Select(p => (p.Id, BatchEntries.Of(p.Id, p.Facts, p.Versions))));
        foreach (var (asOf, position, filter) in questions) ShouldBeRight(batches, projects, asOf, position, Filters[filter]);
    }, iter: 300);

    [Fact]
    public void extended_step_by_step_it_is_as_read_at_once() => Gen.Select(Cities, Questions, Gen.Long[1, Last].HashSet[1, 8]).Sample((projects, questions, reaches) =>
    {
        var batches = new CityBatches();
        var before = 0L;
        foreach (var reach in reaches.Append(Last).Order().Distinct())
        {
            batches.Extend(reach, projects.Where(p => Changes(p).Any(at => at > before && at <= reach)).Select(p => (p.Id, AsOfReach(p, reach))));
            batches.Reach.ShouldBe(reach);
            // What is held is right for every position that it reaches, not only for the last.
            foreach (var (asOf, position, filter) in questions.Where(q => q.Position <= reach)) ShouldBeRight(batches, projects, asOf, position, Filters[filter]);
            before = reach;
        }
    }, iter: 200);

    [Fact]
    public void what_moves_at_a_position_is_what_differs_there_from_the_one_before() => Gen.Select(Cities, Questions).Sample((projects, questions) =>
    {
        var batches = new CityBatches();
        batches.Extend(Last, projects.Select(p => (p.Id, BatchEntries.Of(p.Id, p.Facts, p.Versions))));
        var positions = questions.Select(q => q.Position).Where(p => p > 0).ToHashSet();
        foreach (var (asOf, _, filter) in questions)
        {
            var moving = batches.Moving(positions, asOf, Filters[filter]);
            foreach (var position in positions)
            {
                var (left, entered) = batches.Differing(new(asOf, default, position - 1), new(asOf, default, position), Filters[filter]);
                moving[position].Where(m => m.Comes).Select(m => m.Entry).ShouldBe(entered, ignoreOrder: true);
                moving[position].Where(m => !m.Comes).Select(m => m.Entry).ShouldBe(left, ignoreOrder: true);
            }
        }
    }, iter: 100);

    [Fact]
    public void no_viewpoint_sees_a_project_twice_in_a_kind() => Gen.Select(Cities, Questions).Sample((projects, questions) =>
    {
        foreach (var project in projects)
        {
            var seen = BatchEntries.Of(project.Id, project.Facts, project.Versions).ToList();
            foreach (var (asOf, position, _) in questions)
                seen.Where(s => s.IsSeenFrom(asOf, position)).GroupBy(s => s.Entry.Kind).ShouldAllBe(kind => kind.Count() == 1);
        }
    }, iter: 200);

    private static IEnumerable<long> Changes((Guid Id, List<CountedFact> Facts, List<FiledVersion> Versions) project) =>
        [.. project.Facts.SelectMany(f => new[] { f.KnownFrom, f.KnownTo }), .. project.Versions.SelectMany(v => new[] { v.KnownFrom, v.KnownTo })];

    // As the tables had it at that position: what came later was not there, and what was closed later was open.
    private static IEnumerable<SeenEntry> AsOfReach((Guid Id, List<CountedFact> Facts, List<FiledVersion> Versions) project, long reach) => BatchEntries.Of(
        project.Id,
        [.. project.Facts.Where(f => f.KnownFrom <= reach).Select(f => f.KnownTo > reach ? f with { KnownTo = ReadTables.Open } : f)],
        [.. project.Versions.Where(v => v.KnownFrom <= reach).Select(v => v.KnownTo > reach ? v with { KnownTo = ReadTables.Open } : v)]);

    private static void ShouldBeRight(
        CityBatches batches, (Guid Id, List<CountedFact> Facts, List<FiledVersion> Versions)[] projects, DateOnly asOf, long position, ProjectFilter filter)
    {
        var expected = projects.SelectMany(project => project.Facts.Where(f => f.KnownFrom <= position && position < f.KnownTo && f.OccurredOn <= asOf).GroupBy(f => f.Kind)
            .Select(kind => kind.OrderBy(f => f.OccurredOn).ThenBy(f => f.Version).First())
            .Select(f => (project.Id, Fact: f, project.Versions.SingleOrDefault(v => v.KnownFrom <= position && position < v.KnownTo && v.ValidFrom <= asOf && asOf < v.ValidTo)?.Filing)))
            .Where(e => e.Filing is not null && filter.Takes(e.Filing)).ToList();
        var viewpoint = new Viewpoint(asOf, default, position);

        var counted = batches.Count(viewpoint, filter, Quarters);
        foreach (var ((kind, period), cell) in counted)
        {
            var within = expected.FindAll(e => e.Fact.Kind == kind && period.Contains(e.Fact.OccurredOn));
            cell.ShouldBe(new(within.Count, within.Sum(e => e.Filing!.TotalInvestmentWan ?? 0)));
        }
        batches.List(viewpoint, filter).Select(e => (e.Project, e.Kind, e.Version, e.OccurredOn, e.Filing)).ShouldBe(
            expected.Select(e => (e.Id, e.Fact.Kind, e.Fact.Version, e.Fact.OccurredOn, e.Filing!)), ignoreOrder: true);
    }
}
