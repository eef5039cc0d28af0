using Npgsql;

namespace MajorProjects.Server.Tests.Storage;

/// <summary>A database that keeps the views waiting too long does not stop them for good.</summary>
public class PausedViewsTests(TestPostgres postgres)
{
    [Fact]
    public async Task the_views_go_on_once_the_database_lets_them()
    {
        var database = await postgres.NewDatabaseAsync();
        await using var server = await ServerUnderTest.StartAsync(postgres, database: database with { Application = $"{database.Application};Command Timeout=2" });
        var city = await server.NewCityAsync();
        using var client = server.Client($"{city.Code}");
        await RegisterAsync("P-1");
        (await client.GetAsync("/batches", "?fresh=true")).Status.ShouldBe(200);

        await using (var connection = new NpgsqlConnection(database.Application))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await using var locking = new NpgsqlCommand("lock table project_version in exclusive mode", connection, transaction);
            await locking.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            await RegisterAsync("P-2");
            (await client.GetAsync("/batches", "?fresh=true")).Code.ShouldBe("notYetShown");
        }

        var answer = await client.GetAsync("/batches", "?fresh=true");
        for (var i = 0; i < 5 && answer.Status != 200; i++) answer = await client.GetAsync("/batches", "?fresh=true");
        answer.Status.ShouldBe(200);
        ((int)(await client.GetAsync("/projects", "")).Json["projects"]!.AsArray().Count).ShouldBe(2);

        async Task RegisterAsync(string code) => (await client.PostAsync("/projects", new
        {
            name = "测试项目", region = $"{city.Code}", library = "municipal", @class = "annual", industry = "coal", sector = "public", localCode = code,
        })).Status.ShouldBe(201);
    }
}
