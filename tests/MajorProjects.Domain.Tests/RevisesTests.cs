using MajorProjects.Domain.Facts;

namespace MajorProjects.Domain.Tests;

/// <summary>What a fact says of the attributes that it revises.</summary>
public class RevisesTests
{
    [Fact]
    public void a_fact_changes_no_attribute_but_those_that_it_says() => Histories.Any.Sample(history =>
    {
        var project = Project.None;
        foreach (var recorded in history.HappenedBy(DateOnly.MaxValue))
        {
            var next = project.After(recorded.Fact);
            var revised = (recorded.Fact as IRevisesDetails)?.Revises().ToList() ?? [];
            foreach (var attribute in ProjectDetail.All.Where(a => !Equals(Read(a, project), Read(a, next)))) revised.ShouldContain(attribute.Name, $"{recorded.Fact}");
            if (project.Details?.MergedInto != next.Details?.MergedInto) revised.ShouldContain("mergedInto");
            project = next;
        }

        static object? Read(ProjectDetail attribute, Project project) => project.Details is { } details ? attribute.Read(details) : null;
    }, iter: 100, print: Histories.Print);

    [Fact]
    public void each_says_its_own()
    {
        new InvestmentIncreased { OccurredOn = A.Day("2024-05-01"), IncrementWan = new(1) }.Revises().ShouldBe(["totalInvestmentWan"]);
        new ProjectDelayed { OccurredOn = A.Day("2024-05-01"), Milestone = PlannedMilestone.Commissioning, To = A.Plan("2025-01") }.Revises().ShouldBe(["plannedCommissioning"]);
        new DuplicateConfirmed { OccurredOn = A.Day("2024-05-01"), Of = A.Other }.Revises().ShouldBe(["mergedInto"]);
        A.Registration.Revises().ShouldContain("region");
    }

    [Fact]
    public void what_had_happened_by_a_day_folds_to_what_the_project_was_on_it() => Gen.Select(Histories.Any, Gen.Int[-10, 520]).Sample((history, n) =>
    {
        var day = new DateOnly(2024, 1, 1).AddDays(n);
        var (folded, on) = (history.HappenedBy(day).Aggregate(Project.None, (project, f) => project.After(f.Fact)), history.On(day));
        (folded.Stage, folded.Details).ShouldBe((on.Stage, on.Details));
        folded.Milestones.ShouldBe(on.Milestones);
    }, iter: 100);
}
