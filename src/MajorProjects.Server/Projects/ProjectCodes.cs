using MajorProjects.Domain;
using Npgsql;

namespace MajorProjects.Server.Projects;

/// <summary>Finds a project by what people call it by: its id, its national code or its local code.</summary>
public sealed class ProjectCodes(NpgsqlDataSource database)
{
    public async Task<Guid?> FindAsync(City city, string project, CancellationToken cancellation)
    {
        if (Guid.TryParse(project, out var id)) return id;
        if (project.Contains('\0', StringComparison.Ordinal)) return null;
        await using var select = database.CreateCommand("select project_id from project_code where city = $1 and code = $2");
        select.Parameters.AddWithValue(city.Code.ToString());
        select.Parameters.AddWithValue(project);
        return (Guid?)await select.ExecuteScalarAsync(cancellation);
    }
}
