using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;
using MajorProjects.Server.RollingViews;

namespace MajorProjects.Server.Tests.RollingViews;

/// <summary>What was put off, and what is late without anybody having said so.</summary>
public class DelayLawsTests(TestPostgres postgres)
{
    [Fact]
    public Task groups_add_up_and_are_of_the_delays_that_stand() => CityLaws.HoldAsync(postgres, cities: 3, questions: 25, async asked =>
    {
        var ofPeriod = asked.Position % 2 == 0;
        var answer = await asked.Client.ReadAsync<DelaysAnswer>($"/delays?{asked.Point}{(ofPeriod ? $"&period={asked.Period}" : "")}");
        var projects = asked.Counted;
        var expected = projects.SelectMany(p => p.Happened.Where(f => f.Fact is ProjectDelayed && (!ofPeriod || asked.Period.Contains(f.Fact.OccurredOn)))
            .Select(f => (Project: p, f.Version, Delay: (ProjectDelayed)f.Fact))).ToList();

        answer.Delays.ShouldBe(expected.Select(d => DelayOf(d.Project, d.Version, d.Delay)), ignoreOrder: true);
        answer.Delays.Select(d => d.OccurredOn).ShouldBeInOrder();
        Holds(answer.Totals, answer.Delays);
        foreach (var (groups, key) in new (IReadOnlyList<DelayGroup>, Func<Delay, string>)[]
        {
            (answer.ByReason, d => d.Reason!), (answer.ByRegion, d => d.Region), (answer.ByMilestone, d => d.Milestone),
        })
        {
            groups.Sum(g => g.Count).ShouldBe(answer.Totals.Count);
            groups.Select(g => g.Key).ShouldBe(answer.Delays.Select(key).Distinct().Order(StringComparer.Ordinal));
            foreach (var group in groups) Holds(group, [.. answer.Delays.Where(d => key(d) == group.Key)]);
        }

        answer.Overdue.ShouldBe(projects.SelectMany(p => p.State.OverdueOn(asked.AsOf).Select(step => new OverdueStep(
            p.Id, p.Details.Name, $"{p.Details.Region}", step.ToKey(), p.Details.PlannedFor(step)!.Value.Due, p.Details.PlannedFor(step)!.Value.MonthsLate(asked.AsOf)))), ignoreOrder: true);
    });

    [Fact]
    public Task what_was_recorded_late_is_listed_whatever_became_of_it() => CityLaws.HoldAsync(postgres, cities: 2, questions: 15, async asked =>
    {
        var today = Clock.DayOf(TimeProvider.System.GetUtcNow());
        var days = Math.Max(0, today.DayNumber - asked.AsOf.DayNumber + (int)(asked.Position % 200));
        var answer = await asked.Client.ReadAsync<BackdatedAnswer>($"/backdated?days={days}&{asked.Point}");

        answer.Count.ShouldBe(answer.Facts.Count);
        answer.Facts.Select(f => (f.Project, f.Version, f.Type, f.DaysLate)).ShouldBe(asked.Model.RecordedLate(asked.AsOf, asked.Position, asked.Filter, today, days)
            .Select(f => (f.Project, f.Version, FactType.Of(f.Fact).Name, today.DayNumber - f.Fact.OccurredOn.DayNumber)));
    });

    private static void Holds(DelayGroup group, IReadOnlyList<Delay> delays)
    {
        var slips = delays.Select(d => d.SlipDays).OfType<int>().Order().ToList();
        (group.Count, group.Projects, group.MaxSlipDays).ShouldBe((delays.Count, delays.Select(d => d.Project).Distinct().Count(), slips.Count == 0 ? null : slips[^1]));
        group.MedianSlipDays.ShouldBe(slips.Count == 0 ? null : (slips[(slips.Count - 1) / 2] + slips[slips.Count / 2]) / 2m);
    }

    private static Delay DelayOf(FoldedProject project, int version, ProjectDelayed delay)
    {
        DateOnly? baseline = project.Details.BaselineFor(delay.Milestone)?.Due;
        return new(
            project.Id, project.Details.Name, $"{project.Details.Region}", version, delay.OccurredOn, delay.Milestone.ToKey(), delay.Reason?.ToKey(),
            baseline, delay.To.Due, delay.To.Due.DayNumber - baseline?.DayNumber);
    }
}
