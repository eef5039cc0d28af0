using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Audit;
using MajorProjects.Server.RollingViews;
using MajorProjects.Server.Tests.RollingViews;

namespace MajorProjects.Server.Tests.Audit;

/// <summary>What holds of every figure that is opened, of any city and between any two points.</summary>
public class ExplainLawsTests(TestPostgres postgres)
{
    private const int Cities = 2;

    [Fact]
    public Task every_metric_opens_into_what_the_figure_is() => CityLaws.HoldAsync(postgres, Cities, 2, async asked =>
    {
        foreach (var metric in Metric.All)
        {
            var question = $"period={PeriodOf(asked, metric)}{(metric.Step is { } step ? $"&milestone={step.ToKey()}" : "")}&{asked.Point}";
            var rate = await asked.Client.ReadAsync<RateAnswer>($"/rates/{metric.Key}?{question}&list=true");
            var answer = await asked.Client.ReadAsync<ExplainAnswer>($"/explain?metric={metric.Key}&{question}&limit=100000");

            var figure = answer.First;
            (figure.Numerator, figure.Denominator, figure.Rate, figure.Value, figure.Position).ShouldBe((rate.Numerator, rate.Denominator, rate.Rate, rate.Value, rate.Position), question);
            answer.Projects.Select(p => new RateProject(p.Id, p.Name, p.Region, p.Numerator, p.Denominator)).ShouldBe(rate.Projects);
            if (metric.Key == "timeProgress") continue;
            (answer.Projects.Sum(p => p.Numerator), answer.Projects.Count).ShouldBe((figure.Numerator, figure.Projects), question);
            foreach (var project in answer.Projects) ShouldStand(asked, project);
        }
    });

    [Fact]
    public Task the_differences_make_the_second_figure_of_the_first_and_each_has_a_cause() => CityLaws.HoldAsync(postgres, Cities, 2, async asked =>
    {
        var random = new Random(asked.AsOf.DayNumber);
        foreach (var metric in Metric.All)
        {
            var (asOf, position) = (random.Next(3) == 0 ? asked.AsOf : new DateOnly(2024, 1, 1).AddDays(random.Next(-20, 540)), random.Next(3) == 0 ? asked.Position : random.NextInt64(asked.End + 1));
            var question = $"/explain?metric={metric.Key}&period={PeriodOf(asked, metric)}{(metric.Step is { } step ? $"&milestone={step.ToKey()}" : "")}&{asked.Point}"
                + $"&asOf2={asOf:yyyy-MM-dd}&position2={position}&limit=100000";
            var answer = await asked.Client.ReadAsync<ExplainAnswer>(question);

            var change = answer.Change!;
            (change.Numerator, change.Denominator).ShouldBe((answer.Second!.Numerator - answer.First.Numerator, answer.Second.Denominator - answer.First.Denominator), question);
            if (metric.Key == "timeProgress") continue;
            change.Differences.Count.ShouldBe(change.Count);
            change.Differences.Sum(d => (d.Second?.Numerator ?? 0) - (d.First?.Numerator ?? 0)).ShouldBe(change.Numerator, question);
            if (change.Denominator is { } denominator) change.Differences.Sum(d => (d.Second?.Denominator ?? 0) - (d.First?.Denominator ?? 0)).ShouldBe(denominator, question);
            change.ByCalendar.ShouldBe(metric.Reads.ToDate && YearMonth.Of(asOf) != YearMonth.Of(asked.AsOf));
            foreach (var difference in change.Differences)
            {
                if (!change.ByCalendar) difference.Causes.ShouldNotBeEmpty($"{question} {difference}");
                foreach (var cause in difference.Causes) ShouldBeSeenByOne(asked, difference.Project, cause, (asOf, position));
            }
        }
    });

    private static Period PeriodOf(Asked asked, Metric metric) => metric.OfYear ? Period.Of(PeriodKind.Year, asked.Period.First) : asked.Period;

    // Every fact behind a project was known, had happened, and was not taken back.
    private static void ShouldStand(Asked asked, ExplainedProject project)
    {
        project.Facts.ShouldNotBeEmpty();
        var history = asked.Model.Known(asked.Position).Single(k => k.Project == project.Id).History;
        var standing = history.Standing.Select(f => f.Version).ToHashSet();
        foreach (var fact in project.Facts)
        {
            var logged = asked.Model.Log.Single(f => f.Project == project.Id && f.Version == fact.Version);
            (fact.Type, fact.OccurredOn, fact.Position).ShouldBe((FactType.Of(logged.Fact).Name, logged.Fact.OccurredOn, logged.Position));
            standing.ShouldContain(fact.Version);
            logged.Fact.HoldsFrom().ShouldBeLessThanOrEqualTo(asked.AsOf);
            fact.Gives.ShouldNotBeEmpty();
        }
    }

    private static void ShouldBeSeenByOne(Asked asked, Guid project, Cause cause, (DateOnly AsOf, long Position) second)
    {
        var logged = asked.Model.Log.Single(f => f.Project == project && f.Version == cause.Version);
        (cause.Type, cause.OccurredOn, cause.Position).ShouldBe((FactType.Of(logged.Fact).Name, logged.Fact.OccurredOn, logged.Position));
        // A registration comes by its day where it is known to both.
        var byDay = logged.Fact is ProjectRegistered && Known(asked.Position) == Known(second.Position);
        (Sees(asked.AsOf, asked.Position), Sees(second.AsOf, second.Position)).ShouldBe((!cause.SeenBySecond, cause.SeenBySecond), $"{cause}");

        bool Known(long position) => asked.Model.KnownFrom(logged) <= position;
        bool Sees(DateOnly asOf, long position) => Known(position)
            && ((logged.Fact is ITakesBack or DuplicateConfirmed || (logged.Fact is ProjectRegistered && !byDay)) || logged.Fact.OccurredOn <= asOf);
    }
}
