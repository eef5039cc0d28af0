using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Forecasting;
using MajorProjects.Server.Forecasting;
using MajorProjects.Server.Tests.RollingViews;

namespace MajorProjects.Server.Tests.Forecasting;

/// <summary>What holds of the forecast for any city, any question and any point of the two clocks.</summary>
public class ForecastLawsTests(TestPostgres postgres)
{
    private static readonly Gen<(CityLog Log, Question[] Asked)> Cases =
        Gen.Select(CityLog.Of(100, 150), Question.Any.Array[25], (log, asked) => (log, asked));

    [Fact]
    public async Task what_is_waited_for_and_learnt_from_is_what_the_histories_fold_to()
    {
        var server = await postgres.Shared;
        await Cases.SampleAsync(async tried =>
        {
            var city = await server.NewCityAsync();
            await tried.Log.RecordAsync(server, city);
            using var client = server.Client($"{city.Code}");
            var end = await client.CaughtUpAsync();
            var log = await CityLog.ReadAsync(server, city);
            foreach (var question in tried.Asked)
            {
                var position = (long)Math.Round(question.Position * end);
                var filter = question.Filter(city);
                var known = new BruteForce(log, question.Confirmed).Known(position)
                    // Parts count with their parents, and what repeats another project nowhere.
                    .Where(p => p.History.On(question.AsOf).Details!.Counted).ToDictionary(p => p.Project, p => p.History);

                var answer = await client.ReadAsync<ForecastAnswer>($"/forecast?asOf={question.AsOf:yyyy-MM-dd}&position={position}{question.Edition}{Question.Text(filter)}");

                answer.Confirmed.ShouldBe(question.Confirmed);

                answer.Projects.Select(p => p.Milestone).ShouldBe(answer.Projects.Select(p => p.Milestone).Order());
                foreach (var milestone in Enum.GetValues<ForecastMilestone>()) Compare(answer, milestone, known, question);
            }
        }, iter: 3, threads: 1, print: tried => $"{string.Join('\n', tried.Asked.Select(q => q.ToString()))}\n{CityLog.Print(tried.Log)}");
    }

    private static void Compare(ForecastAnswer answer, ForecastMilestone milestone, Dictionary<Guid, History> known, Question question)
    {
        var waits = Waits(question.AsOf);
        var forecaster = Forecaster.Learn([.. waits.Values], question.AsOf);
        answer.History[milestone.ToKey()].ShouldBe(new(forecaster.City.Events, forecaster.City.Censored, forecaster.HasEnough));

        var year = Calibration.LastClosedYear(question.AsOf);
        answer.Calibration[milestone.ToKey()].ShouldBe(Calibration.Of(year, Waits(Calibration.LearntBy(year)), waits));

        answer.Projects.Where(p => p.Milestone == milestone).Select(p => (p.Id, p.Name, p.Industry, p.Since, p.WaitedDays, p.Suspended, Told: Told(p))).ShouldBe(
            known.Where(p => waits.TryGetValue(p.Key, out var wait) && wait.GoesOn && Asked(p.Value.On(question.AsOf).Details!))
                .Select(p => (p.Key, Project: p.Value.On(question.AsOf), Wait: waits[p.Key]))
                .Select(p => (
                    p.Key, p.Project.Details!.Name, p.Project.Details.Industry, p.Wait.Since, question.AsOf.DayNumber - p.Wait.Since.DayNumber,
                    p.Project.IsSuspended, Expected(forecaster.For(p.Wait)))),
            ignoreOrder: true);

        Dictionary<Guid, Wait> Waits(DateOnly asOf) => known
            .Select(p => (p.Key, Wait: CourseOf(p.Value, asOf, industryOn: question.AsOf).WaitFor(milestone))).Where(p => p.Wait is not null).ToDictionary(p => p.Key, p => p.Wait!);

        bool Asked(ProjectDetails details) =>
            (question.County is null || $"{details.Region}"[4..] == $"{question.County:00}") && (question.Industry ?? details.Industry) == details.Industry
            && (question.Class ?? details.Class) == details.Class && (question.Sector ?? details.Sector) == details.Sector;
    }

    private static string Told(ForecastProject p) => p.Insufficient ? $"{p.NumberAtRisk} {p.Detail}" : $"{p.NumberAtRisk} {p.Basis} {p.Earliest} {p.Median} {p.Latest}";

    private static string Expected(Forecast forecast) => forecast switch
    {
        Forecast.Insufficient f => $"{f.AtRisk} {f.Why.Zh}",
        Forecast.Likely f => $"{f.AtRisk} {f.Basis} {f.Earliest} {f.Median} {f.Latest}",
        _ => "",
    };

    private static Course CourseOf(History history, DateOnly asOf, DateOnly industryOn)
    {
        var project = history.On(asOf);
        return new(
            history.On(industryOn).Details!.Industry, project.DayOf(ContractSigned.Kind), project.DayOf(ConstructionStarted.Kind), project.DayOf(ProjectCommissioned.Kind),
            project.IsWithdrawn ? history.Standing.Select(f => f.Fact).OfType<ProjectWithdrawn>().Where(f => f.OccurredOn <= asOf).Max(f => f.OccurredOn) : null,
            project.Reached >= Stage.Started || project.DayOf(FullCapacityReached.Kind) is not null || project.DayOf(ProjectSuspended.Kind) is not null);
    }
}
