using MajorProjects.Domain.Facts;
using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Domain.Tests;

public class HistoryTests
{
    private const int Many = 400;

    [Fact]
    public void random_histories_hold_every_kind_of_fact_and_reach_every_stage_that_a_fact_brings() => Histories.Any.Array[2_000].Sample(histories =>
    {
        histories.SelectMany(h => h.Facts).Select(f => FactType.Of(f.Fact)).Distinct().ShouldBe(FactType.All, ignoreOrder: true);
        histories.Select(h => h.Now.Stage).Distinct().ShouldBe(Enum.GetValues<Stage>(), ignoreOrder: true);
        histories.Average(h => h.Version).ShouldBeGreaterThan(6);
        histories.SelectMany(h => h.Facts).ShouldContain(f => f.Fact is FactVoided && ((FactVoided)f.Fact).Versions().Count() > 1);
        histories.SelectMany(h => h.Facts).ShouldContain(f => f.Fact is FactReturned && ((FactReturned)f.Fact).Versions().Count() > 1);
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
        var standing = history.Facts.Where(f => !history.VoidedBy.ContainsKey(f.Version)).Select(f => f.Fact).ToList();
        var project = standing.Where(HoldsOfOld).Aggregate(Domain.Project.None, (told, fact) => told.After(fact));
        foreach (var day in history.Facts.Select(f => f.Fact.OccurredOn).Distinct().Order())
        {
            project = standing.Where(fact => fact.OccurredOn == day && !HoldsOfOld(fact)).Aggregate(project, (told, fact) => told.After(fact));
            history.On(day).State().ShouldBe(project.State());
        }

        history.Now.State().ShouldBe(project.State());
    });

    [Fact]
    public void from_the_last_day_on_all_is_as_now() => Gen.Select(Histories.Any, Gen.Int[0, 1_000]).Sample((history, later) =>
        history.On(history.Facts.Max(f => f.Fact.OccurredOn).AddDays(later)).State().ShouldBe(history.Now.State()), iter: Many, print: h => Histories.Print(h.Item1));

    [Fact]
    public void before_the_first_day_a_project_has_its_attributes_and_is_what_it_always_was_and_nothing_else() => Holds(Histories.Any, history =>
    {
        var before = history.On(history.Facts.Min(f => f.Fact.OccurredOn).AddDays(-1));
        var now = history.Now;

        before.State().ShouldBe((history.At(1).Now with
        {
            Suspicions = now.Suspicions,
            Details = history.At(1).Now.Details! with { MergedInto = now.Details!.MergedInto },
        }).State());
        before.Milestones.ShouldBeEmpty();
    });

    [Fact]
    public void the_order_of_recording_does_not_matter_where_no_two_things_happened_on_one_day()
    {
        var told = 0;
        Gen.Select(Histories.OfDistinctDays, Gen.Int).Sample((history, seed) =>
        {
            var facts = history.Standing.Where(f => f.Fact is not IAboutFact).ToList();
            var otherwise = RecordInAnyOrder(facts, new Random(seed));
            if (otherwise.Version < facts.Count) return;

            if (!otherwise.Facts.Select(f => f.Fact).SequenceEqual(facts.Select(f => f.Fact))) Interlocked.Increment(ref told);
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
    public void only_facts_that_revise_the_attributes_make_a_version_of_them_and_each_does_but_an_increment_of_an_unknown_total() =>
        Holds(Histories.Any, history =>
        {
            var project = Domain.Project.None;
            var revised = 0;
            foreach (var fact in history.Standing.Select(f => f.Fact).OrderBy(fact => fact.HoldsFrom()))
            {
                var before = project.Details;
                project = project.After(fact);
                if (project.Details != before) revised++;
                if (fact is not InvestmentIncreased || before!.TotalInvestmentWan is not null)
                    (project.Details != before).ShouldBe(FactType.Of(fact).RevisesDetails, fact.ToString());
            }

            history.Versions().Count().ShouldBe(revised);
        });

    [Fact]
    public void voiding_and_recording_again_is_never_having_erred() => Gen.Select(Histories.OfDistinctDays, Gen.Int[0, 40]).Sample((history, nth) =>
    {
        var voidable = history.Standing.Where(CanBeVoided).ToList();
        if (voidable.Count == 0) return;
        var erred = voidable[nth % voidable.Count].Version;

        var without = history.Void(erred);
        var corrected = history.Facts.Where(f => f.Version == erred || (without.VoidedBy.ContainsKey(f.Version) && !history.VoidedBy.ContainsKey(f.Version)))
            .Aggregate(without, (told, f) => told.Add(f.Fact, f.By));

        corrected.Now.State().ShouldBe(history.Now.State());
        corrected.Versions().ShouldBe(history.Versions());
        corrected.At(history.Version).ShouldBeTold(history);
    }, iter: Many, print: h => Histories.Print(h.Item1));

    [Fact]
    public void voiding_a_fact_is_never_having_recorded_it_nor_what_depends_on_it() => Holds(Histories.Any, history =>
    {
        foreach (var recorded in history.Standing.Where(CanBeVoided))
        {
            var gone = history.DependentsOf(recorded.Version).Append(recorded.Version).ToList();
            history.Void(recorded.Version).Now.State().ShouldBe(history.Without(f => gone.Contains(f.Version)).Now.State());
        }
    });

    [Fact]
    public void everything_but_the_registration_can_be_voided_with_what_depends_on_it() => Holds(Histories.Any, history =>
    {
        var left = history;
        while (left.Standing.LastOrDefault(CanBeVoided) is { } latest) left = left.Void(latest.Version);

        left.Now.State().ShouldBe(history.At(1).Now.State());
    });

    [Fact]
    public void where_nothing_was_voided_nothing_depends_on_what_was_recorded_last_by_itself() => Holds(Histories.OneByOne, history =>
    {
        var untouched = history.At(history.Facts.FindIndex(f => f.Fact is ITakesBack) is var first and > 0 ? first : history.Version);
        var last = untouched.Facts[^1];

        if (CanBeVoided(last)) untouched.Record(Voiding(last.Version)).Now.State().ShouldBe(untouched.At(last.Version - 1).Now.State());
    });

    [Fact]
    public void what_stands_could_be_recorded_now_if_it_were_the_last_to_be_heard_of() => Holds(Histories.OfDistinctDays, history =>
    {
        var standing = history.Standing.Where(f => f.Fact is not (IAboutFact or DuplicateConfirmed)).ToList();
        if (standing.Exists(f => IsForgiven(f.Fact, history.Now))) return;
        foreach (var last in standing.Skip(1).Where(CanBeVoided))
        {
            var others = standing.Where(f => f != last && f.Version != (last.Fact is ExtensionGranted ? last.Version + 1 : 0))
                .Aggregate(Domain.History.Empty, (told, f) => told.Add(f.Fact, f.By));
            others.Record(last.Fact, By(last.By!));
        }
    });

    [Fact]
    public void told_in_one_go_it_is_as_told_one_by_one() => Gen.Select(Histories.Any, Gen.Int[0, 30]).Sample((history, version) =>
    {
        var earlier = history.At(Math.Min(version, history.Version - 1));
        if (earlier.Version > 0 && history.Facts[earlier.Version].Fact is ProjectDelayed { Extension: true }) return;
        var later = history.Facts.Skip(earlier.Version).Select(f => f.Fact).Where(fact => fact is not ProjectDelayed { Extension: true }).ToList();

        // Nobody in particular, since a few people told it one by one.
        earlier.RecordTogether(later).Facts.Select(f => f.Fact).ShouldBe(history.Facts.Select(f => f.Fact));
    }, iter: Many, print: h => Histories.Print(h.Item1));

    [Fact]
    public void what_is_refused_leaves_all_as_it_was() => Gen.Select(Histories.Any, Histories.Any).Sample((history, other) =>
    {
        var facts = other.Facts.Skip(1).Select(f => f.Fact).ToList();
        var decision = history.Record(facts, A.Recording);

        if (decision.Refusal is null) decision.Versions.Length.ShouldBe(facts.Count);
        else (decision.After, decision.Versions.Length, decision.RefusedAt < facts.Count).ShouldBe((history, 0, true));
    }, iter: Many);

    [Fact]
    public void an_earlier_version_is_a_prefix() => Gen.Select(Histories.Any, Gen.Int[-2, 45]).Sample((history, version) =>
    {
        var earlier = history.At(version);

        earlier.Facts.ShouldBe(history.Facts.Take(version));
        history.Facts.Skip(earlier.Version).Aggregate(earlier, (told, f) => told.Add(f.Fact, f.By)).ShouldBeTold(history);
    }, iter: Many, print: h => Histories.Print(h.Item1));

    [Fact]
    public void the_steps_are_in_order_and_the_start_is_before_all_other_works() => Holds(Histories.Any, history =>
    {
        var project = history.Now;
        foreach (var steps in new[] { "reserved signed started commissioned fullCapacity", "reserved appraised started", "signed trialProduction commissioned", "signed completed" })
            steps.Split(' ').Select(project.DayOf).OfType<DateOnly>().ShouldBeInOrder(SortDirection.Ascending, steps);

        if (project.DayOf("started") is not { } started) return;
        foreach (var works in new[] { "suspended", "resumed", "commissionedPart", "trialProduction", "completed", "enteredStatistics" })
            (project.DayOf(works) < started).ShouldBeFalse(works);
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
        foreach (var step in new[] { "reserved", "appraised", "signed", "started", "enteredStatistics", "trialProduction", "commissioned", "completed", "fullCapacity" })
            history.Standing.Count(f => f.Fact.CountsAs()?.Kind == step).ShouldBe(history.Now.DayOf(step) is null ? 0 : 1);
    });

    [Fact]
    public void a_baseline_is_no_later_than_what_is_planned_unless_the_plan_was_brought_forward() => Holds(Histories.Any, history =>
    {
        if (history.Standing.Any(f => f.Fact is DetailsRevised)) return;
        var details = history.Now.Details!;
        foreach (var milestone in PlannedMilestones.All)
            (details.BaselineFor(milestone)?.IsLaterThan(details.PlannedFor(milestone)!.Value) ?? false).ShouldBeFalse(milestone.ToString());
    });

    [Fact]
    public void every_extension_granted_has_its_delay_and_every_delay_of_an_extension_its_grant() => Holds(Histories.Any, history =>
        history.Standing.Where(f => f.Fact is ExtensionGranted).Select(f => f.Version + 1)
            .ShouldBe(history.Standing.Where(f => f.Fact is ProjectDelayed { Extension: true }).Select(f => f.Version)));

    [Fact]
    public void nobody_decides_on_his_own_request() => Holds(Histories.Any, history =>
    {
        foreach (var decided in history.Standing.Where(f => f.Fact is ExtensionGranted or ExtensionRefused))
        {
            var milestone = decided.Fact is ExtensionGranted granted ? granted.Milestone : ((ExtensionRefused)decided.Fact).Milestone;
            var request = history.Standing
                .Where(f => f.Fact is ExtensionRequested r && r.Milestone == milestone && (r.OccurredOn, f.Version).CompareTo((decided.Fact.OccurredOn, decided.Version)) < 0)
                .MaxBy(f => (f.Fact.OccurredOn, f.Version))!;
            request.By.ShouldNotBe(decided.By);
        }
    });

    private static void Holds(Gen<History> histories, Action<History> law) => histories.Sample(law, iter: Many, print: Histories.Print);

    // What is refused for want of another fact is proposed again after it.
    private static History RecordInAnyOrder(List<RecordedFact> facts, Random random)
    {
        var history = Domain.History.Empty.Record(facts[0].Fact);
        // A grant brings its delay; and of a project that was merged nothing more is recorded.
        var left = facts.Skip(1).Where(f => f.Fact is not (ProjectDelayed { Extension: true } or DuplicateConfirmed)).ToArray();
        random.Shuffle(left);
        left = [.. left, .. facts.Where(f => f.Fact is DuplicateConfirmed)];
        for (var before = -1; before != history.Version;)
        {
            before = history.Version;
            history = left.Where(f => !history.Facts.Exists(told => ReferenceEquals(told.Fact, f.Fact))).ToList()
                .Aggregate(history, (told, f) => Histories.Accept(told, [f.Fact], f.By));
        }

        return history;
    }

    private static bool HoldsOfOld(Fact fact) => fact is ProjectRegistered or DuplicateSuspected or DuplicateConfirmed or DuplicateDismissed;

    private static bool CanBeVoided(RecordedFact recorded) => recorded.Fact is not (IAboutFact or ProjectRegistered or ProjectDelayed { Extension: true });

    // What an approval that was heard of late makes strange still stands; and a suspicion that was decided is not raised again.
    private static bool IsForgiven(Fact fact, Project project) => fact switch
    {
        ConstructionStarted => project.Approvals.TryGetValue(ApprovalKind.ConstructionPermit, out var permitted) && permitted > fact.OccurredOn,
        CommitmentAccepted commitment => project.Approvals.TryGetValue(commitment.Kind, out var obtained) && obtained <= fact.OccurredOn,
        DuplicateSuspected suspected => project.Suspicions[suspected.Of] is not null,
        _ => false,
    };

    [Fact]
    public void a_project_has_so_many_facts_and_no_more()
    {
        var full = Domain.History.Empty with { Facts = [.. Enumerable.Range(1, Domain.History.MostFacts).Select(version => new RecordedFact(version, Registration))] };

        full.ShouldRefuse(Signing("2024-03-01"), "tooManyFacts");
    }
}
