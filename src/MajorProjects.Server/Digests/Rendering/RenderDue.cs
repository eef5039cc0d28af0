using System.Security.Cryptography;
using MajorProjects.Digests.Content;
using MajorProjects.Digests.Delivery;
using MajorProjects.Digests.Forms;
using MajorProjects.Digests.Issuing;
using MajorProjects.Domain;
using MajorProjects.Domain.Values;
using MajorProjects.Server.Access;
using MajorProjects.Server.Digests.Issuing;
using MajorProjects.Server.Digests.Reading;
using MajorProjects.Server.Http;
using MajorProjects.Server.RollingViews;
using MajorProjects.Server.Storage;
using Marten;
using Npgsql;

namespace MajorProjects.Server.Digests.Rendering;

/// <summary>Makes the documents of digests that were issued, and keeps them: what goes out is what is read later.</summary>
internal sealed class RenderDue(
    IDocumentStore store, NpgsqlDataSource database, Cities cities, DigestReadings readings, DigestRenderer renderer, TimeProvider clock, ILogger<RenderDue> logger)
{
    /// <summary>Makes what is due by now, each digest's once; what another server is at is left to it.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await using var select = database.CreateCommand("select city, digest from digest where render_at <= $1 order by render_at, digest");
        select.Parameters.AddWithValue(clock.GetUtcNow().UtcDateTime);
        foreach (var (code, digest) in await select.ReadAsync(row => (row.GetString(0), row.GetGuid(1)), cancellation))
        {
            try
            {
                await TryAsync((await cities.FindAsync(RegionCode.Parse(code), cancellation))!, digest, cancellation);
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                logger.NotRecorded(digest, Problems.IsAway(e) ? null : e);
            }
        }
    }

    private async Task TryAsync(City city, Guid digest, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        // Of this transaction, so that it is free again however this server ends.
        await using var turn = new NpgsqlCommand("select pg_try_advisory_xact_lock(hashtextextended($1, 0))", connection, transaction);
        turn.Parameters.AddWithValue($"rendering/{digest}");
        if (await turn.ExecuteScalarAsync(cancellation) is not true) return;
        await using var read = new NpgsqlCommand("select render_attempts from digest where city = $1 and digest = $2 and render_at <= $3", connection, transaction);
        foreach (var value in new object[] { $"{city.Code}", digest, clock.GetUtcNow().UtcDateTime }) read.Parameters.AddWithValue(value);
        if (await read.ExecuteScalarAsync(cancellation) is not int attempts) return;

        var (documents, failed) = await MakeAsync(city, digest, cancellation);
        var now = clock.GetUtcNow();
        var retryAt = failed is null ? null : RetryRule.Next(attempts + 1, isPermanent: false, now);
        await DigestStreams.TakeTurnAsync(connection, transaction, digest, cancellation);
        await using var session = store.SessionOf(Caller.System("digests", "通报生成", city), transaction);
        object became = failed is null
            ? new DigestRendered([.. documents.Select(d => new RenderedForm(d.Form, Sha256Of(d), d.Bytes.Length))])
            : new DigestRenderingFailed(attempts + 1, failed, retryAt);
        await session.RecordAsync(transaction, city, digest, became, now, cancellation);
        await KeepAsync(connection, transaction, city, digest, documents, cancellation);
        await transaction.CommitAsync(cancellation);
        if (failed is not null) logger.Failed(digest, failed);
    }

    // The page is always there to be read; the rest is what the digest was issued with.
    private async Task<(List<DigestDocument> Documents, string? Failed)> MakeAsync(City city, Guid digest, CancellationToken cancellation)
    {
        try
        {
            var stored = (await database.DigestAsync(city, digest, cancellation))!;
            var content = StoredDigests.Read(await database.ContentAsync(city, digest, cancellation));
            var documents = new List<DigestDocument>();
            foreach (var form in (await readings.IssuedAsync(city, digest, cancellation)).Attachments.Prepend(DigestForm.Html).Distinct())
                documents.Add(await renderer.RenderAsync(content, stored.Stamp, form, cancellation));
            return (documents, null);
        }
        catch (FormUnavailableException e)
        {
            return ([], e.Refusal.Detail.Zh);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested && !Problems.IsAway(e))
        {
            logger.Unexpected(digest, e);
            return ([], "系统内部错误，请查看服务器日志。");
        }
    }

    private static async Task KeepAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, City city, Guid digest, List<DigestDocument> documents, CancellationToken cancellation)
    {
        foreach (var document in documents)
        {
            await using var insert = new NpgsqlCommand(
                "insert into digest_document (city, digest, form, media_type, file_name, sha256, bytes) values ($1, $2, $3, $4, $5, $6, $7)", connection, transaction);
            foreach (var value in new object[] { $"{city.Code}", digest, document.Form.ToKey(), document.MediaType, document.FileName, Sha256Of(document), document.Bytes })
                insert.Parameters.AddWithValue(value);
            await insert.ExecuteNonQueryAsync(cancellation);
        }
    }

    private static string Sha256Of(DigestDocument document) => Convert.ToHexStringLower(SHA256.HashData(document.Bytes));
}

internal static partial class RenderDueLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "通报文件未能生成 / the documents of a digest could not be made: {Digest}: {Why}")]
    public static partial void Failed(this ILogger logger, Guid digest, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "生成通报文件出错 / making the documents of a digest went wrong: {Digest}")]
    public static partial void Unexpected(this ILogger logger, Guid digest, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "通报文件未能登记，稍后再试 / the documents of a digest could not be recorded and are made again: {Digest}")]
    public static partial void NotRecorded(this ILogger logger, Guid digest, Exception? exception);
}
