using System.Net.Http.Headers;
using MajorProjects.Server.Access;
using MajorProjects.Server.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace MajorProjects.Server.Tests.Evidence;

/// <summary>What only a real connection shows: that the general limit of a request is lifted for a file, and for nothing else.</summary>
public sealed class EvidenceOnTheWireTests(TestPostgres postgres) : IAsyncLifetime
{
    private WebApplication app = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = Program.CreateBuilder(
            ["--Seeds=false", "--urls=http://127.0.0.1:0"], Database.At(await postgres.NewDatabaseAsync()), postgres.NewDataDirectory());
        app = builder.Build();
        Program.Map(app);
        await app.StartAsync();
        var token = app.Services.GetRequiredService<LocalIssuer>().Issue("tester", "", ["officer"], ["140500"], [], TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1));
        client = new() { BaseAddress = new(app.Urls.Single()), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token), ExpectContinue = true } };
        (await client.PostAsync("/projects", OwnCity.ProjectIn("140500", "P"))).Status.ShouldBe(201);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task a_file_may_be_larger_than_other_requests_up_to_its_own_limit()
    {
        foreach (var withLength in new[] { true, false })
        {
            var file = new EndlessPdf((30 + (withLength ? 1 : 0)) * 1024 * 1024, withLength);
            (await client.UploadAsync("P", Uploads.Form(file, "大.pdf"))).Status.ShouldBe(201);
        }

        var refused = await client.UploadAsync("P", Uploads.Form(new EndlessPdf(100 * 1024 * 1024, withLength: true), "大.pdf"));
        refused.ShouldBeRefused(413, "tooLarge");
        ((string)refused.Json["detail"]!).ShouldContain("50 MB");
        (await client.GetAsync("/projects/P/evidence", "")).Json["evidence"]!.AsArray().Count.ShouldBe(2);
    }
}
