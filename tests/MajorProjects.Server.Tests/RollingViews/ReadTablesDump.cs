using Npgsql;

namespace MajorProjects.Server.Tests.RollingViews;

/// <summary>The rows of the read tables, as text and in order.</summary>
internal static class ReadTablesDump
{
    private static readonly string[] Tables = ["project_version", "milestone_fact", "progress_fact", "recorded_block", "read_position"];

    /// <summary>Everything that the tables hold of a city.</summary>
    public static async Task<IReadOnlyList<string>> OfAsync(NpgsqlDataSource database, string city)
    {
        var rows = new List<string>();
        foreach (var table in Tables)
            rows.AddRange(await RowsAsync(database, $"select '{table} ' || t::text from {table} t where city = $1 order by t::text collate \"C\"", city));
        return rows;
    }

    /// <summary>What was believed of a city at a position, without until when.</summary>
    public static async Task<IReadOnlyList<string>> BelievedAsync(NpgsqlDataSource database, string city, long position)
    {
        var rows = new List<string>();
        foreach (var table in Tables[..3])
            rows.AddRange(await RowsAsync(database, $"""
                select '{table} ' || (to_jsonb(t) - 'known_to')::text from {table} t
                where city = $1 and known_from <= $2 and known_to > $2 order by (to_jsonb(t) - 'known_to')::text collate "C"
                """, city, position));
        return rows;
    }

    /// <summary>What one edition believed of a city at a position, without since when and until when.</summary>
    public static async Task<IReadOnlyList<string>> EditionAsync(NpgsqlDataSource database, string city, long position, bool confirmed)
    {
        var rows = new List<string>();
        foreach (var table in Tables[..3])
            rows.AddRange(await RowsAsync(database, $"""
                select '{table} ' || (to_jsonb(t) - array['confirmed', 'known_from', 'known_to'])::text from {table} t
                where city = $1 and known_from <= $2 and known_to > $2 and confirmed = $3 order by (to_jsonb(t) - array['confirmed', 'known_from', 'known_to'])::text collate "C"
                """, city, position, confirmed));
        return rows;
    }

    private static async Task<List<string>> RowsAsync(NpgsqlDataSource database, string sql, params object[] parameters)
    {
        await using var select = database.CreateCommand(sql);
        foreach (var value in parameters) select.Parameters.AddWithValue(value);
        await using var reader = await select.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync()) rows.Add(reader.GetString(0));
        return rows;
    }
}
