using System.Text.Json;
using MajorProjects.Domain;
using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Projects;

/// <summary>A fact as it stands in the log of its city; of who recorded it, his name and roles, where they were kept.</summary>
internal sealed record Logged(
    Guid Project, int Version, Fact Fact, long Position, DateTimeOffset RecordedAt, string? RecordedBy, string? RecordedByName = null, string? Role = null)
{
    /// <summary>The types of all facts: the log of a city holds what is none as well.</summary>
    public static string[] Types { get; } = [.. FactType.All.Select(t => t.Name)];

    /// <summary>What <see cref="Of"/> reads of a row of <c>mt_events</c>.</summary>
    public static string Columns(string row) =>
        $"{row}.stream_id, {row}.version::int, {row}.type, {row}.data::text, {row}.seq_id, {row}.timestamp, {row}.user_name, {row}.headers ->> 'name', {row}.headers ->> 'role'";

    public static Logged Of(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetInt32(1), Read(row.GetString(2), row.GetString(3)),
        row.GetInt64(4), row.GetFieldValue<DateTimeOffset>(5), row.TextOrNull(6), row.TextOrNull(7), row.TextOrNull(8));

    /// <summary>A fact as it is stored.</summary>
    public static Fact Read(string type, string data) => (Fact)JsonSerializer.Deserialize(data, FactType.Named(type)!.Class, Json.Stored)!;
}
