using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Storage;

/// <summary>A city of the installation.</summary>
/// <param name="Code">Its six digits.</param>
/// <param name="Name">Its name.</param>
/// <param name="Regions">How many counties it has.</param>
/// <param name="Position">Where its log ends.</param>
/// <param name="ViewPosition">How far its views have come.</param>
public sealed record CityView(string Code, string Name, int Regions, long Position, long ViewPosition);

public sealed record CitiesAnswer(IReadOnlyList<CityView> Cities);

/// <summary><c>GET /cities</c>: the cities that the token names and that are registered, and whether their views keep up; nothing of what is in them.</summary>
public static class GetCities
{
    private const string Sql = """
        select c.code, c.name, (select count(*)::int from jsonb_object_keys(c.regions)),
               coalesce((select max(e.seq_id) from mt_events e where e.tenant_id = c.code and e.type <> 'tombstone'), 0),
               coalesce((select p.position from read_position p where p.city = c.code), 0)
        from city c where c.code = any($1) order by c.code
        """;

    public static async Task<CitiesAnswer> Get(HttpContext context, NpgsqlDataSource database, CancellationToken cancellation)
    {
        await using var select = database.CreateCommand(Sql);
        select.Parameters.AddWithValue(context.User.FindAll("city").Select(c => c.Value).ToArray());
        return new(await select.ReadAsync(
            row => new CityView(row.GetString(0), row.GetString(1), row.GetInt32(2), row.GetInt64(3), row.GetInt64(4)), cancellation));
    }
}
