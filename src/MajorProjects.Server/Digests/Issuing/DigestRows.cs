using MajorProjects.Digests.Issuing;
using MajorProjects.Domain;
using MajorProjects.Server.Digests.Delivery;
using Npgsql;
using NpgsqlTypes;

namespace MajorProjects.Server.Digests.Issuing;

/// <summary>The rows that follow from what is recorded in a digest's stream.</summary>
internal static class DigestRows
{
    /// <summary>Writes those of one that is issued.</summary>
    /// <param name="connection">A connection.</param>
    /// <param name="transaction">The transaction in which it is recorded.</param>
    /// <param name="city">Its city.</param>
    /// <param name="digest">Its id.</param>
    /// <param name="issued">What is recorded.</param>
    /// <param name="by">By whom.</param>
    /// <param name="content">What it says; null: nothing is kept of that.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    public static async Task InsertAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, City city, Guid digest, DigestIssued issued, string? by, byte[]? content, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        Add("""
            insert into digest (city, digest, schedule, kind, region, industry, period, round, as_of, position, issued_at, issued_by, due_at, late, sha256, render_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $11)
            """,
            $"{city.Code}", digest, issued.Schedule, issued.Kind.ToKey(), issued.Scope.Region, issued.Scope.Industry, $"{issued.Period}", issued.Round, issued.AsOf, issued.Position,
            issued.IssuedAt.UtcDateTime, by, issued.DueAt?.UtcDateTime, issued.Late, issued.Sha256);
        if (content is not null) Add("insert into digest_content (city, digest, content) values ($1, $2, $3)", $"{city.Code}", digest, content);
        batch.BatchCommands.Add(DeliveryTable.Insert(city, digest, issued));
        await batch.ExecuteNonQueryAsync(cancellation);

        void Add(string sql, params ReadOnlySpan<object?> values)
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var value in values) command.Parameters.AddWithValue(value ?? DBNull.Value);
            batch.BatchCommands.Add(command);
        }
    }

    /// <summary>Brings them to how far it has come.</summary>
    public static async Task UpdateAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, City city, Guid digest, DigestProgress progress, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        Add("""
            update digest set (rendered_at, render_attempts, render_at, render_error) = ($3, $4, $5, $6)
            where city = $1 and digest = $2 and (rendered_at, render_attempts, render_at, render_error) is distinct from ($3, $4, $5, $6)
            """, Instant(progress.RenderedAt), new() { Value = progress.RenderAttempts }, Instant(progress.RenderAt), Text(progress.RenderError));
        var deliveries = progress.Deliveries.ToList();
        Add("""
            update digest_delivery k set (state, attempts, next_attempt_at, last_error, delivered_at) = (d.state, d.attempts, d.next_attempt_at, d.last_error, d.delivered_at)
            from unnest($3::uuid[], $4::text[], $5::int[], $6::timestamptz[], $7::text[], $8::timestamptz[]) d (delivery, state, attempts, next_attempt_at, last_error, delivered_at)
            where k.city = $1 and k.digest = $2 and k.delivery = d.delivery
                  and (k.state, k.attempts, k.next_attempt_at, k.last_error, k.delivered_at) is distinct from (d.state, d.attempts, d.next_attempt_at, d.last_error, d.delivered_at)
            """,
            Each(d => d.Key), Each(d => d.Value.State.ToKey()), Each(d => d.Value.Attempts), Each(d => d.Value.NextAttemptAt?.UtcDateTime), Each(d => d.Value.LastError),
            Each(d => d.Value.DeliveredAt?.UtcDateTime));
        await batch.ExecuteNonQueryAsync(cancellation);

        NpgsqlParameter Each<T>(Func<KeyValuePair<Guid, DeliveryProgress>, T> value) => new NpgsqlParameter<List<T>> { TypedValue = deliveries.ConvertAll(d => value(d)) };

        void Add(string sql, params ReadOnlySpan<NpgsqlParameter> values)
        {
            var command = new NpgsqlBatchCommand(sql) { Parameters = { new() { Value = $"{city.Code}" }, new() { Value = digest } } };
            foreach (var value in values) command.Parameters.Add(value);
            batch.BatchCommands.Add(command);
        }

        static NpgsqlParameter Instant(DateTimeOffset? at) => new() { Value = (object?)at?.UtcDateTime ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };
        static NpgsqlParameter Text(string? text) => new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
    }
}
