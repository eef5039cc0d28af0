using System.Collections.Immutable;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Server.RollingViews;

namespace MajorProjects.Server.Tests.RollingViews;

/// <summary>What differs between two points of the two clocks, and why.</summary>
public class CompareLawsTests(TestPostgres postgres)
{
    private const int Cities = 3;

    [Fact]
    public Task between_a_point_and_itself_nothing_differs() => CityLaws.HoldAsync(postgres, Cities, 8, async asked =>
    {
        var comparison = await CompareAsync(asked, (asked.AsOf, asked.Position), (asked.AsOf, asked.Position));
        comparison.Kinds.Select(k => k.Kind).ShouldBe(["signed", "started", "commissioned"]);
        comparison.Confirmed.ShouldBe(asked.Question.Confirmed);
        comparison.Kinds.ShouldAllBe(k => k.Count == 0 && k.InvestmentWan == 0 && k.Differences == 0 && !Listed(k).Any());
    });

    [Fact]
    public Task backwards_it_is_the_inverse() => CityLaws.HoldAsync(postgres, Cities, 15, async asked =>
    {
        var (a, b) = PointsOf(asked);
        var (there, back) = (await CompareAsync(asked, a, b), await CompareAsync(asked, b, a));

        Text(back.First).ShouldBe(Text(there.Second));
        Text(back.Second).ShouldBe(Text(there.First));
        foreach (var (to, from) in there.Kinds.Zip(back.Kinds))
        {
            (from.Kind, from.Count, from.InvestmentWan, from.Differences).ShouldBe((to.Kind, -to.Count, -to.InvestmentWan, to.Differences));
            Told(from.Entered).ShouldBe(Inverse(to.Left));
            Told(from.Left).ShouldBe(Inverse(to.Entered));
            Told(from.Moved).ShouldBe(Inverse(to.Moved));
            Told(from.Amounts).ShouldBe(Inverse(to.Amounts));
            Told(from.Reclassified).ShouldBe(Inverse(to.Reclassified));
        }

        static IEnumerable<string> Told(IEnumerable<Difference> differences) => differences.Select(d => $"{d with { Causes = [] }} {string.Join(' ', d.Causes)}");
        static IEnumerable<string> Inverse(IEnumerable<Difference> differences) =>
            Told(differences.Select(d => d with { First = d.Second, Second = d.First, Causes = [.. d.Causes.Select(c => c with { SeenBySecond = !c.SeenBySecond })] }));
        static string Text(PointView point) => $"{point.AsOf} {point.Position}";
    });

    [Fact]
    public Task the_differences_are_those_of_the_two_boards() => CityLaws.HoldAsync(postgres, Cities, 20, async asked =>
    {
        var (a, b) = PointsOf(asked);
        var comparison = await CompareAsync(asked, a, b);

        // Everything happened in one plan.
        var (first, second) = (await BoardAsync(asked, a), await BoardAsync(asked, b));
        comparison.Kinds.Select(k => (k.Count, k.InvestmentWan)).ShouldBe(
            [Less(second.Signed, first.Signed), Less(second.Started, first.Started), Less(second.Commissioned, first.Commissioned)]);

        var (before, after) = (EntriesAt(asked, a), EntriesAt(asked, b));
        foreach (var kind in comparison.Kinds)
        {
            var both = before.Keys.Union(after.Keys).Where(k => k.Kind == kind.Kind)
                .Select(k => (k.Project, First: before.GetValueOrDefault(k), Second: after.GetValueOrDefault(k))).ToList();
            Of(kind.Entered, d => d.First is null);
            Of(kind.Left, d => d.Second is null);
            Of(kind.Moved, d => d is { First: { } x, Second: { } y } && x.OccurredOn != y.OccurredOn);
            Of(kind.Amounts, d => d is { First: { } x, Second: { } y } && x.Filing.TotalInvestmentWan != y.Filing.TotalInvestmentWan);
            Of(kind.Reclassified, d => d is { First: { } x, Second: { } y } && x.Filing with { TotalInvestmentWan = null } != y.Filing with { TotalInvestmentWan = null });
            kind.Differences.ShouldBe(Listed(kind).Select(d => d.Project).Distinct().Count());

            void Of(IReadOnlyList<Difference> listed, Func<(Guid Project, Place? First, Place? Second), bool> sort) =>
                listed.Select(d => (d.Project, d.First, d.Second)).ShouldBe(both.Where(sort), ignoreOrder: true);
        }

        static (int, decimal) Less(BatchCell a, BatchCell b) => (a.Count - b.Count, a.InvestmentWan - b.InvestmentWan);
    });

    [Fact]
    public Task the_causes_are_facts_that_one_point_sees_and_they_make_the_difference() => CityLaws.HoldAsync(postgres, Cities, 20, async asked =>
    {
        var (a, b) = PointsOf(asked);
        var comparison = await CompareAsync(asked, a, b);
        foreach (var kind in comparison.Kinds)
        {
            Hold(kind.Entered, (d, place) => place?.OccurredOn == d.Second!.OccurredOn);
            Hold(kind.Left, (_, place) => place is null);
            Hold(kind.Moved, (d, place) => place is null || place.OccurredOn == d.Second!.OccurredOn);
            Hold(kind.Amounts, (d, place) => place is null || place.Filing.TotalInvestmentWan == d.Second!.Filing.TotalInvestmentWan);
            Hold(kind.Reclassified, (d, place) => place is null || place.Filing with { TotalInvestmentWan = null } == d.Second!.Filing with { TotalInvestmentWan = null });

            void Hold(IReadOnlyList<Difference> differences, Func<Difference, Place?, bool> made)
            {
                foreach (var difference in differences)
                {
                    difference.Causes.ShouldNotBeEmpty($"{difference}");
                    var seen = asked.Model.Log.Where(f => f.Project == difference.Project && Sees(asked, a, f)).Select(f => f.Version).ToHashSet();
                    foreach (var cause in difference.Causes)
                    {
                        var fact = asked.Model.Log.Single(f => f.Project == difference.Project && f.Version == cause.Version);
                        (cause.Type, cause.OccurredOn, cause.Position).ShouldBe((FactType.Of(fact.Fact).Name, fact.Fact.OccurredOn, fact.Position));
                        (Sees(asked, a, fact), Sees(asked, b, fact)).ShouldBe((!cause.SeenBySecond, cause.SeenBySecond), $"{cause}");
                        if (cause.SeenBySecond) seen.Add(cause.Version);
                        else seen.Remove(cause.Version);
                    }
                    // What the first point sees, with what it does not and without what only it does.
                    var place = PlaceIn(asked, [.. asked.Model.Log.Where(f => f.Project == difference.Project && (seen.Contains(f.Version) || (f.Version == 1 && !asked.Question.Confirmed)))], kind.Kind);
                    made(difference, place).ShouldBeTrue($"{kind.Kind} {difference} {string.Join(' ', difference.Causes)}: {place}");
                }
            }
        }
    });

    private static bool Sees(Asked asked, (DateOnly AsOf, long Position) point, LoggedFact fact) =>
        asked.Model.KnownFrom(fact) <= point.Position && (fact.Fact is ITakesBack or ProjectRegistered or DuplicateConfirmed || fact.Fact.OccurredOn <= point.AsOf);

    private static Place? PlaceIn(Asked asked, IReadOnlyList<LoggedFact> facts, string kind)
    {
        var history = History.Empty with { Facts = [.. facts.Select(f => new RecordedFact(f.Version, f.Fact))] };
        return history.Now.Details is { } details ? PlaceOf(history.Standing.Where(f => f.Fact.CountsAs()?.Kind == kind).MinBy(f => f.Fact.OccurredOn), details, asked.Filter) : null;
    }

    private static Place? PlaceOf(RecordedFact? fact, ProjectDetails details, ProjectFilter filter)
    {
        var filing = new Filing($"{details.Region}", details.Industry, details.Class.ToKey(), details.Sector.ToKey(), details.TotalInvestmentWan?.Amount);
        return fact is not null && details.Counted && filter.Takes(filing) ? new(fact.Fact.OccurredOn, fact.Version, filing) : null;
    }

    private static Dictionary<(string Kind, Guid Project), Place> EntriesAt(Asked asked, (DateOnly AsOf, long Position) point) =>
        asked.Model.Entries(point.AsOf, point.Position, asked.Filter).ToDictionary(e => (e.Kind, e.Project), e => new Place(e.OccurredOn, e.Version, new(
            $"{e.Details.Region}", e.Details.Industry, e.Details.Class.ToKey(), e.Details.Sector.ToKey(), e.Details.TotalInvestmentWan?.Amount)));

    // Mostly far apart on one clock or both, sometimes on neither.
    private static ((DateOnly AsOf, long Position) First, (DateOnly AsOf, long Position) Second) PointsOf(Asked asked)
    {
        var random = new Random(asked.Question.AsOf.DayNumber * 1_000 + (int)asked.Position);
        return ((asked.AsOf, asked.Position), (
            random.Next(3) == 0 ? asked.AsOf : new DateOnly(2024, 1, 1).AddDays(random.Next(-20, 540)),
            random.Next(3) == 0 ? asked.Position : random.NextInt64(asked.End + 1)));
    }

    private static Task<ComparisonAnswer> CompareAsync(Asked asked, (DateOnly AsOf, long Position) a, (DateOnly AsOf, long Position) b) =>
        asked.Client.ReadAsync<ComparisonAnswer>(
            $"/compare?asOf={a.AsOf:yyyy-MM-dd}&position={a.Position}&asOf2={b.AsOf:yyyy-MM-dd}&position2={b.Position}{asked.Question.Edition}{Question.Text(asked.Filter)}");

    private static async Task<BatchTotals> BoardAsync(Asked asked, (DateOnly AsOf, long Position) point) =>
        (await asked.Client.BatchesAsync($"?by=plan&from=2021-2025&to=2021-2025&asOf={point.AsOf:yyyy-MM-dd}&position={point.Position}{asked.Question.Edition}{Question.Text(asked.Filter)}")).Totals;

    private static IEnumerable<Difference> Listed(KindDifference kind) => [.. kind.Entered, .. kind.Left, .. kind.Moved, .. kind.Amounts, .. kind.Reclassified];
}
