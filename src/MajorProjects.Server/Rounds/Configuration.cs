using MajorProjects.Domain.Rounds;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using Marten;

namespace MajorProjects.Server.Rounds;

/// <summary>三个一批 rounds: dated events of the city with the figures published for them.</summary>
public static class Configuration
{
    public static WebApplicationBuilder AddRounds(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RoundRecorder>();
        builder.Services.ConfigureMarten(options => options.Events.MapEventType<RoundPublished>(Round.PublishedType));
        return builder;
    }

    public static RouteGroupBuilder MapRounds(this RouteGroupBuilder api)
    {
        var rounds = api.MapGroup("").WithTags("Rounds");
        rounds.MapGet("/rounds", GetRounds.Get).WithSummary("三个一批活动：公布数与系统数并列").Requires(Operation.Read).Costing(RouteCost.View);
        rounds.MapPost("/rounds", PublishRound.Post).WithSummary("登记一次三个一批活动的公布数和名单，或更正").Requires(Operation.Dispatch)
            .Produces<RoundWritten>(StatusCodes.Status201Created)
            .AddOpenApiOperationTransformer(RoundRequest.DescribeAsync).Costing(RouteCost.Import);
        rounds.MapGet("/rounds/{number}", GetRound.Get).WithSummary("一次活动：公布与系统逐项目对照，说明每个差异的原因").Requires(Operation.ReadCity).Costing(RouteCost.View);
        return api;
    }
}
