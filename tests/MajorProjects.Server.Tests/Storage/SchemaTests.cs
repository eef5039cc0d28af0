using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace MajorProjects.Server.Tests.Storage;

public class SchemaTests(TestPostgres postgres)
{
    [Fact]
    public async Task once_the_database_has_its_shape_nothing_is_made_anew_at_a_start()
    {
        var server = await postgres.Shared;

        await server.Services.GetRequiredService<IDocumentStore>().Storage.Database.AssertDatabaseMatchesConfigurationAsync(TestContext.Current.CancellationToken);
    }
}
