using MajorProjects.Digests.Delivery;
using MajorProjects.Digests.Delivery.Mail;
using MajorProjects.Digests.Delivery.Webhooks;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.Storage;
using MajorProjects.Server.Storage.Embedded;
using Marten;

namespace MajorProjects.Server.Digests.Delivery;

/// <summary>How digests reach their recipients.</summary>
internal static class Configuration
{
    public static WebApplicationBuilder AddDigestDelivery(this WebApplicationBuilder builder)
    {
        var settings = DeliverySettings.Of(builder.Configuration);
        var services = builder.Services;
        services.ConfigureMarten(options => options.AddTables([DeliveryTable.Create()]));
        services.AddSingleton(settings.Targets);
        services.AddSingleton(_ => new TargetPost(settings.Networks, settings.Trust, TargetPost.UsualTimeout));
        services.AddSingleton<IDigestChannel>(provider => new MailChannel(settings.Mail, settings.Networks, settings.Trust, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IDigestChannel, WeComChannel>().AddSingleton<IDigestChannel, DingTalkChannel>().AddSingleton<IDigestChannel, WebhookChannel>();
        services.AddSingleton<IDigestChannel>(provider => new FolderChannel(settings.FolderIn(provider.GetRequiredService<DataDirectory>()), Evidence.FolderSync.ToDisk));
        services.AddSingleton<DeliverDue>();
        return builder;
    }

    public static RouteGroupBuilder MapDigestDelivery(this RouteGroupBuilder api)
    {
        var deliveries = api.MapGroup("/digests").WithTags("Digests");
        deliveries.MapGet("/deliveries", GetDeliveries.Get).WithSummary("通报投递：待投递、已送达、死信").Requires(Operation.ReadDigests);
        deliveries.MapGet("/{id}/deliveries", GetDigestDeliveries.Get).WithSummary("一份通报投递给了谁、到了哪一步").Requires(Operation.ReadDigests);
        deliveries.MapPost("/{id}/deliveries/{delivery}/replay", ReplayDelivery.Post).WithSummary("死信重发，投递编号不变").Requires(Operation.ManageDigests)
            .AddOpenApiOperationTransformer(Documentation.DescribeWrite);
        return api;
    }
}
