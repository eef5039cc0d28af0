using Microsoft.Extensions.DependencyInjection;
using MajorProjects.Server.Storage;
using MajorProjects.Server.Tests.RollingViews;

namespace MajorProjects.Server.Tests.Storage;

public class SchemaTests(TestPostgres postgres)
{
    [Fact]
    public async Task once_the_database_has_its_shape_nothing_is_made_anew_at_a_start()
    {
        // Of its own: a city that is being registered has its sequence a moment after its name.
        await using var server = await ServerUnderTest.StartAsync(postgres);

        await server.Services.GetRequiredService<SchemaOwner>().Store.Storage.Database.AssertDatabaseMatchesConfigurationAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task read_tables_of_another_shape_are_filled_anew_from_the_log()
    {
        var connection = await postgres.NewDatabaseAsync();
        await using (var first = await ServerUnderTest.StartAsync(postgres, database: connection))
        {
            using var officer = first.Client("140500");
            (await officer.PostAsync("/projects", OwnCity.ProjectIn("140500", "P", ("sector", "public")))).Status.ShouldBe(201);
            (await officer.PostAsync("/projects/P/facts", Facts.Started())).Status.ShouldBe(201);
            await officer.CaughtUpAsync();
            await using var earlier = first.Services.GetRequiredService<SchemaOwner>().Database.CreateCommand(
                "alter table project_version drop column counted; comment on table read_position is 'shape 1'");
            await earlier.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await using var second = await ServerUnderTest.StartAsync(postgres, database: connection);
        using var client = second.Client("140500");
        await client.CaughtUpAsync();

        (await client.BatchAsync("started", "2024Q2", "")).Count.ShouldBe(1);
    }
}
