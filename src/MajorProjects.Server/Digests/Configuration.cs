using MajorProjects.Digests.Issuing;
using MajorProjects.Server.Digests.Composing;
using MajorProjects.Server.Digests.Issuing;
using MajorProjects.Server.Storage;
using Marten;

namespace MajorProjects.Server.Digests;

/// <summary>Status digests: computed from the views at a point of both clocks, issued once, delivered, and the same when read again.</summary>
public static class Configuration
{
    public static WebApplicationBuilder AddDigests(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<DigestComposer>();
        builder.Services.AddSingleton<DigestIssuer>();
        builder.Services.ConfigureMarten(options =>
        {
            foreach (var (type, name) in Digest.Events) options.Events.MapEventType(type, name);
            options.AddTables(DigestTables.All);
        });
        return builder;
    }
}
