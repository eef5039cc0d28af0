using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.Projects;
using MajorProjects.Server.Storage;
using Marten;

namespace MajorProjects.Server.Duplicates;

/// <summary>Projects that look like others: works that are entered a second time are counted a second time, unless somebody notices.</summary>
public static class Configuration
{
    public static WebApplicationBuilder AddDuplicates(this WebApplicationBuilder builder)
    {
        builder.Services.ConfigureMarten(options => options.AddTables(LikenessTable.All));
        builder.Services.AddHostedService<LikenessFill>();
        return builder;
    }

    public static RouteGroupBuilder MapDuplicates(this RouteGroupBuilder api)
    {
        var duplicates = api.MapGroup("").WithTags("Duplicates");
        duplicates.MapGet("/duplicates", GetDuplicates.Get).WithSummary("疑似重复（包装开工）项目：待定、已确认、已排除").Requires(Operation.Read).Costing(RouteCost.View);
        duplicates.MapPost("/duplicates/{id}/confirm", DecideDuplicate.Confirm).WithSummary("确认重复：一个项目并入另一个").Requires(Operation.Dispatch)
            .Produces<WriteAnswer>(StatusCodes.Status201Created).AddOpenApiOperationTransformer(DecisionBody.DescribeConfirmationAsync);
        duplicates.MapPost("/duplicates/{id}/dismiss", DecideDuplicate.Dismiss).WithSummary("排除重复，须说明理由").Requires(Operation.Dispatch)
            .Produces<WriteAnswer>(StatusCodes.Status201Created).AddOpenApiOperationTransformer(DecisionBody.DescribeDismissalAsync);
        return api;
    }
}
