using System.Text.Json;
using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Rounds;
using MajorProjects.Server.Access;
using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Rounds;

/// <summary>One round: what was published, and what the facts that name it add up to.</summary>
public sealed record RoundView(
    string Number, string Name, DateOnly HeldOn, string Source,
    PublishedBatch PublishedSigned, PublishedBatch PublishedStarted, PublishedBatch PublishedCommissioned, PublishedBatch PublishedTotal,
    BatchCell ComputedSigned, BatchCell ComputedStarted, BatchCell ComputedCommissioned);

public sealed record RoundsAnswer(DateOnly AsOf, DateTimeOffset KnownAt, long Position, int RuleVersion, IReadOnlyList<RoundView> Rounds);

/// <summary><c>GET /rounds</c>: 三个一批 rounds, published and computed figures side by side.</summary>
public static class GetRounds
{
    private const string Published = """
        select data from mt_events
        where tenant_id = @city and type = @type and seq_id <= @position and (data ->> 'heldOn')::date <= @asOf
        order by data ->> 'heldOn' desc, seq_id desc
        """;

    public static async Task<RoundsAnswer> Get(
        [AsParameters] ViewQuery query, Caller caller, Viewpoints viewpoints, BatchMemory memory, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var filter = query.Filter(caller.City);
        var viewpoint = await viewpoints.ResolveAsync(caller.City, query, cancellation);
        var cells = (await memory.ReachingAsync(caller.City, viewpoint, cancellation)).List(viewpoint, filter).Where(e => e.Round is not null)
            .GroupBy(e => (Round: e.Round!, e.Kind)).ToDictionary(g => g.Key, g => new BatchCell(g.Count(), g.Sum(e => e.Filing.TotalInvestmentWan ?? 0)));
        var rounds = new List<RoundView>();
        await using (var select = database.Ask(Published, caller.City, viewpoint, filter, ("type", Round.PublishedType)))
        {
            await using var reader = await select.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                var round = JsonSerializer.Deserialize<RoundPublished>(reader.GetString(0), Json.Stored)!;
                rounds.Add(new(
                    round.Number, round.Name, round.HeldOn, round.Source, round.Signed, round.Started, round.Commissioned, round.Total,
                    Cell(ContractSigned.Kind), Cell(ConstructionStarted.Kind), Cell(ProjectCommissioned.Kind)));

                BatchCell Cell(string kind) => cells.GetValueOrDefault((round.Number, kind), BatchCell.Empty);
            }
        }
        await viewpoints.ConfirmAsync(caller.City, viewpoint, cancellation);
        return new(viewpoint.AsOf, viewpoint.KnownAt, viewpoint.Position, GetBatches.RuleVersion, rounds);
    }
}
