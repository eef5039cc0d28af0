using MajorProjects.Server.Storage;
using MajorProjects.Server.Tests.RollingViews;
using Microsoft.Extensions.DependencyInjection;

namespace MajorProjects.Server.Tests.Duplicates;

public class LikenessFillTests(TestPostgres postgres)
{
    [Fact]
    public async Task projects_from_before_are_compared_with_after_the_next_start()
    {
        var database = await postgres.NewDatabaseAsync();
        await using (var earlier = await ServerUnderTest.StartAsync(postgres, database: database))
        {
            using var officer = earlier.Client("140500");
            foreach (var code in new[] { "F-1", "F-2" }) (await officer.PostAsync("/projects", OwnCity.ProjectIn("140500", code))).Status.ShouldBe(201);
            await officer.CaughtUpAsync();
            // As a database is that was made before anything was compared; one of the two has been written to since.
            await using var forget = earlier.Services.GetRequiredService<SchemaOwner>().Database.CreateCommand(
                "delete from project_likeness where project_id <> (select project_id from project_code where code = 'F-2')");
            (await forget.ExecuteNonQueryAsync(TestContext.Current.CancellationToken)).ShouldBe(1);
        }

        await using var server = await ServerUnderTest.StartAsync(postgres, database: database);
        using var client = server.Client("140500");

        foreach (var (code, like) in new[] { ("F-01", "F-1"), ("F-02", "F-2") })
        {
            var known = (await client.GetAsync($"/projects/{like}", "")).Json["project"]!["id"]!;
            var answer = await client.PostAsync("/projects", OwnCity.ProjectIn("140500", code));
            answer.Json["suspected"]!.AsArray().Select(id => (Guid)id!).ShouldBe([(Guid)known]);
        }
    }
}
