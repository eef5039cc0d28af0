using MajorProjects.Digests.Issuing;
using MajorProjects.Domain;
using MajorProjects.Server.Access;
using MajorProjects.Server.Digests.Delivery;
using Npgsql;

namespace MajorProjects.Server.Digests.Issuing;

/// <summary>Writes the rows that follow from a digest's being issued.</summary>
internal static class DigestRows
{
    public static async Task InsertAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Caller caller, Guid digest, DigestIssued issued, byte[] content, CancellationToken cancellation)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        Add("""
            insert into digest (city, digest, schedule, kind, region, industry, period, round, as_of, position, issued_at, issued_by, due_at, late, sha256, render_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $11)
            """,
            $"{caller.City.Code}", digest, issued.Schedule, issued.Kind.ToKey(), issued.Scope.Region, issued.Scope.Industry, $"{issued.Period}", issued.Round, issued.AsOf, issued.Position,
            issued.IssuedAt.UtcDateTime, caller.Subject, issued.DueAt?.UtcDateTime, issued.Late, issued.Sha256);
        Add("insert into digest_content (city, digest, content) values ($1, $2, $3)", $"{caller.City.Code}", digest, content);
        batch.BatchCommands.Add(DeliveryTable.Insert(caller.City, digest, issued));
        await batch.ExecuteNonQueryAsync(cancellation);

        void Add(string sql, params ReadOnlySpan<object?> values)
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var value in values) command.Parameters.AddWithValue(value ?? DBNull.Value);
            batch.BatchCommands.Add(command);
        }
    }
}
