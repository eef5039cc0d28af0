using MajorProjects.Server.Access;
using MajorProjects.Server.Http;

namespace MajorProjects.Server.Evidence;

/// <summary>Files that prove facts: uploaded, kept under the hash of their content, and given back as downloads only.</summary>
public static class Configuration
{
    public static WebApplicationBuilder AddEvidence(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<EvidenceFiles>();
        builder.Services.AddHostedService<UnfinishedUploads>();
        return builder;
    }

    public static RouteGroupBuilder MapEvidence(this RouteGroupBuilder api)
    {
        var evidence = api.MapGroup("").WithTags("Evidence");
        evidence.MapPost("/projects/{project}/evidence", AttachEvidence.Post).WithSummary("上传佐证材料").Requires(Operation.Record)
            .Produces<EvidenceAnswer>(StatusCodes.Status201Created)
            .AddOpenApiOperationTransformer(EvidenceForm.DescribeAsync).Costing(RouteCost.Transfer);
        evidence.MapGet("/projects/{project}/evidence", ListEvidence.Get).WithSummary("项目的佐证材料清单").Requires(Operation.Read).Produces<EvidenceList>();
        evidence.MapGet("/projects/{project}/evidence/{sha256}", DownloadEvidence.Get).WithSummary("下载一份佐证材料").Requires(Operation.Read)
            .Produces<Stream>(StatusCodes.Status200OK, EvidenceFormat.All[0].MediaType, [.. EvidenceFormat.All.Skip(1).Select(f => f.MediaType)]).Costing(RouteCost.Transfer);
        return api;
    }
}
