using MajorProjects.Domain;
using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Projects;

/// <summary>Reads the histories of many projects at once.</summary>
internal static class Histories
{
    // Project by project, by the index of streams: for a list of them the planner would rather read the whole log.
    private static readonly string Sql = $"""
        select {Logged.Columns("f")}
        from unnest(@projects) p (id)
        cross join lateral (
            select * from mt_events e where e.tenant_id = @city and e.stream_id = p.id and e.seq_id <= @position and e.type = any(@types)
            order by e.version offset 0) f
        """;

    /// <summary>The facts of some projects up to a position of their city's log, each project's together and in order.</summary>
    public static async Task<IReadOnlyList<Logged>> HistoriesAsync(
        this NpgsqlDataSource database, City city, Guid[] projects, long position, CancellationToken cancellation)
    {
        await using var select = database.CreateCommand(Sql);
        select.Parameters.AddWithValue("city", city.Code.ToString());
        select.Parameters.AddWithValue("projects", projects);
        select.Parameters.AddWithValue("position", position);
        select.Parameters.AddWithValue("types", Logged.Types);
        return await select.ReadAsync(Logged.Of, cancellation);
    }
}
