using MajorProjects.Domain;
using MajorProjects.Server.Access;
using MajorProjects.Server.Simulation;
using MajorProjects.Server.Storage;
using MajorProjects.Server.Tests.RollingViews;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MajorProjects.Server.Tests.Digests;

/// <summary>A simulated city whose clock stands at noon of 2024-07-08, a Monday, with most of what is recorded of it before and some after.</summary>
public class DigestCity(TestPostgres postgres) : IAsyncLifetime
{
    private const int Projects = 120;

    /// <summary>What its server is told besides.</summary>
    protected virtual string[] Settings => [];

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2024, 7, 8, 4, 0, 0, TimeSpan.Zero));

    public ServerUnderTest Server { get; private set; } = null!;

    public City City { get; private set; } = null!;

    /// <summary>An officer of the whole city.</summary>
    public HttpClient Officer { get; private set; } = null!;

    public string Code => $"{City.Code}";

    public string County => City.Regions.Keys.Order(StringComparer.Ordinal).First();

    public async ValueTask InitializeAsync()
    {
        Server = await ServerUnderTest.StartAsync(postgres, Clock, settings: Settings);
        City = await Server.NewCityAsync();
        await new SimulatedLog(Server.Services.GetRequiredService<SchemaOwner>()).WriteAsync(City, [.. new Simulator(City, 7).Projects(Projects)], TestContext.Current.CancellationToken);
        Officer = Server.Client(Code);
        await Officer.CaughtUpAsync();
    }

    /// <summary>An officer of one county.</summary>
    public HttpClient OfCounty() => Server.Client([Role.Officer], [Code], [County]);

    /// <summary>Issues a digest by hand.</summary>
    public async Task<Answer> IssueAsync(object request, HttpClient? by = null)
    {
        var answer = await (by ?? Officer).PostAsync("/digests", request);
        answer.Status.ShouldBe(201, answer.Text);
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Officer.Dispose();
        await Server.DisposeAsync();
    }
}

/// <summary>A project of the city that has started.</summary>
internal sealed class StartedProject(DigestCity city)
{
    private string code = "";

    public string Name { get; private set; } = "";

    public async Task MakeAsync(string localCode, string industry, string startedOn, string? round = null)
    {
        (code, Name) = (localCode, $"另行登记的{localCode}号工程");
        var project = OwnCity.ProjectIn(city.Code, code, ("name", Name), ("industry", industry), ("sector", "public"), ("registeredOn", "2022-01-02"));
        (await city.Officer.PostAsync("/projects", project)).Status.ShouldBe(201);
        await RecordAsync(new { type = "constructionStarted", occurredOn = startedOn, round });
    }

    public Task VoidStartAsync() => RecordAsync(new { type = "factVoided", occurredOn = "2024-07-08", version = 2, reason = "日期误登" });

    private async Task RecordAsync(object fact)
    {
        var answer = await city.Officer.PostAsync($"/projects/{code}/facts", fact);
        answer.Status.ShouldBe(201, answer.Text);
    }
}
