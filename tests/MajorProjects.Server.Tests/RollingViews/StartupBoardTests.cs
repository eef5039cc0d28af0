using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace MajorProjects.Server.Tests.RollingViews;

public class StartupBoardTests(TestPostgres postgres)
{
    [Fact]
    public async Task views_that_do_not_catch_up_in_time_do_not_end_the_server()
    {
        var database = await postgres.NewDatabaseAsync();
        await using (var first = await ServerUnderTest.StartAsync(postgres, database: database))
        {
            using var officer = first.Client("140500");
            (await officer.PostAsync("/projects", OwnCity.ProjectIn("140500", "P"))).Status.ShouldBe(201);
            (await officer.GetAsync("/projects", "?fresh=true")).Status.ShouldBe(200);
            // The tables say that they are behind, and nothing new comes that would move them on.
            await using var behind = first.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("update read_position set position = 0");
            await behind.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());

        await using var server = await ServerUnderTest.StartAsync(postgres, clock, database: database);
        var board = server.Services.GetServices<IHostedService>().OfType<BackgroundService>().Single(s => s.GetType().Name == "StartupBoard");
        await Eventually.HoldsAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(board.ExecuteTask!.IsCompleted);
        });

        board.ExecuteTask!.IsCompletedSuccessfully.ShouldBeTrue();
        using var client = server.Client("140500");
        (await client.GetAsync("/projects/P", "")).Status.ShouldBe(200);
    }
}
