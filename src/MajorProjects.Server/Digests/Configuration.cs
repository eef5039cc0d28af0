using MajorProjects.Digests.Forms;
using MajorProjects.Digests.Issuing;
using MajorProjects.Server.Access;
using MajorProjects.Server.Digests.Composing;
using MajorProjects.Server.Digests.Delivery;
using MajorProjects.Server.Digests.Issuing;
using MajorProjects.Server.Digests.Reading;
using MajorProjects.Server.Digests.Rendering;
using MajorProjects.Server.Digests.Schedules;
using MajorProjects.Server.Http;
using MajorProjects.Server.Storage;
using Marten;
using Wolverine;

namespace MajorProjects.Server.Digests;

/// <summary>Status digests: computed from the views at a point of both clocks, issued once, delivered, and the same when read again.</summary>
public static class Configuration
{
    public static WebApplicationBuilder AddDigests(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DigestComposer>();
        builder.Services.AddSingleton<DigestIssuer>();
        builder.Services.AddSingleton<DigestReadings>();
        builder.Services.AddSingleton(FormsOf(builder.Configuration.GetSection("Digests"))).AddSingleton<DigestRenderer>();
        builder.Services.AddHostedService<FontSetUp>();
        builder.Services.AddSingleton<DigestDocuments>();
        builder.Services.AddSingleton<RenderDue>();
        builder.Services.AddSingleton<MakeLetter>(provider => provider.GetRequiredService<DigestDocuments>().LetterAsync);
        builder.Services.ConfigureMarten(options =>
        {
            foreach (var (type, name) in Digest.Events) options.Events.MapEventType(type, name);
            options.AddTables(DigestTables.All);
        });
        builder.AddDigestSchedules();
        builder.AddDigestDelivery();
        builder.Services.AddSingleton(provider =>
        {
            var (check, rendering, delivery) = (provider.GetRequiredService<DueCheck>(), provider.GetRequiredService<RenderDue>(), provider.GetRequiredService<DeliverDue>());
            return new DigestClock(
                [check.RunAsync, rendering.RunAsync, stopping => delivery.RunAsync(null, stopping)], builder.Configuration.GetValue("Digests:On", true), TimeSpan.FromMinutes(1),
                provider.GetRequiredService<ILogger<DigestClock>>());
        });
        builder.Services.AddHostedService(provider => provider.GetRequiredService<DigestClock>());
        return builder;
    }

    /// <summary>Has the clock tick each minute, on one node.</summary>
    public static void ScheduleDigests(this WolverineOptions wolverine) =>
        wolverine.Schedules.ScheduleRecurring("digests-due", DigestsDue.Cron, _ => new DigestsDue());

    public static RouteGroupBuilder MapDigests(this RouteGroupBuilder api)
    {
        var digests = api.MapGroup("").WithTags("Digests");
        digests.MapGet("/digests", GetDigests.Get).WithSummary("已发出的通报，最新在前").Requires(Operation.ReadDigests);
        digests.MapPost("/digests", IssueDigest.Post).WithSummary("手工发出一份通报").Requires(Operation.ManageDigests).Produces<StoredDigest>(StatusCodes.Status201Created)
            .AddOpenApiOperationTransformer(DigestRequest.DescribeAsync).Costing(RouteCost.View);
        digests.MapGet("/digests/{id}", GetDigest.Get).WithSummary("一份通报的内容；可按其固定时点重算，或看现在掌握的同期情况").Produces<Problem>(StatusCodes.Status409Conflict, "application/problem+json").Requires(Operation.ReadDigests).Costing(RouteCost.View);
        digests.MapGet("/digests/{id}.{form}", GetDocument.Get).WithSummary("一份通报的文件：html、docx、xlsx、md、pdf 或 json").Produces<Problem>(StatusCodes.Status409Conflict, "application/problem+json").AddOpenApiOperationTransformer(GetDocument.DescribeAsync).Requires(Operation.ReadDigests).Costing(RouteCost.Transfer);
        digests.MapPost("/digests/{id}/replay", ReplayRendering.Post).WithSummary("重新生成未能生成的通报文件").Requires(Operation.ManageDigests).AddOpenApiOperationTransformer(Documentation.DescribeWrite);
        api.MapDigestSchedules();
        api.MapDigestDelivery();
        return api;
    }

    private static FormSettings FormsOf(IConfigurationSection digests) =>
        new(digests["Font"], digests["Soffice"], digests["Chromium"], digests.GetValue("PdfSeconds", new FormSettings().PdfSeconds));
}
