using MajorProjects.Server.Access;
using MajorProjects.Server.AccessLog;
using MajorProjects.Server.Audit;
using MajorProjects.Server.Digests;
using MajorProjects.Server.Digests.Schedules;
using MajorProjects.Server.Duplicates;
using MajorProjects.Server.Evidence;
using MajorProjects.Server.Forecasting;
using MajorProjects.Server.Http;
using MajorProjects.Server.Ledger;
using MajorProjects.Server.Plans;
using MajorProjects.Server.Projects;
using MajorProjects.Server.Reviews;
using MajorProjects.Server.RollingViews;
using MajorProjects.Server.Rounds;
using MajorProjects.Server.Storage;
using MajorProjects.Server.Storage.Embedded;

namespace MajorProjects.Server;

/// <summary>The server: what it is made of, in the order in which a request meets it.</summary>
public static class Program
{
    public static Task<int> Main(string[] args) => CommandLine.RunAsync(args);

    public static WebApplicationBuilder CreateBuilder(string[] args, Database database, DataDirectory data) => WebApplication.CreateBuilder(args)
        .AddLogging()
        .AddStorage(database, data)
        .AddAccess()
        .AddAccessLog()
        .AddHttp()
        .AddProjects()
        .AddDuplicates()
        .AddEvidence()
        .AddRollingViews()
        .AddRounds()
        .AddAudit()
        .AddLedger()
        .AddDigests()
        .AddDigestSchedules()
        .AddPlans();

    public static void Map(WebApplication app)
    {
        app.UseAccess();
        app.UseHttp();
        app.MapGroup("/api/v1").RequireRequirements().RefuseUnknownParameters()
            .MapProjects()
            .MapReviews()
            .MapDuplicates()
            .MapEvidence()
            .MapRollingViews()
            .MapRounds()
            .MapForecasting()
            .MapReplay()
            .MapAudit()
            .MapLedger()
            .MapDigestSchedules()
            .MapAccess()
            .MapAccessLog()
            .MapCities();
    }
}
