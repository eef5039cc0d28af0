using MajorProjects.Domain;
using MajorProjects.Server.Access;
using MajorProjects.Server.Storage;
using Marten;
using MajorProjects.Server.Http;
using MajorProjects.Domain.Facts;

namespace MajorProjects.Server.Projects;

/// <summary>Projects and the facts recorded of them: the write path, and single projects as their facts make them.</summary>
public static class Configuration
{
    public static WebApplicationBuilder AddProjects(this WebApplicationBuilder builder)
    {
        builder.Services.ConfigureMarten(options => options.AddTables(WriteTables.All));
        builder.Services.AddSingleton<FactRecorder>();
        builder.Services.AddSingleton<ProjectCodes>();
        return builder;
    }

    public static RouteGroupBuilder MapProjects(this RouteGroupBuilder api)
    {
        var projects = api.MapGroup("").WithTags("Projects");
        projects.MapPost("/projects", RegisterProject.Post).WithSummary("登记项目（入库）").Requires(Operation.Record)
            .Accepts<ProjectRegistered>("application/json").Produces<WriteAnswer>(StatusCodes.Status201Created);
        projects.MapGet("/projects", ListProjects.Get).WithSummary("项目清单，最新登记在前").Requires(Operation.Read).Produces<ProjectList>().Costing(RouteCost.View);
        projects.MapGet("/projects/{project}", GetProject.Get).WithSummary("一个项目").Requires(Operation.Read).Produces<ProjectAnswer>();
        projects.MapPost("/projects/{project}/facts", RecordFact.Post).WithSummary("登记一条事实").Requires(Operation.Record, Operation.Review)
            .Accepts<Fact>("application/json").Produces<WriteAnswer>(StatusCodes.Status201Created);
        projects.MapGet("/projects/{project}/facts", GetHistory.Get).WithSummary("项目的全部记录，按登记顺序").Requires(Operation.Read).Produces<HistoryAnswer>();
        projects.MapPost("/facts", RecordFacts.Post).WithSummary("批量登记（NDJSON），每个项目全部写入或全部不写入").Requires(Operation.Record, Operation.Review)
            .Accepts<Fact>(RecordFacts.MediaType).Produces<LineResult>(StatusCodes.Status200OK, RecordFacts.MediaType).Costing(RouteCost.Import);
        return api;
    }
}
