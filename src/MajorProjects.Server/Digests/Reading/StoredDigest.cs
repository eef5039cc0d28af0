using System.Text.Json;
using MajorProjects.Digests;
using MajorProjects.Digests.Content;
using MajorProjects.Digests.Forms;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Digests.Reading;

/// <summary>How far a digest has come on its way out.</summary>
public enum DigestState
{
    /// <summary>Its content is computed and recorded; its documents are not made yet.</summary>
    Issued,

    /// <summary>Its documents are made.</summary>
    Rendered,

    /// <summary>Its documents could not be made, and are not tried again by themselves.</summary>
    Failed,
}

/// <summary>An issued digest.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Schedule">The schedule that it is an occurrence of; null where it was issued by hand.</param>
/// <param name="Kind">Of which kind.</param>
/// <param name="Scope">Of which projects.</param>
/// <param name="Period">About which days.</param>
/// <param name="Round">The number of the round that it is about.</param>
/// <param name="AsOf">Facts that had happened by this day.</param>
/// <param name="Position">The position of the city's log up to which they were known.</param>
/// <param name="IssuedAt">When it was issued.</param>
/// <param name="IssuedBy">Who issued it.</param>
/// <param name="DueAt">When it was due; null where it was issued by hand.</param>
/// <param name="Late">Whether it was issued late.</param>
/// <param name="Sha256">Of its content, in lower-case hexadecimal.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Error">Why its documents could not be made; null otherwise.</param>
public sealed record StoredDigest(
    Guid Id, string? Schedule, DigestKind Kind, DigestScope Scope, Period Period, string? Round, DateOnly AsOf, long Position, DateTimeOffset IssuedAt, string? IssuedBy,
    DateTimeOffset? DueAt, bool Late, string Sha256, DigestState State, string? Error)
{
    internal const string Columns = "digest, schedule, kind, region, industry, period, round, as_of, position, issued_at, issued_by, due_at, late, sha256, rendered_at, render_at, render_error";

    internal IssueStamp Stamp => new(Id, IssuedAt, DueAt, Late);

    internal static StoredDigest Of(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.TextOrNull(1), Enum.GetValues<DigestKind>().Single(kind => kind.ToKey() == row.GetString(2)), new(row.TextOrNull(3), row.TextOrNull(4)),
        Period.Parse(row.GetString(5)), row.TextOrNull(6), row.GetFieldValue<DateOnly>(7), row.GetInt64(8), row.GetFieldValue<DateTimeOffset>(9).ToUniversalTime(), row.TextOrNull(10),
        row.ValueOrNull<DateTimeOffset>(11)?.ToUniversalTime(), row.GetBoolean(12), row.GetString(13),
        row.IsDBNull(14) ? row.IsDBNull(15) ? DigestState.Failed : DigestState.Issued : DigestState.Rendered, row.TextOrNull(16));

    /// <summary>Whether somebody may read it: who is limited to some counties reads theirs.</summary>
    internal bool IsFor(Caller caller) => caller.Regions is null || (Scope.Region is { } region && caller.Covers(region));
}

/// <summary>Finds issued digests, and what they said.</summary>
internal static class StoredDigests
{
    /// <exception cref="RefusedException">there is none, or it is not for the caller.</exception>
    public static async Task<StoredDigest> DigestAsync(this NpgsqlDataSource database, Caller caller, string id, CancellationToken cancellation)
    {
        var digest = Guid.TryParse(id, out var guid) ? await database.DigestAsync(caller.City, guid, cancellation) : null;
        if (digest is null) throw new RefusedException(DigestRefused.Unknown(id));
        return digest.IsFor(caller) ? digest : throw new RefusedException(Refused.OutOfScope);
    }

    public static async Task<StoredDigest?> DigestAsync(this NpgsqlDataSource database, City city, Guid id, CancellationToken cancellation)
    {
        await using var select = database.CreateCommand($"select {StoredDigest.Columns} from digest where city = $1 and digest = $2");
        select.Parameters.AddWithValue($"{city.Code}");
        select.Parameters.AddWithValue(id);
        return (await select.ReadAsync(StoredDigest.Of, cancellation)).SingleOrDefault();
    }

    /// <summary>The digests that were issued by a viewpoint of exactly what a filter takes, from the first.</summary>
    public static async Task<List<StoredDigest>> DigestsOfAsync(
        this NpgsqlDataSource database, City city, ProjectFilter filter, Viewpoint viewpoint, CancellationToken cancellation)
    {
        // A digest is of a region and an industry at most; who asks for other things asks for no digest.
        if (filter is not { Class: null, Sector: null } || (filter.Covered is not null && filter.Region is null)) return [];
        await using var select = database.CreateCommand($"""
            select {StoredDigest.Columns} from digest
            where city = $1 and region is not distinct from $2 and industry is not distinct from $3 and as_of <= $4 and position <= $5 order by issued_at, digest
            """);
        select.Parameters.AddWithValue($"{city.Code}");
        select.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = filter.Region });
        select.Parameters.Add(new NpgsqlParameter<string?> { TypedValue = filter.Industry });
        select.Parameters.AddWithValue(viewpoint.AsOf);
        select.Parameters.AddWithValue(viewpoint.Position);
        return await select.ReadAsync(StoredDigest.Of, cancellation);
    }

    /// <summary>What it said, to the byte.</summary>
    public static async Task<byte[]> ContentAsync(this NpgsqlDataSource database, City city, Guid id, CancellationToken cancellation)
    {
        await using var select = database.CreateCommand("select content from digest_content where city = $1 and digest = $2");
        select.Parameters.AddWithValue($"{city.Code}");
        select.Parameters.AddWithValue(id);
        return (byte[])(await select.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>What it said, read.</summary>
    /// <exception cref="RefusedException">what is kept cannot be read: it was damaged.</exception>
    public static DigestContent Read(byte[] content)
    {
        try
        {
            return DigestContent.Read(content);
        }
        catch (JsonException)
        {
            throw new RefusedException(DigestRefused.Damaged);
        }
    }
}
