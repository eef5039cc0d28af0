using MajorProjects.Domain;
using Microsoft.Extensions.Caching.Memory;
using Npgsql;

namespace MajorProjects.Server.Projects;

/// <summary>Finds a project by what people call it by: its id, its national code or its local code.</summary>
public sealed class ProjectCodes(NpgsqlDataSource database) : IDisposable
{
    // A code, once given, belongs to its project for ever, so what was found stays true.
    private readonly MemoryCache found = new(new MemoryCacheOptions { SizeLimit = 100_000 });

    public async Task<Guid?> FindAsync(City city, string project, CancellationToken cancellation)
    {
        if (Guid.TryParse(project, out var id)) return id;
        if (project.Contains('\0', StringComparison.Ordinal)) return null;
        if (found.TryGetValue((city.Code, project), out id)) return id;
        await using var select = database.CreateCommand("select project_id from project_code where city = $1 and code = $2");
        select.Parameters.AddWithValue(city.Code.ToString());
        select.Parameters.AddWithValue(project);
        if (await select.ExecuteScalarAsync(cancellation) is not Guid known) return null;
        return found.Set((city.Code, project), known, new MemoryCacheEntryOptions { Size = 1 });
    }

    public void Dispose() => found.Dispose();
}
