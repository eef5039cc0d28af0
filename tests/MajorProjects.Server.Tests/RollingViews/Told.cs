using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
using Marten;
using Microsoft.Extensions.DependencyInjection;

namespace MajorProjects.Server.Tests.RollingViews;

/// <summary>A project and what happened to it, for the tests to tell.</summary>
internal sealed record Works(ProjectRegistered Registration, params Fact[] Facts)
{
    /// <summary>So many of the same sort.</summary>
    public static IEnumerable<Works> Many(int count, ProjectRegistered registration, params Fact[] facts) => Enumerable.Repeat(new Works(registration, facts), count);
}

/// <summary>How tests tell a city of many projects at once: straight to its log, as a server's own recorder appends.</summary>
internal static class Told
{
    /// <summary>Tells of projects, municipal ones unless they have a region of the city, and waits until they show.</summary>
    public static async Task<IReadOnlyList<Guid>> TellAsync(this OwnCity own, params IEnumerable<Works> works)
    {
        var ids = new List<Guid>();
        await using (var session = own.Server.Services.GetRequiredService<IDocumentStore>().LightweightSession(own.Code))
        {
            foreach (var (registration, facts) in works)
            {
                ids.Add(Guid.CreateVersion7());
                var registered = own.City.Has(registration.Region) ? registration : registration with { Region = own.City.Code };
                session.Events.StartStream<Project>(ids[^1], [registered, .. facts]);
            }
            await session.SaveChangesAsync();
        }
        await own.Client.CaughtUpAsync();
        return ids;
    }

    /// <summary>Tells more of a project that has been told of.</summary>
    public static async Task TellMoreAsync(this OwnCity own, Guid project, params Fact[] facts)
    {
        await using (var session = own.Server.Services.GetRequiredService<IDocumentStore>().LightweightSession(own.Code))
        {
            session.Events.Append(project, facts);
            await session.SaveChangesAsync();
        }
        await own.Client.CaughtUpAsync();
    }
}
