using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Http;
using Npgsql;

namespace MajorProjects.Server.RollingViews;

/// <summary>How a view asks its question of the read tables: every one with the city, the viewpoint, whose edition is <c>@confirmed</c>, and the filters.</summary>
internal static class ViewCommand
{
    public static NpgsqlCommand Ask(
        this NpgsqlDataSource database, string sql, City city, Viewpoint viewpoint, ProjectFilter filter, params ReadOnlySpan<(string Name, object Value)> more)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.AddWithValue("city", city.Code.ToString());
        command.Parameters.AddWithValue("asOf", viewpoint.AsOf);
        command.Parameters.AddWithValue("position", viewpoint.Position);
        command.Parameters.AddWithValue("confirmed", viewpoint.Confirmed);
        filter.AddTo(command.Parameters);
        foreach (var (name, value) in more) command.Parameters.AddWithValue(name, value);
        return command;
    }

    /// <summary>Most rows that one answer lists: beyond that nobody reads them, and they would all have to be held at once.</summary>
    public const int MostListed = 20_000;

    /// <summary>The rows that an answer lists.</summary>
    /// <exception cref="RefusedException">more than <see cref="MostListed"/>.</exception>
    public static async Task<List<T>> ListAsync<T>(this NpgsqlCommand command, Func<NpgsqlDataReader, T> row, CancellationToken cancellation)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(row(reader));
            RefuseBeyondMost(rows);
        }
        return rows;
    }

    /// <exception cref="RefusedException">more than <see cref="MostListed"/>.</exception>
    public static void RefuseBeyondMost<T>(IReadOnlyCollection<T> rows)
    {
        if (rows.Count > MostListed) throw new RefusedException(Refused.TooMuchToList(MostListed));
    }

    /// <summary>All rows of an answer.</summary>
    public static async Task<List<T>> ReadAsync<T>(this NpgsqlCommand command, Func<NpgsqlDataReader, T> row, CancellationToken cancellation)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation)) rows.Add(row(reader));
        return rows;
    }

    public static T? ValueOrNull<T>(this NpgsqlDataReader row, int column) where T : struct => row.IsDBNull(column) ? null : row.GetFieldValue<T>(column);

    public static decimal? WanOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : Wan.Plain(row.GetDecimal(column));

    public static string? TextOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
