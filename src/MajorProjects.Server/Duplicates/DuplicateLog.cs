using System.Text.Json;
using MajorProjects.Domain;
using MajorProjects.Domain.Facts;
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
        select stream_id, version::int, type, data::text, seq_id, timestamp, user_name from told
        union all
        select v.stream_id, v.version::int, v.type, v.data::text, v.seq_id, v.timestamp, v.user_name
        from (select distinct stream_id from told) project
        join mt_events v on v.tenant_id = @city and v.stream_id = project.stream_id and v.seq_id <= @position and v.type in ({string.Join(", ", TakingBack.Select(t => $"'{t}'"))})
        order by seq_id
        """;

    public static async Task<IReadOnlyList<DuplicatePair>> PairsAsync(this NpgsqlDataSource database, City city, Viewpoint viewpoint, CancellationToken cancellation)
    {
        await using var select = database.CreateCommand(Sql);
        select.Parameters.AddWithValue("city", city.Code.ToString());
        select.Parameters.AddWithValue("position", viewpoint.Position);
        return [.. DuplicatePair.Of(await select.ReadAsync(RowOf, cancellation))];
    }

    private static Logged RowOf(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetInt32(1),
        (Fact)JsonSerializer.Deserialize(row.GetString(3), FactType.Named(row.GetString(2))!.Class, Json.Stored)!,
        row.GetInt64(4), row.GetFieldValue<DateTimeOffset>(5), row.TextOrNull(6));
}
