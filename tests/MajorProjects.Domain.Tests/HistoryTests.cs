using MajorProjects.Domain.Facts;
using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests;

public class HistoryTests
{
    private const int Many = 400;

    [Fact]
    public void random_histories_hold_every_kind_of_fact_and_reach_every_stage_that_a_fact_brings() => Histories.Any.Array[1_000].Sample(histories =>
    {
        histories.SelectMany(h => h.Facts).Select(f => FactType.Of(f.Fact)).Distinct().ShouldBe(FactType.All, ignoreOrder: true);
        histories.Select(h => h.Now.Stage).Distinct().ShouldBe(
            [Stage.Planned, Stage.Signed, Stage.Started, Stage.Commissioned, Stage.Suspended, Stage.Withdrawn], ignoreOrder: true);
        histories.Average(h => h.Version).ShouldBeGreaterThan(6);
    }, iter: 1);

    [Fact]
    public void an_empty_history_is_of_no_project()
    {
        Domain.History.Empty.IsEmpty.ShouldBeTrue();
        Domain.History.Empty.Now.State().ShouldBe(Domain.Project.None.State());
        Domain.History.Empty.Versions().ShouldBeEmpty();
    }

    [Fact]
    public void versions_count_the_facts_from_1() => Holds(Histories.Any, history =>
    {
        history.Facts.Select(f => f.Version).ShouldBe(Enumerable.Range(1, history.Version));
        history.IsEmpty.ShouldBeFalse();
    });

    [Fact]
    public void what_is_true_is_what_stands_told_one_by_one_in_the_order_it_happened() => Holds(Histories.Any, history =>
    {
        var project = history.Facts[0].Fact.Apply(Domain.Project.None);
        foreach (var day in history.Facts.Skip(1).Select(f => f.Fact.OccurredOn).Distinct().Order())
        {
            foreach (var recorded in history.Facts.Skip(1).Where(f => f.Fact.OccurredOn == day && !history.VoidedBy.ContainsKey(f.Version)))
                project = project.After(recorded.Fact);
            history.On(day).State().ShouldBe(project.State());
        }

        history.Now.State().ShouldBe(project.State());
    });

    [Fact]
    public void from_the_last_day_on_all_is_as_now() => Gen.Select(Histories.Any, Gen.Int[0, 1_000]).Sample((history, later) =>
        history.On(history.Facts.Max(f => f.Fact.OccurredOn).AddDays(later)).State().ShouldBe(history.Now.State()), iter: Many, print: h => Histories.Print(h.Item1));

    [Fact]
    public void before_the_first_day_a_project_has_its_attributes_and_nothing_else() => Holds(Histories.Any, history =>
    {
        var before = history.On(history.Facts.Min(f => f.Fact.OccurredOn).AddDays(-1));

        before.State().ShouldBe(history.At(1).Now.State());
        before.Milestones.ShouldBeEmpty();
    });

    [Fact]
    public void the_order_of_recording_does_not_matter_where_no_two_things_happened_on_one_day()
    {
        var told = 0;
        Gen.Select(Histories.OfDistinctDays, Gen.Int).Sample((history, seed) =>
        {
            var facts = history.Standing.Select(f => f.Fact).Where(fact => fact is not FactVoided).ToList();
            var otherwise = RecordInAnyOrder(facts[0], facts.Skip(1), new Random(seed));
            if (otherwise.Version < facts.Count) return;

            if (!otherwise.Facts.Select(f => f.Fact).SequenceEqual(facts)) Interlocked.Increment(ref told);
            otherwise.Now.State().ShouldBe(history.Now.State());
            otherwise.Versions().ShouldBe(history.Versions());
        }, iter: Many, print: h => Histories.Print(h.Item1));
        told.ShouldBeGreaterThan(Many / 4);
    }

    [Fact]
    public void attributes_change_from_the_beginning_of_time_to_those_of_now() => Holds(Histories.Any, history =>
    {
        var versions = history.Versions().ToList();

        versions[0].From.ShouldBe(DateOnly.MinValue);
        versions[0].Details.ShouldBe(history.At(1).Now.Details);
        versions[^1].Details.ShouldBe(history.Now.Details);
        versions.Select(v => v.From).ShouldBeInOrder();
        foreach (var (from, _) in versions)
            history.On(from).Details.ShouldBe(versions.Last(v => v.From == from).Details);
    });

    [Fact]
    public void only_facts_that_revise_the_attributes_make_a_version_of_them() => Holds(Histories.Any, history =>
        history.Versions().Count().ShouldBe(history.Standing.Count(f => FactType.Of(f.Fact).RevisesDetails)));

    [Fact]
    public void voiding_and_recording_again_is_never_having_erred() => Gen.Select(Histories.OfDistinctDays, Gen.Int[0, 40]).Sample((history, nth) =>
    {
        var voidable = history.Standing.Where(f => history.Refuses(Voiding(f.Version), A.Recording) is null).ToList();
        if (voidable.Count == 0) return;
        var erred = voidable[nth % voidable.Count];

        var corrected = history.Add(Voiding(erred.Version)).Add(erred.Fact);

        corrected.Now.State().ShouldBe(history.Now.State());
        corrected.Versions().ShouldBe(history.Versions());
        corrected.At(history.Version).ShouldBeTold(history);
    }, iter: Many, print: h => Histories.Print(h.Item1));

    [Fact]
    public void voiding_a_fact_is_never_having_recorded_it() => Holds(Histories.Any, history =>
    {
        foreach (var recorded in history.Standing.Where(f => history.Refuses(Voiding(f.Version), A.Recording) is null))
        {
            var without = history with { Facts = history.Facts.Remove(recorded) };
            history.Add(Voiding(recorded.Version)).Now.State().ShouldBe(without.Now.State());
        }
    });

    [Fact]
    public void everything_but_the_registration_can_be_voided_latest_first() => Holds(Histories.Any, history =>
    {
        var standing = history.Standing.Where(f => f.Fact is not (FactVoided or ProjectRegistered)).Reverse();

        standing.Aggregate(history, (left, f) => left.Record(Voiding(f.Version))).Now.State().ShouldBe(history.At(1).Now.State());
    });

    [Fact]
    public void what_stands_could_have_been_recorded_without_the_errors() => Holds(Histories.Any, history =>
        history.Standing.Where(f => f.Fact is not FactVoided).Aggregate(Domain.History.Empty, (told, f) => told.Record(f.Fact))
            .Now.State().ShouldBe(history.Now.State()));

    [Fact]
    public void an_earlier_version_is_a_prefix() => Gen.Select(Histories.Any, Gen.Int[-2, 45]).Sample((history, version) =>
    {
        var earlier = history.At(version);

        earlier.Facts.ShouldBe(history.Facts.Take(version));
        history.Facts.Skip(earlier.Version).Aggregate(earlier, (told, f) => told.Add(f.Fact)).ShouldBeTold(history);
    }, iter: Many, print: h => Histories.Print(h.Item1));

    [Fact]
    public void signing_start_and_commissioning_are_in_order_and_the_start_is_before_all_other_works() => Holds(Histories.Any, history =>
    {
        var project = history.Now;
        DateOnly?[] steps = [project.DayOf("signed"), project.DayOf("started"), project.DayOf("commissioned")];
        steps.OfType<DateOnly>().ShouldBeInOrder();

        if (project.DayOf("started") is not { } started) return;
        foreach (var works in new[] { "suspended", "resumed", "commissionedPart" }) (project.DayOf(works) < started).ShouldBeFalse(works);
        (project.LatestProgress?.Month.Last < started).ShouldBeFalse();
    });

    [Fact]
    public void a_competitive_project_on_record_from_its_beginning_started_only_once_signed() => Holds(Histories.Any, history =>
    {
        var project = history.Now;
        if (project.Details is not { Sector: Sector.Competitive, PriorStepsUnrecorded: false } || project.DayOf("started") is null) return;
        project.DayOf("signed").ShouldNotBeNull();
    });

    [Fact]
    public void each_counted_step_was_taken_once() => Holds(Histories.Any, history =>
    {
        foreach (var step in new[] { "signed", "started", "commissioned" })
            history.Standing.Count(f => f.Fact.CountsAs()?.Kind == step).ShouldBe(history.Now.DayOf(step) is null ? 0 : 1);
    });

    private static void Holds(Gen<History> histories, Action<History> law) => histories.Sample(law, iter: Many, print: Histories.Print);

    // What is refused for want of another fact is proposed again after it.
    private static History RecordInAnyOrder(Fact registration, IEnumerable<Fact> facts, Random random)
    {
        var history = Domain.History.Empty.Record(registration);
        var left = facts.ToArray();
        random.Shuffle(left);
        for (var before = -1; before != history.Version;)
        {
            before = history.Version;
            history = left.Where(fact => !history.Facts.Any(f => ReferenceEquals(f.Fact, fact))).ToList().Aggregate(history, Histories.Accept);
        }

        return history;
    }
}
