using MajorProjects.Digests.Content;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.RollingViews;
using OverdueStep = MajorProjects.Digests.Content.OverdueStep;

namespace MajorProjects.Server.Digests.Composing;

/// <summary>Steps that were put off, are past their month, or are planned for the next period.</summary>
internal sealed record StepLists(DelaySection Delays, Listed<OverdueStep> Overdue, Listed<DueStep> Upcoming)
{
    public static async Task<StepLists> ReadAsync(DigestView view, YearFigures year, Period period, Period next, CancellationToken cancellation)
    {
        var steps = await PlannedSteps.WithDelaysAsync(year.Steps, view.Database, view.City, view.Viewpoint, cancellation);
        return new(
            DelaysOf(steps, period),
            Listed.Of(steps.Overdue.Select(s => new OverdueStep(Ref(s), s.Step, s.Planned!.Value, PlannedDate.On(s.Planned.Value).MonthsLate(view.Viewpoint.AsOf))).ToList()),
            Listed.Of(steps.DueIn(next).Select(s => new DueStep(Ref(s), s.Step, s.Planned!.Value)).ToList()));
    }

    private static DelaySection DelaysOf(PlannedSteps steps, Period period)
    {
        var delays = steps.Delays.Where(d => period.Contains(d.OccurredOn)).ToList();
        return new(
            Listed.Of(delays.ConvertAll(LineOf)),
            [
                .. delays.GroupBy(d => d.Reason ?? ReasonCode.Other.ToKey(), StringComparer.Ordinal)
                    .Select(g => new DelayReason(g.Key, g.Count(), g.DistinctBy(d => d.Project).Count()))
                    .OrderByDescending(r => r.Count).ThenBy(r => r.Reason, StringComparer.Ordinal),
            ],
            Listed.Of(steps.Running.Select(LineOf).ToList()));
    }

    private static DelayLine LineOf(Delay delay) => new(
        new(delay.Project, delay.Name, delay.Region), PlannedMilestones.All.Single(m => m.ToKey() == delay.Milestone), delay.OccurredOn, delay.Baseline, delay.To, delay.SlipDays, delay.Reason);

    private static ProjectRef Ref(PlannedStep step) => new(step.Project, step.Name, step.Region);
}
