using MajorProjects.Domain.Values;
using MajorProjects.Server.RollingViews;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using static MajorProjects.Domain.Tests.A;

namespace MajorProjects.Server.Tests.RollingViews;

public class BatchMemoryTests(OwnCity own) : IClassFixture<OwnCity>
{
    [Fact]
    public async Task a_question_that_came_before_others_does_not_have_the_city_read_again()
    {
        using var memory = new BatchMemory(own.Server.Services.GetRequiredService<NpgsqlDataSource>());
        var first = (await own.TellAsync(new Works(Registration, Start("2024-03-01"))))[0];
        var earlier = await PointAsync();
        var held = await memory.ReachingAsync(own.City, earlier, TestContext.Current.CancellationToken);

        await own.TellAsync(new Works(Registration, Start("2024-04-01")));
        var later = await PointAsync();
        (await memory.ReachingAsync(own.City, later, TestContext.Current.CancellationToken)).ShouldBeSameAs(held);
        // While the earlier one was on its way, the later one was answered.
        (await memory.ReachingAsync(own.City, earlier, TestContext.Current.CancellationToken)).ShouldBeSameAs(held);

        held.List(earlier, ProjectFilter.Open).Select(e => e.Project).ShouldBe([first]);
        GetBatches.Count(held, later, ProjectFilter.Open, [Period.Parse("2024")]).Totals.Started.Count.ShouldBe(2);

        Task<Viewpoint> PointAsync() => own.Server.Services.GetRequiredService<Viewpoints>().ResolveAsync(own.City, new() { AsOf = "2024-12-31" }, TestContext.Current.CancellationToken);
    }
}
