using MajorProjects.Server.Storage;
using Marten;

namespace MajorProjects.Server.Duplicates;

/// <summary>Projects that look like others: works that are entered a second time are counted a second time, unless somebody notices.</summary>
public static class Configuration
{
    public static WebApplicationBuilder AddDuplicates(this WebApplicationBuilder builder)
    {
        builder.Services.ConfigureMarten(options => options.AddTables(LikenessTable.All));
        return builder;
    }
}
