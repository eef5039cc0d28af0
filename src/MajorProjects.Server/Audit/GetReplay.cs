using System.Globalization;
using System.Text.Json;
using MajorProjects.Server.Access;
using MajorProjects.Server.Projects;
using MajorProjects.Server.RollingViews;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace MajorProjects.Server.Audit;

/// <summary>
/// <c>GET /replay</c>: a part of the city's log as NDJSON, a <see cref="ReplayedFact"/> a line, as they are read. The header <c>Position</c> says up to
/// where: the same question with that as its <c>toPosition</c> has the same answer for ever.
/// </summary>
public static class GetReplay
{
    public const string MediaType = RecordFacts.MediaType;

    private const string PositionHeader = "Position";

    public static async Task<IResult> Get(
        [AsParameters] ReplayQuery query, HttpContext context, Caller caller, Viewpoints viewpoints, ProjectCodes codes, NpgsqlDataSource database, IDocumentStore store,
        CancellationToken cancellation)
    {
        var range = await query.ReadAsync(caller, viewpoints, codes, store, cancellation);
        context.Response.Headers[PositionHeader] = range.To.ToString(CultureInfo.InvariantCulture);
        return Results.Stream(stream => WriteAsync(stream, new Replay(caller, range, database, store), null, cancellation), MediaType);
    }

    /// <summary>Writes the lines of a replay.</summary>
    /// <returns>How many there are.</returns>
    internal static async Task<long> WriteAsync(Stream stream, Replay replay, Action<int>? passed, CancellationToken cancellation)
    {
        var lines = 0L;
        await using var buffer = new BufferedStream(stream, bufferSize: 1 << 16);
        await foreach (var fact in replay.FactsAsync(passed, cancellation))
        {
            await JsonSerializer.SerializeAsync(buffer, fact, Json.Answers, cancellation);
            buffer.WriteByte((byte)'\n');
            lines++;
        }
        await buffer.FlushAsync(cancellation);
        return lines;
    }
}
