using MajorProjects.Domain.Facts;
using MajorProjects.Domain.Rounds;
using MajorProjects.Server.Access;
using MajorProjects.Server.RollingViews;
using Npgsql;

namespace MajorProjects.Server.Rounds;

/// <summary>One round: what was published, and what the facts that name it add up to.</summary>
/// <param name="Number">Year and number.</param>
/// <param name="Name">What it is called.</param>
/// <param name="HeldOn">The day.</param>
/// <param name="Source">Where it was published.</param>
/// <param name="PublishedSigned">签约, as published.</param>
/// <param name="PublishedStarted">开工, as published.</param>
/// <param name="PublishedCommissioned">投产, as published.</param>
/// <param name="PublishedTotal">All three together, as published.</param>
/// <param name="ComputedSigned">签约, by the facts.</param>
/// <param name="ComputedStarted">开工, by the facts.</param>
/// <param name="ComputedCommissioned">投产, by the facts.</param>
/// <param name="Corrected">Whether what was first published has been corrected since.</param>
public sealed record RoundView(
    string Number, string Name, DateOnly HeldOn, string Source,
    PublishedBatch PublishedSigned, PublishedBatch PublishedStarted, PublishedBatch PublishedCommissioned, PublishedBatch PublishedTotal,
    BatchCell ComputedSigned, BatchCell ComputedStarted, BatchCell ComputedCommissioned, bool Corrected);

public sealed record RoundsAnswer(DateOnly AsOf, DateTimeOffset KnownAt, long Position, bool Confirmed, int RuleVersion, IReadOnlyList<RoundView> Rounds);

/// <summary><c>GET /rounds</c>: 三个一批 rounds, published and computed figures side by side.</summary>
public static class GetRounds
{
    public static async Task<RoundsAnswer> Get(
        [AsParameters] ViewQuery query, Caller caller, Viewpoints viewpoints, BatchMemory memory, NpgsqlDataSource database, CancellationToken cancellation)
    {
        var filter = query.Filter(caller);
        var viewpoint = await viewpoints.ResolveAsync(caller.City, query, cancellation);
        var cells = (await memory.ReachingAsync(caller.City, viewpoint, cancellation)).List(viewpoint, filter, e => e.Round is not null)
            .GroupBy(e => (Round: e.Round!, e.Kind)).ToDictionary(g => g.Key, g => BatchCell.Of([.. g]));
        var rounds = (await database.PublishedAsync(caller.City, viewpoint, cancellation)).ConvertAll(Row);
        await viewpoints.ConfirmAsync(caller.City, viewpoint, cancellation);
        return new(viewpoint.AsOf, viewpoint.KnownAt, viewpoint.Position, viewpoint.Confirmed, GetBatches.RuleVersion, rounds);

        RoundView Row(Publication publication)
        {
            var round = publication.Round;
            return new(
                round.Number, round.Name, round.HeldOn, round.Source,
                round.Signed.Figures(), round.Started.Figures(), round.Commissioned.Figures(), round.Total.Figures(),
                Cell(ContractSigned.Kind), Cell(ConstructionStarted.Kind), Cell(ProjectCommissioned.Kind), publication.Version > 1);

            BatchCell Cell(string kind) => cells.GetValueOrDefault((round.Number, kind), BatchCell.Empty);
        }
    }
}
