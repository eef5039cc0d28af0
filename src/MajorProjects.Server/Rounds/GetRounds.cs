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

    private static readonly string Computed = $"""
        select e.round, e.kind, count(*)::int, coalesce(sum(e.total_investment_wan), 0)
        from ({Batch.Entries()}) e
        where e.round is not null and {ProjectFilter.Condition}
        group by 1, 2
        """;

    public static async Task<RoundsAnswer> Get(
        [AsParameters] ViewQuery query, Caller caller, Viewpoints viewpoints, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var filter = query.Filter(caller.City);
        var viewpoint = await viewpoints.ResolveAsync(caller.City, query, cancellation);
        var cells = new Dictionary<(string Round, string Kind), BatchCell>();
        await using (var select = Command(Computed))
        {
            select.Parameters.AddWithValue("kinds", Batch.Kinds.ToArray());
            filter.AddTo(select.Parameters);
            await using var reader = await select.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
                cells[(reader.GetString(0), reader.GetString(1))] = new(reader.GetInt32(2), reader.GetDecimal(3));
        }

        var rounds = new List<RoundView>();
        await using (var select = Command(Published))
        {
            select.Parameters.AddWithValue("type", Round.PublishedType);
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

        NpgsqlCommand Command(string sql)
        {
            var command = database.CreateCommand(sql);
            command.Parameters.AddWithValue("city", caller.City.Code.ToString());
            command.Parameters.AddWithValue("asOf", viewpoint.AsOf);
            command.Parameters.AddWithValue("position", viewpoint.Position);
            return command;
        }
    }
}
