using MajorProjects.Server.RollingViews;

namespace MajorProjects.Server.Tests.RollingViews;

/// <summary>Those that wait for their next step.</summary>
public class BacklogLawsTests(TestPostgres postgres)
{
    [Fact]
    public Task lists_are_those_of_the_definition_and_bands_add_up_to_them() => CityLaws.HoldAsync(postgres, cities: 3, questions: 25, async asked =>
    {
        var backlog = await asked.Client.ReadAsync<Backlog>($"/backlog?{asked.Point}");
        var waiting = asked.Counted.Where(p => !p.State.IsWithdrawn && p.Commissioned is null).ToList();

        (backlog.AsOf, backlog.Position).ShouldBe((asked.AsOf, asked.Position));
        Holds(backlog.SignedNotStarted, waiting.Where(p => p.Signed is not null && p.Started is null), p => p.Signed!.Value, Domain.PlannedMilestone.Start);
        Holds(backlog.StartedNotCommissioned, waiting.Where(p => p.Started is not null), p => p.Started!.Value, Domain.PlannedMilestone.Commissioning);

        void Holds(Waiting part, IEnumerable<FoldedProject> expected, Func<FoldedProject, DateOnly> since, Domain.PlannedMilestone next)
        {
            part.Projects.ShouldBe(expected.OrderBy(since).ThenBy(p => $"{p.Id}", StringComparer.Ordinal).Select(p => new WaitingProject(
                p.Id, p.Details.Name, $"{p.Details.Region}", p.Details.TotalInvestmentWan?.Amount, since(p), Months(since(p), asked.AsOf),
                p.Details.PlannedFor(next)?.Due, p.State.OverdueOn(asked.AsOf).Contains(next), p.State.IsSuspended, p.LightOn(asked.AsOf))));
            (part.Count, part.InvestmentWan).ShouldBe((part.Projects.Count, part.Projects.Sum(p => p.TotalInvestmentWan ?? 0)));
            (part.Bands.Sum(b => b.Count), part.Bands.Sum(b => b.InvestmentWan)).ShouldBe((part.Count, part.InvestmentWan));
            part.Bands.ShouldAllBe(b => b.Green + b.Yellow + b.Red == b.Count);
            foreach (var band in part.Bands)
            {
                var within = part.Projects.Where(p => p.Months >= band.FromMonths && (band.ToMonths is null || p.Months < band.ToMonths)).ToList();
                (band.Count, band.Green, band.Yellow, band.Red).ShouldBe(
                    (within.Count, within.Count(p => p.Light == Light.Green), within.Count(p => p.Light == Light.Yellow), within.Count(p => p.Light == Light.Red)));
            }
        }
    });

    // As many as can be added to the day without passing the other.
    private static int Months(DateOnly since, DateOnly asOf) => Enumerable.Range(1, 1000).TakeWhile(n => since.AddMonths(n) <= asOf).Count();
}
