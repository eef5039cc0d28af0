using MajorProjects.Server.Storage;
using Marten;

namespace MajorProjects.Server.Plans;

/// <summary>What a city begins with: its plan and the public records, as data.</summary>
public static class Configuration
{
    public static WebApplicationBuilder AddPlans(this WebApplicationBuilder builder)
    {
        builder.Services.ConfigureMarten(options => options.AddTables([SeedingTable.Table]));
        builder.Services.AddSingleton<SeedLoader>();
        if (builder.Configuration.GetValue("Seeds", true)) builder.Services.AddHostedService<FirstSeeding>();
        return builder;
    }
}
