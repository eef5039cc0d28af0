using MajorProjects.Domain;
using MajorProjects.Server.Projects;
using MajorProjects.Server.RollingViews;
using MajorProjects.Server.Storage;
using Npgsql;

namespace MajorProjects.Server.Duplicates;

/// <summary>What a city's log says of projects that are suspected to be one.</summary>
internal static class DuplicateLog
{
    private static readonly IEnumerable<string> TakingBack = FactType.All.Where(t => t.Class.IsAssignableTo(typeof(ITakesBack))).Select(t => t.Name);

    // Written as literals: a parameter would not be seen to match the index of rare facts.
    private static readonly string Sql = $"""
        with told as (
            select f.* from mt_events f
            where f.tenant_id = @city and f.seq_id <= @position and f.type in ({string.Join(", ", StoreSetup.DuplicateFacts.Select(t => $"'{t}'"))}))
        select {Logged.Columns("told")} from told
        union all
        select {Logged.Columns("v")}
        from (select distinct stream_id from told) project
        join mt_events v on v.tenant_id = @city and v.stream_id = project.stream_id and v.seq_id <= @position and v.type in ({string.Join(", ", TakingBack.Select(t => $"'{t}'"))})
        order by seq_id
        """;

    public static async Task<IReadOnlyList<DuplicatePair>> PairsAsync(this NpgsqlDataSource database, City city, Viewpoint viewpoint, CancellationToken cancellation)
    {
        await using var select = database.CreateCommand(Sql);
        select.Parameters.AddWithValue("city", city.Code.ToString());
        select.Parameters.AddWithValue("position", viewpoint.Position);
        return [.. DuplicatePair.Of(await select.ReadAsync(Logged.Of, cancellation))];
    }
}
