using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.RollingViews;

namespace MajorProjects.Server.Tests.RollingViews;

/// <summary>A random question, put to a random city that is recorded and shown.</summary>
internal sealed record Asked(City City, HttpClient Client, BruteForce Model, Question Question, long Position, long End)
{
    public DateOnly AsOf => Question.AsOf;

    public ProjectFilter Filter => Question.Filter(City);

    /// <summary>A period, some of the projects' steps in it.</summary>
    public Period Period => Question.From;

    /// <summary>The viewpoint, its edition and the filters, as callers write them.</summary>
    public string Point => $"asOf={AsOf:yyyy-MM-dd}&position={Position}{Question.Edition}{Question.Text(Filter)}";

    public IReadOnlyList<FoldedProject> Library => Model.Library(AsOf, Position, Filter);

    public IReadOnlyList<FoldedProject> Counted => Model.Counted(AsOf, Position, Filter);
}

/// <summary>What holds of a view for any city, any question and any point of the two clocks: few cities, since they take long to record, and many questions to each.</summary>
internal static class CityLaws
{
    public static async Task HoldAsync(TestPostgres postgres, int cities, int questions, Func<Asked, Task> law)
    {
        var server = await postgres.Shared;
        await Gen.Select(CityLog.Any, Question.Any.Array[questions]).SampleAsync(async (log, asked) =>
        {
            var city = await server.NewCityAsync();
            await log.RecordAsync(server, city);
            using var client = server.Client($"{city.Code}");
            var end = await client.CaughtUpAsync();
            var recorded = await CityLog.ReadAsync(server, city);
            var (reported, confirmed) = (new BruteForce(recorded), new BruteForce(recorded, confirmed: true));
            foreach (var question in asked) await law(new(city, client, question.Confirmed ? confirmed : reported, question, (long)Math.Round(question.Position * end), end));
        }, iter: cities, threads: 1, print: tried => $"{string.Join('\n', tried.Item2)}\n{CityLog.Print(tried.Item1)}");
    }
}
