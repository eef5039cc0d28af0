using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using MajorProjects.Domain;
using MajorProjects.Domain.Rounds;
using MajorProjects.Server.Access;
using MajorProjects.Server.Http;
using MajorProjects.Server.Projects;
using Marten;
using Npgsql;

namespace MajorProjects.Server.Rounds;

/// <summary>Keeps what rounds published, each in a stream of its own in the city's log.</summary>
public sealed class RoundRecorder(IDocumentStore store, NpgsqlDataSource database, TimeProvider clock)
{
    /// <summary>Keeps what was published of a round, or corrects what was.</summary>
    /// <param name="caller">Who records it, in which city.</param>
    /// <param name="round">What was published.</param>
    /// <param name="corrects">Whether it stands in the place of what is on record of that number.</param>
    /// <param name="key">Makes a repeated request be answered as the first.</param>
    /// <param name="cancellation">Ends the attempt; what is committed by then stays.</param>
    public async Task<Recorded> PublishAsync(Caller caller, RoundPublished round, bool corrects, IdempotencyKey? key, CancellationToken cancellation)
    {
        try
        {
            return await WriteAsync(caller, round, corrects, key, cancellation);
        }
        catch (Exception e) when (key is not null && IdempotencyKey.IsTaken(e))
        {
            // Another request of that key was first: its answer is this one's too, where it is the same request.
            await using var session = store.QuerySession(caller.City.Code.ToString());
            return await key.FindAnswerAsync(session, cancellation) ?? Recorded.Refused(Refused.ConcurrentWrite);
        }
    }

    // The same round has the same stream wherever it is published from, so it cannot be there twice.
    internal static Guid StreamOf(City city, string number) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"round/{city.Code}/{number}")).AsSpan(0, 16));

    private async Task<Recorded> WriteAsync(Caller caller, RoundPublished round, bool corrects, IdempotencyKey? key, CancellationToken cancellation)
    {
        var stream = StreamOf(caller.City, round.Number);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        // Whoever publishes the same round at the same time comes after: he sees what this one wrote, and burns no position of the log.
        await using var turn = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended($1, 0))", connection, transaction);
        turn.Parameters.AddWithValue($"round/{stream}");
        await turn.ExecuteNonQueryAsync(cancellation);

        var options = Marten.Services.SessionOptions.ForTransaction(transaction);
        options.TenantId = caller.City.Code.ToString();
        await using var session = store.LightweightSession(options);
        if (key is not null && await key.FindAnswerAsync(session, cancellation) is { } earlier) return earlier;

        var published = (await session.Events.FetchStreamAsync(stream, token: cancellation)).Select(e => (RoundPublished)e.Data).ToList();
        var version = published.Count + 1;
        var recorded = round.RefusedBy(published.LastOrDefault(), corrects, clock.Today()) is { } refusal
            ? Recorded.Refused(refusal)
            : new Recorded(stream, version, Stage.Planned, [version], null);
        // That there is nothing to correct yet may pass; a rule's refusal is kept as for any other write.
        if (key is not null && recorded.Refusal?.Kind is not RefusalKind.Unknown)
        {
            await using var keep = key.Keep(recorded, clock.GetUtcNow());
            keep.Connection = connection;
            keep.Transaction = transaction;
            await keep.ExecuteNonQueryAsync(cancellation);
        }
        if (recorded.Refusal is null)
        {
            Append(session, caller, stream, version, round);
            await session.SaveChangesAsync(cancellation);
        }
        await transaction.CommitAsync(cancellation);
        return recorded;
    }

    private static void Append(IDocumentSession session, Caller caller, Guid stream, int version, RoundPublished round)
    {
        session.LastModifiedBy = caller.Subject;
        session.CausationId = Activity.Current?.Id;
        if (caller.Name.Length > 0) session.SetHeader("name", caller.Name);
        if (caller.Roles.Count > 0) session.SetHeader("role", caller.RoleKeys);
        if (version == 1) session.Events.StartStream<Round>(stream, round);
        else session.Events.Append(stream, version, round);
    }
}
