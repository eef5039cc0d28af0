using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.Projects;
using MajorProjects.Server.RollingViews;
using MajorProjects.Server.Storage;

namespace MajorProjects.Server;

/// <summary>The server: what it is made of, in the order in which a request meets it.</summary>
public static class Program
{
    public static async Task<int> Main(string[] args)
    {
        var builder = CreateBuilder(args);
        var app = builder.Build();
        Map(app);
        await app.RunAsync();
        return 0;
    }

    public static WebApplicationBuilder CreateBuilder(string[] args) => WebApplication.CreateBuilder(args)
        .AddStorage()
        .AddAccess()
        .AddHttp()
        .AddProjects()
        .AddRollingViews();

    public static void Map(WebApplication app)
    {
        app.UseHttp();
        app.MapGroup("/api/v1")
            .MapProjects()
            .MapRollingViews();
    }
}
