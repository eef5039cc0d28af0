using MajorProjects.Domain;
using MajorProjects.Server.Storage;
using Npgsql;
using NpgsqlTypes;
using Weasel.Postgresql.Tables;

namespace MajorProjects.Server.Access;

/// <summary>That a token, or all of somebody's tokens so far, no longer count.</summary>
/// <param name="Token">The id of the token, where one was revoked.</param>
/// <param name="Subject">Whose tokens, where all issued until then were revoked.</param>
/// <param name="RevokedAt">Since when.</param>
/// <param name="RevokedBy">Who revoked it; null: whoever runs the server, by the command.</param>
public sealed record Revocation(string? Token, string? Subject, DateTimeOffset RevokedAt, string? RevokedBy);

/// <summary>What was revoked: added to, never changed, and asked on every request, so that a revocation holds from the next one on, on every node.</summary>
public sealed class Revocations(NpgsqlDataSource database, TimeProvider clock)
{
    internal static Table Table
    {
        get
        {
            var table = new GuardedTable("revocation", app: "select, insert", auditor: GuardedTable.Nothing);
            table.AddColumn("kind", "text").AsPrimaryKey();
            table.AddColumn("id", "text").AsPrimaryKey();
            table.AddColumn("city", "varchar(6)").AsPrimaryKey();
            table.AddColumn("revoked_at", "timestamptz").AsPrimaryKey();
            table.AddColumn("revoked_by", "text");
            return table;
        }
    }

    /// <summary>Whether a token no longer counts.</summary>
    /// <param name="token">Its id.</param>
    /// <param name="subjects">Whom it speaks for.</param>
    /// <param name="cities">The cities that it names.</param>
    /// <param name="issuedAt">When it was issued, to the second; what was issued in the second of a revocation counts as before it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<bool> HaveAsync(string token, string[] subjects, string[] cities, DateTimeOffset issuedAt, CancellationToken cancellation)
    {
        await using var select = database.CreateCommand("""
            select exists (select from revocation where kind = 'token' and id = $1 and (city = '' or city = any($4)))
                or exists (select from revocation where kind = 'subject' and id = any($2) and (city = '' or city = any($4)) and revoked_at >= $3)
            """);
        select.Parameters.AddWithValue(token);
        select.Parameters.AddWithValue(subjects);
        select.Parameters.AddWithValue(issuedAt);
        select.Parameters.AddWithValue(cities);
        return (bool)(await select.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Revokes a token.</summary>
    /// <param name="token">Its id.</param>
    /// <param name="city">On behalf of which city: it must be one that the token names; null: of the installation.</param>
    /// <param name="by">Who revokes it.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    public Task<Revocation> AddTokenAsync(string token, City? city, string? by, CancellationToken cancellation) =>
        AddAsync("token", token, city, new(token, null, clock.GetUtcNow(), by), cancellation);

    /// <summary>Revokes what was issued to somebody until now; the city as of a token.</summary>
    public Task<Revocation> AddSubjectAsync(string subject, City? city, string? by, CancellationToken cancellation) =>
        AddAsync("subject", subject, city, new(null, subject, clock.GetUtcNow(), by), cancellation);

    /// <summary>The latest that concern a city, the newest first.</summary>
    public async Task<IReadOnlyList<Revocation>> LatestAsync(City city, int limit, CancellationToken cancellation)
    {
        await using var select = database.CreateCommand("select kind, id, revoked_at, revoked_by from revocation where city in ('', $2) order by revoked_at desc, id limit $1");
        select.Parameters.AddWithValue(limit);
        select.Parameters.AddWithValue(city.Code.ToString());
        await using var reader = await select.ExecuteReaderAsync(cancellation);
        var latest = new List<Revocation>();
        while (await reader.ReadAsync(cancellation))
        {
            var (kind, id) = (reader.GetString(0), reader.GetString(1));
            latest.Add(new(
                kind == "token" ? id : null, kind == "subject" ? id : null, reader.GetFieldValue<DateTimeOffset>(2), reader.IsDBNull(3) ? null : reader.GetString(3)));
        }
        return latest;
    }

    private async Task<Revocation> AddAsync(string kind, string id, City? city, Revocation revocation, CancellationToken cancellation)
    {
        await using var insert = database.CreateCommand("insert into revocation (kind, id, revoked_at, revoked_by, city) values ($1, $2, $3, $4, $5) on conflict do nothing");
        insert.Parameters.AddWithValue(kind);
        insert.Parameters.AddWithValue(id);
        insert.Parameters.AddWithValue(revocation.RevokedAt);
        insert.Parameters.Add(new() { Value = (object?)revocation.RevokedBy ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        insert.Parameters.AddWithValue(city?.Code.ToString() ?? "");
        await insert.ExecuteNonQueryAsync(cancellation);
        return revocation;
    }
}
